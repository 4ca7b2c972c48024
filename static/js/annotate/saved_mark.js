// The mark in the bar that says what is saved, what is kept in this browser, and what is in this page alone.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";

/**
 * Say in `mark` how the queue stands: {state, message}, with the state "opening" while it is not known what waits. `kept`
 * is how what waits is kept (see Keeping), `again` tries once more, `stay` is there while the page is to be left.
 */
export function showSaving(mark, queue, { kept, signIn, again, stay }) {
  const { state, message } = queue;
  const said = [sentence(state, kept, message), stay && t("Leaving when saved")].filter(Boolean).join(" · ");
  if (mark.dataset.state === state && mark.textContent.startsWith(said) && Boolean(stay) === isLeaving(mark)) return;
  Object.assign(mark.dataset, { state, kept, leaving: stay ? "yes" : "" });
  const link = () => element("a", { href: signIn, target: "_blank" }, t("Sign in again"));
  const button = (text, deed) => element("button", { type: "button", class: "button small", onclick: deed }, text);
  const more = () => button(t("Try again"), again);
  const help = { "signed-out": [link, more], stopped: [more], retrying: [more] }[state] ?? [];
  const buttons = help.map((one) => one());
  if (stay) buttons.push(button(t("Stay here"), stay));
  mark.replaceChildren(element("span", { role: "status" }, said), ...buttons);
}

const isLeaving = (mark) => mark.dataset.leaving === "yes";

function sentence(state, kept, message) {
  if (state === "saved") return t("Saved");
  if (state === "opening") return t("Checking…");
  if (state === "elsewhere") return t("Another tab is at sending what was done here");
  // Where it is being written at this moment, neither is true yet.
  if (state === "saving" || (state === "retrying" && kept === "writing")) return t("Saving…");
  if (state === "retrying") {
    return kept === "kept"
      ? t("Kept in this browser – is sent when the server is back")
      : t("Not saved yet – keep this page open");
  }
  const trouble =
    state === "signed-out" ? t("Not saved: your sign-in has ended.") : t("Not saved: %(reason)s", { reason: message });
  if (kept === "writing") return trouble;
  return `${trouble} ${kept === "kept" ? t("Kept in this browser.") : t("Keep this page open.")}`;
}
