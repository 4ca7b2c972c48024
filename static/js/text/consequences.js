// What follows from a change to one span or event for the others of its layer: the mirror of core/consequences.py.

import { ACCEPTED, FIXED, apply } from "./edits.js";
import { samePlace } from "./finding.js";

/** The edits that take a span out of every event: as the trigger with the event, as an argument alone. */
export function withoutSpan(span, layer) {
  return keptArguments(layer, (event) => event.trigger === span, (argument) => argument.span !== span);
}

/** The edits that take away what is noted about a span. */
export function withoutNotes(span, layer) {
  const notes = [...layer.notes.values()].filter((note) => note.span === span);
  return notes.map((note) => ({ on: "note", id: note.id, before: note, after: null }));
}

/** The edits that end what the span can no longer be under its new label: a trigger, a role's filler. */
export function withoutMisfits(span, layer, ground) {
  const { trigger, roles } = ground.labels;
  const ends = (event) => event.trigger === span.id && span.label !== trigger;
  const stays = (argument) => argument.span !== span.id || roles.get(argument.role)?.labels.includes(span.label);
  return keptArguments(layer, ends, stays);
}

function keptArguments(layer, ends, stays) {
  const edits = [];
  for (const event of layer.events.values()) {
    const kept = event.arguments.filter(stays);
    if (ends(event)) edits.push({ on: "event", id: event.id, before: event, after: null });
    else if (kept.length !== event.arguments.length) {
      edits.push({ on: "event", id: event.id, before: event, after: { ...event, arguments: kept } });
    }
  }
  return edits;
}

/** The edits from `old` to `changed`, with the origin and the decision that follow from them. */
export function settled(old, changed, layer, ground) {
  if (old.suggestion === null) return [{ on: "span", id: old.id, before: old, after: changed }];
  const suggestion = ground.suggestions.get(old.suggestion);
  const verdict = asSuggested(changed, layer, suggestion) ? ACCEPTED : FIXED;
  const before = layer.decisions.get(old.suggestion);
  const decision = { ...before, verdict, decided_at: changed.decided_at };
  return [
    { on: "span", id: old.id, before: old, after: { ...changed, origin: verdict } },
    { on: "decision", id: old.suggestion, before, after: decision },
  ];
}

/** The edit, with what it means for the trigger: another type than the suggested one is a fix. */
export function withTrigger(edit, operation, layer, ground) {
  const trigger = layer.spans.get(edit.before.trigger);
  if (trigger.suggestion === null) return [edit];
  const changed = { ...trigger, decided_at: operation.at ?? "" };
  return [edit, ...settled(trigger, changed, apply(layer, [edit]), ground)];
}

function asSuggested(span, layer, suggestion) {
  // A suggestion that is not among those of this page was replaced since; nothing can be said to be as it suggested.
  if (!suggestion || !samePlace(span, suggestion)) return false;
  if ((suggestion.type ?? null) === null) return true;
  return [...layer.events.values()].some(
    (event) =>
      event.trigger === span.id && event.type === suggestion.type && event.subtype === (suggestion.subtype ?? null),
  );
}
