import { EfsError } from "./errors.js";

export interface ConnectionOptions {
  /** Address of the service, such as `https://efs.example`. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  /** How often a request is sent at most; 5 by default. */
  attempts?: number;
  /** Replaces the global `fetch`: for a proxy or a test. */
  fetch?: typeof fetch;
}

/** An authorised way to the service; every generator's client can be built on its `fetch`. */
export interface Connection {
  readonly baseUrl: string;
  /** `fetch` with a token, retries and an `Idempotency-Key` for each POST. A path is relative to `baseUrl`. */
  readonly fetch: typeof fetch;
}

/** Opens a connection; the first request asks for a token. */
export function connect(options: ConnectionOptions): Connection {
  const { attempts = 5, fetch: send = globalThis.fetch } = options;
  const baseUrl = options.baseUrl.replace(/\/$/, "");
  const tokens = new TokenSource(`${baseUrl}/oauth/token`, options, (url, init) => repeat(attempts, () => send(url, init)));

  const authorisedFetch: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    const method = init?.method ?? (input instanceof Request ? input.method : "GET");
    if (method === "POST" && !headers.has("Idempotency-Key")) headers.set("Idempotency-Key", crypto.randomUUID());

    const sendWithToken = async () => {
      headers.set("Authorization", `Bearer ${await tokens.get()}`);
      // A Request can be sent once, so each attempt takes a copy; an address with options is simply sent again.
      return input instanceof Request ? send(input.clone(), { ...init, headers }) : send(new URL(input, baseUrl), { ...init, headers });
    };
    const response = await repeat(attempts, sendWithToken);
    if (response.status !== 401) return response;
    // Revoked or expired earlier than expected, for example by a clock set back: once again with a new token.
    await response.body?.cancel();
    tokens.renew();
    return repeat(attempts, sendWithToken);
  };
  return { baseUrl, fetch: authorisedFetch };
}

class TokenSource {
  private current?: Promise<{ value: string; renewAt: number }>;

  constructor(
    private readonly url: string,
    private readonly client: { clientId: string; clientSecret: string },
    private readonly send: (url: string, init: RequestInit) => Promise<Response>,
  ) {}

  /** The token; concurrent requests share one request for it. */
  async get(): Promise<string> {
    const token = await (this.current ??= this.request());
    if (Date.now() < token.renewAt) return token.value;
    this.renew();
    return (await (this.current ??= this.request())).value;
  }

  renew(): void {
    this.current = undefined;
  }

  private async request() {
    try {
      const { clientId, clientSecret } = this.client;
      const body = new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret });
      const response = await this.send(this.url, { method: "POST", body });
      if (!response.ok) throw await EfsError.of(response);
      const token = (await response.json()) as { access_token: string; expires_in: number };
      return { value: token.access_token, renewAt: Date.now() + token.expires_in * 900 };
    } catch (error) {
      this.renew(); // The next request asks again.
      throw error;
    }
  }
}

// What a proxy or a busy service answers; the service says with Retry-After when to come again.
const passing = new Set([429, 502, 503, 504]);

/**
 * Repeats what failed in passing. No write is applied twice: PUT by-source may be repeated, POST carries an `Idempotency-Key`, and
 * PATCH or DELETE whose first response was lost meet 412 or 404.
 */
async function repeat(attempts: number, send: () => Promise<Response>): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await send();
      if (!passing.has(response.status) || attempt >= attempts) return response;
      await response.body?.cancel();
      await sleep(retryAfter(response) ?? backoff(attempt));
    } catch (error) {
      // fetch reports a broken connection by a TypeError; an abort is the caller's own wish.
      if (!(error instanceof TypeError) || attempt >= attempts) throw error;
      await sleep(backoff(attempt));
    }
  }
}

function retryAfter(response: Response): number | undefined {
  const value = response.headers.get("Retry-After");
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.min(Math.max(milliseconds, 0), 60_000);
}

/** Half a second, doubled each time, with jitter: clients that failed together do not come back together. */
const backoff = (attempt: number) => 500 * 2 ** (attempt - 1) * (0.5 + Math.random());

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
