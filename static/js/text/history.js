// The ways back and forth, read from a layer's log: what undo takes back next, what redo does again.

import { same } from "../lib/same.js";

const IMPORT = "import"; // what a layer began with, not a deed of its annotator

/**
 * The undo steps that a log leads to: {done, undone}, each a list of groups of operation ids, the last one next. `log`
 * holds {id, step, kind, operations} in order. Operations of one step are one group; an undo of the last group of `done`
 * takes it back, an undo of the last one of `undone` does it again, and whatever else happens is a new step.
 */
export function stacks(log) {
  const found = { done: [], undone: [], steps: new Map() };
  for (const entry of log) follow(found, entry);
  return found;
}

/** Bring stacks on by one more entry of the log. */
export function follow(found, { id, step, kind, operations }) {
  if (kind === IMPORT) return;
  const { done, undone, steps } = found;
  const turns = (groups) => kind === "undo" && groups.length > 0 && same(groups.at(-1), operations);
  if (turns(done)) {
    done.pop();
    undone.push([id]);
  } else if (turns(undone)) {
    undone.pop();
    done.push([id]);
  } else {
    undone.length = 0;
    add(id, step, done, steps);
  }
}

/** Parts of one step may come apart, where another tab's work was saved between them. */
function add(id, step, done, steps) {
  const begun = step ? steps.get(step) : null;
  if (begun && done.lastIndexOf(begun) >= 0) {
    begun.push(id);
    return;
  }
  done.push([id]);
  if (step) steps.set(step, done.at(-1));
}
