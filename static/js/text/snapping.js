// From a rough selection to a span: to the boundaries of words and to the clitic cuts inside them, trimmed.

import { clusterBoundary, extendsCluster, isSpace, trimmed } from "./clusters.js";
import { isGlued } from "./glue.js";

const EDGE = new Set([..."\"'«»“”‘’‹›.,;:!?…،؛؟۔()[]{}–—-/\\|•*"]);
const PAIRS = { ")": "(", "]": "[", "}": "{", "»": "«", "”": "“" };

/** Where spans of one text may begin and end. `tokens` is flat (start, end, …), `cuts` sorted; all in code points. */
export class Snapper {
  constructor(points, tokens, cuts) {
    this.points = points;
    const starts = tokens.filter((_, index) => index % 2 === 0);
    const ends = tokens.filter((_, index) => index % 2 === 1);
    const whole = (offsets) => offsets.filter((offset) => !isGlued(points, offset));
    this.words = { start: whole(starts), end: whole(ends) };
    this.segments = { start: withCuts(this.words.start, cuts), end: withCuts(this.words.end, cuts) };
    this.places = { start: withCuts(starts, cuts), end: withCuts(ends, cuts) };
  }

  /**
   * The span that a selection from `a` to `b` means, as [start, end], or null if there is nothing in it. It covers what
   * was touched, up to the nearest boundary, so a selection that begins behind a clitic leaves the clitic out.
   */
  snap(a, b, byCharacter = false) {
    const [from, to] = a <= b ? [a, b] : [b, a];
    if (byCharacter) return this.#characters(from, to);
    return to - from <= 1 && !this.#isGap(from) ? this.#word(from) : this.#words(from, to);
  }

  /**
   * The next place for the boundary `side` ("start" or "end") of a span, from `offset` on (step 1) or back (-1); by
   * word, the next one beside more than punctuation. A span never grows beyond its line: there `offset` stays.
   */
  next(side, offset, step, byCharacter = false) {
    const at = byCharacter ? clusterBoundary(this.points, offset + step, step) : this.#nextPlace(side, offset, step);
    const grows = (side === "end") === step > 0;
    const [from, to] = at < offset ? [at, offset] : [offset, at];
    return grows && this.points.slice(from, to).includes("\n") ? offset : at;
  }

  #nextPlace(side, offset, step) {
    const isMark = (place) => EDGE.has(this.points[side === "start" ? place : place - 1]);
    let at = neighbour(this.places[side], offset, step);
    while (at !== undefined && isMark(at)) at = neighbour(this.places[side], at, step);
    return at ?? offset;
  }

  /** The start of the next word (step 1) or the one before (-1) that is more than punctuation; `offset` if none. */
  nextWord(offset, step) {
    let at = neighbour(this.words.start, offset, step);
    while (at !== undefined && EDGE.has(this.points[at])) at = neighbour(this.words.start, at, step);
    return at ?? offset;
  }

  #isGap(offset) {
    return offset >= this.points.length || isSpace(this.points[offset]);
  }

  #characters(from, to) {
    const start = clusterBoundary(this.points, from, -1);
    const end = clusterBoundary(this.points, to === from ? to + 1 : to, 1);
    return filled(trimmed(this.points, start, end));
  }

  /** One letter was pointed at: its word; only the stem where the letter belongs to that, as nobody means a clitic. */
  #word(at) {
    const around = ({ start, end }) => [atMost(start, at), atLeast(end, at + 1)];
    const [start, end] = around(this.words);
    const [from, to] = around(this.segments);
    if (start === undefined || end === undefined) return null;
    const stem = 2 * (to - from) >= end - start;
    return this.#tidied(stem ? from : start, stem ? to : end);
  }

  #words(from, to) {
    // A selection that begins in a gap begins with the next word; one that ends in a gap, with the word before.
    const [first, last] = trimmed(this.points, from, to);
    const start = atMost(this.segments.start, first);
    const end = atLeast(this.segments.end, last);
    return start === undefined || end === undefined ? null : this.#tidied(start, Math.max(start, end));
  }

  #tidied(start, end) {
    const [from, to] = trimmed(this.points, start, end);
    return filled(this.#withoutEdges(from, to));
  }

  #withoutEdges(start, end) {
    if (this.points.slice(start, end).every((point) => EDGE.has(point))) return [start, end];
    let [from, to] = [start, end];
    for (let before = null; String(before) !== String([from, to]); ) {
      before = [from, to];
      if (this.#isLoose(from, from, to) && !extendsCluster(this.points, from + 1)) from += 1;
      if (this.#isLoose(to - 1, from, to)) to -= 1;
      [from, to] = trimmed(this.points, from, to);
    }
    return filled([from, to]) ? [from, to] : [start, end];
  }

  /** Whether the mark at the edge `at` stays out: all do but a bracket whose other half is inside: قوات (الحشد). */
  #isLoose(at, from, to) {
    const point = this.points[at];
    const other = PAIRS[point] ?? Object.keys(PAIRS).find((closing) => PAIRS[closing] === point);
    return EDGE.has(point) && !this.points.slice(from + 1, to - 1).includes(other);
  }
}

const withCuts = (offsets, cuts) => [...new Set([...offsets, ...cuts])].sort((one, other) => one - other);
const filled = ([start, end]) => (start < end ? [start, end] : null);
const atMost = (places, offset) => places.findLast((place) => place <= offset);
const atLeast = (places, offset) => places.find((place) => place >= offset);

function neighbour(places, offset, step) {
  return step > 0 ? places.find((place) => place > offset) : places.findLast((place) => place < offset);
}
