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
  const own = new Set(unsaved.map(({ span }) => span));
  const changes = differences(without(before, own), without(store.layer, own), place);
  showReport(box, [
    { heading: t("This could not be kept:"), lines: losses },
    { heading: t("This was changed elsewhere:"), lines: changes },
  ]);
  return { kept, isWhole: losses.length === 0 };
}

/** The layer without the spans that this page's own unsaved operations are about. */
const without = (layer, own) => ({ ...layer, spans: new Map([...layer.spans].filter(([id]) => !own.has(id))) });
