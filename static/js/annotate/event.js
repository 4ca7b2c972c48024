// The event of a trigger: its type and subtype, and which spans fill its roles.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { attributeFields } from "./attributes.js";
import { choice, deedButton, swatch } from "./controls.js";
import { fillerOf } from "./deeds.js";
import { nameOf, percent, short } from "./names.js";

/** The controls of the event of `item`, a decided or a suggested trigger. */
export function eventControls(item, store, article, desk) {
  const event = item.events[0] ?? null;
  const disabled = store.layer.state !== "open";
  const kind = event ?? item.suggestion ?? {};
  const parts = [typeControls(item, kind, store, desk, disabled)];
  if (event) {
    const change = (attributes) => desk.act([{ kind: "change_event", event: event.id, attributes }]);
    const fields = attributeFields(store.ground.labels.eventAttributes, event.attributes, change, {
      prefix: "event",
      disabled,
      of: item.key,
    });
    if (fields.length) parts.push(element("div", { class: "controls" }, ...fields));
  }
  const roles = [...store.ground.labels.roles.values()].map((role) =>
    roleControls(role, item, event, { store, article, desk, disabled }),
  );
  parts.push(element("ul", { class: "roles", "aria-label": t("Arguments") }, ...roles.filter(Boolean)));
  return element("div", { class: "event" }, ...parts);
}

function typeControls(item, { type, subtype }, store, desk, disabled) {
  const { types } = store.ground.labels;
  const offered = (parts, chosen) => parts.filter((one) => !one.retired || one.id === chosen);
  const named = (parts) => parts.map((one) => [one.id, nameOf(one)]);
  const kinds = named(offered([...types.values()], type));
  const subtypes = named(offered(types.get(type)?.subtypes ?? [], subtype));
  const none = type ? [] : [["", t("Choose…")]];
  return element(
    "div",
    { class: "controls whole" },
    choice(t("Event type"), [...none, ...kinds], type ?? "", (value) => desk.setType(item, value, null), {
      control: "type",
      disabled,
    }),
    choice(t("Subtype"), [["", "–"], ...subtypes], subtype ?? "", (value) => desk.setType(item, type, value || null), {
      control: "subtype",
      disabled: disabled || !type,
    }),
  );
}

function roleControls(role, item, event, place) {
  const { store, disabled } = place;
  const filled = (event?.arguments ?? []).filter((one) => one.role === role.id);
  const spans = new Set(filled.map((one) => one.span));
  const proposed = (item.suggestion?.arguments ?? []).filter((one) => one.role === role.id);
  const suggested = proposed.filter((one) => isOpen(one, store, spans));
  const rows = [
    ...filled.map((one) => filledRow(one, role, event, place)),
    ...suggested.map((one) => suggestedRow(one, role, event, place)),
  ];
  const free = event && !disabled && (role.many || !filled.length) ? freeRow(role, item, event, spans, place) : null;
  if (!rows.length && !free) return null;
  const fillers = element("div", { class: "fillers" }, ...rows, free);
  return element("li", { class: "role" }, element("span", { class: "role-name" }, nameOf(role)), fillers);
}

function isOpen(suggested, store, spans) {
  const filler = fillerOf(store, suggested, true);
  return filler !== null && !spans.has(filler.span);
}

function words(label, start, end, { store, article }) {
  return [
    swatch(store.ground.labels.labels.get(label)),
    element("bdi", { class: "role-words", dir: "auto" }, short(article.slice(start, end), 36)),
  ];
}

function filledRow(argument, role, event, place) {
  const span = place.store.layer.spans.get(argument.span);
  const gone = () => place.desk.act([{ kind: "unset_argument", event: event.id, role: role.id, span: argument.span }]);
  const said = place.article.slice(span.start, span.end);
  const name = t("Remove “%(words)s” from “%(role)s”", { words: short(said, 30), role: nameOf(role) });
  return element(
    "span",
    { class: "filler" },
    ...words(span.label, span.start, span.end, place),
    !place.disabled && deedButton("✕", gone, { kind: "plain", name, control: `unset-${role.id}-${span.id}` }),
  );
}

function suggestedRow(suggested, role, event, place) {
  const one = place.store.items.get(`s${suggested.suggestion}`);
  const said = place.article.slice(one.start, one.end);
  const name = t("Add “%(words)s” as “%(role)s”", { words: short(said, 30), role: nameOf(role) });
  const add = () => place.desk.addArgument(event, suggested);
  const control = `add-${role.id}-${suggested.suggestion}`;
  const made = element(
    "span",
    { class: "filler suggested" },
    ...words(one.label, one.start, one.end, place),
    element("bdi", { class: "number quiet" }, percent(suggested.score)),
    event && !place.disabled && deedButton(t("Add"), add, { name, control }),
  );
  made.title = suggested.reason ?? "";
  return made;
}

function freeRow(role, item, event, taken, { store, article, desk }) {
  const fits = [...store.layer.spans.values()]
    .filter((span) => role.labels.includes(span.label) && !taken.has(span.id) && span.id !== item.span.id)
    .sort((one, other) => Math.abs(one.start - item.start) - Math.abs(other.start - item.start));
  if (!fits.length) return null;
  const options = fits.map((span) => [span.id, short(article.slice(span.start, span.end), 40)]);
  const name = t("Choose a span for “%(role)s”", { role: nameOf(role) });
  const set = (span) => span && desk.act([{ kind: "set_argument", event: event.id, role: role.id, span }]);
  const made = choice(name, [["", t("Choose a span…")], ...options], "", set, { control: `role-${role.id}` });
  made.classList.add("unnamed");
  return made;
}
