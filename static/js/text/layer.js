// What a person can do to a layer, and what each deed changes: the mirror of core/planning.py. Both are held to
// tests/data/operations.json. plan() changes nothing; it answers with edits, or throws a Problem.

import { N_ } from "../lib/messages.js";
import { DECIDING } from "./deciding.js";
import { FINISHED, Misfit, OPEN, SKIP, SKIPPED, apply, reversedEdit } from "./edits.js";
import { MARKING } from "./marking.js";
import { NOTING } from "./noting.js";
import { Problem } from "./problem.js";
import { RELATING } from "./relating.js";
import { holdsTogether } from "./undo.js";

/**
 * The edits that `operation` makes. `ground` holds `points` (the text's code points), `labels` (see labelsById),
 * `suggestions` (by id) and `editsOf(id)` (the logged edits of an operation, or null).
 */
export function plan(operation, layer, ground) {
  if (layer.state !== OPEN && operation.kind !== "resume" && operation.kind !== "undo") throw closed(layer);
  return PLANS[operation.kind](operation, layer, ground);
}

function closed({ state }) {
  if (state === SKIPPED) return new Problem("skipped", N_("This document was skipped. Open it again to change it."));
  return new Problem("finished", N_("This document is finished. Open it again to change it."));
}

const changedAgain = () =>
  new Problem("undo-changed", N_("This was changed again later, so it cannot be undone on its own."));

const PLANS = {
  ...DECIDING,
  ...MARKING,
  ...RELATING,
  ...NOTING,

  finish: (operation, layer) => [{ on: "state", id: null, before: layer.state, after: FINISHED }],

  resume(operation, layer) {
    const reasons = [...layer.notes.values()].filter(({ sort }) => sort === SKIP);
    return [
      ...reasons.map((note) => ({ on: "note", id: note.id, before: note, after: null })),
      { on: "state", id: null, before: layer.state, after: OPEN },
    ];
  },

  undo(operation, layer, ground) {
    const edits = operation.operations.toReversed().flatMap((earlier) => {
      const logged = ground.editsOf(earlier);
      if (!logged) throw new Problem("undo-unknown", N_("What should be undone is not in this document's log."));
      return logged.toReversed().map(reversedEdit);
    });
    if (layer.state !== OPEN && !edits.some((edit) => edit.on === "state")) throw closed(layer);
    if (!holdsTogether(after(layer, edits), edits, ground)) throw changedAgain();
    return edits;
  },
};

function after(layer, edits) {
  try {
    return apply(layer, edits);
  } catch (misfit) {
    if (!(misfit instanceof Misfit)) throw misfit;
    throw changedAgain();
  }
}
