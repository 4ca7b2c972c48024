// Small controls that the details of an item are made of.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { doneByLeaving, hold } from "./fields.js";

const refused = new Map(); // the place of a field → {text, message}: what was typed there and could not be taken

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
 * called with the new value: at once after a choice by pointer, by Enter or on leaving after steps by keys, as a closed
 * select changes with every arrow press.
 */
export function choice(title, options, chosen, choose, { control = "", disabled = false } = {}) {
  let stepping = false;
  const isNew = () => select.value !== chosen;
  const take = () => {
    const { value } = select;
    select.value = chosen; // until it is done: it may be refused, or ask for more
    choose(value);
  };
  const wait = () => hold(select, isNew() ? take : null);
  const change = () => {
    if (stepping) return wait();
    hold(select, null);
    select.blur(); // the keys are for deciding again, not for the field
    return isNew() && take();
  };
  const keydown = () => {
    stepping = true;
    setTimeout(() => (stepping = false));
  };
  const select = element(
    "select",
    { class: "input small", "data-control": control, disabled, onchange: change, onkeydown: keydown, ondraft: wait },
    ...options.map(([value, text]) => element("option", { value, selected: value === chosen }, text)),
  );
  doneByLeaving(select, () => (select.value = chosen));
  return element("label", { class: "control" }, element("span", {}, title), select);
}

/**
 * A field with a visible name; `change` is called with its text when it was changed, and answers with a sentence where
 * the text cannot be taken: it then stays in the field, also where that is drawn anew as the same `place`.
 */
export function entry(title, value, change, more = {}) {
  const { control = "", numeric = false, placeholder = "", disabled = false, place = "" } = more;
  const before = String(value ?? "");
  const message = element("span", { class: "field-problem", role: "alert", id: `problem-${control}` });
  const input = element("input", {
    class: "input small",
    type: "text", // a number field drops Arabic digits, and the wheel over it changes what it says
    inputMode: numeric ? "decimal" : "text",
    value: refused.get(place)?.text ?? before,
    placeholder,
    disabled,
    autocomplete: "off",
    "data-control": control,
  });
  const say = (text) => {
    message.textContent = text;
    message.hidden = !text;
    for (const [name, shown] of [["aria-invalid", "true"], ["aria-describedby", message.id]]) {
      if (text) input.setAttribute(name, shown);
      else input.removeAttribute(name);
    }
    if (text) refused.set(place, { text: input.value, message: text });
    else refused.delete(place);
  };
  const commit = () => {
    const problem = change(input.value);
    say(problem || "");
    return !problem;
  };
  const wait = () => {
    hold(input, input.value === before ? null : commit);
    if (input.value === before) say("");
  };
  for (const name of ["input", "draft"]) input.addEventListener(name, wait);
  doneByLeaving(input, () => {
    input.value = before;
    say("");
  });
  say(refused.get(place)?.message ?? "");
  return element("label", { class: "control" }, element("span", {}, title), input, message);
}

/** The colour of a label as a small square. */
export function swatch(label) {
  const made = element("span", { class: "swatch", "aria-hidden": "true" });
  if (label) made.style.setProperty("--label", label.colour);
  return made;
}
