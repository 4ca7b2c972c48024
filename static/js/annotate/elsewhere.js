// Label the same elsewhere in the document: the other places of the same words, ticked, and one step for all of them.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { SameWords } from "../text/same_words.js";
import { keyOf } from "./bindings.js";
import { command } from "./command.js";
import { context } from "./context.js";
import { deedButton, swatch } from "./controls.js";
import * as deeds from "./deeds.js";
import { nameOf, short } from "./names.js";

/** The type of event that an item names, as {type, subtype}; null where it names none. */
export function kindOf({ events, suggestion, span }) {
  const { type = null, subtype = null } = (span ? events[0] : suggestion) ?? {};
  return type ? { type, subtype } : null;
}

/**
 * Of the places `found` ([start, end]) those without the label of `item`, as {start, end, ticked, item}: `item` is what
 * stands there and would be decided on. Where somebody has said something else, nothing is ticked.
 */
export function placesFor(store, item, found) {
  const labelled = [...store.layer.spans.values()].filter(({ label }) => label === item.label);
  const isLabelled = ([start, end]) => labelled.some((span) => span.start <= start && end <= span.end);
  const byPlace = new Map();
  for (const one of store.items.values()) byPlace.set(placeOf(one), [...(byPlace.get(placeOf(one)) ?? []), one]);
  return found
    .filter((place) => !isLabelled(place))
    .map(([start, end]) => placed(start, end, byPlace.get(placeOf({ start, end })) ?? [], item.label));
}

const placeOf = ({ start, end }) => `${start} ${end}`;

function placed(start, end, here, label) {
  const suggested = here.filter(({ state }) => state === "undecided");
  const rejected = here.find((one) => one.state === "rejected" && one.label === label);
  const item = suggested.find((one) => one.label === label) ?? rejected ?? suggested[0] ?? null;
  const decided = here.find(({ span }) => span) ?? null;
  return { start, end, item, decided, ticked: !decided && item?.state !== "rejected" };
}

/** The operations that put `label` on `places`, with events of the type `kind`. */
export function labelling(store, places, label, kind) {
  return places.flatMap(({ start, end, item }) =>
    item ? deeds.take(store, item, label, kind) : deeds.addSpan(store, [start, end], label, kind),
  );
}

/** The question at a desk: which of the other places? */
export class Elsewhere {
  constructor(desk) {
    this.desk = desk;
  }

  /** Show the other places of the item in focus; an undecided one is itself the first of them. */
  ask() {
    const { item, store, view, marking } = this.desk;
    if (store.layer.state !== "open") return view.complain(t("This document is not open."));
    const [key, accept] = [keyOf("elsewhere"), keyOf("accept")];
    if (marking.isOpen) return view.complain(t("Put a label on these words first: %(key)s then finds the same elsewhere.", { key }));
    if (!item) return null;
    if (item.state === "rejected") return view.complain(t("This is rejected. %(key)s accepts it after all.", { key: accept }));
    const places = this.#places(item);
    if (!places.length) return view.complain(t("No other place with these words is without this label."));
    if (item.state === "undecided") places.unshift(placed(item.start, item.end, [item], item.label));
    this.places = places;
    this.source = item;
    view.complain("");
    view.chooser.show(this.#parts(), () => this.#preview(false));
    this.#preview();
    this.#boxes()[0].focus({ preventScroll: true });
    return view.announce(t("Places with the same words: %(number)s. ↵ labels those that are ticked.", { number: places.length }));
  }

  #places(item) {
    const { store, snapper, article } = this.desk;
    this.words ??= new SameWords(article.points, snapper);
    return placesFor(store, item, this.words.find([item.start, item.end]));
  }

  #parts() {
    const { label, start, end } = this.source;
    const found = this.desk.store.ground.labels.labels.get(label);
    const words = element("bdi", { class: "chosen", dir: "auto" }, short(this.desk.article.slice(start, end), 40));
    const name = element("span", { class: "elsewhere-label" }, swatch(found), nameOf(found, label));
    const list = element("ul", { class: "elsewhere-places", "aria-label": t("Places with the same words") });
    list.append(...this.places.map((place, index) => this.#row(place, index)));
    list.addEventListener("change", ({ target }) => this.#tick(target));
    list.addEventListener("focusin", ({ target }) => this.#look(target));
    list.addEventListener("keydown", (event) => this.#key(event));
    this.doing = deedButton("", () => this.#label(), { kind: "primary", control: "elsewhere" });
    this.#count();
    const leave = () => this.desk.marking.leave();
    return [words, name, list, this.doing, deedButton(t("Leave"), leave, { key: "Esc", kind: "plain", control: "leave" })];
  }

  #row(place, index) {
    const input = element("input", { type: "checkbox", checked: place.ticked, "data-place": String(index) });
    const { start, end } = place;
    const [before, words, after] = context(this.desk.article, start, end);
    const line = element("bdi", { class: "elsewhere-words", dir: "auto" }, before, element("mark", {}, words), after);
    const said = this.#said(place);
    return element("li", {}, element("label", {}, input, line, said && element("span", { class: "quiet" }, said)));
  }

  /** What somebody has said of the place already. */
  #said({ decided, item }) {
    if (decided) return nameOf(this.desk.store.ground.labels.labels.get(decided.label), decided.label);
    if (item?.state === "rejected") return t("rejected");
    return item === this.source ? t("in focus") : "";
  }

  #tick(input) {
    this.places[input.dataset.place].ticked = input.checked;
    this.#count();
    this.#preview();
  }

  #count() {
    const number = this.places.filter(({ ticked }) => ticked).length;
    this.doing.replaceChildren(t("Label %(number)s", { number }), element("kbd", { "aria-hidden": "true" }, "↵"));
    this.doing.disabled = number === 0;
  }

  #look({ dataset }) {
    const place = this.places[dataset.place];
    if (place) this.desk.view.reveal([place.start, place.end]);
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (event.isComposing || event.ctrlKey || event.metaKey || (!step && event.key !== "Enter")) return;
    event.preventDefault();
    const boxes = this.#boxes();
    if (step) boxes[boxes.indexOf(document.activeElement) + step]?.focus();
    else this.#label();
  }

  #boxes() {
    return [...this.desk.view.chooser.box.querySelectorAll("[data-place]")];
  }

  /** Show the ticked places in the text, or again only what is selected there. */
  #preview(isOn = true) {
    const { marks } = this.desk.view;
    const { span } = this.desk.marking;
    const ticked = this.places.filter((place) => place.ticked).map(({ start, end }) => [start, end]);
    marks.preview(...(isOn ? ticked : span ? [span] : []));
  }

  #label() {
    const { desk, source } = this;
    const isTicked = new Set(this.places.filter(({ ticked }) => ticked).map(placeOf));
    const here = isTicked.has(placeOf(source)) ? [[source.start, source.end]] : [];
    const now = placesFor(desk.store, source, [...here, ...this.words.find([source.start, source.end])]);
    const places = now.filter((place) => isTicked.has(placeOf(place)));
    if (!places.length || !desk.act(labelling(desk.store, places, source.label, kindOf(source)))) return;
    desk.marking.leave();
    const next = source.state === "undecided" ? desk.filtering.undecidedFrom(desk.current, 1) : null;
    if (next) desk.focus(next.key);
    const text = t("Labelled %(number)s. %(key)s takes all back.", { number: places.length, key: keyOf("undo") });
    desk.view.announce(text);
    desk.view.hint(text);
  }
}

export const elsewhereCommands = (elsewhere) => [
  command("elsewhere", "Shift+KeyS", t("Label the same elsewhere"), () => elsewhere.ask(), { line: ["decided"] }),
];
