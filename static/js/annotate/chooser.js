// The quiet row under the text: the labels for what is selected, and the types for what names an event.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { keyOf } from "./bindings.js";
import { deedButton, swatch } from "./controls.js";
import { nameOf, short } from "./names.js";
import { typeField } from "./types.js";

/** Whether the reader's chief pointer is a finger. */
function isTouched() {
  return matchMedia("(pointer: coarse)").matches;
}

/** What choosing a label would mean now: `marking` says that the first word alone is chosen so far. */
function saidOf(marking, isWaiting) {
  if (isWaiting) return t("Click the last word.");
  return marking ? t("Touch the last word, or choose a label.") : t("Choose a label.");
}

/** What is pressed here is done by the `marking` of the desk. */
export class Chooser {
  constructor(box, store, desk) {
    Object.assign(this, { box, store, desk, asking: false, gone: null });
    const pointed = ({ target }) => {
      const label = target.closest("[data-label]")?.dataset.label;
      if (label) desk.guideline.pointAt(label);
    };
    for (const name of ["pointerover", "focusin"]) box.addEventListener(name, pointed);
  }

  /** Offer the labels for `words`; with `marking`, say that the second click is awaited. */
  offer(words, { marking, byCharacter }) {
    this.asking = false;
    // A finger chooses at once; a mouse on its way here would pass over other words.
    const isWaiting = marking && !isTouched();
    const labels = isWaiting ? [] : this.store.labelSet.labels.filter((label) => !label.retired);
    this.#show(
      element("bdi", { class: "chosen", dir: "auto" }, short(words, 40)),
      element("span", { class: "quiet" }, saidOf(marking, isWaiting)),
      ...labels.map((label) => this.#label(label)),
      this.#characters(byCharacter),
      labels.length > 0 && this.#guideline(labels),
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

  /** Show `children` until something else is shown or the row is put away: then `gone` is called. */
  show(children, gone) {
    this.#show(...children);
    this.gone = gone;
  }

  /** Put the row away. */
  close() {
    this.asking = false;
    this.#leaveShown();
    this.box.hidden = true;
    this.box.replaceChildren();
  }

  #leaveShown() {
    const { gone } = this;
    this.gone = null;
    gone?.();
  }

  #show(...children) {
    this.#leaveShown();
    const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.control : "";
    this.box.replaceChildren(...children);
    if (this.box.hidden) this.#bring();
    this.box.hidden = false;
    if (focused) this.box.querySelector(`[data-control="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Bring the first line into view, which may lie below the window where that is short. */
  #bring() {
    // With the next frame, whose layout is then the only one.
    requestAnimationFrame(() => this.box.firstElementChild?.scrollIntoView({ block: "nearest" }));
  }

  #label(label) {
    const mark = () => this.desk.marking.label(label.id);
    return element(
      "button",
      { type: "button", class: "button small", "data-control": label.id, "data-label": label.id, onclick: mark },
      swatch(label),
      nameOf(label),
      label.key && element("kbd", { "aria-hidden": "true" }, label.key.toUpperCase()),
    );
  }

  #characters(byCharacter) {
    const button = deedButton(t("By character"), () => this.desk.marking.setByCharacter(!byCharacter), {
      key: keyOf("by-character"),
      kind: "plain",
      control: "characters",
    });
    button.setAttribute("aria-pressed", String(byCharacter));
    return button;
  }

  /** What the labels stand for; while it is open, it goes along with the pointer and the focus. */
  #guideline([first]) {
    const open = () => this.desk.guideline.toggle(first.id);
    return deedButton(t("Guideline"), open, { key: keyOf("guideline"), kind: "plain", control: "guideline" });
  }

  #leave() {
    return deedButton(t("Leave"), () => this.desk.marking.leave(), { key: "Esc", kind: "plain", control: "leave" });
  }
}
