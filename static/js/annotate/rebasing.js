// When the server holds another layer than this page thought: stand on that one, do what is unsaved once more, and say
// plainly what changed elsewhere, what was changed on both sides, and what could not be kept.

import { t } from "../lib/messages.js";
import { differences } from "./differences.js";
import { losses } from "./losing.js";
import { apart, conflicts, isSameItem, isSameNote } from "./sides.js";

/**
 * Stand on what the server says in `body` ({layer, log}, and where it refuses one: operation, problem) and do the
 * operations `unsaved` once more, but not those that it has and not the one it refuses. `since` is the revision that
 * they stood on; `done` holds the ids of all that was done in this tab. Returns those that are still to be sent, and
 * what is to be reported.
 */
export function rebase(store, article, body, unsaved, since, done = new Set()) {
  const old = { layer: store.layer, items: store.items, store, article };
  const logged = new Set(body.log.map(({ id }) => id));
  const sides = apart(store, body, unsaved, since);
  const both = conflicts(sides);
  const missing = unsaved.filter(({ id }) => !logged.has(id));
  const own = new Set([...done, ...unsaved.map(({ id }) => id)]);
  const isRefused = ({ id }) => id === body.operation;
  const { kept, lost } = store.stand(body, missing.filter((one) => !isRefused(one)));
  const refused = missing.filter(isRefused).map((operation) => ({ operation, message: body.problem.message }));
  const failed = lost.map(({ operation, problem }) => ({ operation, message: t(problem.message, problem.values) }));
  const mine = [...[...logged].filter((id) => own.has(id)), ...kept.map(({ id }) => id)];
  const now = { layer: store.layer, items: store.items, store, article };
  const theirs = body.log.slice(since).filter(({ id }) => !own.has(id));
  return {
    kept,
    conflicts: both,
    losses: losses([...refused, ...failed], both, sides, { old, now }),
    changes: differences(old, now).filter(isNews({ both, mine, theirs, store, sides, now })),
  };
}

/** Whether a difference was made elsewhere: `mine` are our operations, on the server or still to be sent. */
function isNews({ both, mine, theirs, store, sides: { here }, now }) {
  const placesOf = (edits) => new Set(edits.map(({ on, id }) => `${on} ${id}`));
  const own = placesOf(mine.flatMap((id) => store.log.get(id)));
  const others = placesOf(theirs.flatMap(({ edits }) => edits)); // beside them only what was lost here has changed
  const shown = new Set(both.map(({ subject }) => subject.key ?? subject.note));
  // Where the same was done here, and lost for it, spans and notes only have other ids.
  const isAlike = ({ key, note }) =>
    note ? isSameNote(note, here, now) || isSameNote(note, now, here) : key !== null && isSameItem(key, here, now);
  return (line) => {
    const { place, key, note } = line;
    return others.has(place) && !own.has(place) && !shown.has(note ?? key) && !isAlike(line);
  };
}
