// What a person can do to a layer, and what each deed changes: the mirror of core/planning.py. Both are held to
// tests/data/operations.json. plan() changes nothing; it answers with edits, or throws a Problem.

import { N_ } from "../lib/messages.js";
import { same } from "../lib/same.js";
import { checkArgument, checkAttributes, checkBoundaries, checkEventType, checkLabel } from "./checks.js";
import { ACCEPTED, FINISHED, FIXED, MANUAL, OPEN, REJECTED, apply, fits, reversedEdit } from "./edits.js";
import { Problem } from "./problem.js";
import { holdsTogether } from "./undo.js";

/**
 * The edits that `operation` makes. `ground` holds `points` (the text's code points), `labels` (see labelsById),
 * `suggestions` (by id) and `editsOf(id)` (the logged edits of an operation, or null).
 */
export function plan(operation, layer, ground) {
  if (layer.state === FINISHED && operation.kind !== "resume" && operation.kind !== "undo") throw finished();
  return PLANS[operation.kind](operation, layer, ground);
}

const finished = () => new Problem("finished", N_("This document is finished. Open it again to change it."));

const changedAgain = () =>
  new Problem("undo-changed", N_("This was changed again later, so it cannot be undone on its own."));

const PLANS = {
  accept(operation, layer, ground) {
    const suggestion = undecided(operation.suggestion, layer, ground);
    const place = { ...suggestion, attributes: suggestion.attributes ?? {} };
    const span = marked(operation, place, ACCEPTED);
    return [
      ...newSpan(span, layer, ground),
      ...newEvent(operation, operation.span, suggestion.type, suggestion.subtype, layer, ground),
      decided(operation, operation.suggestion, ACCEPTED, layer),
    ];
  },

  fix(operation, layer, ground) {
    const suggestion = undecided(operation.suggestion, layer, ground);
    const own = (operation.type ?? null) !== null;
    let [type, subtype] = own ? [operation.type, operation.subtype ?? null] : [suggestion.type, suggestion.subtype];
    if (operation.label !== ground.labels.trigger) [type, subtype] = [null, null];
    const unchanged =
      samePlace(operation, suggestion) &&
      (type ?? null) === (suggestion.type ?? null) &&
      (subtype ?? null) === (suggestion.subtype ?? null);
    const origin = unchanged ? ACCEPTED : FIXED;
    const attributes = operation.label === suggestion.label ? (suggestion.attributes ?? {}) : {};
    const span = marked(operation, { ...operation, attributes }, origin);
    return [
      ...newSpan(span, layer, ground),
      ...newEvent(operation, operation.span, type, subtype, layer, ground),
      decided(operation, operation.suggestion, origin, layer),
    ];
  },

  reject(operation, layer, ground) {
    undecided(operation.suggestion, layer, ground);
    return [decided(operation, operation.suggestion, REJECTED, layer)];
  },

  reopen(operation, layer) {
    const decision = layer.decisions.get(operation.suggestion);
    if (decision?.verdict !== REJECTED) {
      const message = N_("This suggestion was not rejected, so it cannot be opened again.");
      throw new Problem("suggestion-decided", message);
    }
    return [{ on: "decision", id: operation.suggestion, before: decision, after: null }];
  },

  add_span(operation, layer, ground) {
    const place = { ...operation, suggestion: null, attributes: operation.attributes ?? {} };
    return newSpan(marked(operation, place, MANUAL), layer, ground);
  },

  change_span(operation, layer, ground) {
    const old = spanOf(operation.span, layer);
    const label = operation.label ?? old.label;
    const after = {
      ...old,
      start: operation.start ?? old.start,
      end: operation.end ?? old.end,
      label,
      attributes: operation.attributes ?? (label === old.label ? old.attributes : {}),
      decided_at: operation.at ?? "",
    };
    checkSpan(after, layer, ground, label !== old.label);
    const edits = withoutMisfits(after, layer, ground);
    return [...edits, ...settled(old, after, apply(layer, edits), ground)];
  },

  remove_span(operation, layer) {
    const old = spanOf(operation.span, layer);
    const edits = [...withoutSpan(old.id, layer), { on: "span", id: old.id, before: old, after: null }];
    if (old.suggestion !== null) edits.push(decided(operation, old.suggestion, REJECTED, layer));
    return edits;
  },

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

  finish: (operation, layer) => [{ on: "state", id: null, before: layer.state, after: FINISHED }],

  resume: (operation, layer) => [{ on: "state", id: null, before: layer.state, after: OPEN }],

  undo(operation, layer, ground) {
    const edits = operation.operations.toReversed().flatMap((earlier) => {
      const logged = ground.editsOf(earlier);
      if (!logged) throw new Problem("undo-unknown", N_("What should be undone is not in this document's log."));
      return logged.toReversed().map(reversedEdit);
    });
    if (layer.state === FINISHED && !edits.some((edit) => edit.on === "state")) throw finished();
    let now = layer;
    for (const edit of edits) {
      if (!fits(now, edit)) throw changedAgain();
      now = apply(now, [edit]);
    }
    if (!holdsTogether(now, edits, ground)) throw changedAgain();
    return edits;
  },
};

function marked(operation, place, origin) {
  const { start, end, label, attributes } = place;
  const suggestion = operation.suggestion ?? null;
  return { id: operation.span, start, end, label, attributes, origin, suggestion, decided_at: operation.at ?? "" };
}

const samePlace = (one, other) => one.start === other.start && one.end === other.end && one.label === other.label;

function undecided(id, layer, ground) {
  const suggestion = ground.suggestions.get(id);
  if (!suggestion) {
    throw new Problem("suggestion-unknown", N_("This suggestion does not belong to this document."));
  }
  if (layer.decisions.has(id)) throw new Problem("suggestion-decided", N_("This suggestion is decided already."));
  return suggestion;
}

function decided(operation, suggestion, verdict, layer) {
  const after = { suggestion, verdict, decided_at: operation.at ?? "" };
  return { on: "decision", id: suggestion, before: layer.decisions.get(suggestion) ?? null, after };
}

function spanOf(id, layer) {
  const span = layer.spans.get(id);
  if (!span) throw new Problem("span-unknown", N_("This span is not there any more."));
  return span;
}

function eventOf(id, layer) {
  const event = layer.events.get(id);
  if (!event) throw new Problem("event-unknown", N_("This event is not there any more."));
  return event;
}

function newSpan(span, layer, ground) {
  if (layer.spans.has(span.id)) throw new Problem("span-taken", N_("There is a span with this id already."));
  checkSpan(span, layer, ground, true);
  return [{ on: "span", id: span.id, before: null, after: span }];
}

function checkSpan(span, layer, ground, relabelled) {
  checkBoundaries(ground.points, span.start, span.end);
  // A span may keep a label that was retired under it; only a new one must be on offer.
  const label = relabelled ? checkLabel(ground.labels, span.label) : ground.labels.labels.get(span.label);
  checkAttributes(span.attributes, label?.attributes ?? []);
  for (const other of layer.spans.values()) {
    if (other.id !== span.id && samePlace(other, span)) {
      throw new Problem("span-double", N_("This place is marked with this label already."));
    }
  }
}

function newEvent(operation, trigger, type, subtype, layer, ground) {
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

/** The edits that take a span out of every event: as the trigger with the event, as an argument alone. */
function withoutSpan(span, layer) {
  return keptArguments(layer, (event) => event.trigger === span, (argument) => argument.span !== span);
}

/** The edits that end what the span can no longer be under its new label: a trigger, a role's filler. */
function withoutMisfits(span, layer, ground) {
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
function settled(old, changed, layer, ground) {
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
function withTrigger(edit, operation, layer, ground) {
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
