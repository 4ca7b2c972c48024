// The one place where code points and UTF-16 units meet. Everything stored counts code points; the DOM counts units.

/** The offsets of one text. Both ways are exact; a unit inside a surrogate pair counts as the pair's start. */
export class Offsets {
  constructor(string) {
    this.units = string.length;
    this.astral = []; // the code point offsets of the characters that take two units
    let point = 0;
    for (let unit = 0; unit < string.length; point += 1) {
      const wide = string.codePointAt(unit) > 0xffff;
      if (wide) this.astral.push(point);
      unit += wide ? 2 : 1;
    }
    this.points = point;
  }

  /** The UTF-16 offset of the code point offset `point`. */
  toUnit(point) {
    const inside = Math.min(Math.max(point, 0), this.points);
    return inside + this.#count((index) => this.astral[index] < inside);
  }

  /** The code point offset of the UTF-16 offset `unit`. */
  toPoint(unit) {
    const inside = Math.min(Math.max(unit, 0), this.units);
    const before = this.#count((index) => this.astral[index] + index + 2 <= inside);
    const torn = before < this.astral.length && this.astral[before] + before + 1 === inside;
    return inside - before - (torn ? 1 : 0);
  }

  #count(holds) {
    let low = 0;
    let high = this.astral.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
