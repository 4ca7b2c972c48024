// The two sides of a document that was changed here and elsewhere at once: what each of them holds of an item or a note.

import { same } from "../lib/same.js";
import { apply, layerFrom, reversedEdit } from "../text/edits.js";
import { plan } from "../text/layer.js";
import { Problem } from "../text/problem.js";
import { itemsOf, keyOf } from "./items.js";

/**
 * What both sides changed since the revision `since`, each differently: [{subject, here, elsewhere}]. A subject is
 * {key} of an item or {note} with an id; its sides are what sideOf says. `server` is {layer, log} as it is there now,
 * `unsaved` what was done here.
 */
export function conflicts(store, server, unsaved, since) {
  const { suggestions } = store.ground;
  const { base, edits: theirs } = elsewhereSince(server, unsaved, since);
  const { layer, edits: ours } = doneOn(base, unsaved, store.ground, server.log);
  const [here, elsewhere] = [layer, layerFrom(server.layer)].map((one) => ({
    layer: one,
    items: itemsOf(one, suggestions),
  }));
  const subjects = touchedByBoth(ours, theirs, [here.layer, elsewhere.layer, base]);
  return subjects
    .map((subject) => ({ subject, here: sideOf(subject, here), elsewhere: sideOf(subject, elsewhere) }))
    .filter((one) => !isSameSide(one.here, one.elsewhere));
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

/** `operations` done on `base`, as far as they can be: the layer, and their edits. */
function doneOn(base, operations, ground, log) {
  const done = new Map(log.map(({ id, edits }) => [id, edits]));
  const own = [];
  let layer = base;
  for (const operation of operations) {
    try {
      const edits = plan(operation, layer, { ...ground, editsOf: (id) => done.get(id) ?? null });
      layer = apply(layer, edits);
      done.set(operation.id, edits);
      own.push(...edits);
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
