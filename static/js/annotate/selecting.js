// Selecting words for a new span: by dragging, by a click at either end, by a double click, or by keys. What is
// selected is shown snapped at once; nothing is marked until a label is chosen.

/**
 * `on` has: changed(span, marking) with the snapped span or null, and whether a second click is awaited; under(x, y),
 * the keys of the marks there; hit(keys), a click on them; isLocked(), whether nothing may be marked.
 */
export class Selecting {
  constructor(article, snapper, on) {
    Object.assign(this, { article, snapper, on, raw: null, span: null, anchor: null, byCharacter: false });
    const { box } = article;
    box.addEventListener("mousedown", (event) => this.#pressed(event));
    box.addEventListener("click", (event) => this.#clicked(event));
    box.addEventListener("pointermove", (event) => this.#moved(event));
    document.addEventListener("pointerup", (event) => this.#released(event)); // a drag may end beside the article
    document.addEventListener("selectionchange", () => this.#selected());
  }

  /** Whether there is something that a label can be put on. */
  get isOpen() {
    return this.span !== null && this.anchor === null;
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
    this.on.changed(null, false);
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
    const at = this.byCharacter ? this.snapper.next("start", start, step, true) : this.snapper.nextWord(start, step);
    return this.choose(at, at);
  }

  /** Set the boundaries as they are given. */
  moveTo(start, end) {
    if (start >= end) return;
    this.anchor = null;
    this.raw = this.span = [start, end];
    this.on.changed(this.span, false);
  }

  #snap() {
    this.span = this.snapper.snap(this.raw[0], this.raw[1], this.byCharacter);
    this.on.changed(this.span, this.anchor !== null);
  }

  #pressed(event) {
    this.dragged = false;
    // A second press would select a word as the browser sees words; ours is the snapper's.
    if (event.detail > 1) event.preventDefault();
  }

  #selected() {
    const selection = document.getSelection();
    if (this.on.isLocked() || !selection || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.article.box) || !this.article.box.contains(selection.anchorNode)) return;
    this.dragged = true;
    this.choose(
      this.article.offsetOf(range.startContainer, range.startOffset),
      this.article.offsetOf(range.endContainer, range.endOffset),
    );
  }

  #released(event) {
    // By touch the browser's own handles stay, so that the selection can still be drawn out.
    if (this.dragged && event.pointerType === "mouse") setTimeout(() => document.getSelection()?.removeAllRanges());
  }

  #clicked(event) {
    if (this.dragged) return;
    const at = this.article.characterAt(event.clientX, event.clientY);
    if (this.anchor !== null && at !== null) this.#between(at, true);
    else this.#hit(event, at);
  }

  #hit(event, at) {
    const keys = this.on.under(event.clientX, event.clientY);
    if (event.detail > 1 && keys.length < 2 && at !== null && !this.on.isLocked()) this.choose(at, at);
    else if (keys.length || at === null || this.on.isLocked()) {
      this.clear();
      if (keys.length) this.on.hit(keys);
    } else {
      this.anchor = at;
      this.#between(at, false);
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
