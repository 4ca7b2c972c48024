// Marks that hold a word together: AK-47, 18.500, name@example.org, @handle, 85%. The tokenizer takes them apart, and
// rightly; a hand that points at one means the whole.

const WORD = /[A-Za-z0-9\u0660-\u0669_]/;
const GLUE = /[-_@#/:.,٫٬'’+&=?%٪~]/;

/** Whether the boundary at `offset` lies inside such a word. */
export function isGlued(points, offset) {
  const [before, here] = [points[offset - 1] ?? " ", points[offset] ?? " "];
  if (/[@#]/.test(before) && /[\p{L}\p{N}_]/u.test(here)) return true;
  if (isPercent(before, here) || isPercent(here, before)) return true;
  if (!GLUE.test(before) && !GLUE.test(here)) return false;
  return WORD.test(beyond(points, offset - 1, -1)) && WORD.test(beyond(points, offset, 1));
}

const isPercent = (one, other) => /[%٪]/.test(one) && /[0-9\u0660-\u0669]/.test(other);

/** The first code point from `at` on (or back) that is no glue. */
function beyond(points, at, step) {
  let place = at;
  while (GLUE.test(points[place] ?? " ")) place += step;
  return points[place] ?? " ";
}
