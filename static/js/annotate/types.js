// Choosing the type of an event: a few letters in Arabic or English find it (a combobox with a list).

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { fold } from "../text/fold.js";
import { nameOf } from "./names.js";

/** Every type with its subtypes as one list of {type, subtype, name, group, search}. */
export function kindsOf(types) {
  return types
    .filter((type) => !type.retired)
    .flatMap((type) => [
      { type: type.id, subtype: null, name: nameOf(type), group: "", search: folded(type) },
      ...type.subtypes
        .filter((one) => !one.retired)
        .map((one) => ({
          type: type.id,
          subtype: one.id,
          name: nameOf(one),
          group: nameOf(type),
          search: `${folded(one)} ${folded(type)}`,
        })),
    ]);
}

/** Those of `kinds` that have every word of `typed`, as the beginning of a word if possible. */
export function found(kinds, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const every = kinds.filter(({ search }) => words.every((word) => search.includes(word)));
  const first = ({ search }) => (words.every((word) => search.startsWith(word) || search.includes(` ${word}`)) ? 0 : 1);
  return every.toSorted((one, other) => first(one) - first(other));
}

const folded = (part) => fold(Object.values(part.title).join(" "));

/** The field and its input; `choose` is called with {type, subtype}. */
export function typeField(types, choose) {
  const kinds = kindsOf(types);
  const state = { shown: kinds, active: 0 };
  const list = element("ul", { class: "kinds", id: "kinds", role: "listbox", "aria-label": t("Types of events") });
  const input = element("input", {
    class: "input small",
    type: "text",
    id: "kind",
    autocomplete: "off",
    dir: "auto",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "kinds",
    "aria-autocomplete": "list",
  });
  const take = (index) => {
    const kind = state.shown[index];
    if (kind) choose({ type: kind.type, subtype: kind.subtype });
  };
  const none = element("p", { class: "quiet kinds-none", role: "status" });
  const draw = () => {
    list.replaceChildren(...state.shown.map((kind, index) => option(kind, index, state.active, take)));
    none.textContent = state.shown.length ? "" : t("No type has these letters.");
    input.setAttribute("aria-activedescendant", state.shown.length ? `kind-${state.active}` : "");
    list.children[state.active]?.scrollIntoView({ block: "nearest" });
  };
  input.addEventListener("input", () => {
    Object.assign(state, { shown: found(kinds, input.value), active: 0 });
    draw();
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (step) state.active = Math.min(Math.max(state.active + step, 0), state.shown.length - 1);
    if (event.code === "Enter" || event.code === "NumpadEnter") take(state.active);
    if (step || event.code === "Enter") event.preventDefault();
    if (step) draw();
  });
  draw();
  const name = element("label", { for: "kind" }, t("Type of event:"));
  return { field: element("div", { class: "kind-field" }, name, input, none, list), input };
}

function option(kind, index, active, take) {
  return element(
    "li",
    {
      id: `kind-${index}`,
      class: kind.group ? "kind" : "kind whole",
      role: "option",
      "aria-selected": String(index === active),
      onclick: () => take(index),
    },
    element("span", {}, kind.name),
    kind.group && element("span", { class: "quiet small" }, kind.group),
  );
}
