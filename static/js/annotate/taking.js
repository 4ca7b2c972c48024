// Taking the other side of a conflict: the operations that bring an item or a note to what that side holds.

import { uuid } from "../lib/identity.js";
import { same } from "../lib/same.js";

/** The operations that make of `subject` what `side` holds (see sides.js); they are one step. */
export function taking(store, { key, note }, side) {
  if (note) return takingNote(store, side.note, note);
  const now = store.items.get(key) ?? null;
  const wanted = side.item;
  if (!wanted || wanted.state === "undecided") return unmarked(now, true);
  if (wanted.state === "rejected") return now?.state === "undecided" ? [rejection(wanted)] : unmarked(now, false);
  return now?.span ? changed(store, now, side) : marked(store, now, side);
}

function takingNote({ layer }, wanted, note) {
  const now = layer.notes.get(note) ?? null;
  if (!wanted) return now ? [{ kind: "remove_note", note }] : [];
  if (now) return [{ kind: "change_note", note, text: wanted.text }];
  const { sort, text, span, suggestion } = wanted;
  const isGone = span !== null && !layer.spans.has(span); // then it is about the document
  return [{ kind: "add_note", note, sort, text, span: isGone ? null : span, suggestion }];
}

const rejection = ({ suggestion }) => ({ kind: "reject", suggestion: suggestion.id });

function unmarked(now, reopens) {
  if (!now || now.state === "undecided") return [];
  const removal = now.span ? [{ kind: "remove_span", span: now.span.id }] : [];
  return reopens && now.suggestion ? [...removal, { kind: "reopen", suggestion: now.suggestion.id }] : removal;
}

function changed(store, now, side) {
  const { start, end, label, span } = side.item;
  const { id } = now.span;
  const isSame = now.start === start && now.end === end && now.label === label;
  const change = { kind: "change_span", span: id, start, end, label, attributes: span.attributes };
  const operations = isSame && same(now.span.attributes, span.attributes) ? [] : [change];
  return [...operations, ...events(store, id, label === now.label ? now.events : [], side)];
}

function marked(store, now, side) {
  const { start, end, label, span, suggestion, events: wanted } = side.item;
  if (!suggestion) {
    const added = { kind: "add_span", span: span.id, start, end, label, attributes: span.attributes };
    return [added, ...events(store, span.id, [], side)];
  }
  const { type = null, subtype = null } = wanted[0] ?? {};
  const event = uuid();
  const operations = now?.state === "rejected" ? [{ kind: "reopen", suggestion: suggestion.id }] : [];
  operations.push({ kind: "fix", suggestion: suggestion.id, span: span.id, start, end, label, event, type, subtype });
  const brought = label === suggestion.label ? (suggestion.attributes ?? {}) : {};
  if (!same(brought, span.attributes)) {
    operations.push({ kind: "change_span", span: span.id, attributes: span.attributes });
  }
  // A trigger's suggestion brings an event of its own type where none is asked for.
  const comes = label === store.ground.labels.trigger && (type ?? suggestion.type ?? null) !== null;
  const made = { id: event, type, subtype, attributes: {}, arguments: [] };
  return [...operations, ...events(store, span.id, comes ? [made] : [], side)];
}

/** Bring the events `now` of the trigger `trigger` to those that the side holds, the first to the first. */
function events(store, trigger, now, side) {
  const wanted = side.item.events;
  const gone = now.slice(wanted.length).map(({ id }) => ({ kind: "remove_event", event: id }));
  return [...wanted.flatMap((event, index) => eventAs(store, trigger, now[index] ?? null, event, side)), ...gone];
}

function eventAs(store, trigger, now, { type, subtype, attributes, arguments: filled }, side) {
  const event = now?.id ?? uuid();
  const kind = { event, type, subtype, attributes };
  const isSame = now && now.type === type && now.subtype === subtype && same(now.attributes, attributes);
  const operations = isSame ? [] : [now ? { kind: "change_event", ...kind } : { kind: "add_event", trigger, ...kind }];
  const fillers = filled.map(({ role, span }) => ({ role, span: standing(store, side.fillers.get(span)) }));
  const wanted = fillers.filter(({ span }) => span !== null);
  const has = (list, one) => list.some((other) => same(one, other));
  const before = now?.arguments ?? [];
  const unset = before.filter((one) => !has(wanted, one)).map((one) => ({ kind: "unset_argument", event, ...one }));
  const set = wanted.filter((one) => !has(before, one)).map((one) => ({ kind: "set_argument", event, ...one }));
  return [...operations, ...unset, ...set];
}

/** The id of the span that stands where `span` stood on its side, or null. */
function standing(store, span) {
  if (!span || store.layer.spans.has(span.id)) return span?.id ?? null;
  return store.items.get(span.suggestion === null ? `m${span.id}` : `s${span.suggestion}`)?.span?.id ?? null;
}
