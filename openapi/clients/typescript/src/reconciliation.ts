/**
 * The hash of a document for `POST /v1/reconciliations`: SHA-256 of its canonical JSON. The document is the one that would be PUT, with
 * `regionCode` and `sourceId`, its texts as the service stores them.
 */
export async function reconciliationHash(document: object): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonicalJson(document)));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** RFC 8785 without the members that are null, false or an empty list: what an absent member means hashes as if it were absent. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, v]) => v !== undefined && v !== null && v !== false && !(Array.isArray(v) && v.length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1)) // By UTF-16 code units, as RFC 8785 asks.
    .map(([name, v]) => `${JSON.stringify(name)}:${canonicalJson(v)}`);
  return `{${members.join(",")}}`;
}
