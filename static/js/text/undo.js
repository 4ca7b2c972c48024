// Whether what an undo brings about still fits the rest of the layer: a part of core/consequences.py's mirror.

import { UNSURE, targetOf } from "./edits.js";

/** Whether what `edits` touched fits what was done since: a trigger or a note's span may be gone, a place be taken. */
export function holdsTogether(layer, edits, { labels }) {
  const touched = (on) => new Set(edits.filter((edit) => edit.on === on).map((edit) => edit.id));
  const [spans, events, notes] = [touched("span"), touched("event"), touched("note")];
  const concerns = (event) =>
    events.has(event.id) || spans.has(event.trigger) || event.arguments.some(({ span }) => spans.has(span));
  const standing = [...layer.events.values()].every((event) => !concerns(event) || stands(event, layer, labels));
  return standing && notesStand(notes, spans, layer) && areAlone(spans, layer);
}

function stands(event, layer, labels) {
  const trigger = layer.spans.get(event.trigger);
  if (!trigger || labels.trigger === null || trigger.label !== labels.trigger) return false;
  return event.arguments.every(({ role, span }) => {
    const filler = layer.spans.get(span);
    return filler && labels.roles.get(role)?.labels.includes(filler.label);
  });
}

/** Whether what is noted about `spans`, and the touched `notes`, have their span and say unsure only once. */
function notesStand(notes, spans, layer) {
  const all = [...layer.notes.values()];
  const unsure = tally(all.filter(({ sort }) => sort === UNSURE).map(targetOf));
  const hasSpan = ({ span }) => span === null || layer.spans.get(span)?.suggestion === null;
  return all
    .filter((note) => notes.has(note.id) || spans.has(note.span))
    .every((note) => hasSpan(note) && (note.sort !== UNSURE || unsure.get(targetOf(note)) === 1));
}

/** Whether no other span has the place and label of one of `spans`. */
function areAlone(spans, layer) {
  if (!spans.size) return true;
  const placeOf = ({ start, end, label }) => `${start} ${end} ${label}`;
  const places = tally([...layer.spans.values()].map(placeOf));
  return [...spans].every((id) => !layer.spans.has(id) || places.get(placeOf(layer.spans.get(id))) === 1);
}

/** How often each of `values` is there. */
function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
