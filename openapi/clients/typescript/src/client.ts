import createClient, { type Client } from "openapi-fetch";
import type { Connection } from "./connection.js";
import type { paths } from "./generated/efs-api.js";

/** A client typed by the contract. Errors keep their type beside the JSON of responses. */
export type EfsClient = Client<paths, "application/json" | "application/problem+json">;

export const createEfsClient = (connection: Connection): EfsClient =>
  createClient<paths, "application/json" | "application/problem+json">({ baseUrl: connection.baseUrl, fetch: connection.fetch });
