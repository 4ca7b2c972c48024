// Finding what an operation names, or saying that it is not there: the mirror of core/finding.py.

import { N_ } from "../lib/messages.js";
import { Problem } from "./problem.js";

export function spanOf(id, layer) {
  const span = layer.spans.get(id);
  if (!span) throw new Problem("span-unknown", N_("This span is not there any more."));
  return span;
}

export function eventOf(id, layer) {
  const event = layer.events.get(id);
  if (!event) throw new Problem("event-unknown", N_("This event is not there any more."));
  return event;
}

export function noteOf(id, layer) {
  const note = layer.notes.get(id);
  if (!note) throw new Problem("note-unknown", N_("This note is not there any more."));
  return note;
}

export function suggestionOf(id, ground) {
  const suggestion = ground.suggestions.get(id);
  if (!suggestion) {
    throw new Problem("suggestion-unknown", N_("This suggestion does not belong to this document."));
  }
  return suggestion;
}

/** The edit by which `operation` decides on a suggestion, whatever was decided before. */
export function decided(operation, suggestion, verdict, layer) {
  const after = { suggestion, verdict, decided_at: operation.at ?? "" };
  return { on: "decision", id: suggestion, before: layer.decisions.get(suggestion) ?? null, after };
}

/** Whether two spans have the same boundaries and label. */
export const samePlace = (one, other) => one.start === other.start && one.end === other.end && one.label === other.label;
