// Which letter stands at a point of the window. Asked for the caret there, Chromium answers with the wrong end of the
// words wherever letters of both directions meet: at the 1 of 12% with the caret behind the %. So it only says in which
// row to look, and about where; the letter is the one whose rectangle holds the point.

import { clusterBoundary } from "./clusters.js";

const NUMBER = /^\p{N}/u;
const LETTER = /^\p{L}/u;
const TATWEEL = "\u0640"; // runs as what stands around it
export const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** The letter (with its marks) at a point as {start, end, rect}, near `caret` in its row of `line`; or null. */
export function letterAt(article, line, caret, x, y) {
  const reach = Number.parseFloat(getComputedStyle(line.block).lineHeight) / 2;
  const isRow = (rect) => Math.abs((rect.top + rect.bottom) / 2 - y) <= reach;
  let ways = [-1, 1].map((step) => rowFrom(article, line, caret, step, isRow));
  while (ways.length) {
    const letters = ways.map((way) => way.next());
    const found = letters.find(({ value }) => value && value.rect.left <= x && x <= value.rect.right);
    if (found) return found.value;
    ways = ways.filter((_, index) => !letters[index].done);
  }
  return null;
}

/** The caret at the side of `letter` that is nearer to `x`. */
export function sideOf(article, line, letter, x) {
  const isLeft = x < (letter.rect.left + letter.rect.right) / 2;
  return isLeft === runsRight(article, line, letter) ? letter.start : letter.end;
}

/** The letters of a row in the order of the text, from `caret` on or back. */
function* rowFrom(article, line, caret, step, isRow) {
  const isInside = (at) => at >= line.start && at < article.points.length && article.lineAt(at) === line;
  for (let at = step > 0 ? caret : caret - 1; isInside(at); ) {
    const letter = clusterAt(article, at);
    if (letter.rect && !isRow(letter.rect)) return;
    if (letter.rect) yield letter;
    at = step > 0 ? letter.end : letter.start - 1;
  }
}

function clusterAt(article, at) {
  const start = clusterBoundary(article.points, at, -1);
  const end = clusterBoundary(article.points, at + 1, 1);
  return { start, end, rect: article.rects(start, end)[0] ?? null };
}

/** Whether `letter` is read from left to right. Signs run as what they touch does, and else as their line. */
function runsRight(article, line, letter) {
  const point = article.points[letter.start];
  if (NUMBER.test(point)) return true;
  if (LETTER.test(point) && point !== TATWEEL) return !RIGHT_TO_LEFT.test(point);
  const touches = (one, other) => one && other && Math.abs(one.right - other.left) < 1;
  const { rect } = letter;
  const [before, after] = [letter.start - 1, letter.end].map((at) => clusterAt(article, at).rect);
  const [right, left] = [touches(before, rect) || touches(rect, after), touches(after, rect) || touches(rect, before)];
  return right === left ? line.direction === "ltr" : right;
}
