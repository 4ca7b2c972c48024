// What is done with the item in focus, within the thumb's reach: shown where a finger points (touch.css).

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { choice, deedButton } from "./controls.js";
import { nameOf } from "./names.js";

const TOUCH = "(pointer: coarse)";

/** Whether a finger points. */
export const isTouched = () => globalThis.matchMedia(TOUCH).matches;

/** The bar in `box` for the item in focus at `desk`. */
export class TouchBar {
  constructor(box, desk, signal) {
    Object.assign(this, { box, desk });
    globalThis.matchMedia(TOUCH).addEventListener("change", () => this.draw(), { signal });
  }

  /** Show what can be done now. */
  draw() {
    const { desk } = this;
    const isOpen = desk.store.layer.state === "open";
    this.box.hidden = !isTouched() || !isOpen;
    if (this.box.hidden) return;
    const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.control : null;
    this.box.replaceChildren(...this.#parts(desk.item).filter(Boolean));
    if (focused) this.box.querySelector(`[data-control="${focused}"]`)?.focus({ preventScroll: true });
  }

  #parts(item) {
    const { desk } = this;
    const go = (step, sign, name) => deedButton(sign, () => desk.go(step), { name, control: `go ${step}` });
    const decide = (deed, text, kind = "") => deedButton(text, () => desk.decideHere(deed), { kind, control: deed });
    const isDecided = item?.span;
    return [
      go(-1, "‹", t("Previous undecided")),
      item && !isDecided && decide("accept", t("Accept"), "primary"),
      item && item.state === "undecided" && decide("reject", t("Reject")),
      isDecided && decide("remove", t("Remove")),
      item && this.#hasRoles(item) && deedButton(t("Roles"), () => desk.filling.step(1), { control: "fill-roles" }),
      item && item.state !== "rejected" && this.#labels(item),
      go(1, "›", t("Next undecided")),
    ];
  }

  #hasRoles({ label, state }) {
    const { trigger, roles } = this.desk.store.ground.labels;
    return label === trigger && state !== "rejected" && [...roles.values()].some((role) => !role.retired);
  }

  #labels(item) {
    const offered = this.desk.store.labelSet.labels.filter((label) => !label.retired || label.id === item.label);
    const options = offered.map((label) => [label.id, nameOf(label)]);
    const relabel = (label) => this.desk.relabel(item, label);
    const made = choice(t("Label"), options, item.label, relabel, { control: "touch-label" });
    made.classList.add("unnamed");
    return made;
  }
}
