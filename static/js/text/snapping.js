// From a rough selection to a span: to the boundaries of tokens and to the clitic cuts inside them, trimmed.

import { clusterBoundary, extendsCluster, trimmed } from "./clusters.js";

const EDGE = new Set([..."\"'«»“”‘’‹›.,;:!?…،؛؟۔()[]{}–—-/\\|•*"]);
const PAIRS = { ")": "(", "]": "[", "}": "{", "»": "«", "”": "“" };

/** Where spans of one text may begin and end. `tokens` is flat (start, end, …), `cuts` sorted; all in code points. */
export class Snapper {
  constructor(points, tokens, cuts) {
    this.points = points;
    const starts = tokens.filter((_, index) => index % 2 === 0);
    const ends = tokens.filter((_, index) => index % 2 === 1);
    const sorted = (offsets) => [...new Set([...offsets, ...cuts])].sort((one, other) => one - other);
    this.starts = sorted(starts);
    this.ends = sorted(ends);
  }

  /**
   * The span that a selection from `a` to `b` means, as [start, end], or null if there is nothing in it. It covers what
   * was touched, up to the nearest boundary, so a selection that begins behind a clitic leaves the clitic out.
   */
  snap(a, b, byCharacter = false) {
    const [from, to] = a <= b ? [a, b] : [b, a];
    return byCharacter ? this.#characters(from, to) : this.#words(from, to);
  }

  /** The next place for the boundary `side` ("start" or "end") of a span, from `offset` on (step 1) or back (-1). */
  next(side, offset, step, byCharacter = false) {
    if (byCharacter) return clusterBoundary(this.points, offset + step, step);
    const places = side === "start" ? this.starts : this.ends;
    return (step > 0 ? places.find((place) => place > offset) : places.findLast((place) => place < offset)) ?? offset;
  }

  #characters(from, to) {
    const start = clusterBoundary(this.points, from, -1);
    const end = clusterBoundary(this.points, to === from ? to + 1 : to, 1);
    return filled(trimmed(this.points, start, end));
  }

  #words(from, to) {
    // A selection that begins in a gap begins with the next word; one that ends in a gap, with the word before.
    const [first, last] = from === to ? [from, to] : trimmed(this.points, from, to);
    let start = lastAtMost(this.starts, first);
    let end = firstAtLeast(this.ends, last);
    if (start === undefined || end === undefined) return null;
    if (first === last && end <= start) end = firstAtLeast(this.ends, start + 1) ?? end;
    [start, end] = trimmed(this.points, start, end);
    return filled(this.#withoutEdges(start, end));
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

  /** Whether the mark at the edge `at` stays out: all do but a bracket whose other half is inside, as in قوات (الحشد). */
  #isLoose(at, from, to) {
    const point = this.points[at];
    const other = PAIRS[point] ?? Object.keys(PAIRS).find((closing) => PAIRS[closing] === point);
    return EDGE.has(point) && !this.points.slice(from + 1, to - 1).includes(other);
  }
}

const filled = ([start, end]) => (start < end ? [start, end] : null);
const lastAtMost = (places, offset) => places.findLast((place) => place <= offset);
const firstAtLeast = (places, offset) => places.find((place) => place >= offset);
