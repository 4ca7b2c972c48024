// One item of the list: its words, its label, its state; the two decisions as buttons; the controls if in focus.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { attributeSummary } from "./attributes.js";
import { swatch } from "./controls.js";
import { nameOf, percent, short, stateName } from "./names.js";
import { noteSigns } from "./notes.js";

/** The list element of an item; `detail` holds the controls of the item in focus, or is null. */
export function itemElement(item, store, article, detail) {
  const isCurrent = detail !== null;
  const quick = item.state === "undecided" && !isCurrent && store.layer.state === "open";
  return element(
    "div",
    {
      class: "item",
      role: "listitem",
      "data-key": item.key,
      "data-place": `${item.start} ${item.end}`,
      "data-state": item.state,
      "aria-current": isCurrent ? "true" : null,
    },
    element("div", { class: "item-top" }, head(item, store, article, isCurrent), quick && quickButtons(item, article)),
    detail,
  );
}

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
      title: isCurrent ? "" : (item.suggestion?.reason ?? ""),
      tabIndex: isCurrent ? 0 : -1,
    },
    element("bdi", { class: "item-words", dir: "auto" }, short(article.slice(item.start, item.end))),
    element(
      "span",
      { class: "item-facts" },
      swatch(label),
      element("span", {}, kind ? `${nameOf(label, item.label)}: ${kind}` : nameOf(label, item.label)),
      ...facts.map((fact) => element("span", { class: "item-fact number" }, element("bdi", {}, fact))),
      element("span", { class: "item-state" }, stateName(item.state)),
      score && element("bdi", { class: "number" }, score),
      noteSigns(item, store),
    ),
  );
}

/** The types of the events of a trigger; "" where it names none. */
function eventName(item, store) {
  if (item.label !== store.ground.labels.trigger) return "";
  const events = item.events.length ? item.events : [item.suggestion ?? {}];
  const names = events.filter(({ type }) => type).map(({ type, subtype }) => {
    const kind = store.ground.labels.types.get(type);
    return nameOf(kind?.subtypes.find((one) => one.id === subtype) ?? kind, type);
  });
  return names.join(" + ");
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
