// The same name elsewhere in one text, whatever its spelling and its clitics: the twin of core/propagating.py.

import { isSpace } from "./clusters.js";
import { matchingPieces } from "./matching.js";

// As in core/arabic.py: what may stand before a span inside a word, and behind it.
const HEAD = /^[وف]?(?:[بلكس]|لل)?$/;
const TAIL = /^(?:ها?|هما?|هن|نا|كم?|كما|كن)?$/;

/** The names of one text, which may begin and end where spans may (`words` and `segments` of a Snapper). */
export class SameNames {
  constructor(points, { words, segments }) {
    this.words = words;
    const pieces = matchingPieces(points).map((piece, index) => (isSpace(points[index]) ? space(points, index) : piece));
    this.form = pieces.join("");
    this.at = indexes(pieces); // offset → where its piece begins in the form
    const [first, last] = [new Set(words.start), new Set(words.end)];
    this.starts = this.#byIndex(segments.start.filter((offset) => first.has(offset) || HEAD.test(this.#before(offset))));
    this.ends = this.#byIndex(segments.end.filter((offset) => last.has(offset) || TAIL.test(this.#behind(offset))));
  }

  /**
   * The other places of the name of `span` as {start, end, label}, in the order of the text. `without` are those that
   * need no offer, with the same boundaries and label: marked already, or rejected by this person.
   */
  find({ start, end, label }, without = []) {
    const taken = new Set(without.map(keyOf));
    const found = this.#others(start, end).map(([from, to]) => ({ start: from, end: to, label }));
    return found.filter((span) => !taken.has(keyOf(span)));
  }

  /** The name of a span as it is written alone: with the article that لل swallowed, with ة before a pronoun. */
  name({ start, end }) {
    return this.#spellings(start, end).at(-1) ?? "";
  }

  /** The whole words that a span lies in, as [start, end]. */
  around({ start, end }) {
    const from = this.words.start[count(this.words.start, (one) => one <= start) - 1] ?? start;
    const to = this.words.end[count(this.words.end, (one) => one < end)] ?? end;
    return [from, to];
  }

  /** The other places as [start, end]; none overlaps another. */
  #others(start, end) {
    const found = this.#spellings(start, end).flatMap((form) => [...this.#written(form)]);
    const places = [];
    for (const place of found.sort(([one], [other]) => one - other)) {
      const isFree = place[1] <= start || place[0] >= end;
      if (isFree && place[0] >= (places.at(-1)?.[1] ?? 0)) places.push(place);
    }
    return places;
  }

  /** The words of a span as they are written alone: with the article that لل swallowed, with ة where ت may stand for it. */
  #spellings(start, end) {
    const article = this.#isAfterLil(start) ? "ال" : "";
    const form = article + this.#slice(start, end);
    if (!form.trim()) return [];
    return this.#behind(end) && form.endsWith("ت") ? [form, `${form.slice(0, -1)}ه`] : [form];
  }

  /** The places of `form`: as it is, before a pronoun with ت for ة, and after لل without its article. */
  *#written(form) {
    const isArticle = /^ال./.test(form);
    for (const [ending, isBound] of [[form, false], ...(form.endsWith("ه") ? [[`${form.slice(0, -1)}ت`, true]] : [])]) {
      const fits = ([, end]) => !isBound || this.#behind(end) !== "";
      yield* this.#places(ending, 0).filter((place) => fits(place) && !this.#isAfterLil(place[0]));
      if (!isArticle) continue;
      yield* this.#places(`لل${ending.slice(2)}`, 2).filter((place) => fits(place) && this.#isAfterLil(place[0]));
    }
  }

  /** Where `written` stands in the form so that a span may begin `lead` letters on in it, and end with it. */
  #places(written, lead) {
    const found = [];
    for (let index = this.form.indexOf(written); index >= 0; index = this.form.indexOf(written, index + 1)) {
      const [start, end] = [this.starts.get(index + lead), this.ends.get(index + written.length)];
      if (start !== undefined && end !== undefined) found.push([start, end]);
    }
    return found;
  }

  #isAfterLil(offset) {
    return this.#before(offset).endsWith("لل");
  }

  /** What stands before `offset` in its word; "" at the word's beginning. */
  #before(offset) {
    const start = this.words.start[count(this.words.start, (one) => one <= offset) - 1] ?? offset;
    const end = this.words.end[count(this.words.end, (one) => one <= start)] ?? offset;
    return offset < end ? this.#slice(start, offset) : "";
  }

  /** What stands behind `offset` in its word; "" at the word's end. */
  #behind(offset) {
    const end = this.words.end[count(this.words.end, (one) => one < offset)] ?? offset;
    const start = this.words.start[count(this.words.start, (one) => one < end) - 1] ?? offset;
    return offset > start ? this.#slice(offset, end) : "";
  }

  #slice(start, end) {
    return this.form.slice(this.at[start], this.at[end]);
  }

  #byIndex(offsets) {
    return new Map(offsets.map((offset) => [this.at[offset], offset]));
  }
}

const keyOf = ({ start, end, label }) => `${start} ${end} ${label}`;

/** Every run of white space is one space, and a line's end is none. */
function space(points, index) {
  if (points[index] === "\n") return "\n";
  return index && isSpace(points[index - 1]) && points[index - 1] !== "\n" ? "" : " ";
}

function indexes(pieces) {
  const found = new Uint32Array(pieces.length + 1);
  pieces.forEach((piece, index) => (found[index + 1] = found[index] + piece.length));
  return found;
}

/** How many of the sorted `offsets`, from the first on, hold. */
function count(offsets, holds) {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(offsets[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}
