// When the server holds another layer than this page thought: stand on that one, do what is unsaved once more, and say
// plainly what changed and what could not be kept.

import { t } from "../lib/messages.js";
import { describe, differences, showReport } from "./report.js";

/**
 * Take the layer of the answer `body`, do the operations `unsaved` on it once more (but not the one it refuses), and
 * return those that are still to be sent.
 */
export function rebase(store, article, box, body, unsaved) {
  const before = store.layer;
  const own = touched(store, unsaved);
  const refused = unsaved.filter(({ id }) => id === body.operation);
  for (const { id } of refused) store.forget(id);
  const { kept, lost } = store.rebase(
    body.layer,
    unsaved.filter((operation) => !refused.includes(operation)),
  );
  const place = { store, layer: before, article };
  const losses = [
    ...refused.map((operation) => `${describe(operation, place)}: ${body.problem.message}`),
    ...lost.map(({ operation, problem }) => `${describe(operation, place)}: ${t(problem.message, problem.values)}`),
  ];
  const changes = differences(without(before, own), without(store.layer, own), place);
  showReport(box, [
    { heading: t("This could not be kept:"), lines: losses },
    { heading: t("This was changed elsewhere:"), lines: changes },
  ]);
  return { kept, isWhole: losses.length === 0 };
}

/** What this page's own operations are about: the ids of spans, events and suggestions, and "state". */
function touched(store, operations) {
  const edits = operations.flatMap(({ id }) => store.log.get(id) ?? []);
  return new Set(edits.map(({ on, id }) => (on === "state" ? on : id)));
}

/** The layer without what `own` has: that was not changed elsewhere. */
function without(layer, own) {
  const others = (map) => new Map([...map].filter(([id]) => !own.has(id)));
  const { spans, events, decisions, state } = layer;
  return {
    spans: others(spans),
    events: others(events),
    decisions: others(decisions),
    state: own.has("state") ? null : state,
  };
}
