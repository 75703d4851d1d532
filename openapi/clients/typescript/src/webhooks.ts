const fiveMinutes = 5 * 60;

/**
 * Whether a delivery is genuine and fresh (Standard Webhooks). `body` is the body as received, before it is parsed; `secrets` are the
 * live secrets of the subscription (`whsec_…`), two of them while one is being changed.
 */
export async function verifyWebhook(
  headers: Headers,
  body: string | Uint8Array<ArrayBuffer>,
  secrets: readonly string[],
  now: Date = new Date(),
): Promise<boolean> {
  const id = headers.get("webhook-id");
  const timestamp = headers.get("webhook-timestamp");
  const signatures = headers.get("webhook-signature");
  if (!id || !timestamp || !signatures || !(Math.abs(now.getTime() / 1000 - Number(timestamp)) <= fiveMinutes)) return false;

  const content = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const signed = new Uint8Array(await new Blob([`${id}.${timestamp}.`, content]).arrayBuffer());
  const candidates = signatures.split(" ").filter((signature) => signature.startsWith("v1,"));
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey("raw", fromBase64(secret.replace(/^whsec_/, "")), { name: "HMAC", hash: "SHA-256" }, false, [
      "verify",
    ]);
    for (const candidate of candidates) {
      // Compares in constant time.
      if (await crypto.subtle.verify("HMAC", key, fromBase64(candidate.slice(3)), signed)) return true;
    }
  }
  return false;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    return new Uint8Array(); // Not base64: no signature equals it.
  }
}
