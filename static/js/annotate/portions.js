// The rows of a long list in portions, of which the browser lays out and paints those alone that are in view (list.css):
// a change costs the same in a list of a thousand rows as in one of fifty.

const SIZE = 20; // rows in a portion
const ROW = 54; // pixels that a row takes, about, until it has been in view
const BESIDE = 1; // portions on either side of the one in view that are arranged at once

const waiting = new WeakMap(); // a box → the timer of what is arranged a moment later

/**
 * Make `rows`, in their order, the rows of `box`. What stands there already is not touched. The portions around the row
 * `at` (its index) come first; the others a moment later, where there are many.
 */
export function arrange(box, rows, at = 0) {
  clearTimeout(waiting.get(box));
  const portions = Math.ceil(rows.length / SIZE);
  while (box.childElementCount < portions) box.append(portion());
  const middle = Math.floor(Math.max(at, 0) / SIZE);
  const isNear = (index) => Math.abs(index - middle) <= BESIDE;
  const far = [];
  for (const [index, made] of [...box.children].entries()) {
    const own = rows.slice(index * SIZE, (index + 1) * SIZE);
    if (isNear(index)) fill(made, own);
    else if (!isFilled(made, own)) far.push(() => fill(made, own));
  }
  const finish = () => {
    for (const deed of far) deed();
    while (box.childElementCount > portions) box.lastElementChild.remove();
  };
  if (far.length > BESIDE) waiting.set(box, setTimeout(finish));
  else finish();
}

function portion() {
  const made = document.createElement("div");
  made.className = "portion";
  return made;
}

const isFilled = (made, rows) =>
  made.childElementCount === rows.length && rows.every((row, index) => made.children[index] === row);

function fill(made, rows) {
  let place = made.firstElementChild;
  for (const row of rows) {
    if (row === place) place = place.nextElementSibling;
    else made.insertBefore(row, place);
  }
  while (place) {
    const after = place.nextElementSibling;
    place.remove();
    place = after;
  }
  if (Number(made.dataset.rows) === rows.length) return;
  made.dataset.rows = rows.length;
  made.style.containIntrinsicBlockSize = `auto ${rows.length * ROW}px`;
}
