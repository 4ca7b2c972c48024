// The requests of a page about its layer, as the save queue makes them.

import { t } from "../lib/messages.js";
import { history, post } from "../lib/server.js";

/** `send` and `look` of a save queue. After a new sign-in they go on with its token, for the same person only. */
export function requests({ urls, csrf, layer }) {
  let token = csrf;
  const sent = (operations, revision, signal) =>
    post(urls.operations, { layer: layer.id, token, revision, operations }, signal);

  const trusted = async (batch, revision, signal) => {
    const answer = await sent(batch, revision, signal);
    // A new sign-in means a new token: the old one is refused like a malformed request, but without that word.
    if (answer.status !== 400 || answer.body.problem?.code === "malformed") return answer;
    const page = await pageNow(signal);
    if (page === null) return { status: 401, body: {} };
    if (page.layer?.id !== layer.id) return someoneElse();
    token = page.csrf;
    return sent(batch, revision, signal);
  };

  /** The layer and its log; with `after`, 204 where it is not newer than that revision. */
  const look = async (after, signal) => {
    const answer = await history(urls.history, after, signal);
    if (answer.status === 200 && answer.body.layer.id !== layer.id) return someoneElse();
    return answer;
  };

  /** Where the answer is another layer than the page thought, it comes with that layer's log: the page stands on it. */
  const send = async (batch, revision, signal) => {
    const answer = await trusted(batch, revision, signal);
    if (answer.status !== 409 && answer.status !== 422) return answer;
    const now = await look(null, signal);
    return now.status === 200 ? { ...answer, body: { ...answer.body, ...now.body } } : now;
  };
  return { send, look };
}

const someoneElse = () => {
  const message = t("You are signed in as somebody else now. Sign in as before to save what you did here.");
  return { status: 403, body: { problem: { message } } };
};

/** The payload of this page as the server gives it now; null where it asks for a sign-in, {} where it shows no such page. */
async function pageNow(signal) {
  const response = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" }, signal });
  if (response.status === 403 || response.status === 404) return {}; // not for who is signed in now
  if (response.status >= 500) throw new Error("the server is in trouble");
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const block = page.getElementById("payload");
  return block ? JSON.parse(block.textContent) : null;
}
