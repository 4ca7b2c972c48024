// What could not be kept of what was done here: only that whose outcome is not there all the same.

import { describe, describeNote, keyOfOperation } from "./describing.js";
import { keyOfNote } from "./items.js";
import { holds, isSameNote } from "./sides.js";

/**
 * Of `all` that could not be done once more ([{operation, message}]) what is lost: {text, key} with the key of its item
 * or null, and a `note` {id, sort, text, key}, whole, where one is lost. `both` are the conflicts, which show their own
 * sides; `sides` is what apart says; `old` and `now` are what this page showed and what it shows.
 */
export function losses(all, both, sides, { old, now }) {
  const here = { ...sides.here, store: now.store, article: now.article };
  const shown = new Set(both.map(({ subject }) => subject.key ?? subject.note));
  const standing = withoutUndone(all);
  const notes = lostNotes(standing, sides, shown, now);
  return standing.flatMap(({ operation, message }) => {
    const edits = sides.ours.get(operation.id) ?? [];
    const own = edits.filter(({ on, id }) => on === "note" && notes.get(id)?.operation === operation);
    const lines = own.map(({ id }) => noteLoss(notes.get(id).note, message, [here, old]));
    const rest = edits.filter(({ on, id }) => !(on === "note" && (notes.has(id) || shown.has(id))));
    if (edits.length && rest.every((edit) => holds(edit, sides, now))) return lines;
    const key = keyOfOperation(operation, [now, old, here]);
    const isAboutNote = rest.length > 0 && rest.every(({ on }) => on === "note");
    if (shown.has(operation.note) || (!isAboutNote && shown.has(key))) return lines;
    return [{ key, text: `${describe(operation, [here, old, now])}: ${message}` }, ...lines];
  });
}

/** Those that count: neither what was undone again, nor its undoing, where all of that is lost. */
function withoutUndone(all) {
  const lost = new Set(all.map(({ operation }) => operation.id));
  const undone = new Set();
  const isLeft = ({ id, operations = [] }) => {
    if (undone.has(id)) return false;
    if (!operations.length || !operations.every((one) => lost.has(one))) return true;
    for (const one of operations) undone.add(one);
    return false;
  };
  return all.toReversed().filter(({ operation }) => isLeft(operation)).toReversed();
}

/** The notes that stood here and are not there now, by id, each with the last operation on it. */
function lostNotes(lost, { here, ours }, shown, now) {
  const found = new Map();
  for (const { operation } of lost) {
    for (const { on, id } of ours.get(operation.id) ?? []) {
      const note = on === "note" && !shown.has(id) ? here.layer.notes.get(id) : null;
      if (note && note.sort !== "skip" && !isSameNote(id, here, now)) found.set(id, { note, operation });
    }
  }
  return found;
}

function noteLoss(note, message, places) {
  const { id, sort, text } = note;
  const key = keyOfNote(note) || null;
  return { key, text: `${describeNote({ sort, key }, places)}: ${message}`, note: { id, sort, text, key } };
}
