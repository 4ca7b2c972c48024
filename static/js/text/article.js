// The text on the page: one block a line, each with one text node that holds its line with its line end. Nothing
// else is ever put inside, so the element's textContent is the document's text.

import { pointsOf } from "./clusters.js";
import { Offsets } from "./offsets.js";
import { RIGHT_TO_LEFT, letterAt, sideOf } from "./pointing.js";

const STRONG = /\p{L}/u;
// Spaces that a browser would draw as one, or not at all, if it were not told to keep them.
const SPACED = /^[ \t]|[ \t][\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]*[ \t]|\t|[ \r]\n?$/;

/**
 * The article in `box`; all offsets are code points of the document's text. `lines` are pairs of a line's index and its
 * kind (headline, subheading, caption, byline), `signal` ends when the page is left.
 */
export class Article {
  constructor(box, { text, lines }, signal) {
    this.box = box;
    this.signal = signal;
    this.text = text;
    this.points = pointsOf(text);
    this.offsets = new Offsets(text);
    box.dir = directionOf(text) ?? "rtl";
    const kinds = new Map(lines);
    this.lines = linesOf(text).map((line, index) => this.#block(line, index, kinds.get(index)));
    box.replaceChildren(...this.lines.map((line) => line.block));
  }

  #block({ string, unit }, index, kind) {
    const block = document.createElement("div");
    block.className = ["line", kind, !string.trim() && "blank", SPACED.test(string) && "spaced"].filter(Boolean).join(" ");
    // A line without a letter has no direction of its own: it takes the article's.
    const direction = directionOf(string);
    if (direction) block.dir = "auto";
    const node = document.createTextNode(string);
    block.append(node);
    return { block, node, index, unit, start: this.offsets.toPoint(unit), direction: direction ?? this.box.dir };
  }

  /** The line that holds `offset`. */
  lineAt(offset) {
    let [low, high] = [0, this.lines.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lines[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return this.lines[low];
  }

  /** The words between two offsets. */
  slice(start, end) {
    return this.points.slice(start, end).join("");
  }

  /** A StaticRange (cheap: the browser keeps no watch on it) over the words between two offsets. */
  staticRange(start, end) {
    const [from, to] = [this.#place(start), this.#place(end, true)];
    return new StaticRange({
      startContainer: from.node,
      startOffset: from.offset,
      endContainer: to.node,
      endOffset: to.offset,
    });
  }

  /** The rectangles of the words between two offsets, in the window's pixels. */
  rects(start, end) {
    const [from, to] = [this.#place(start), this.#place(end, true)];
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    return [...range.getClientRects()].filter((rect) => rect.width > 0);
  }

  /** Whether the line of `offset` is read from right to left. */
  isRightToLeft(offset) {
    return this.lineAt(offset).direction === "rtl";
  }

  /** The offset of a boundary point of the DOM; what lies before or after the article counts as its start or end. */
  offsetOf(node, offset) {
    const line = this.lines.find((one) => one.node === node);
    if (line) return this.offsets.toPoint(line.unit + offset);
    const next = this.lines.find((one) => follows(one.block, node, offset));
    return next ? next.start : this.points.length;
  }

  /** The offset of the caret nearest to a point of the window, or null where the point is not on the article. */
  offsetAt(x, y) {
    const { caret, line, letter } = this.#pointed(x, y);
    return letter ? sideOf(this, line, letter, x) : caret;
  }

  /** The offset of the character under a point of the window (a caret would be at one of its sides), or null. */
  characterAt(x, y) {
    const { caret, letter } = this.#pointed(x, y);
    return letter?.start ?? caret;
  }

  #pointed(x, y) {
    const [node, offset] = caretAt(x, y);
    if (!node || !this.box.contains(node) || node === this.box) return { caret: null };
    const caret = this.offsetOf(node, offset);
    const line = this.lines.find((one) => one.node === node) ?? this.lineAt(caret);
    return { caret, line, letter: letterAt(this, line, caret, x, y) };
  }

  #place(point, isEnd = false) {
    // The end of a span is a place in the line of its last character, not before the next line.
    const line = this.lineAt(isEnd ? Math.max(point - 1, 0) : point);
    return { node: line.node, offset: this.offsets.toUnit(point) - line.unit };
  }
}

/** "rtl" or "ltr" by the first letter, as dir="auto" has it; null where there is no letter. Asking the browser instead
 * would make it lay the page out in the middle of our work. */
function directionOf(string) {
  const letter = string.match(STRONG)?.[0];
  if (!letter) return null;
  return RIGHT_TO_LEFT.test(letter) ? "rtl" : "ltr";
}

function linesOf(text) {
  let unit = 0;
  return text
    .split(/(?<=\n)/)
    .filter((string) => string !== "")
    .map((string) => {
      unit += string.length;
      return { string, unit: unit - string.length };
    });
}

/** Whether `block` begins at or after the boundary point. */
function follows(block, node, offset) {
  const range = document.createRange();
  range.setStart(node, offset);
  return range.comparePoint(block, 0) >= 0;
}

function caretAt(x, y) {
  const position = document.caretPositionFromPoint?.(x, y);
  if (position) return [position.offsetNode, position.offset];
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? [range.startContainer, range.startOffset] : [null, 0];
}
