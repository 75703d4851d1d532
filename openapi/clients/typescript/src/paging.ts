/** Reads every item of a list: `readAll((cursor) => unwrap(efs.GET("/v1/schools", { params: { query: { cursor } } })))`. */
export async function* readAll<T>(
  readPage: (cursor?: string) => Promise<{ items: readonly T[]; next?: string | null }>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}
