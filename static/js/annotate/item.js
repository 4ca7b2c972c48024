// One item of the list: its words, its label, its state; the two decisions as buttons; the controls if in focus.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { attributeSummary } from "./attributes.js";
import { swatch } from "./controls.js";
import { nameOf, percent, short, stateName } from "./names.js";

/** The list element of an item; `detail` holds the controls of the item in focus, or is null. */
export function itemElement(item, store, article, detail) {
  const isCurrent = detail !== null;
  const quick = item.state === "undecided" && !isCurrent && store.layer.state === "open";
  return element(
    "li",
    {
      class: "item",
      "data-key": item.key,
      "data-state": item.state,
      "data-group": groupOf(item.state),
      "aria-current": isCurrent ? "true" : null,
    },
    element("div", { class: "item-top" }, head(item, store, article, isCurrent), quick && quickButtons(item, article)),
    detail,
  );
}

const groupOf = (state) => (state === "undecided" || state === "rejected" ? state : "decided");

function head(item, store, article, isCurrent) {
  const label = store.ground.labels.labels.get(item.label);
  const score = item.suggestion && item.state === "undecided" ? percent(item.suggestion.score) : "";
  const kind = eventName(item, store);
  const { attributes: values } = item.span ?? item.suggestion;
  const facts = item.state === "rejected" ? [] : attributeSummary(label?.attributes ?? [], values);
  return element(
    "button",
    {
      type: "button",
      class: "item-head",
      "data-deed": "focus",
      "data-control": "head",
      "aria-expanded": String(isCurrent),
      tabIndex: isCurrent ? 0 : -1,
    },
    element("bdi", { class: "item-words", dir: "auto" }, short(article.slice(item.start, item.end))),
    element(
      "span",
      { class: "item-facts" },
      swatch(label),
      element("span", {}, kind ? `${nameOf(label, item.label)}: ${kind}` : nameOf(label, item.label)),
      ...facts.map((fact) => element("bdi", { class: "item-fact number" }, fact)),
      element("span", { class: "item-state" }, stateName(item.state)),
      score && element("bdi", { class: "number" }, score),
    ),
  );
}

function eventName(item, store) {
  const { type, subtype } = item.events[0] ?? item.suggestion ?? {};
  if (!type || item.label !== store.ground.labels.trigger) return "";
  const kind = store.ground.labels.types.get(type);
  const sub = kind?.subtypes.find((one) => one.id === subtype);
  return nameOf(sub ?? kind, type);
}

function quickButtons(item, article) {
  const words = short(article.slice(item.start, item.end), 30);
  const button = (deed, mark, name) =>
    element(
      "button",
      { type: "button", class: "quick", "data-deed": deed, "data-control": deed, "aria-label": name, tabIndex: -1 },
      mark,
    );
  return element(
    "span",
    { class: "item-quick" },
    button("accept", "✓", t("Accept “%(words)s”", { words })),
    button("reject", "✕", t("Reject “%(words)s”", { words })),
  );
}
