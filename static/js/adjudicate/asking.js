// One line of text that is asked for below the list: the reason of the next decision, or a question to other curators.

import { element } from "../lib/elements.js";
import { deedButton } from "../annotate/controls.js";
import { t } from "../lib/messages.js";

const MOST = 2000; // characters

/** The row in `box`. */
export class Asking {
  constructor(box) {
    Object.assign(this, { box });
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /** Ask with the name `title`; `take` gets the text, `button` says what happens then. */
  ask(title, value, button, take) {
    const field = element("textarea", { class: "input", rows: 2, maxLength: MOST, dir: "auto", value });
    const done = () => {
      this.leave();
      take(field.value.trim());
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        done();
      }
    });
    this.box.replaceChildren(
      element("label", { class: "control" }, element("span", {}, title), field),
      deedButton(button, done, { key: "↵", control: "done" }),
      deedButton(t("Leave"), () => this.leave(), { key: "Esc", kind: "plain", control: "leave" }),
    );
    this.box.hidden = false;
    field.focus();
  }

  /** Put the row away. */
  leave() {
    if (!this.isOpen) return;
    this.box.hidden = true;
    this.box.replaceChildren();
    document.getElementById("reading").focus({ preventScroll: true });
  }
}
