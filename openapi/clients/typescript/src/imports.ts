import type { Connection } from "./connection.js";
import { readJson } from "./errors.js";
import type { components, operations } from "./generated/efs-api.js";
import { readAll } from "./paging.js";

export type Import = components["schemas"]["Import"];
export type ImportRow = components["schemas"]["ImportRow"];
export type ImportOptions = Omit<operations["StartImport"]["parameters"]["query"], "resource" | "wait">;

const running = new Set(["queued", "running"]);

/**
 * Sends rows and waits until the import has ended; its `state` and `counts` tell how. Rows are documents, or a file (CSV, XLSX,
 * NDJSON) whose `type` is its media type.
 */
export async function importRows(
  connection: Connection,
  resource: string,
  rows: Blob | readonly object[],
  options: ImportOptions = {},
): Promise<Import> {
  const body =
    rows instanceof Blob ? rows : new Blob(rows.map((row) => `${JSON.stringify(row)}\n`), { type: "application/x-ndjson" });
  const query = new URLSearchParams({ resource, wait: "30" });
  for (const [name, value] of Object.entries(options)) if (value !== undefined) query.set(name, `${value}`);
  const response = await connection.fetch(`/v1/imports?${query}`, { method: "POST", body, headers: { "Content-Type": body.type } });
  let current = await readJson<Import>(response);
  while (running.has(current.state)) current = await readJson<Import>(await connection.fetch(`/v1/imports/${current.id}?wait=30`));
  return current;
}

/** The rejected rows of an import, each with its document and its errors. */
export const rejectedRows = (connection: Connection, importId: string) =>
  readAll<ImportRow>(async (cursor) => {
    const query = new URLSearchParams({ outcome: "rejected", limit: "500", ...(cursor && { cursor }) });
    return readJson(await connection.fetch(`/v1/imports/${importId}/rows?${query}`));
  });
