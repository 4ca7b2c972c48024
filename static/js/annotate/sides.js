// The two sides of a document that was changed here and elsewhere at once: what each of them holds of an item or a note.

import { same } from "../lib/same.js";
import { apply, layerFrom, reversedEdit } from "../text/edits.js";
import { plan } from "../text/layer.js";
import { Problem } from "../text/problem.js";
import { itemsOf, keyOf, keyOfNote } from "./items.js";

/**
 * What was done on both sides since the revision `since`: the `base` that both began with, the `ours` of `unsaved` (edits
 * by the operation's id) and the edits `theirs`, and where they lead to: `here` and `elsewhere`, each {layer, items}.
 * `server` is {layer, log} as it is there now.
 */
export function apart(store, server, unsaved, since) {
  const { suggestions } = store.ground;
  const { base, edits: theirs } = elsewhereSince(server, unsaved, since);
  const { layer, edits: ours } = doneOn(base, unsaved, store.ground, server.log);
  const read = (one) => ({ layer: one, items: itemsOf(one, suggestions) });
  const elsewhere = read(layerFrom(server.layer));
  return { base, ours, theirs, here: withValuesRead(read(layer), elsewhere, ours), elsewhere };
}

/**
 * `here`, where the spans made here have the attributes of `elsewhere` if nobody has said any: what the server reads
 * from the words comes later, or without a connection not at all.
 */
function withValuesRead(here, elsewhere, ours) {
  const edits = [...ours.values()].flat().filter(({ on }) => on === "span");
  const idsOf = (some) => new Set(some.map(({ id }) => id));
  const made = idsOf(edits.filter(({ before }) => !before));
  const said = idsOf(edits.filter(({ before, after }) => before && after && !same(before.attributes, after.attributes)));
  const isOpen = ({ id }) => made.has(id) && !said.has(id);
  const read = (item) => {
    const { span, start, end, label } = elsewhere.items.get(keyThere(item.key, here, elsewhere)) ?? {};
    const isSame = span && item.span && start === item.start && end === item.end && label === item.label;
    return isSame && isOpen(item.span) ? { ...item, span: { ...item.span, attributes: span.attributes } } : item;
  };
  return { ...here, items: new Map([...here.items].map(([key, item]) => [key, read(item)])) };
}

/**
 * What both sides changed, each differently: [{subject, here, elsewhere}]. A subject is {key} of an item or {note} with
 * an id; its sides are what sideOf says.
 */
export function conflicts({ base, ours, theirs, here, elsewhere }) {
  return touchedByBoth([...ours.values()].flat(), theirs, [here.layer, elsewhere.layer, base])
    .map((subject) => ({ subject, here: sideOf(subject, here), elsewhere: sideOf(subject, elsewhere) }))
    .filter((one) => !isSameSide(one.here, one.elsewhere));
}

/** Whether what `edit` is about stands in `now` just as it stood here: whoever has done it, nothing of it is lost. */
export function holds(edit, { base, here, elsewhere }, now) {
  const { on, id } = edit;
  if (on === "state") return here.layer.state === now.layer.state;
  if (on === "refusal") return here.layer.refusals.has(id) === now.layer.refusals.has(id);
  if (on === "note") return isSameNote(id, here, now);
  const subject = subjectOf(edit, [here.layer, elsewhere.layer, base]);
  return subject === null || isSameItem(subject.key, here, now);
}

/** Whether the item `key` is the same in two layers; one marked by hand may have another id there. */
export function isSameItem(key, one, other) {
  const isAt = (from, to) => isSameSide(sideOf({ key }, from), sideOf({ key: keyThere(key, from, to) }, to));
  return isAt(one, other) || (!one.items.has(key) && isAt(other, one));
}

/** Whether the note `id` of one layer is there in another, as whichever note; or in neither of them. */
export function isSameNote(id, one, other) {
  const note = one.layer.notes.get(id);
  if (!note) return !other.layer.notes.has(id);
  const key = keyThere(keyOfNote(note), one, other);
  const isIt = ({ sort, text, ...more }) => sort === note.sort && text === note.text && keyOfNote(more) === key;
  return [...other.layer.notes.values()].some(isIt);
}

/** The key that the item `key` of one layer has in another: of what stands in its place with its label. */
function keyThere(key, { items }, other) {
  const item = items.get(key);
  if (other.items.has(key) || !item?.span || item.suggestion) return key;
  const isTwin = ({ span, start, end, label }) =>
    span && start === item.start && end === item.end && label === item.label;
  return [...other.items.values()].find(isTwin)?.key ?? key;
}

/** What a layer, with its `items`, holds of a subject: {note} or {item}, null where there is nothing. */
export function sideOf({ key, note }, { layer, items }) {
  if (note) return { note: layer.notes.get(note) ?? null };
  const item = items.get(key) ?? null;
  const fillers = new Map();
  for (const { arguments: filled } of item?.events ?? []) {
    for (const { span } of filled) fillers.set(span, layer.spans.get(span));
  }
  return { item, fillers };
}

/** Whether two sides say the same. */
export const isSameSide = (one, other) => same(said(one), said(other));

function said({ item, note, fillers }) {
  if (note !== undefined) return note && { text: note.text, sort: note.sort };
  if (!item || item.state === "undecided" || item.state === "rejected") return item?.state ?? null;
  const { start, end, label, span } = item;
  const placed = ({ role, span: id }) => [role, fillers.get(id)?.start ?? null, fillers.get(id)?.end ?? null];
  const events = item.events.map(({ type, subtype, attributes, arguments: filled }) => {
    return { type, subtype, attributes, filled: filled.map(placed).sort() };
  });
  return { start, end, label, attributes: span.attributes, events };
}

/** The layer that both sides began with, and the edits made elsewhere since. */
function elsewhereSince({ layer, log }, unsaved, since) {
  const own = new Set(unsaved.map(({ id }) => id)); // saved, though the answer never came
  const later = log.slice(since);
  const back = later.toReversed().flatMap(({ edits }) => edits.toReversed().map(reversedEdit));
  return {
    base: apply(layerFrom(layer), back),
    edits: later.filter(({ id }) => !own.has(id)).flatMap(({ edits }) => edits),
  };
}

/** `operations` done on `base`, as far as they can be: the layer, and their edits by id. */
function doneOn(base, operations, ground, log) {
  const done = new Map(log.map(({ id, edits }) => [id, edits]));
  const own = new Map();
  let layer = base;
  for (const operation of operations) {
    try {
      const edits = plan(operation, layer, { ...ground, editsOf: (id) => done.get(id) ?? null });
      layer = apply(layer, edits);
      done.set(operation.id, edits);
      own.set(operation.id, edits);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    }
  }
  return { layer, edits: own };
}

function touchedByBoth(ours, theirs, layers) {
  const places = new Set(theirs.map((edit) => placeOf(edit)));
  const subjects = new Map();
  for (const edit of ours.filter((one) => places.has(placeOf(one)))) {
    const subject = subjectOf(edit, layers);
    if (subject) subjects.set(subject.key ?? subject.note, subject);
  }
  return [...subjects.values()];
}

/** What an edit is about, as a name: a suggestion and the span that came of it are one. */
function placeOf({ on, id, before, after }) {
  if (on === "span") return keyOf(after ?? before);
  return on === "decision" ? `s${id}` : `${on} ${id}`;
}

/** What an edit is about, as it is shown: an event with its trigger. Nothing for the state and for refused arguments. */
function subjectOf({ on, id, before, after }, layers) {
  if (on === "note") return { note: id };
  if (on === "span" || on === "decision") return { key: placeOf({ on, id, before, after }) };
  const trigger = on === "event" && layers.map(({ spans }) => spans.get((after ?? before).trigger)).find(Boolean);
  return trigger ? { key: keyOf(trigger) } : null;
}
