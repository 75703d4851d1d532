import type { components } from "./generated/efs-api.js";

export type ApiProblem = components["schemas"]["ApiProblem"];

/** A response from 400 up. `problem.type` is the stable code of the error, `problem.errors` says all that is wrong. */
export class EfsError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<ApiProblem>,
  ) {
    super(`${status} ${problem.type ?? ""} ${problem.detail ?? problem.title ?? ""}`.trim());
    this.name = "EfsError";
  }

  /** Whether the error has this code of the catalogue, such as `registry.stale`. */
  is(code: string): boolean {
    return this.problem.type === `urn:efs:error:${code}`;
  }

  static async of(response: Response): Promise<EfsError> {
    // A proxy in between answers with its own page.
    return new EfsError(response.status, (await response.json().catch(() => ({}))) as Partial<ApiProblem>);
  }
}

/** The data of an openapi-fetch result, or its problem as an `EfsError`. */
export async function unwrap<T>(result: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await result;
  if (!response.ok) throw new EfsError(response.status, (error ?? {}) as Partial<ApiProblem>);
  return data as T;
}

/** The JSON of a response from 200 to 299, or its problem as an `EfsError`. */
export async function readJson<T>(response: Response): Promise<T> {
  if (!response.ok) throw await EfsError.of(response);
  return (await response.json()) as T;
}
