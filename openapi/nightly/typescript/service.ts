// The service as a program meets it in a bad night or in a later year; everything else passes through unchanged.

/** Switches that a walk sets before a step. */
export const trouble = {
  /** The next request is answered as if its token were revoked. */
  refuseToken: false,
  /** The next POST is carried out, but its response is lost. */
  loseResponse: false,
  /** Answers hold a value and a member that the contract does not know yet. */
  laterYear: false,
  /** The feed no longer holds the cursor. */
  oldCursor: false,
};

export const seen = { tokens: 0, replayed: 0 };

export const send: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const path = new URL(request.url).pathname;
  if (path === "/oauth/token") {
    seen.tokens++;
    return fetch(request);
  }
  if (take("refuseToken")) return new Response(null, { status: 401 });
  if (path === "/v1/changes" && take("oldCursor")) {
    return Response.json({ type: "urn:efs:error:changes.too-old", status: 410 }, { status: 410 });
  }
  const lost = request.method === "POST" && take("loseResponse");
  const response = await fetch(request);
  if (response.headers.has("Idempotency-Replayed")) seen.replayed++;
  if (lost) return new Response(null, { status: 503, headers: { "Retry-After": "0" } });
  if (!take("laterYear")) return response;
  const body = (await response.text()).replace('"kind":"general"', '"kind":"castle","colour":"red"');
  return new Response(body, { status: response.status, headers: { "Content-Type": "application/json" } });
};

function take(name: keyof typeof trouble): boolean {
  const isSet = trouble[name];
  trouble[name] = false;
  return isSet;
}
