// Skipping a document: with a reason, in the side, and on to the next one.

import { element } from "../lib/elements.js";
import { uuid } from "../lib/identity.js";
import { N_, t } from "../lib/messages.js";
import { command } from "./command.js";
import { deedButton } from "./controls.js";
import { flush } from "./fields.js";

/** What is stored for the ready reasons, and what they are called. Anything else is a reason in a person's own words. */
const REASONS = new Map([
  ["off-topic", N_("Not about the conflict")],
  ["duplicate", N_("A duplicate of another document")],
  ["unreadable", N_("Unreadable, or in another language")],
  ["distressing", N_("Too distressing")],
]);
const OTHER = "other";
const LONGEST = 500; // characters of a reason in one's own words

/** Why a document was skipped, in words. */
export const reasonName = (reason) => (REASONS.has(reason) ? t(REASONS.get(reason)) : reason);

/** The form in `panel`, and the sentence about a skipped document in `note`. */
export class Skipping {
  constructor(panel, note, store, desk) {
    Object.assign(this, { panel, note, store, desk });
  }

  /** Ask for the reason; asked again, ask no longer. */
  toggle() {
    if (this.panel.isOpen) return this.panel.close();
    if (this.store.layer.state !== "open") return this.desk.view.complain(t("This document is not open."));
    if (!flush()) return null;
    this.panel.show(this.#form());
    return this.panel.box.querySelector("input").focus({ preventScroll: true });
  }

  /** Say why a skipped document was skipped. */
  draw() {
    const { state, notes } = this.store.layer;
    if (state !== "open") this.panel.close();
    if (state !== "skipped") return;
    const reason = [...notes.values()].find(({ sort }) => sort === "skip")?.text ?? "";
    this.note.textContent = reasonName(reason);
  }

  #form() {
    const radios = [...REASONS, [OTHER, N_("Another reason:")]].map(([id, name], index) => radio(id, t(name), !index));
    const own = element("input", { class: "input small", type: "text", maxLength: LONGEST, "aria-label": t("Reason") });
    own.dir = "auto";
    const other = () => (form.elements.namedItem("reason").value = OTHER);
    own.addEventListener("input", other);
    own.addEventListener("pointerdown", other);
    const problem = element("p", { class: "field-problem", role: "alert" });
    const form = element(
      "form",
      { class: "skipping-form", onsubmit: (event) => this.#sent(event, own, problem) },
      element("fieldset", {}, element("legend", {}, t("Why skip this document?")), ...radios, own),
      problem,
      element(
        "div",
        { class: "item-buttons" },
        element("button", { class: "button small primary", type: "submit" }, t("Skip the document")),
        deedButton(t("Leave"), () => this.panel.close(), { key: "Esc", kind: "plain" }),
      ),
    );
    return form;
  }

  #sent(event, own, problem) {
    event.preventDefault();
    const chosen = event.target.elements.namedItem("reason").value;
    const reason = chosen === OTHER ? own.value.trim() : chosen;
    if (!reason) {
      problem.textContent = t("Write the reason.");
      own.focus();
    } else if (this.desk.act([{ kind: "skip", note: uuid(), reason }])) this.desk.next();
  }
}

function radio(value, name, checked) {
  const input = element("input", { type: "radio", name: "reason", value, checked });
  return element("label", { class: "reason" }, input, element("span", {}, name));
}

export const skippingCommands = (skipping) => [
  command("skip", "Shift+KeyX", t("Skip the document, with a reason"), () => skipping.toggle(), { once: true }),
];
