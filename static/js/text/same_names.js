// The same name elsewhere in one text: the twin of core/propagating.py.

import { matchingPieces } from "./matching.js";
import { SameWords } from "./same_words.js";

/** The names of one text. `places` are those where spans may begin and end (`words`, `segments` of a Snapper). */
export class SameNames {
  constructor(points, places) {
    this.words = new SameWords(points, places, matchingPieces);
  }

  /**
   * The other places of the name of `span` as {start, end, label}, in the order of the text. `without` are those that
   * need no offer, with the same boundaries and label: marked already, or rejected by this person.
   */
  find({ start, end, label }, without = []) {
    const taken = new Set(without.map(keyOf));
    const found = this.words.find([start, end]).map(([from, to]) => ({ start: from, end: to, label }));
    return found.filter((span) => !taken.has(keyOf(span)));
  }
}

const keyOf = ({ start, end, label }) => `${start} ${end} ${label}`;
