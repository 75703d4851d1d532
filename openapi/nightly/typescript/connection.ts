import { connect, type Connection } from "@efs/client";

let connection: Connection | undefined;

export function open(options: Parameters<typeof connect>[0]): Connection {
  return (connection = connect(options));
}

/** What orval's functions send their requests with: they know neither tokens nor retries. */
export async function efsFetch<T>(path: string, options: RequestInit): Promise<T> {
  const response = await connection!.fetch(path, options);
  const text = await response.text();
  return { status: response.status, headers: response.headers, data: text && JSON.parse(text) } as T;
}
