// The controls of the item in focus: decide, fix, and say more.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { attributeFields, attributeList } from "./attributes.js";
import { keyOf } from "./bindings.js";
import { choice, deedButton } from "./controls.js";
import { acceptArguments } from "./deeds.js";
import { eventControls } from "./event.js";
import { nameOf, percent } from "./names.js";
import { noteControls } from "./note_controls.js";

/** A function that builds the controls of an item. */
export const details = (store, article, desk) => (item) => {
  const isOpen = store.layer.state === "open";
  const isTrigger = item.label === store.ground.labels.trigger;
  return element(
    "div",
    { class: "item-detail" },
    reason(item),
    !item.span && suggestedAttributes(item, store),
    isOpen && decisions(item, store, desk, isTrigger),
    isOpen && item.state !== "rejected" && fixing(item, store, article, desk),
    isTrigger && item.state !== "rejected" && eventControls(item, store, article, desk),
    item.span && spanAttributes(item, store, desk, !isOpen),
    noteControls(item, store, desk),
  );
};

/** Who proposes it and why: the one that is surest, then the others. */
function reason({ suggestion }) {
  if (!suggestion) return null;
  const { others = [] } = suggestion;
  return element("div", { class: "item-reasons" }, ...[suggestion, ...others].map(source));
}

function source({ suggester_title: title, score, reason: why }) {
  return element(
    "p",
    { class: "item-reason" },
    element("span", {}, `${title} · `),
    element("bdi", { class: "number" }, percent(score)),
    why && element("span", {}, ` · ${why}`),
  );
}

function decisions(item, store, desk, isTrigger) {
  const { key, state } = item;
  const button = (deed, text, options) => deedButton(text, () => desk.decide(key, deed), { control: deed, ...options });
  const all = { key: keyOf("accept-all") };
  const buttons = [];
  const roles = () => desk.focus(key) || desk.filling.begin();
  const hasRoles = isTrigger && state !== "rejected" && [...store.ground.labels.roles.values()].some((role) => !role.retired);
  if (state === "undecided") {
    buttons.push(button("accept", t("Accept"), { key: keyOf("accept"), kind: "primary" }));
    if (isTrigger && hasArguments(item)) buttons.push(button("accept-all", t("Accept with arguments"), all));
    buttons.push(button("reject", t("Reject"), { key: keyOf("reject") }));
  } else if (state === "rejected") {
    buttons.push(button("accept", t("Accept"), { key: keyOf("accept") }), button("reopen", t("Open again"), { key: keyOf("reopen") }));
  } else {
    if (isTrigger && item.events.length && hasArguments(item) && acceptArguments(store, item).length) {
      buttons.push(button("accept-all", t("Add suggested arguments"), all));
    }
    buttons.push(button("remove", t("Remove"), { key: keyOf("remove") }));
  }
  if (hasRoles) buttons.push(deedButton(t("Roles"), roles, { key: keyOf("roles"), control: "fill-roles" }));
  return element("div", { class: "item-buttons" }, ...buttons);
}

const hasArguments = ({ suggestion }) => Boolean(suggestion?.arguments?.length);

function fixing(item, store, article, desk) {
  const offered = store.labelSet.labels.filter((label) => !label.retired || label.id === item.label);
  const options = offered.map((label) => [label.id, label.key && !label.retired ? `${nameOf(label)} (${label.key})` : nameOf(label)]);
  return element(
    "div",
    { class: "controls" },
    choice(t("Label"), options, item.label, (label) => desk.relabel(item, label), { control: "label" }),
    boundary(t("Start"), "start", item, article, desk),
    boundary(t("End"), "end", item, article, desk),
  );
}

/** Two arrows that move a boundary to the left or to the right, as it is seen. */
function boundary(title, side, item, article, desk) {
  const onward = article.isRightToLeft(item.start) ? { left: 1, right: -1 } : { left: -1, right: 1 };
  const [toLeft, toRight] =
    side === "start"
      ? [t("Move the start to the left"), t("Move the start to the right")]
      : [t("Move the end to the left"), t("Move the end to the right")];
  const arrow = (text, step, name) =>
    deedButton(text, () => desk.moveBoundary(side, step), { name, control: `${side}-${step}` });
  return element(
    "div",
    { class: "control", role: "group", "aria-label": title },
    element("span", {}, title),
    element(
      "span",
      { class: "arrows", dir: "ltr" },
      arrow("←", onward.left, toLeft),
      arrow("→", onward.right, toRight),
    ),
  );
}

/** What accepting will write into the fields, in words. */
function suggestedAttributes({ label, suggestion }, store) {
  const attributes = store.ground.labels.labels.get(label)?.attributes ?? [];
  return attributeList(attributes, suggestion.attributes);
}

function spanAttributes(item, store, desk, disabled) {
  const attributes = store.ground.labels.labels.get(item.label)?.attributes ?? [];
  const change = (values) => desk.act([{ kind: "change_span", span: item.span.id, attributes: values }]);
  const place = { prefix: "span", disabled, of: item.key };
  const fields = attributeFields(attributes, item.span.attributes, change, place);
  return fields.length ? element("div", { class: "controls" }, ...fields) : null;
}
