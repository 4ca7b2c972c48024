// The quiet row under the text: the labels for what is selected, and the types for what names an event.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { deedButton, swatch } from "./controls.js";
import { nameOf, short } from "./names.js";
import { typeField } from "./types.js";

/** What is pressed here is done by the `marking` of the desk. */
export class Chooser {
  constructor(box, store, desk) {
    Object.assign(this, { box, store, desk, asking: false });
  }

  /** Offer the labels for `words`; with `marking`, say that the second click is awaited. */
  offer(words, { marking, byCharacter }) {
    this.asking = false;
    const labels = marking ? [] : this.store.labelSet.labels.filter((label) => !label.retired);
    this.#show(
      element("bdi", { class: "chosen", dir: "auto" }, short(words, 40)),
      element("span", { class: "quiet" }, marking ? t("Click where it ends.") : t("Mark as:")),
      ...labels.map((label) => this.#label(label)),
      this.#characters(byCharacter),
      this.#leave(),
    );
  }

  /** Ask what type of event `words` name; `choose` gets {type, subtype}. */
  ask(words, choose) {
    this.asking = true;
    const { field, input } = typeField(this.store.labelSet.event_types, choose);
    this.#show(element("bdi", { class: "chosen", dir: "auto" }, short(words, 40)), field, this.#leave());
    input.focus();
  }

  /** Put the row away. */
  close() {
    this.asking = false;
    this.box.hidden = true;
    this.box.replaceChildren();
  }

  #show(...children) {
    const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.control : "";
    this.box.replaceChildren(...children);
    this.box.hidden = false;
    if (focused) this.box.querySelector(`[data-control="${CSS.escape(focused)}"]`)?.focus();
  }

  #label(label) {
    const mark = () => this.desk.marking.mark(label.id);
    return element(
      "button",
      { type: "button", class: "button small", "data-control": label.id, onclick: mark },
      swatch(label),
      nameOf(label),
      label.key && element("kbd", { "aria-hidden": "true" }, label.key.toUpperCase()),
    );
  }

  #characters(byCharacter) {
    const button = deedButton(t("By character"), () => this.desk.marking.setByCharacter(!byCharacter), {
      key: "C",
      kind: "plain",
      control: "characters",
    });
    button.setAttribute("aria-pressed", String(byCharacter));
    return button;
  }

  #leave() {
    return deedButton(t("Leave"), () => this.desk.marking.leave(), { key: "Esc", kind: "plain", control: "leave" });
  }
}
