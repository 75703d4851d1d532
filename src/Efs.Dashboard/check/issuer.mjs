// An issuer for the check: everybody who comes is the client CLIENT. node issuer.mjs CLIENT prints its address and serves.
import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer } from "node:http";

const client = process.argv[2];
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const challenges = new Map();

function tokenFor(issuer) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: "efs-api", azp: client, iat: now, exp: now + 300 };
  const text = `${encoded({ alg: "ES256", kid: "1", typ: "JWT" })}.${encoded(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

const answers = {
  "/.well-known/openid-configuration": ({ issuer }) => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
  }),
  "/keys": () => ({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", alg: "ES256", use: "sig" }] }),
  "/authorize": ({ query, response }) => {
    const code = randomUUID();
    challenges.set(code, query.get("code_challenge"));
    const answer = new URLSearchParams({ code, state: query.get("state") });
    response.writeHead(302, { Location: `${query.get("redirect_uri")}?${answer}` }).end();
  },
  "/token": ({ issuer, body, response }) => {
    const challenge = createHash("sha256")
      .update(body.get("code_verifier") ?? "")
      .digest("base64url");
    if (body.get("client_id") === client && challenges.get(body.get("code")) === challenge)
      return { access_token: tokenFor(issuer) };
    response.writeHead(400).end();
  },
};

const server = createServer(async (request, response) => {
  const issuer = `http://${request.headers.host}`;
  const { pathname, searchParams } = new URL(request.url, issuer);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  response.setHeader("Access-Control-Allow-Origin", "*");
  const answer = answers[pathname]?.({
    issuer,
    query: searchParams,
    body: new URLSearchParams(Buffer.concat(chunks).toString()),
    response,
  });
  if (answer) response.setHeader("Content-Type", "application/json").end(JSON.stringify(answer));
  else if (!response.headersSent) response.writeHead(404).end();
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
