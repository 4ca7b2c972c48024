// Planning what becomes of suggestions: accepted, fixed, rejected, opened again. The mirror of core/deciding.py.

import { N_ } from "../lib/messages.js";
import { ACCEPTED, FIXED, REJECTED } from "./edits.js";
import { decided, samePlace, suggestionOf } from "./finding.js";
import { marked, newSpan } from "./marking.js";
import { Problem } from "./problem.js";
import { newEvent } from "./relating.js";

export const DECIDING = {
  accept(operation, layer, ground) {
    const suggestion = undecided(operation.suggestion, layer, ground);
    const place = { ...suggestion, attributes: suggestion.attributes ?? {} };
    const span = marked(operation, place, ACCEPTED);
    return [
      ...newSpan(span, layer, ground),
      ...newEvent(operation, operation.span, suggestion.type, suggestion.subtype, layer, ground),
      decided(operation, operation.suggestion, ACCEPTED, layer),
    ];
  },

  fix(operation, layer, ground) {
    const suggestion = undecided(operation.suggestion, layer, ground);
    const own = (operation.type ?? null) !== null;
    let [type, subtype] = own ? [operation.type, operation.subtype ?? null] : [suggestion.type, suggestion.subtype];
    if (operation.label !== ground.labels.trigger) [type, subtype] = [null, null];
    const unchanged =
      samePlace(operation, suggestion) &&
      (type ?? null) === (suggestion.type ?? null) &&
      (subtype ?? null) === (suggestion.subtype ?? null);
    const origin = unchanged ? ACCEPTED : FIXED;
    const attributes = operation.label === suggestion.label ? (suggestion.attributes ?? {}) : {};
    const span = marked(operation, { ...operation, attributes }, origin);
    return [
      ...newSpan(span, layer, ground),
      ...newEvent(operation, operation.span, type, subtype, layer, ground),
      decided(operation, operation.suggestion, origin, layer),
    ];
  },

  reject(operation, layer, ground) {
    undecided(operation.suggestion, layer, ground);
    return [decided(operation, operation.suggestion, REJECTED, layer)];
  },

  reopen(operation, layer) {
    const decision = layer.decisions.get(operation.suggestion);
    if (decision?.verdict !== REJECTED) {
      const message = N_("This suggestion was not rejected, so it cannot be opened again.");
      throw new Problem("suggestion-decided", message);
    }
    return [{ on: "decision", id: operation.suggestion, before: decision, after: null }];
  },
};

function undecided(id, layer, ground) {
  const suggestion = suggestionOf(id, ground);
  if (layer.decisions.has(id)) throw new Problem("suggestion-decided", N_("This suggestion is decided already."));
  return suggestion;
}
