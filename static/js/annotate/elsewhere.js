// The same name elsewhere in the document: after a decision one key shows its other places, and the same key again
// decides so there too, as one step.

import { element } from "../lib/elements.js";
import { keyName, isOnControl, isTyping } from "../lib/keys.js";
import { t } from "../lib/messages.js";
import { SameNames } from "../text/same_names.js";
import { keyOf, keysFor } from "./bindings.js";
import { command } from "./command.js";
import { short } from "./names.js";
import { PlaceList } from "./place_list.js";
import { deciding, placesFor } from "./places.js";

const READING = 300; // milliseconds after which the names of a text are read: no key press waits for it then

/** What is offered at a desk; `button` says quietly how many places are left, and shows them. */
export class Elsewhere {
  constructor(desk, button, signal) {
    Object.assign(this, { desk, button, last: null, list: null, known: null });
    button.addEventListener("click", () => this.ask());
    desk.store.onChange(({ operations }) => this.list && !operations.every(isReading) && this.#close());
    document.addEventListener("keydown", (event) => this.#pressed(event), { capture: true, signal });
    const reading = setTimeout(() => this.names, READING);
    signal.addEventListener("abort", () => clearTimeout(reading));
  }

  get names() {
    this.read ??= new SameNames(this.desk.article.points, this.desk.snapper);
    return this.read;
  }

  /** What is offered elsewhere: what was decided last, until another item comes into focus; else that one. */
  get subject() {
    const { desk, last } = this;
    const decided = last?.at === desk.current ? desk.store.items.get(last.key) : null;
    return decided && decided.state !== "undecided" ? decided : desk.item;
  }

  /** The item `key` was decided on, and the work has gone on: offer it elsewhere, and say so. */
  decided(key) {
    this.last = { key, at: this.desk.current };
    this.#offer();
    if (this.subject?.key === key) this.tell();
  }

  /** Say, after what was said just before, how many places are left. */
  tell() {
    const values = { number: this.#left, key: keyOf("elsewhere") };
    if (values.number) this.desk.view.announceMore(t("Elsewhere in this text: %(number)s. %(key)s shows them.", values));
  }

  /** Show what is offered now. */
  draw() {
    if (this.last?.at !== this.desk.current) this.last = null;
    if (this.list && !this.#asked()) this.#close();
    this.#offer();
  }

  #offer() {
    const { subject, button, desk } = this;
    const number = this.list ? 0 : this.#left;
    button.hidden = number === 0;
    if (!number) return;
    const words = element("bdi", { dir: "auto" }, short(desk.article.slice(subject.start, subject.end), 24));
    const key = element("kbd", { "aria-hidden": "true" }, keyOf("elsewhere"));
    button.replaceChildren(words, element("span", {}, t("%(number)s more here", { number })), key);
  }

  /** In how many other places the same can be decided as on what is decided. */
  get #left() {
    const { subject, desk } = this;
    const { items, layer } = desk.store;
    if (!subject || subject.state === "undecided" || layer.state !== "open") return 0;
    if (this.known?.subject !== subject || this.known.items !== items) {
      const { length } = placesFor(desk.store, subject, this.names).filter(({ ticked }) => ticked);
      this.known = { subject, items, length };
    }
    return this.known.length;
  }

  /** The other places of `subject`; one that is undecided is itself the first of them. */
  #places(subject) {
    const places = placesFor(this.desk.store, subject, this.names);
    if (subject.state !== "undecided" || !places.length) return places;
    return [{ start: subject.start, end: subject.end, item: subject, standing: null, ticked: true }, ...places];
  }

  /** Show the other places; where they are shown, decide on those that are ticked. */
  ask() {
    if (this.list) return this.take();
    const { subject, desk } = this;
    const refused = this.#refusal();
    if (refused || !subject) return desk.view.complain(refused);
    desk.filling.leave();
    const places = this.#places(subject);
    if (!places.length) return desk.view.complain(nothingFor(subject));
    return this.#show(new PlaceList(desk, subject, places, () => this.take()));
  }

  #refusal() {
    const { store, marking } = this.desk;
    if (store.layer.state !== "open") return t("This document is not open.");
    const key = keyOf("elsewhere");
    return marking.isOpen ? t("Put a label on these words first: %(key)s then finds the same elsewhere.", { key }) : "";
  }

  #show(list) {
    const { view } = this.desk;
    view.complain("");
    view.chooser.show(list.parts(), () => this.#gone());
    this.list = list;
    list.begin();
    this.#offer();
    view.keys();
    view.announce(list.said);
  }

  /** What the list shown is about, as it is now; null where it was changed, or another item came into focus. */
  #asked() {
    const { subject, from } = this.list;
    const now = this.desk.store.items.get(subject.key);
    const isStill = now && ["state", "start", "end", "label"].every((name) => now[name] === subject[name]);
    return isStill && this.desk.current === from ? now : null;
  }

  /** Decide on the places that are ticked as on the subject. */
  take() {
    const { desk, list } = this;
    const subject = this.#asked();
    const ticked = new Set(list.ticked.map(placeOf));
    const places = subject ? this.#places(subject).filter((place) => ticked.has(placeOf(place))) : [];
    if (!places.length) return desk.view.complain(t("No place is ticked."));
    const wasOpen = desk.item?.state === "undecided";
    if (!desk.act(deciding(desk.store, subject, places))) return null;
    const next = wasOpen && desk.item?.state !== "undecided" ? desk.filtering.undecidedFrom(desk.current, 1) : null;
    if (next) desk.focus(next.key);
    return this.#done(places.length, list.isRejecting);
  }

  #done(number, isRejecting) {
    const key = keyOf("undo");
    const text = isRejecting
      ? t("Rejected %(number)s. %(key)s takes all back.", { number, key })
      : t("Labelled %(number)s. %(key)s takes all back.", { number, key });
    this.desk.view.announce(text);
    this.desk.view.hint(text);
  }

  #close() {
    this.desk.view.chooser.close();
  }

  #gone() {
    const { list } = this;
    this.list = null;
    list.end();
    this.#offer();
    this.desk.view.keys();
  }

  /** While the list is shown, its keys come before those of the page. */
  #pressed(event) {
    if (!this.list || event.isComposing || document.querySelector("dialog[open]")) return;
    if (isTyping(event) && !event.target.dataset.place) return;
    const name = keyName(event);
    const step = this.#stepOf(name);
    const deed = step ? null : this.#deedOf(name, isOnControl(event));
    if (!step && !deed) return;
    event.preventDefault();
    if (step) this.list.step(step);
    else if (!event.repeat) deed();
  }

  #stepOf(name) {
    if (name === "ArrowDown" || keysFor("next").includes(name)) return 1;
    return name === "ArrowUp" || keysFor("previous").includes(name) ? -1 : 0;
  }

  #deedOf(name, isOnButton) {
    if (name === "Enter") return isOnButton ? null : () => this.take();
    if (keysFor("reject").includes(name)) return () => this.list.toggle();
    const taking = this.list.isRejecting ? ["elsewhere"] : ["elsewhere", "accept"];
    return taking.some((id) => keysFor(id).includes(name)) ? () => this.take() : null;
  }
}

const placeOf = ({ start, end }) => `${start} ${end}`;

/** Whether an operation only says what was read in the words of a new span (values.js). */
const isReading = ({ kind, attributes, start, label }) =>
  kind === "change_span" && attributes !== undefined && start === undefined && label === undefined;

const nothingFor = ({ state }) =>
  state === "rejected"
    ? t("The same is suggested and undecided nowhere else.")
    : t("No other place with these words is without this label.");

export const elsewhereCommands = (elsewhere) => [
  command("elsewhere", "KeyR", t("The same elsewhere: show it; once more: decide so there"), () => elsewhere.ask(), { once: true }),
];
