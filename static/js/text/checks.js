// The checks of spans and of what a label set allows: the mirror of core/spans.py and core/labels.py.

import { N_ } from "../lib/messages.js";
import { extendsCluster, isSpace } from "./clusters.js";
import { Problem } from "./problem.js";

const MAX_NUMBER = 2 ** 53; // beyond it numbers are no longer exact

/** A label set of the payload, with its parts by id. */
export function labelsById(set) {
  const byId = (parts) => new Map((parts ?? []).map((part) => [part.id, part]));
  return {
    labels: byId(set.labels),
    trigger: (set.labels ?? []).find((label) => label.trigger)?.id ?? null,
    types: byId(set.event_types),
    roles: byId(set.roles),
    eventAttributes: set.event_attributes ?? [],
  };
}

/** Throws a Problem unless the span can be stored. */
export function checkBoundaries(points, start, end) {
  const places = { start, end, length: points.length };
  if (start < 0 || end > points.length) {
    throw new Problem(
      "span-outside",
      N_("The span %(start)s–%(end)s lies outside the text, which has %(length)s characters."),
      places,
    );
  }
  if (start >= end) {
    const message = N_("The span %(start)s–%(end)s is empty: its end must come after its start.");
    throw new Problem("span-empty", message, places);
  }
  if (points.slice(start, end).every(isSpace)) {
    throw new Problem("span-blank", N_("The span %(start)s–%(end)s holds only white space."), places);
  }
  const offset = [start, end].find((place) => extendsCluster(points, place));
  if (offset !== undefined) {
    const message = N_("The span %(start)s–%(end)s would tear a letter from its marks at %(offset)s.");
    throw new Problem("span-cluster", message, { ...places, offset });
  }
}

/** The label that a new span may get. */
export function checkLabel(set, id) {
  const label = set.labels.get(id);
  if (!label) {
    const message = N_("The label “%(label)s” is not in the label set. It has: %(known)s.");
    throw new Problem("label-unknown", message, { label: id, known: [...set.labels.keys()].join(", ") });
  }
  if (label.retired) {
    throw new Problem("label-retired", N_("The label “%(label)s” is retired: choose another one."), { label: id });
  }
  return label;
}

/** Throws a Problem unless an event may be of this kind. */
export function checkEventType(set, type, subtype) {
  const kind = set.types.get(type);
  if (!kind) {
    const message = N_("The event type “%(type)s” is not in the label set. It has: %(known)s.");
    throw new Problem("event-type", message, { type, known: [...set.types.keys()].join(", ") });
  }
  if (subtype !== null && !kind.subtypes.some((one) => one.id === subtype)) {
    const known = kind.subtypes.map((one) => one.id).join(", ");
    const message = N_("“%(subtype)s” is no subtype of “%(type)s”. It has: %(known)s.");
    throw new Problem("event-subtype", message, { type, subtype, known });
  }
  const gone = [kind, kind.subtypes.find((one) => one.id === subtype)].find((one) => one?.retired);
  if (gone) {
    throw new Problem("event-retired", N_("The event type “%(type)s” is retired: choose another one."), { type: gone.id });
  }
}

/** The role, a retired one too. */
export function checkRole(set, id) {
  const role = set.roles.get(id);
  if (!role) {
    const message = N_("The role “%(role)s” is not in the label set. It has: %(known)s.");
    throw new Problem("role-unknown", message, { role: id, known: [...set.roles.keys()].join(", ") });
  }
  return role;
}

/** The role, if a span with this label may fill it. */
export function checkArgument(set, id, label) {
  const role = checkRole(set, id);
  if (role.retired) {
    throw new Problem("role-retired", N_("The role “%(role)s” is retired: choose another one."), { role: id });
  }
  if (!role.labels.includes(label)) {
    const message = N_("The role “%(role)s” takes %(allowed)s, not “%(label)s”.");
    throw new Problem("role-label", message, { role: id, allowed: role.labels.join(", "), label });
  }
  return role;
}

/** Throws a Problem for what the attributes `allowed` do not allow. */
export function checkAttributes(values, allowed) {
  for (const [name, value] of Object.entries(values)) {
    const attribute = allowed.find((one) => one.id === name);
    if (!attribute) {
      const known = allowed.map((one) => one.id).join(", ") || "–";
      const message = N_("The attribute “%(attribute)s” is not known here. Known: %(known)s.");
      throw new Problem("attribute-unknown", message, { attribute: name, known });
    }
    if (!fits(attribute, value)) {
      const message = N_("The attribute “%(attribute)s” cannot be “%(value)s”.");
      throw new Problem("attribute-value", message, { attribute: name, value });
    }
  }
}

function fits(attribute, value) {
  if (attribute.kind === "choice") return attribute.choices.some((choice) => choice.id === value);
  if (attribute.kind === "number") return typeof value === "number" && Math.abs(value) <= MAX_NUMBER;
  if (attribute.kind === "date") return typeof value === "string" && isDate(value);
  return typeof value === "string";
}

const DAY = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** Whether `value` is an ISO 8601 day, month or year, or an interval of two: 2016-02-20/2016-02-29. */
function isDate(value) {
  const parts = value.split("/");
  return parts.length <= 2 && parts.every(isDay) && parts[0] <= `${parts.at(-1)}~`;
}

function isDay(part) {
  const found = DAY.exec(part);
  if (!found) return false;
  const [year, month, day] = found.slice(1).map((number) => Number(number ?? 1));
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}
