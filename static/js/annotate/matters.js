// What is open or incomplete when the document is to be finished, and the way to each of it.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { same } from "../lib/same.js";
import { keyOf } from "./bindings.js";
import { context } from "./context.js";
import { deedButton } from "./controls.js";
import { counts, undecidedFrom } from "./items.js";
import { nameOf, short } from "./names.js";
import { notesOf } from "./notes.js";

const MOST = 12; // places of one kind that are shown; the others are counted

/**
 * What there is to look at, as groups {title, places}; a place is {key, control, event}: the item, the control in it that
 * mends the matter, and where it is an event's the id of that. `undecided` suggestions are only counted. `unsure` is told, but is no matter by itself.
 */
export function mattersOf(store) {
  const { trigger, types } = store.ground.labels;
  const groups = new Map();
  const add = (title, place) => groups.set(title, [...(groups.get(title) ?? []), place]);
  const unsure = [];
  for (const item of store.items.values()) {
    if (notesOf(item, store).some(({ sort }) => sort === "unsure")) unsure.push({ key: item.key });
    if (!item.span) continue;
    for (const { title, ...place } of missing(item, store.ground.labels)) add(title, { key: item.key, ...place });
    const isLoose = item.label === trigger && types.size && !item.events.length;
    if (isLoose) add(t("These name an event and have no type yet"), { key: item.key, control: "type" });
  }
  const open = [...groups].map(([title, places]) => ({ title, places }));
  return { undecided: counts(store.items).undecided, open, unsure };
}

/** The required attributes without a value, of a decided span and of its events. */
function missing({ span, events }, { labels, eventAttributes }) {
  const label = labels.get(span.label);
  const lacks = (attributes, values) => attributes.filter(({ id, required }) => required && isEmpty(values[id]));
  const named = (attribute, owner, prefix) => ({
    title: t("%(owner)s: “%(name)s” is needed", { owner, name: nameOf(attribute) }),
    control: `${prefix}-${attribute.id}`,
  });
  return [
    ...lacks(label?.attributes ?? [], span.attributes).map((one) => named(one, nameOf(label), "span")),
    ...events.flatMap(({ id, attributes }) =>
      lacks(eventAttributes, attributes).map((one) => ({ ...named(one, t("Event"), "event"), event: id })),
    ),
  ];
}

const isEmpty = (value) => value === undefined || value === null || value === "";

/** The list of matters in `panel`. */
export class Matters {
  constructor(panel, store, article, desk) {
    Object.assign(this, { panel, store, article, desk, shown: null });
  }

  /** Show what is open, with the focus on its first line; false where nothing is. */
  ask() {
    const found = mattersOf(this.store);
    if (isNothing(found)) return false;
    const number = found.undecided + found.open.reduce((sum, { places }) => sum + places.length, 0);
    this.#show(found);
    this.panel.box.querySelector(".matter").focus({ preventScroll: true });
    this.desk.view.announce(t("Open before you finish: %(number)s. %(key)s finishes all the same.", { number, key: keyOf("finish") }));
    return true;
  }

  /** What is mended goes; when nothing is left, that is said. */
  draw() {
    if (!this.panel.isOpen) return;
    if (this.store.layer.state !== "open") this.panel.close();
    else this.#show(mattersOf(this.store));
  }

  #show(found) {
    if (this.panel.isOpen && same(found, this.shown)) return;
    if (isNothing(found)) this.desk.view.announce(nothingLeft());
    this.shown = found;
    const active = document.activeElement;
    const focused = this.panel.box.contains(active) ? active.dataset.place : null;
    this.panel.show(element("div", { class: "matters-parts" }, ...this.#parts(found)));
    if (focused === null) return;
    const again = this.panel.box.querySelector(`[data-place="${CSS.escape(focused)}"]`);
    (again ?? this.panel.box.querySelector("button")).focus({ preventScroll: true });
  }

  #parts(found) {
    const { undecided, open, unsure } = found;
    const leave = deedButton(t("Leave"), () => this.panel.close(), { key: "Esc", kind: "plain" });
    const head = element("div", { class: "matters-head" }, element("h2", {}, t("Before you finish")), leave);
    const isDone = isNothing(found);
    const last = isDone ? nothingLeft() : t("%(key)s once more finishes all the same.", { key: keyOf("finish") });
    return [
      head,
      undecided > 0 && element("ul", {}, element("li", {}, this.#undecided(undecided))),
      ...open.map((group) => this.#group(group)),
      unsure.length > 0 && this.#group({ title: t("You are unsure of these"), places: unsure }),
      element("p", { class: isDone ? "" : "quiet by-key" }, last),
    ].filter(Boolean);
  }

  #group({ title, places }) {
    const lines = places.slice(0, MOST).map((place) => element("li", {}, this.#place(place)));
    const more = places.length - MOST;
    if (more > 0) lines.push(element("li", { class: "quiet" }, t("and %(number)s more", { number: more })));
    return element("div", {}, element("h3", {}, title), element("ul", {}, ...lines));
  }

  #place({ key, control = "head", event = null }) {
    const { start, end } = this.store.items.get(key);
    const [before, words, after] = context(this.article, start, end);
    const place = element("bdi", { dir: "auto" }, before, element("mark", {}, short(words, 40)), after);
    return line([key, control, event].join(" "), place, () => this.#lead(key, control, event));
  }

  #undecided(number) {
    return line("undecided", t("Undecided suggestions: %(number)s", { number }), () => {
      const { desk } = this;
      if (!desk.filtering.undecided.length) desk.view.list.filters.showAll();
      const next = desk.item?.state === "undecided" ? desk.item : undecidedFrom(this.store.items, desk.current, 1);
      desk.focus(next.key);
      document.getElementById("reading").focus({ preventScroll: true });
    });
  }

  /** Go to the place, with the focus on the control that mends the matter. */
  #lead(key, control, event) {
    this.desk.chosen = event ?? this.desk.chosen;
    this.desk.focus(key);
    this.desk.controlHere(control);
    // After the item itself was brought into view.
    requestAnimationFrame(() => document.activeElement.scrollIntoView({ block: "nearest" }));
  }
}

const isNothing = ({ undecided, open }) => !undecided && !open.length;

const nothingLeft = () => t("Nothing is open any more. %(key)s finishes the document.", { key: keyOf("finish") });

const line = (place, text, deed) =>
  element("button", { type: "button", class: "matter", "data-place": place, onclick: deed }, text);
