// When the server holds another layer than this page thought: stand on that one, do what is unsaved once more, and say
// plainly what changed elsewhere, what was changed on both sides, and what could not be kept.

import { t } from "../lib/messages.js";
import { describe, differences, keyOfOperation } from "./differences.js";
import { conflicts } from "./sides.js";

/**
 * Stand on what the server says in `body` ({layer, log}, and where it refuses one: operation, problem) and do the
 * operations `unsaved` once more, but not those that it has and not the one it refuses. `since` is the revision that
 * they stood on; `done` holds the ids of all that was done in this tab. Returns those that are still to be sent, and
 * what is to be reported.
 */
export function rebase(store, article, body, unsaved, since, done = new Set()) {
  const before = store.layer;
  const logged = new Set(body.log.map(({ id }) => id));
  const both = conflicts(store, body, unsaved, since);
  const missing = unsaved.filter(({ id }) => !logged.has(id));
  const own = new Set([...done, ...unsaved.map(({ id }) => id)]);
  const isRefused = ({ id }) => id === body.operation;
  const { kept, lost } = store.stand(body, missing.filter((one) => !isRefused(one)));
  const refused = missing.filter(isRefused).map((operation) => ({ operation, message: body.problem.message }));
  const failed = lost.map(({ operation, problem }) => ({ operation, message: t(problem.message, problem.values) }));
  const mine = [...[...logged].filter((id) => own.has(id)), ...kept.map(({ id }) => id)];
  const [old, now] = [before, store.layer].map((layer) => ({ layer, store, article }));
  return {
    kept,
    conflicts: both,
    losses: losses([...refused, ...failed], both, old, now),
    changes: elsewhere(differences(old, now), both, mine, store),
  };
}

/** What could not be kept, in words; not what two sides are shown of, and no undo of what was not kept either. */
function losses(all, both, old, now) {
  const gone = new Set(all.map(({ operation }) => operation.id));
  const undone = new Set(all.flatMap(({ operation }) => operation.operations ?? []).filter((id) => gone.has(id)));
  const shown = new Set(both.map(({ subject }) => subject.key ?? subject.note));
  const isUndo = ({ operations = [] }) => operations.length > 0 && operations.every((id) => gone.has(id));
  return all
    .filter(({ operation }) => !undone.has(operation.id) && !isUndo(operation))
    .map(({ operation, message }) => ({ operation, message, key: keyOfOperation(operation, [now, old]) }))
    .filter(({ operation, key }) => !shown.has(key) && !shown.has(operation.note))
    .map(({ operation, message, key }) => ({ key, text: `${describe(operation, old)}: ${message}` }));
}

/** Of all differences, those that were not made here: `mine` are our operations, on the server or still to be sent. */
function elsewhere(lines, both, mine, store) {
  const edits = mine.flatMap((id) => store.log.get(id));
  const own = new Set(edits.map(({ on, id }) => `${on} ${id}`));
  const shown = new Set(both.map(({ subject }) => subject.key ?? subject.note));
  return lines.filter(({ place, key, note }) => !own.has(place) && !shown.has(key ?? note));
}
