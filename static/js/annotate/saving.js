// The way to the server, and the mark in the bar that says what is saved.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { SaveQueue } from "../lib/save_queue.js";
import { flush } from "./fields.js";
import { rebase } from "./rebasing.js";

/** The save queue of a page: whatever the store does goes into it. */
export function saving(payload, store, page) {
  const rebased = (body) => {
    const box = document.getElementById("report");
    const { kept, isWhole } = rebase(store, page.article, box, body, queue.unsaved);
    if (!isWhole) page.stay(); // what was lost is to be read before the page is left
    page.draw(page.desk.stand());
    return kept;
  };
  const queue = new SaveQueue({
    revision: payload.layer.revision,
    send: sender(payload),
    events: { changed: () => page.saving(), stale: rebased, refused: rebased },
  });
  store.onChange(({ operations }) => operations.length && queue.push(operations));
  watch(queue);
  return queue;
}

/** A function that sends a batch of operations; its token is renewed when the sign-in was. */
function sender({ urls, csrf, layer }) {
  let token = csrf;
  const post = async (batch, revision, signal) => {
    const operations = batch.map(({ at, ...operation }) => operation);
    const response = await fetch(urls.operations, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Layer": String(layer.id) },
      body: JSON.stringify({ revision, operations }),
      signal,
    });
    return { status: response.status, body: await response.json().catch(() => ({})) };
  };
  return async (batch, revision, signal) => {
    const answer = await post(batch, revision, signal);
    // A new sign-in means a new token: the old one is refused like a malformed request, but without that word.
    if (answer.status !== 400 || answer.body.problem?.code === "malformed") return answer;
    const page = await pageNow(signal);
    if (!page) return { status: 401, body: {} };
    if (page.layer.id !== layer.id) return { status: 403, body: { problem: { message: someoneElse() } } };
    token = page.csrf;
    return post(batch, revision, signal);
  };
}

const someoneElse = () => t("You are signed in as somebody else now. Sign in as before to save what you did here.");

/** The payload of this page as the server gives it now, or null where it asks for a sign-in. */
async function pageNow(signal) {
  const response = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" }, signal });
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const block = page.getElementById("payload");
  return block ? JSON.parse(block.textContent) : null;
}

/** Say in `mark` how the queue stands; `again` tries once more, `stay` is there while the page is to be left. */
export function showSaving(mark, queue, { signIn, again, stay }) {
  const names = {
    saved: t("Saved"),
    saving: t("Saving…"),
    retrying: t("Not saved yet – trying again"),
    "signed-out": t("Not saved: your sign-in has ended."),
    stopped: t("Not saved: %(reason)s", { reason: queue.message }),
  };
  const link = () => element("a", { href: signIn, target: "_blank" }, t("Sign in again"));
  const button = () => element("button", { type: "button", class: "button small", onclick: again }, t("Try again"));
  const isLeaving = stay !== null;
  const isShown = mark.dataset.state === queue.state && Boolean(mark.dataset.leaving) === isLeaving;
  if (isShown && queue.state !== "stopped") return;
  mark.dataset.state = queue.state;
  mark.dataset.leaving = isLeaving ? "yes" : "";
  const help = { "signed-out": [link(), button()], stopped: [button()], retrying: [button()] }[queue.state] ?? [];
  const said = isLeaving ? `${names[queue.state]} · ${t("Leaving when saved")}` : names[queue.state];
  if (isLeaving) help.push(element("button", { type: "button", class: "button small", onclick: stay }, t("Stay here")));
  mark.replaceChildren(element("span", { role: "status" }, said), ...help);
}

/** Send at once when the connection, or the person, is back; warn who leaves with something unsaved. */
function watch(queue) {
  globalThis.addEventListener("online", () => queue.again());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && queue.again());
  globalThis.addEventListener("focus", () => queue.state === "signed-out" && queue.again());
  globalThis.addEventListener("beforeunload", (event) => {
    flush(); // what still stands in a field is work as well
    if (queue.unsaved.length) event.preventDefault();
  });
}
