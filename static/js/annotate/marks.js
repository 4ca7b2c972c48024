// The items of the store as marks in the text: underlines and tags.

import { Highlights } from "../text/highlights.js";
import { levelsOf } from "../text/levels.js";
import { Tags } from "../text/tags.js";
import { keyOf } from "./items.js";
import { nameOf } from "./names.js";

export class Marks {
  /** `eventOf(item)` is the event of an item that is in focus. */
  constructor(store, article, { layer, scroller, eventOf }) {
    this.store = store;
    this.scroller = scroller;
    this.eventOf = eventOf;
    this.article = article;
    this.highlights = new Highlights(article, store.labelSet.labels);
    this.tags = new Tags(article, layer, scroller, (mark) => this.#tag(mark));
    this.spot = null;
    this.hovered = null;
    this.numbers = new Map(); // what a role may get: an item's key → its number
    this.roles = new Map(); // what fills a role of the event in focus: an item's key → the roles' names
  }

  /** Draw what has changed since the last time; `spot` is the key of the item in focus. */
  draw(spot) {
    this.spot = spot;
    const shown = [...this.store.items.values()].filter((item) => item.state !== "rejected");
    this.marks = shown.map((item) => ({ ...item, decided: item.state !== "undecided", spot: item.key === spot }));
    this.highlights.narrow(this.scroller, this.marks.length);
    const levels = levelsOf(this.marks);
    const keys = new Set(this.marks.map((mark) => mark.key));
    for (const key of [...this.highlights.placed.keys()]) if (!keys.has(key)) this.highlights.remove(key);
    for (const mark of this.marks) this.highlights.place(mark.key, mark, levels.get(mark));
    const item = this.store.items.get(spot);
    this.highlights.show("spot", item ? [[item.start, item.end]] : []);
    this.#drawFillers(item);
    this.#drawTags();
  }

  /** Show the spans that a label may be put on, as [start, end] each. */
  preview(...spans) {
    this.highlights.show("preview", spans);
  }

  /** Show the other places of a name that are ticked, and the one that is looked at, as [start, end] each. */
  same(ticked, at) {
    this.highlights.show("same", ticked);
    this.highlights.show("same-at", at);
  }

  /** Number the marks that a role may get: `numbers` is a Map from an item's key to its number. */
  number(numbers) {
    this.numbers = numbers;
    const { items } = this.store;
    this.highlights.show("candidate", [...numbers.keys()].map((key) => [items.get(key).start, items.get(key).end]));
    this.#drawTags();
  }

  /** The fillers of the event in focus bear the names of their roles. */
  #drawFillers(item) {
    const { layer, ground } = this.store;
    this.roles = new Map();
    for (const { role, span } of (item && this.eventOf(item)?.arguments) ?? []) {
      const key = keyOf(layer.spans.get(span));
      const name = nameOf(ground.labels.roles.get(role), role);
      const before = this.roles.get(key);
      if (!before?.includes(name)) this.roles.set(key, [...(before ?? []), name]);
    }
    const spans = [...this.roles.keys()].map((key) => this.store.items.get(key));
    this.highlights.show("filler", spans.map(({ start, end }) => [start, end]));
  }

  /** Show the tags of the marks under the pointer, even where tags are off. */
  hover(keys) {
    if (String(keys) === String(this.hovered)) return;
    this.hovered = keys;
    this.#drawTags();
  }

  /** The keys of the marks under a point of the window, the shortest first. */
  at(x, y) {
    const offset = this.article.offsetAt(x, y);
    if (offset === null) return [];
    const near = this.marks.filter((mark) => mark.start <= offset && offset <= mark.end);
    const under = near.filter((mark) => this.article.rects(mark.start, mark.end).some((rect) => contains(rect, x, y)));
    return under.sort((one, other) => one.end - one.start - (other.end - other.start)).map((mark) => mark.key);
  }

  #drawTags() {
    const hovered = new Set(this.hovered ?? []);
    const stands = ({ key }) => hovered.has(key) || this.numbers.has(key) || this.roles.has(key);
    const standing = (mark) => ({ ...mark, spot: true, numbered: this.numbers.has(mark.key) });
    this.tags.show(this.marks.map((mark) => (stands(mark) ? standing(mark) : mark)));
  }

  /** What stands above a mark: its number among what a role may get, its roles in the event in focus, or its label. */
  #tag({ key, label }) {
    const found = this.store.ground.labels.labels.get(label);
    const name = this.roles.get(key)?.join(" · ") ?? nameOf(found, label);
    const number = this.numbers.get(key);
    return { text: number ? `${number} ${name}` : name, colour: found?.colour ?? "" };
  }
}

const contains = (rect, x, y) => rect.left <= x && x <= rect.right && rect.top <= y && y <= rect.bottom;
