// Planning what is marked in the text: spans added, changed, removed. The mirror of core/marking.py.

import { N_ } from "../lib/messages.js";
import { checkAttributes, checkBoundaries, checkLabel } from "./checks.js";
import { settled, withoutMisfits, withoutNotes, withoutSpan } from "./consequences.js";
import { MANUAL, REJECTED, apply } from "./edits.js";
import { decided, samePlace, spanOf } from "./finding.js";
import { Problem } from "./problem.js";

export const MARKING = {
  add_span(operation, layer, ground) {
    const place = { ...operation, suggestion: null, attributes: operation.attributes ?? {} };
    return newSpan(marked(operation, place, MANUAL), layer, ground);
  },

  change_span(operation, layer, ground) {
    const old = spanOf(operation.span, layer);
    const label = operation.label ?? old.label;
    const after = {
      ...old,
      start: operation.start ?? old.start,
      end: operation.end ?? old.end,
      label,
      attributes: operation.attributes ?? (label === old.label ? old.attributes : {}),
      decided_at: operation.at ?? "",
    };
    checkSpan(after, layer, ground, label !== old.label);
    const edits = withoutMisfits(after, layer, ground);
    return [...edits, ...settled(old, after, apply(layer, edits), ground)];
  },

  remove_span(operation, layer) {
    const old = spanOf(operation.span, layer);
    const edits = [
      ...withoutSpan(old.id, layer),
      ...withoutNotes(old.id, layer),
      { on: "span", id: old.id, before: old, after: null },
    ];
    if (old.suggestion !== null) edits.push(decided(operation, old.suggestion, REJECTED, layer));
    return edits;
  },
};

/** The span that `operation` makes at `place` {start, end, label, attributes}. */
export function marked(operation, place, origin) {
  const { start, end, label, attributes } = place;
  const suggestion = operation.suggestion ?? null;
  return { id: operation.span, start, end, label, attributes, origin, suggestion, decided_at: operation.at ?? "" };
}

/** The edits that put a new span into the layer. */
export function newSpan(span, layer, ground) {
  if (layer.spans.has(span.id)) throw new Problem("span-taken", N_("There is a span with this id already."));
  checkSpan(span, layer, ground, true);
  return [{ on: "span", id: span.id, before: null, after: span }];
}

function checkSpan(span, layer, ground, relabelled) {
  checkBoundaries(ground.points, span.start, span.end);
  // A span may keep a label that was retired under it; only a new one must be on offer.
  const label = relabelled ? checkLabel(ground.labels, span.label) : ground.labels.labels.get(span.label);
  checkAttributes(span.attributes, label?.attributes ?? []);
  for (const other of layer.spans.values()) {
    if (other.id !== span.id && samePlace(other, span)) {
      throw new Problem("span-double", N_("This place is marked with this label already."));
    }
  }
}
