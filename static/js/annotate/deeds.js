// From what a person means to operations. Nothing is done here: each function answers with one group for Store.act.

import { uuid } from "../lib/identity.js";

/**
 * Accept a suggestion; one that was rejected is opened again first. A trigger comes with its event and with those
 * suggested arguments whose spans are decided; with `everything`, the undecided spans among them are accepted too.
 */
export function accept(store, { suggestion, state }, everything = false) {
  const span = uuid();
  const event = suggestion.type ? uuid() : null;
  const operation = { kind: "accept", suggestion: suggestion.id, span, event };
  const filling = suggestedArguments(store, suggestion, { id: event, arguments: [] }, everything);
  return [...reopened(suggestion, state), operation, ...filling];
}

/** Set the suggested arguments of a decided trigger: with `everything` all, accepting their spans where needed. */
export function acceptArguments(store, { suggestion, events }, everything = true) {
  return suggestedArguments(store, suggestion, events[0], everything);
}

/** Set one suggested argument, accepting its span if needed. */
export function addArgument(store, event, suggested) {
  const filler = fillerOf(store, suggested, true);
  return filler ? [...filler.operations, setArgument(event.id, suggested.role, filler.span)] : [];
}

export const setArgument = (event, role, span) => ({ kind: "set_argument", event, role, span });

export const reject = ({ suggestion }) => [{ kind: "reject", suggestion: suggestion.id }];

const reopened = (suggestion, state) => (state === "rejected" ? reopen({ suggestion }) : []);

export const reopen = ({ suggestion }) => [{ kind: "reopen", suggestion: suggestion.id }];

export const remove = ({ span }) => [{ kind: "remove_span", span: span.id }];

/** Give an item another label; `kind` is {type, subtype} where the label is the trigger's. */
export function relabel(store, item, label, kind = null) {
  if (item.span) return relabelSpan(item, label, kind);
  const { suggestion } = item;
  if (label === suggestion.label && !kind) return accept(store, item);
  return fix(store, item, { start: suggestion.start, end: suggestion.end, label, ...kind });
}

/** Give an item other boundaries. */
export function moveBoundaries(store, item, start, end) {
  if (item.span) return [{ kind: "change_span", span: item.span.id, start, end }];
  return fix(store, item, { start, end, label: item.suggestion.label });
}

/** Give an item of the trigger label another type of event. */
export function setType(store, item, kind) {
  if (!item.span) return relabel(store, item, item.label, kind);
  const event = item.events[0];
  if (event) return [{ kind: "change_event", event: event.id, ...kind }];
  return [{ kind: "add_event", event: uuid(), trigger: item.span.id, ...kind }];
}

/** Mark a new span; one that an undecided suggestion proposed just so is taken from it. */
export function addSpan(store, [start, end], label, kind = null) {
  const same = (item) => item.state === "undecided" && item.start === start && item.end === end && item.label === label;
  const suggested = [...store.items.values()].find(same);
  if (suggested) {
    const { type, subtype } = suggested.suggestion;
    const asSuggested = !kind || (kind.type === type && (kind.subtype ?? null) === (subtype ?? null));
    return relabel(store, suggested, label, asSuggested ? null : kind);
  }
  const span = uuid();
  const added = { kind: "add_span", span, start, end, label };
  return kind ? [added, { kind: "add_event", event: uuid(), trigger: span, ...kind }] : [added];
}

function relabelSpan({ span, events }, label, kind) {
  const operations = label === span.label ? [] : [{ kind: "change_span", span: span.id, label }];
  if (kind && !events.length) operations.push({ kind: "add_event", event: uuid(), trigger: span.id, ...kind });
  return operations;
}

function fix(store, { suggestion, state }, change) {
  const type = change.type ?? (change.label === suggestion.label ? suggestion.type : null);
  const event = type ? uuid() : null;
  const operation = { kind: "fix", suggestion: suggestion.id, span: uuid(), event, ...change };
  const filling = suggestedArguments(store, suggestion, { id: event, arguments: [] }, false);
  return [...reopened(suggestion, state), operation, ...filling];
}

function suggestedArguments(store, suggestion, event, everything) {
  if (!event?.id) return [];
  const { roles } = store.ground.labels;
  const filled = new Set(event.arguments.map((one) => one.role));
  const set = new Set(event.arguments.map((one) => `${one.role} ${one.span}`));
  const fillers = new Map(); // a span accepted in this very group may fill two roles
  const operations = [];
  for (const suggested of (suggestion.arguments ?? []).toSorted((one, other) => other.score - one.score)) {
    if (!roles.get(suggested.role)?.many && filled.has(suggested.role)) continue;
    const known = fillers.get(suggested.suggestion);
    const filler = known ? { span: known, operations: [] } : fillerOf(store, suggested, everything);
    if (!filler || set.has(`${suggested.role} ${filler.span}`)) continue;
    fillers.set(suggested.suggestion, filler.span);
    filled.add(suggested.role);
    operations.push(...filler.operations, setArgument(event.id, suggested.role, filler.span));
  }
  return operations;
}

/** The span for a suggested argument, with the operations that make it one; null where it cannot fill the role. */
export function fillerOf(store, { role, suggestion: id }, accepting) {
  const item = store.items.get(`s${id}`);
  const place = item && (item.span ?? (item.state === "undecided" ? twin(store, item) : null));
  const labels = store.ground.labels.roles.get(role)?.labels ?? [];
  if (!item || !labels.includes((place ?? item).label)) return null;
  if (place) return { span: place.id, operations: [] };
  if (!accepting || item.state !== "undecided") return null;
  const span = uuid();
  const event = item.suggestion.type ? uuid() : null;
  return { span, operations: [{ kind: "accept", suggestion: id, span, event }] };
}

/** The decided span that already stands where the suggestion is, if somebody marked it by hand. */
function twin(store, { start, end, label }) {
  const here = (span) => span.start === start && span.end === end && span.label === label;
  return [...store.layer.spans.values()].find(here) ?? null;
}
