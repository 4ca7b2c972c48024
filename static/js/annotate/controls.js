// Small controls that the details of an item are made of.

import { element } from "../lib/elements.js";

let pointing = false;
globalThis.document?.addEventListener("pointerdown", () => (pointing = true), true);
globalThis.document?.addEventListener("keydown", () => (pointing = false), true);

/** A button that does `deed`; `key` is the keyboard's way to the same. */
export function deedButton(text, deed, { key = "", kind = "", control = "", disabled = false, name = null } = {}) {
  return element(
    "button",
    {
      type: "button",
      class: `button small ${kind}`,
      onclick: deed,
      "data-control": control,
      "aria-label": name,
      disabled,
    },
    text,
    key && element("kbd", { "aria-hidden": "true" }, key),
  );
}

/**
 * A select with a visible name. `options` are [value, text]; the value is `chosen` or "" for none of them; `choose` is
 * called with the new value.
 */
export function choice(title, options, chosen, choose, { control = "", disabled = false } = {}) {
  const change = () => {
    // After a choice by pointer the keys are for deciding again, not for the field.
    if (pointing) select.blur();
    choose(select.value);
  };
  const select = element(
    "select",
    { class: "input small", "data-control": control, disabled, onchange: change },
    ...options.map(([value, text]) => element("option", { value, selected: value === chosen }, text)),
  );
  return element("label", { class: "control" }, element("span", {}, title), select);
}

/** A field with a visible name; `change` is called with its text when it was changed. */
export function entry(title, value, change, { control = "", type = "text", placeholder = "", disabled = false } = {}) {
  const input = element("input", {
    class: "input small",
    type,
    value: value ?? "",
    placeholder,
    disabled,
    autocomplete: "off",
    "data-control": control,
    // After the focus has moved on: what is drawn anew can then give it back.
    onchange: () => setTimeout(() => change(input.value)),
    onkeydown: (event) => event.key === "Enter" && input.blur(),
  });
  if (type === "number") input.step = "any";
  return element("label", { class: "control" }, element("span", {}, title), input);
}

/** The colour of a label as a small square. */
export function swatch(label) {
  const made = element("span", { class: "swatch", "aria-hidden": "true" });
  if (label) made.style.setProperty("--label", label.colour);
  return made;
}
