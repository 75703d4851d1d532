import type { Connection } from "./connection.js";
import { EfsError } from "./errors.js";

export interface Export<T> {
  /** Cursor of the moment that the export shows: go on from it with `readChanges`. */
  readonly consistentThrough: string;
  /** The records as they arrive; the export is never held in memory. */
  readonly records: AsyncGenerator<T, void, undefined>;
}

/** Reads a whole list as a stream: `readExport<School>(connection, "schools", { regionCode: "74" })`. */
export async function readExport<T>(connection: Connection, resource: string, filters: Record<string, string> = {}): Promise<Export<T>> {
  const response = await connection.fetch(`/v1/${resource}/export?${new URLSearchParams(filters)}`, {
    headers: { Accept: "application/x-ndjson" },
  });
  if (!response.ok) throw await EfsError.of(response);
  return { consistentThrough: response.headers.get("Efs-Consistent-Through") ?? "", records: readLines<T>(response.body!) };
}

// An export that is cut off has no proper end: reading it throws.
async function* readLines<T>(body: ReadableStream<Uint8Array>): AsyncGenerator<T, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) yield JSON.parse(line) as T;
  }
}
