// The other places of a name in a list, each with a box to tick, and in the text.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { keyOf } from "./bindings.js";
import { context } from "./context.js";
import { deedButton, swatch } from "./controls.js";
import { nameOf, short, stateName } from "./names.js";

/** The `places` of `subject` (see places.js) at a desk; `take` decides on those that are ticked. */
export class PlaceList {
  constructor(desk, subject, places, take) {
    Object.assign(this, { desk, subject, places, take, at: 0, hasMoved: false });
    this.isRejecting = subject.state === "rejected";
    this.from = desk.current; // the item in focus
  }

  /** The places that are ticked. */
  get ticked() {
    return this.places.filter(({ ticked }) => ticked);
  }

  /** What to say of it to those who do not see it. */
  get said() {
    const values = { number: this.ticked.length, key: keyOf("elsewhere"), out: keyOf("reject") };
    return this.isRejecting
      ? t("Suggested elsewhere: %(number)s. %(key)s rejects those that are ticked, %(out)s leaves one out.", values)
      : t("Places with the same words: %(number)s. %(key)s labels those that are ticked, %(out)s leaves one out.", values);
  }

  /** The elements of the row under the text. */
  parts() {
    const { desk, subject } = this;
    const label = desk.store.ground.labels.labels.get(subject.label);
    const words = element("bdi", { class: "chosen", dir: "auto" }, short(desk.article.slice(subject.start, subject.end), 40));
    const name = element("span", { class: "elsewhere-label" }, swatch(label), nameOf(label, subject.label));
    this.doing = deedButton("", this.take, { kind: "primary", control: "elsewhere" });
    const leave = () => desk.marking.leave();
    this.#count();
    const leaving = deedButton(t("Leave"), leave, { key: "Esc", kind: "plain", control: "leave" });
    const keys = [byKey(["next", "previous"], t("Go through")), byKey(["reject"], t("Leave one out"))];
    return [words, name, this.#list(), this.doing, leaving, ...keys];
  }

  #list() {
    const list = element("ul", { class: "elsewhere-places", "aria-label": t("Places with the same words") });
    list.append(...this.places.map((place, index) => this.#row(place, index)));
    list.addEventListener("change", ({ target }) => this.#tick(Number(target.dataset.place), target.checked));
    list.addEventListener("focusin", ({ target }) => this.#look(Number(target.dataset.place)));
    return list;
  }

  #row(place, index) {
    const input = element("input", { type: "checkbox", checked: place.ticked, "data-place": String(index) });
    const [before, words, after] = context(this.desk.article, place.start, place.end);
    const line = element("bdi", { class: "elsewhere-words", dir: "auto" }, before, element("mark", {}, words), after);
    const said = this.#saidOf(place);
    return element("li", {}, element("label", {}, input, line, said && element("span", { class: "quiet" }, said)));
  }

  /** What stands at a place already. */
  #saidOf({ item, standing }) {
    if (item === this.subject) return t("in focus");
    if (standing?.state === "rejected") return stateName("rejected");
    const { label } = standing ?? item ?? {};
    const isSaid = standing || (item && label !== this.subject.label);
    return isSaid ? nameOf(this.desk.store.ground.labels.labels.get(label), label) : "";
  }

  /** Put the first place into focus, without moving the text. */
  begin() {
    this.#boxes[0].focus({ preventScroll: true });
    this.#mark();
  }

  /** Go to the next (1) or previous (-1) place. */
  step(step) {
    const at = Math.min(Math.max(this.at + step, 0), this.places.length - 1);
    this.#boxes[at].focus();
    this.#look(at); // also where it has the focus already
  }

  /** Leave the place in focus out, or take it in again. */
  toggle() {
    const box = this.#boxes[this.at];
    box.checked = !box.checked;
    this.#tick(this.at, box.checked);
    this.desk.view.announce(t("Ticked: %(number)s", { number: this.ticked.length }));
  }

  /** Take it out of the text. */
  end() {
    this.desk.view.marks.same([], []);
    const { item, view } = this.desk;
    if (this.hasMoved && item) view.reveal([item.start, item.end]);
  }

  #tick(at, isTicked) {
    this.places[at].ticked = isTicked;
    this.#count();
    this.#look(at);
  }

  #look(at) {
    if (this.at !== at) this.desk.view.reveal([this.places[at].start, this.places[at].end]);
    this.hasMoved ||= this.at !== at;
    this.at = at;
    this.#mark();
  }

  #count() {
    const number = this.ticked.length;
    const text = this.isRejecting ? t("Reject %(number)s", { number }) : t("Label %(number)s", { number });
    this.doing.replaceChildren(text, element("kbd", { "aria-hidden": "true" }, keyOf("elsewhere")));
    this.doing.disabled = number === 0;
  }

  /** Show in the text what is ticked, and where one is. */
  #mark() {
    const { start, end } = this.places[this.at];
    this.desk.view.marks.same(this.ticked.map((one) => [one.start, one.end]), [[start, end]]);
  }

  get #boxes() {
    return this.desk.view.chooser.box.querySelectorAll("[data-place]");
  }
}

const byKey = (ids, text) =>
  element("span", { class: "quiet by-key" }, ...ids.flatMap((id) => [element("kbd", {}, keyOf(id)), " "]), text);
