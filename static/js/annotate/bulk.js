// Deciding on all that the list shows, as one step that one undo takes back.

import { uuid } from "../lib/identity.js";
import { t } from "../lib/messages.js";
import { plan } from "../text/layer.js";
import { Problem } from "../text/problem.js";
import { keyOf } from "./bindings.js";
import * as deeds from "./deeds.js";

const placeOf = ({ start, end, label }) => `${start} ${end} ${label}`;

/**
 * The operations that accept the undecided `items`: the spans first, then what names an event, with its event and those
 * suggested arguments whose spans are decided or accepted here. `passed` counts those that cannot be accepted, because
 * their place was marked by hand or their label is retired.
 */
export function acceptAll(store, items) {
  const spans = [...store.layer.spans.values()];
  const taken = new Map(spans.map((span) => [placeOf(span), span.id]));
  const made = new Map(); // suggestion → its acceptance
  for (const { suggestion } of items) {
    const operation = { kind: "accept", suggestion: suggestion.id, span: uuid(), event: suggestion.type ? uuid() : null };
    const place = placeOf(suggestion);
    if (taken.has(place) || !canBe(operation, store)) continue;
    taken.set(place, operation.span);
    made.set(suggestion.id, operation);
  }
  const accepted = [...made.values()].sort((one, other) => Boolean(one.event) - Boolean(other.event));
  const filling = accepted.filter(({ event }) => event).flatMap((one) => argumentsOf(one, { store, taken, made }));
  return { operations: [...accepted, ...filling], count: made.size, passed: items.length - made.size };
}

/** The operations that reject the undecided `items`. */
export const rejectAll = (store, items) => ({ operations: items.flatMap(deeds.reject), count: items.length, passed: 0 });

function canBe(operation, { layer, ground }) {
  try {
    plan(operation, layer, ground);
    return true;
  } catch (problem) {
    if (problem instanceof Problem) return false;
    throw problem;
  }
}

function argumentsOf({ suggestion: id, event }, { store, taken, made }) {
  const find = ({ suggestion }) => {
    const item = store.items.get(`s${suggestion}`);
    const span = item.span?.id ?? made.get(suggestion)?.span ?? twin(item, taken);
    return span ? { span, operations: [] } : null;
  };
  return deeds.suggestedArguments(store, store.ground.suggestions.get(id), { id: event, arguments: [] }, find);
}

/** The span that stands in the place of an undecided suggestion. */
const twin = (item, taken) => (item.state === "undecided" ? taken.get(placeOf(item)) : null);

/** The two decisions on everything listed, at a desk. */
export class Bulk {
  constructor(desk) {
    this.desk = desk;
  }

  accept() {
    this.#decide(acceptAll, (number) => t("Accepted %(number)s.", { number }));
  }

  reject() {
    this.#decide(rejectAll, (number) => t("Rejected %(number)s.", { number }));
  }

  #decide(deed, done) {
    const { desk } = this;
    const { operations, count, passed } = deed(desk.store, desk.filtering.undecided);
    if (!count && !passed) return desk.view.complain(desk.filtering.nothingLeft);
    if (!desk.act(operations)) return null;
    const next = desk.item?.state === "undecided" ? null : desk.filtering.undecidedFrom(desk.current, 1);
    if (next) desk.focus(next.key);
    const left = passed && t("%(number)s passed over: their places are marked already.", { number: passed });
    const text = [count && done(count), left, count && t("%(key)s takes all back.", { key: keyOf("undo") })].filter(Boolean).join(" ");
    desk.view.announce(text);
    return desk.view.hint(text);
  }
}
