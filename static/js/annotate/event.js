// The events of a trigger: each read back as a sentence; of the one in focus the type and subtype, and which spans fill
// its roles.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { attributeFields } from "./attributes.js";
import { keyOf } from "./bindings.js";
import { choice, deedButton, swatch } from "./controls.js";
import { suggestedFor } from "./deeds.js";
import { nameOf, percent, short } from "./names.js";
import { sentenceNodes, sentenceOf } from "./sentence.js";

/** The controls of the events of `item`, a decided or a suggested trigger. */
export function eventControls(item, store, article, desk) {
  const place = { store, article, desk, disabled: store.layer.state !== "open" };
  const event = desk.eventOf(item);
  const several = item.events.length > 1;
  const parts = item.events.map((one) => (one === event ? null : otherEvent(one, item, place)));
  const own = eventPart(item, event, place);
  if (event) parts[item.events.indexOf(event)] = own;
  else parts.push(own);
  const another = () => desk.askForAnotherEvent();
  return element(
    "div",
    { class: several ? "events several" : "events" },
    ...parts,
    event && !place.disabled && deedButton(t("Another event of this trigger"), another, {
      key: keyOf("another-event"),
      kind: "plain",
      control: "another-event",
    }),
  );
}

/** An event of the same trigger that is not in focus: its sentence, which brings it into focus. */
function otherEvent(event, item, { store, article, desk }) {
  const choose = () => desk.chooseEvent(item, event);
  return element(
    "button",
    { type: "button", class: "event-other", "data-control": `event-${event.id}`, onclick: choose },
    ...sentenceNodes(sentenceOf(event, store, article)),
  );
}

function eventPart(item, event, place) {
  const { store, article, desk, disabled } = place;
  const suggested = suggestedFor(store, item, event);
  const roles = [...store.ground.labels.roles.values()].map((role) => roleRow(role, item, event, suggested, place));
  const parts = [
    event && element("p", { class: "event-sentence" }, ...sentenceNodes(sentenceOf(event, store, article))),
    element("ul", { class: "roles", "aria-label": t("Arguments") }, ...roles),
    typeControls(item, event ?? item.suggestion ?? {}, place),
  ];
  if (event) {
    const change = (attributes) => desk.act([{ kind: "change_event", event: event.id, attributes }]);
    const options = { prefix: "event", disabled, of: `${item.key} ${event.id}` };
    const fields = attributeFields(store.ground.labels.eventAttributes, event.attributes, change, options);
    if (fields.length) parts.push(element("div", { class: "controls" }, ...fields));
  }
  if (event && !disabled) {
    const gone = () => desk.removeEvent(event);
    parts.push(deedButton(t("Remove the event"), gone, {
      kind: "plain",
      key: keyOf("remove-event"),
      control: "remove-event",
    }));
  }
  return element("div", { class: "event" }, ...parts);
}

function typeControls(item, { type, subtype }, { store, desk, disabled }) {
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

/** A role with what fills it, what is suggested for it, and what was rejected; null where there is nothing to say. */
function roleRow(role, item, event, suggested, place) {
  const { desk, disabled } = place;
  const filled = (event?.arguments ?? []).filter((one) => one.role === role.id);
  const own = suggested.filter((one) => one.role === role.id);
  const takesMore = !role.retired && (role.many || !filled.length);
  const rows = [
    ...filled.map((one) => filledRow(one, role, event, place)),
    ...(takesMore ? own.filter(({ state }) => state === "open").map((one) => suggestedRow(one, role, item, event, place)) : []),
    ...own.filter(({ state }) => state === "refused").map((one) => refusedRow(one, role, item, place)),
  ];
  const isFree = event && !disabled && !role.retired; // what fills it alone gives way to another
  if (!rows.length && !isFree) return null;
  const isCurrent = event && desk.filling.role?.id === role.id && desk.filling.event === event;
  const begin = () => desk.filling.begin(role);
  const name = isFree
    ? deedButton(nameOf(role), begin, {
        kind: "plain",
        control: `role-${role.id}`,
        name: t("Fill “%(role)s”", { role: nameOf(role) }),
      })
    : element("span", {}, nameOf(role));
  name.classList.add("role-name");
  return element(
    "li",
    { class: isCurrent ? "role filling" : "role", "data-role": role.id, "aria-current": isCurrent ? "true" : null },
    name,
    element("div", { class: "fillers" }, ...rows),
  );
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
    { class: "filler", "data-role": role.id, "data-place": `${span.start} ${span.end}` },
    ...words(span.label, span.start, span.end, place),
    !place.disabled && deedButton("✕", gone, { kind: "plain", name, control: `unset-${role.id}-${span.id}` }),
  );
}

function suggestedRow({ item: one, role: id, suggestion, score, reason }, role, trigger, event, place) {
  const { article, desk, disabled } = place;
  const said = { words: short(article.slice(one.start, one.end), 30), role: nameOf(role) };
  const add = () => desk.fillRole(trigger, event, role, one);
  const refuse = () => desk.refuseArgument(trigger, { role: id, suggestion });
  const button = (sign, deed, name, control) => deedButton(sign, deed, { kind: "plain", name, control: `${control}-${id}-${suggestion}` });
  const made = element(
    "span",
    { class: "filler suggested" },
    ...words(one.label, one.start, one.end, place),
    element("bdi", { class: "number quiet" }, percent(score)),
    event && !disabled && element(
      "span",
      { class: "filler-buttons" },
      button("✓", add, t("Add “%(words)s” as “%(role)s”", said), "add"),
      button("✕", refuse, t("Reject “%(words)s” as “%(role)s”", said), "refuse"),
    ),
  );
  made.title = reason ?? "";
  return made;
}

function refusedRow({ item: one, role: id, suggestion }, role, trigger, place) {
  const { article, desk, disabled } = place;
  const said = { words: short(article.slice(one.start, one.end), 30), role: nameOf(role) };
  const reopen = () => desk.reopenArgument(trigger, { role: id, suggestion });
  return element(
    "span",
    { class: "filler refused" },
    ...words(one.label, one.start, one.end, place),
    element("span", { class: "quiet" }, t("rejected")),
    !disabled && deedButton("↺", reopen, {
      kind: "plain",
      name: t("Open “%(words)s” as “%(role)s” again", said),
      control: `reopen-${id}-${suggestion}`,
    }),
  );
}
