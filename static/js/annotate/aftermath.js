// What a deed on a span has taken from events, in words: nobody loses an event or an argument without being told.

import { t } from "../lib/messages.js";
import { keyOf } from "./bindings.js";
import { nameOf } from "./names.js";

/**
 * What `edits` took away that nobody asked for, as a sentence; "" for nothing. An event went with its trigger, or an
 * argument with its span or with its span's label.
 */
export function aftermath(edits, { labels }) {
  const changed = edits.filter(({ on, before }) => on === "event" && before);
  const gone = changed.filter(({ after }) => !after).map(({ before }) => before);
  const lost = changed.filter(({ after }) => after).flatMap(({ before, after }) => without(before, after, labels));
  const said = [];
  if (gone.length) said.push(went(gone));
  const roles = [...new Set(lost)].join(t(", "));
  if (lost.length) said.push(t("It no longer fills: %(roles)s.", { roles }));
  if (said.length) said.push(t("%(key)s takes it back.", { key: keyOf("undo") }));
  return said.join(" ");
}

function went(events) {
  const number = events.reduce((sum, one) => sum + one.arguments.length, 0);
  return number
    ? t("The event went with it, with its arguments: %(number)s.", { number })
    : t("The event went with it.");
}

function without(before, after, labels) {
  const left = new Set(after.arguments.map(({ role, span }) => `${role} ${span}`));
  const gone = before.arguments.filter(({ role, span }) => !left.has(`${role} ${span}`));
  const kind = labels.types.get(before.type);
  return gone.map(({ role }) => {
    const values = { role: nameOf(labels.roles.get(role), role), event: nameOf(kind, before.type) };
    return t("%(role)s (%(event)s)", values);
  });
}
