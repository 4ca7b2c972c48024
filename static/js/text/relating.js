// Planning what spans have to do with one another: events and their arguments, also the suggested ones. The mirror of
// core/relating.py.

import { N_ } from "../lib/messages.js";
import { same } from "../lib/same.js";
import { checkArgument, checkAttributes, checkEventType, checkRole } from "./checks.js";
import { withTrigger } from "./consequences.js";
import { refusalKey } from "./edits.js";
import { eventOf, spanOf, suggestionOf } from "./finding.js";
import { Problem } from "./problem.js";

export const RELATING = {
  add_event(operation, layer, ground) {
    const trigger = spanOf(operation.trigger, layer);
    if (trigger.label !== ground.labels.trigger) {
      const message = N_("An event stands on a span with the trigger label, not on “%(label)s”.");
      throw new Problem("trigger-label", message, { label: trigger.label });
    }
    const attributes = operation.attributes ?? {};
    checkAttributes(attributes, ground.labels.eventAttributes);
    const edits = newEvent(operation, trigger.id, operation.type, operation.subtype, layer, ground);
    return edits.map((edit) => ({ ...edit, after: { ...edit.after, attributes } }));
  },

  change_event(operation, layer, ground) {
    const old = eventOf(operation.event, layer);
    const after = { ...old };
    if ((operation.type ?? null) !== null) {
      checkEventType(ground.labels, operation.type, operation.subtype ?? null);
      Object.assign(after, { type: operation.type, subtype: operation.subtype ?? null });
    }
    if ((operation.attributes ?? null) !== null) {
      checkAttributes(operation.attributes, ground.labels.eventAttributes);
      after.attributes = operation.attributes;
    }
    return withTrigger({ on: "event", id: old.id, before: old, after }, operation, layer, ground);
  },

  remove_event(operation, layer, ground) {
    const old = eventOf(operation.event, layer);
    return withTrigger({ on: "event", id: old.id, before: old, after: null }, operation, layer, ground);
  },

  set_argument(operation, layer, ground) {
    const event = eventOf(operation.event, layer);
    const span = spanOf(operation.span, layer);
    const role = checkArgument(ground.labels, operation.role, span.label);
    const argument = { role: role.id, span: span.id };
    const kept = event.arguments.filter((one) => role.many || one.role !== role.id);
    const after = kept.some((one) => same(one, argument)) ? kept : [...kept, argument];
    return [{ on: "event", id: event.id, before: event, after: { ...event, arguments: after } }];
  },

  unset_argument(operation, layer) {
    const event = eventOf(operation.event, layer);
    const gone = { role: operation.role, span: operation.span };
    const kept = event.arguments.filter((one) => !same(one, gone));
    return [{ on: "event", id: event.id, before: event, after: { ...event, arguments: kept } }];
  },

  refuse_argument(operation, layer, ground) {
    if ((suggestionOf(operation.trigger, ground).type ?? null) === null) {
      const message = N_("This suggestion names no event, so it has no arguments.");
      throw new Problem("argument-trigger", message);
    }
    suggestionOf(operation.filler, ground);
    checkRole(ground.labels, operation.role);
    const { trigger, role, filler } = operation;
    const refusal = { trigger, role, filler, decided_at: operation.at ?? "" };
    const id = refusalKey(refusal);
    if (layer.refusals.has(id)) {
      throw new Problem("argument-refused", N_("This suggested argument is rejected already."));
    }
    return [{ on: "refusal", id, before: null, after: refusal }];
  },

  reopen_argument(operation, layer) {
    const id = refusalKey(operation);
    const refusal = layer.refusals.get(id);
    if (!refusal) {
      const message = N_("This suggested argument was not rejected, so it cannot be opened again.");
      throw new Problem("argument-not-refused", message);
    }
    return [{ on: "refusal", id, before: refusal, after: null }];
  },
};

/** The edits that make the event of a trigger; none where its kind is null. */
export function newEvent(operation, trigger, type, subtype, layer, ground) {
  if ((type ?? null) === null) return [];
  const id = operation.event ?? null;
  if (id === null) {
    const message = N_("A trigger is marked together with its event, but no event was given.");
    throw new Problem("event-missing", message);
  }
  if (layer.events.has(id)) throw new Problem("event-taken", N_("There is an event with this id already."));
  checkEventType(ground.labels, type, subtype ?? null);
  const after = { id, trigger, type, subtype: subtype ?? null, attributes: {}, arguments: [] };
  return [{ on: "event", id, before: null, after }];
}
