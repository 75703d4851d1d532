import type { Connection } from "./connection.js";
import { EfsError, readJson } from "./errors.js";
import type { components } from "./generated/efs-api.js";

export type ChangePage = components["schemas"]["ChangePage"];
export type RecordChange = components["schemas"]["RecordChange"];

export interface FeedOptions {
  /** Cursor of the last page processed. */
  after: string;
  resource?: string;
  regionCode?: string;
  /** Seconds (up to 30) to wait for the next change. With it the reading never ends; without it, at the newest change. */
  wait?: number;
}

/** The changes after the cursor are no longer kept: read an export and go on from its `consistentThrough`. */
export class ChangesTooOldError extends EfsError {
  override name = "ChangesTooOldError";
}

/** Reads the feed page by page. Store `page.cursor` when the page is processed. */
export async function* readChanges(connection: Connection, options: FeedOptions): AsyncGenerator<ChangePage, void, undefined> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) if (value !== undefined) query.set(name, `${value}`);
  for (;;) {
    const response = await connection.fetch(`/v1/changes?${query}`);
    if (response.status === 410) throw new ChangesTooOldError(410, (await EfsError.of(response)).problem);
    const page = await readJson<ChangePage>(response);
    yield page;
    if (!page.hasMore && options.wait === undefined) return;
    query.set("after", page.cursor);
  }
}
