// The items of a document: each suggestion, with the span that came of it if any, and each span that was added by hand.

import { MANUAL, REJECTED } from "../text/edits.js";

/** The key of the item that a span belongs to. It stays the same when a suggestion becomes a span and back. */
export const keyOf = (span) => (span.suggestion === null ? `m${span.id}` : `s${span.suggestion}`);

/** The key of the item that a note is on; "" where it is on the document. */
export function keyOfNote({ span, suggestion }) {
  if ((suggestion ?? null) !== null) return `s${suggestion}`;
  return (span ?? null) === null ? "" : `m${span}`;
}

/** Every item in the order of the text, as a Map by key. */
export function itemsOf(layer, suggestions) {
  const events = eventsByTrigger(layer);
  const spans = new Map([...layer.spans.values()].map((span) => [keyOf(span), span]));
  const items = [...suggestions.values()].map((one) => {
    const key = `s${one.id}`;
    const span = spans.get(key);
    spans.delete(key);
    return itemOf(key, one, span, layer, events);
  });
  for (const [key, span] of spans) items.push(itemOf(key, null, span, layer, events));
  return new Map(items.sort(inTextOrder).map((item) => [item.key, item]));
}

function itemOf(key, suggestion, span, layer, events) {
  const place = span ?? suggestion;
  return {
    key,
    suggestion,
    span: span ?? null,
    state: stateOf(suggestion, span, layer),
    start: place.start,
    end: place.end,
    label: place.label,
    events: span ? (events.get(span.id) ?? []) : [],
  };
}

function stateOf(suggestion, span, layer) {
  if (span) return span.origin === MANUAL ? "added" : span.origin;
  return layer.decisions.get(suggestion.id)?.verdict === REJECTED ? "rejected" : "undecided";
}

function eventsByTrigger(layer) {
  const found = new Map();
  for (const event of layer.events.values()) found.set(event.trigger, [...(found.get(event.trigger) ?? []), event]);
  return found;
}

const inTextOrder = (one, other) => one.start - other.start || other.end - one.end || (one.key < other.key ? -1 : 1);

/** The group of the list that a state belongs to: undecided, decided, rejected. */
export const groupOf = (state) => (state === "undecided" || state === "rejected" ? state : "decided");

/** The groups of the list: how many items each of them has. */
export function counts(items) {
  const found = { all: 0, undecided: 0, decided: 0, rejected: 0 };
  for (const { state } of items.values()) {
    found.all += 1;
    found[groupOf(state)] += 1;
  }
  return found;
}

const any = () => true;

/**
 * The undecided item that follows (step 1) or precedes (-1) the item `key` in `items`, round their end; or null. Only
 * those that it `shows` count.
 */
export function undecidedFrom(items, key, step, shows = any) {
  return from(items, key, step, (item) => item.state === "undecided" && shows(item));
}

/** The item that follows or precedes the item `key`, whatever its state; or null. */
export const itemFrom = (items, key, step, shows = any) => from(items, key, step, shows);

function from(items, key, step, wanted) {
  const all = [...items.values()];
  const at = all.findIndex((item) => item.key === key);
  const start = at < 0 && step < 0 ? 0 : at;
  for (let moved = 1; moved <= all.length; moved += 1) {
    const item = all[(((start + moved * step) % all.length) + all.length) % all.length];
    if (wanted(item) && (item.key !== key || all.length === 1)) return item;
  }
  return null;
}

/** The item that begins nearest to the offset `at`, or null. */
export function nearest(items, at) {
  const far = ({ start }) => Math.abs(start - at);
  return [...items.values()].reduce((one, other) => (one && far(one) <= far(other) ? one : other), null);
}

/** The keys of the items that edits of `layer` are about: first the triggers of the events among them. */
export function keysOf(edits, { spans }) {
  const trigger = (event) => spans.has(event.trigger) && keyOf(spans.get(event.trigger));
  const first = edits.map(({ on, before, after }) => {
    if (on === "event") return trigger(after ?? before);
    return on === "refusal" && `s${(after ?? before).trigger}`;
  });
  const keys = edits.map(({ on, id, before, after }) => {
    if (on === "span") return keyOf(after ?? before);
    if (on === "note") return keyOfNote(after ?? before);
    return on === "decision" && `s${id}`;
  });
  return [...new Set([...first, ...keys].filter(Boolean))];
}
