// From what a person means to operations. Nothing is done here: each function answers with one group for Store.act.

import { uuid } from "../lib/identity.js";
import { refusalKey } from "../text/edits.js";

/**
 * Accept a suggestion; one that was rejected is opened again first. A trigger comes with its event and with those
 * suggested arguments whose spans are decided; with `everything`, the undecided spans among them are accepted too.
 */
export function accept(store, { suggestion, state }, everything = false) {
  const span = uuid();
  const event = suggestion.type ? uuid() : null;
  const operation = { kind: "accept", suggestion: suggestion.id, span, event };
  const filling = suggestedArguments(store, suggestion, { id: event, arguments: [] }, filler(store, everything));
  return [...reopened(suggestion, state), operation, ...filling];
}

/** Set the suggested arguments of a decided trigger: with `everything` all, accepting their spans where needed. */
export function acceptArguments(store, { suggestion, events }, everything = true) {
  return suggestedArguments(store, suggestion, events[0], filler(store, everything));
}

/** Let an item fill a role of `event`; what is only suggested is accepted for it. Nothing where that cannot be. */
export function fillRole(store, event, role, item) {
  if (!mayFill(store, role, item)) return [];
  if (item.span && event.arguments.some((one) => one.role === role && one.span === item.span.id)) return [];
  const found = item.span ? { span: item.span.id, operations: [] } : fillerOf(store, { role, suggestion: item.suggestion.id }, true);
  return found ? [...found.operations, setArgument(event.id, role, found.span)] : [];
}

/** Reject a suggested argument of the trigger `item`: {role, suggestion}. */
export const refuseArgument = ({ suggestion }, { role, suggestion: filler }) => [
  { kind: "refuse_argument", trigger: suggestion.id, role, filler },
];

/** Make a rejected argument undecided again. */
export const reopenArgument = ({ suggestion }, { role, suggestion: filler }) => [
  { kind: "reopen_argument", trigger: suggestion.id, role, filler },
];

export const unsetArgument = (event, role, span) => ({ kind: "unset_argument", event, role, span });

/** The suggested arguments of the trigger `item` that are `open`, filled, or refused, each with its item. */
export function suggestedFor(store, item, event) {
  const { layer, items } = store;
  return (item.suggestion?.arguments ?? [])
    .map((one) => ({ ...one, item: items.get(`s${one.suggestion}`) }))
    .filter((one) => one.item && store.ground.labels.roles.has(one.role))
    .map((one) => ({ ...one, state: stateOfArgument(store, layer, item, event, one) }))
    .toSorted((one, other) => other.score - one.score);
}

function stateOfArgument(store, layer, { suggestion }, event, { role, suggestion: filler, item }) {
  if (layer.refusals.has(refusalKey({ trigger: suggestion.id, role, filler }))) return "refused";
  const place = mayFill(store, role, item) ? fillerOf(store, { role, suggestion: filler }, true) : null;
  if (!place) return "gone";
  const isSet = event?.arguments.some((one) => one.role === role && one.span === place.span);
  return isSet ? "filled" : "open";
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

/** Give `event` of an item of the trigger label another type; where it is null, the item its first event. */
export function setType(store, item, event, kind) {
  if (!item.span) return relabel(store, item, item.label, kind);
  return event ? [{ kind: "change_event", event: event.id, ...kind }] : addEvent(item, kind);
}

/** Give a decided trigger one more event. */
export const addEvent = ({ span }, kind) => [{ kind: "add_event", event: uuid(), trigger: span.id, ...kind }];

/** Take an event away; its trigger stays. */
export const removeEvent = (event) => [{ kind: "remove_event", event: event.id }];

/** Mark a new span; one that an undecided suggestion proposed just so is taken from it. */
export function addSpan(store, [start, end], label, kind = null) {
  const same = (item) => item.state === "undecided" && item.start === start && item.end === end && item.label === label;
  const suggested = [...store.items.values()].find(same);
  if (suggested) return take(store, suggested, label, kind);
  const span = uuid();
  const added = { kind: "add_span", span, start, end, label };
  return kind ? [added, { kind: "add_event", event: uuid(), trigger: span, ...kind }] : [added];
}

/** Decide on a suggestion so that it gets the label, and where that is the trigger's, the type of event `kind`. */
export function take(store, item, label, kind) {
  const { type, subtype, label: suggested } = item.suggestion;
  const asSuggested = !kind || (kind.type === type && (kind.subtype ?? null) === (subtype ?? null));
  return relabel(store, item, label, label === suggested && asSuggested ? null : kind);
}

/** The same with the boundaries of `place` {start, end, label}. */
export function takeAt(store, item, place, kind) {
  const isThere = item.start === place.start && item.end === place.end;
  return isThere ? take(store, item, place.label, kind) : fix(store, item, { ...place, ...kind });
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
  const filling = suggestedArguments(store, suggestion, { id: event, arguments: [] }, filler(store, false));
  return [...reopened(suggestion, state), operation, ...filling];
}

/**
 * The operations that fill `event` ({id, arguments}) with the suggested arguments of `suggestion`, the surest first.
 * `find` answers with the span for one of them, or null, as fillerOf does. What was refused is left out.
 */
export function suggestedArguments(store, suggestion, event, find) {
  if (!event?.id) return [];
  const filled = new Set(event.arguments.map((one) => one.role));
  const set = new Set(event.arguments.map((one) => `${one.role} ${one.span}`));
  const fillers = new Map(); // a span accepted in this very group may fill two roles
  const operations = [];
  for (const suggested of fitting(store, suggestion)) {
    if (!store.ground.labels.roles.get(suggested.role).many && filled.has(suggested.role)) continue;
    const known = fillers.get(suggested.suggestion);
    const filler = known ? { span: known, operations: [] } : find(suggested);
    if (!filler || set.has(`${suggested.role} ${filler.span}`)) continue;
    fillers.set(suggested.suggestion, filler.span);
    filled.add(suggested.role);
    operations.push(...filler.operations, setArgument(event.id, suggested.role, filler.span));
  }
  return operations;
}

/** The suggested arguments that may fill their roles, the surest first. */
function fitting(store, suggestion) {
  const { layer, items } = store;
  const isRefused = (one) =>
    layer.refusals.has(refusalKey({ trigger: suggestion.id, filler: one.suggestion, role: one.role }));
  const all = (suggestion.arguments ?? []).toSorted((one, other) => other.score - one.score);
  return all.filter((one) => !isRefused(one) && mayFill(store, one.role, items.get(`s${one.suggestion}`)));
}

function mayFill(store, id, item) {
  const role = store.ground.labels.roles.get(id);
  return Boolean(item && role && !role.retired && role.labels.includes(item.label));
}

const filler = (store, everything) => (suggested) => fillerOf(store, suggested, everything);

/** The span for a suggested argument, with the operations that make it one; null where it cannot fill the role. */
export function fillerOf(store, { role, suggestion: id }, accepting) {
  const item = store.items.get(`s${id}`);
  if (!mayFill(store, role, item)) return null;
  const place = item.span ?? (item.state === "undecided" ? twin(store, item) : null);
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
