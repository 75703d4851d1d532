import { Api, ApiError } from "./api.js";
import { Dashboard } from "./dashboard.js";
import { byId } from "./dom.js";
import { signIn } from "./sign-in.js";

const say = (text) => (byId("status").textContent = text);

async function start() {
  const api = new Api(await signIn(say), say);
  say("Загрузка…");
  await Dashboard.open(api);
  say("");
  byId("sign-out").hidden = false;
  byId("content").focus(); // the form that had the focus is gone
}

// Leaving the page forgets everything: the token is in its memory alone.
byId("sign-out").onclick = () => location.reload();

start().catch((error) => {
  const isRefused = error instanceof ApiError && (error.status === 401 || error.status === 403);
  say(isRefused ? "Доступ не разрешён: клиенту нужны права analytics:read и regions:read." : error.message);
});
