// The items of the store as marks in the text: underlines and tags.

import { isDark, onThemeChange } from "../lib/theme.js";
import { Highlights } from "../text/highlights.js";
import { levelsOf } from "../text/levels.js";
import { Tags } from "../text/tags.js";
import { nameOf } from "./names.js";

export class Marks {
  constructor(store, article, { layer, scroller }) {
    this.store = store;
    this.article = article;
    this.highlights = new Highlights(article, store.labelSet.labels, isDark());
    this.tags = new Tags(article, layer, scroller, (mark) => this.#tag(mark));
    this.spot = null;
    this.hovered = null;
    onThemeChange(() => this.highlights.paint(isDark()));
  }

  /** Draw what has changed since the last time; `spot` is the key of the item in focus. */
  draw(spot) {
    this.spot = spot;
    const shown = [...this.store.items.values()].filter((item) => item.state !== "rejected");
    this.marks = shown.map((item) => ({ ...item, decided: item.state !== "undecided", spot: item.key === spot }));
    const levels = levelsOf(this.marks);
    const keys = new Set(this.marks.map((mark) => mark.key));
    for (const key of [...this.highlights.placed.keys()]) if (!keys.has(key)) this.highlights.remove(key);
    for (const mark of this.marks) this.highlights.place(mark.key, mark, levels.get(mark));
    const item = this.store.items.get(spot);
    this.highlights.show("spot", item ? [item.start, item.end] : null);
    this.#drawTags();
  }

  /** Show the span being selected, as [start, end]; null for none. */
  preview(span) {
    this.highlights.show("preview", span);
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
    this.tags.show(this.marks.map((mark) => (hovered.has(mark.key) ? { ...mark, spot: true } : mark)));
  }

  #tag({ label }) {
    const found = this.store.ground.labels.labels.get(label);
    return { text: nameOf(found, label), colour: found?.colour ?? "" };
  }
}

const contains = (rect, x, y) => rect.left <= x && x <= rect.right && rect.top <= y && y <= rect.bottom;
