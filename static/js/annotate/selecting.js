// Selecting words for a new span: by dragging, by a click at either end, by a double click, or by keys. What is
// selected is shown snapped at once; nothing is marked until a label is chosen.

import { Dragging } from "./dragging.js";

/**
 * `on` has: changed(span, {marking, dragging}) with the snapped span or null, whether a second click is awaited and
 * whether the pointer is still down; under(x, y), the keys of the marks there; hit(keys), a click on them;
 * isSpot(keys), whether they are the one mark in focus; isLocked(), whether nothing may be marked.
 */
export class Selecting {
  constructor(article, scroller, snapper, on) {
    Object.assign(this, { article, snapper, on, raw: null, span: null, anchor: null, byCharacter: false });
    const { box } = article;
    this.drag = new Dragging(article, scroller, {
      dragged: (from, to) => this.#dragged(from, to),
      dropped: () => this.#dropped(),
      isLocked: on.isLocked,
    });
    box.addEventListener("click", (event) => this.#clicked(event));
    box.addEventListener("pointermove", (event) => this.#moved(event));
    document.addEventListener("selectionchange", () => this.#selected(), { signal: article.signal });
  }

  /** Whether there is something that a label can be put on. */
  get isOpen() {
    return this.span !== null && this.anchor === null;
  }

  /** Whether a second click is awaited. */
  get isPending() {
    return this.anchor !== null;
  }

  /** Select from `a` to `b` (code points), snapped. */
  choose(a, b) {
    this.anchor = null;
    this.raw = [a, b];
    this.#snap();
  }

  /** Leave the selection. */
  clear() {
    if (this.raw === null && this.anchor === null) return;
    Object.assign(this, { raw: null, span: null, anchor: null });
    this.#tell();
  }

  /** Snap to characters or to words. */
  setByCharacter(byCharacter) {
    this.byCharacter = byCharacter;
    if (this.raw) this.#snap();
  }

  /** Move the selection by a word, on (step 1) or back (-1), or only its end. */
  step(step, extending) {
    if (!this.span) return;
    const [start, end] = this.span;
    if (extending) return this.moveTo(start, this.snapper.next("end", end, step, this.byCharacter));
    if (!this.byCharacter) return this.choose(...twice(this.snapper.nextWord(start, step)));
    // Past the spaces, which are nothing to select.
    let [at, before] = [this.snapper.next("start", start, step, true), start];
    while (at !== before && !this.snapper.snap(at, at, true)) {
      [at, before] = [this.snapper.next("start", at, step, true), at];
    }
    return this.snapper.snap(at, at, true) ? this.choose(at, at) : undefined;
  }

  /** Move the selection to the word of the next (1) or previous (-1) row that stands nearest below or above. */
  stepRow(step) {
    if (!this.span) return;
    const middle = (at) => {
      const [rect] = this.article.rects(at, at + 1);
      return rect ? { x: (rect.left + rect.right) / 2, y: (rect.top + rect.bottom) / 2, height: rect.height } : null;
    };
    const here = middle(this.span[0]);
    const isSame = (one, other) => Math.abs(one.y - other.y) < other.height / 2;
    let [at, row, best] = [this.span[0], null, null];
    for (let next = this.snapper.nextWord(at, step); here && next !== at; next = this.snapper.nextWord(at, step)) {
      at = next;
      const place = middle(at);
      if (!place || isSame(place, here)) continue;
      row ??= place;
      if (!isSame(place, row)) break;
      const far = Math.abs(place.x - here.x);
      if (!best || far < best.far) best = { at, far };
    }
    if (best) this.choose(best.at, best.at);
  }

  /** Set the boundaries as they are given. */
  moveTo(start, end) {
    if (start >= end) return;
    this.anchor = null;
    this.raw = this.span = [start, end];
    this.#tell();
  }

  #snap() {
    this.span = this.snapper.snap(this.raw[0], this.raw[1], this.byCharacter);
    this.#tell();
  }

  #tell() {
    this.on.changed(this.span, { marking: this.anchor !== null, dragging: Boolean(this.dragging) });
  }

  #dragged(from, to) {
    if (this.dragging && String(this.raw) === String([from, to])) return;
    this.dragging = true;
    this.choose(from, to);
  }

  #dropped() {
    this.dragging = false;
    if (this.raw) this.#tell();
  }

  /** The browser's own selection: by touch, whose handles then stay, so that it can still be drawn out. */
  #selected() {
    const selection = document.getSelection();
    if (this.on.isLocked() || !selection || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.article.box) || !this.article.box.contains(selection.anchorNode)) return;
    this.choose(
      this.article.offsetOf(range.startContainer, range.startOffset),
      this.article.offsetOf(range.endContainer, range.endOffset),
    );
  }

  #clicked(event) {
    if (this.drag.isOn) return;
    const at = this.article.characterAt(event.clientX, event.clientY);
    if (this.anchor !== null && at !== null) this.#between(at, true);
    else this.#hit(event, at);
  }

  #hit(event, at) {
    const keys = this.on.under(event.clientX, event.clientY);
    const [isFree, isLocked] = [at !== null, this.on.isLocked()];
    if (event.detail > 1 && keys.length < 2 && isFree && !isLocked) this.choose(at, at);
    else if (isFree && !isLocked && (!keys.length || event.altKey || this.on.isSpot(keys))) {
      this.anchor = at;
      this.#between(at, false);
    } else {
      this.clear();
      if (keys.length) this.on.hit(keys);
    }
  }

  #moved(event) {
    if (this.anchor === null) return;
    const at = this.article.characterAt(event.clientX, event.clientY);
    if (at !== null) this.#between(at, false);
  }

  /** Select from the character of the first click to the one at `at`, both with it. */
  #between(at, done) {
    const raw = [Math.min(this.anchor, at), Math.max(this.anchor, at) + 1];
    if (done) this.anchor = null;
    else if (String(raw) === String(this.raw)) return;
    this.raw = raw;
    this.#snap();
  }
}

const twice = (at) => [at, at];
