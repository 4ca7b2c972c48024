// Where a text may be cut: the mirror of core/spans.py. A text is an array of its code points here.

const SPACE = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;
const MARK = /^\p{M}$/u;
const SYMBOL = /^\p{So}$/u;
const GLUED = /^[\u200d\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}]$/u;
const JOINER = "\u200d";

/** The code points of `string`; lone surrogates stay as they are, one each, as in Python. */
export const pointsOf = (string) => Array.from(string);

/** Whether `point` is white space as Python's str.isspace has it. */
export const isSpace = (point) => SPACE.test(point);

/** Whether the code point at `offset` belongs to the one before it, so that a cut there would tear a cluster. */
export function extendsCluster(points, offset) {
  if (offset <= 0 || offset >= points.length) return false;
  const here = points[offset];
  const before = points[offset - 1];
  if (before === "\r" && here === "\n") return true;
  if (MARK.test(here) || GLUED.test(here)) return !isSpace(before);
  return before === JOINER && SYMBOL.test(here);
}

/** The nearest offset at or before `offset` (step -1), or at or after it (step 1), where a cut tears nothing. */
export function clusterBoundary(points, offset, step) {
  let at = Math.min(Math.max(offset, 0), points.length);
  while (extendsCluster(points, at)) at += step;
  return at;
}

/** The boundaries without the white space at either side. */
export function trimmed(points, start, end) {
  let [from, to] = [start, end];
  while (from < to && isSpace(points[from])) from += 1;
  while (to > from && isSpace(points[to - 1])) to -= 1;
  return [from, to];
}
