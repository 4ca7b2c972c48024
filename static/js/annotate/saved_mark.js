// The mark in the bar that says what is saved, what is kept in this browser, and what is in this page alone.

import { t } from "../lib/messages.js";

const HELP = { "signed-out": ["sign-in", "again"], stopped: ["again"], retrying: ["again"] };

/**
 * The mark in `box`. Its sentence and its buttons stay the same nodes: only so is the sentence read out, and keeps a
 * button the focus. `again` tries once more, `stay` stays on the page that is to be left.
 */
export class SavedMark {
  constructor(box, { again, stay }) {
    Object.assign(this, { box, status: box.querySelector("[role=status]"), trouble: null, isAsked: false });
    this.parts = new Map([...box.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    this.parts.get("again").addEventListener("click", () => {
      this.isAsked = true;
      again();
    });
    this.parts.get("stay").addEventListener("click", stay);
  }

  /**
   * Say how the queue stands: {state, message}, with the state "opening" while it is not known what waits. `kept` is how
   * what waits is kept (see Keeping); `isLeaving`, whether the page is to be left.
   */
  show({ state, message }, kept, isLeaving) {
    if (state !== "saving") Object.assign(this, { trouble: state in HELP ? { state, message } : null, isAsked: false });
    // While it is tried once more by itself, all stays as it is: else each attempt would be read out, and move the text.
    const said = this.isAsked ? { state, message } : (this.trouble ?? { state, message });
    const sentences = [sentence(said.state, kept, said.message), isLeaving && t("Leaving when saved")];
    this.#say(sentences.filter(Boolean).join(" · "));
    const help = HELP[this.trouble?.state] ?? [];
    this.#offer(isLeaving ? [...help, "stay"] : help);
    Object.assign(this.box.dataset, { state: said.state, kept, roomy: help.length || isLeaving ? "yes" : "" });
  }

  #say(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  #offer(names) {
    const { activeElement } = document;
    for (const [name, part] of this.parts) part.hidden = !names.includes(name);
    if (activeElement?.hidden && this.box.contains(activeElement)) {
      document.getElementById("reading").focus({ preventScroll: true });
    }
  }
}

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
  const where = kept === "kept" ? t("Kept in this browser.") : t("Keep this page open.");
  return `${trouble} ${where}`;
}
