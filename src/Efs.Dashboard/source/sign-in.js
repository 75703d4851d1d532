import { byId } from "./dom.js";

// An authorization code needs its verifier after the browser has come back; it is of no use to anybody afterwards.
const verifierKey = "efs-dashboard-verifier";

const setting = (name) => document.querySelector(`meta[name="${name}"]`).content;
const issuer = setting("issuer").replace(/\/$/, "");
const client = setting("client");
const here = () => location.origin + location.pathname;

/** Resolves with a token as soon as somebody has signed in. */
export async function signIn(say) {
  const token = issuer ? await tokenOfCode(say) : null;
  if (token) return token;
  byId("sign-in").hidden = false;
  try {
    return await (issuer ? redirection(say) : tokenOfSecret(say));
  } finally {
    byId("sign-in").hidden = true;
  }
}

function tokenOfSecret(say) {
  const form = byId("secret-form");
  form.hidden = false;
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      say("Вход…");
      const fields = new FormData(form);
      const token = await requestToken(new URL("oauth/token", document.baseURI), {
        grant_type: "client_credentials",
        client_id: fields.get("client"),
        client_secret: fields.get("secret"),
      }).catch(() => null);
      if (!token) return say("Войти не удалось: проверьте идентификатор и секрет.");
      form.reset();
      resolve(token);
    };
  });
}

// Leaves the page when the button is pressed, so that it resolves on another one.
function redirection(say) {
  const button = byId("issuer-button");
  if (!client) {
    say("Вход не настроен: администратору нужно задать EFS_DASHBOARD_CLIENT.");
    return new Promise(() => {});
  }
  button.hidden = false;
  return new Promise(() => {
    button.onclick = async () => {
      const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
      const state = base64url(crypto.getRandomValues(new Uint8Array(16)));
      sessionStorage.setItem(verifierKey, JSON.stringify({ verifier, state }));
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
      const address = new URL((await discovery()).authorization_endpoint);
      address.search = new URLSearchParams({
        response_type: "code",
        client_id: client,
        redirect_uri: here(),
        scope: "openid",
        state,
        code_challenge: base64url(new Uint8Array(digest)),
        code_challenge_method: "S256",
      });
      location.assign(address);
    };
  });
}

async function tokenOfCode(say) {
  const answer = new URLSearchParams(location.search);
  const { verifier, state } = JSON.parse(sessionStorage.getItem(verifierKey) ?? "{}");
  sessionStorage.removeItem(verifierKey);
  if (!verifier || answer.get("state") !== state) return null;
  history.replaceState(null, "", here());
  const token = await discovery()
    .then((metadata) =>
      requestToken(metadata.token_endpoint, {
        grant_type: "authorization_code",
        client_id: client,
        redirect_uri: here(),
        code: answer.get("code") ?? "",
        code_verifier: verifier,
      }),
    )
    .catch(() => null);
  if (!token) say("Система идентификации не подтвердила вход. Повторите его.");
  return token;
}

async function discovery() {
  return (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
}

// Without credentials the browser does not answer a refusal by a dialog of its own.
async function requestToken(address, fields) {
  const response = await fetch(address, { method: "POST", body: new URLSearchParams(fields), credentials: "omit" });
  return response.ok ? (await response.json()).access_token : null;
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
