// The rows of a long list in portions, of which the browser lays out and paints those alone that are in view (list.css):
// a change costs the same in a list of a thousand rows as in one of fifty.

const SIZE = 30; // rows in a portion
const ROW = 54; // pixels that a row takes, about, until it has been in view

/** Make `rows`, in their order, the rows of `box`. What stands there already is not touched. */
export function arrange(box, rows) {
  const portions = Math.ceil(rows.length / SIZE);
  while (box.childElementCount < portions) box.append(portion());
  let made = box.firstElementChild;
  for (let at = 0; at < portions; at += 1, made = made.nextElementSibling) fill(made, rows.slice(at * SIZE, (at + 1) * SIZE));
  while (box.childElementCount > portions) box.lastElementChild.remove();
}

function portion() {
  const made = document.createElement("div");
  made.className = "portion";
  return made;
}

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
