// The attributes of a span or an event: as fields, and in words.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { checkAttributes } from "../text/checks.js";
import { Problem } from "../text/problem.js";
import { choice, entry } from "./controls.js";
import { nameOf } from "./names.js";

/**
 * Fields for `attributes` of the label set with their `values`; `change` is called with all values after a change.
 * `of` names what they belong to.
 */
export function attributeFields(attributes, values, change, { prefix, disabled, of }) {
  return attributes.map((attribute) => {
    const put = (text) => {
      const after = changed(values, attribute, text);
      const problem = problemOf(attribute, after);
      if (!problem) change(after);
      return problem;
    };
    const control = `${prefix}-${attribute.id}`;
    const options = { control, disabled, place: `${of} ${control}` };
    const title = attribute.required ? t("%(name)s (needed)", { name: nameOf(attribute) }) : nameOf(attribute);
    const value = values[attribute.id];
    if (attribute.kind === "choice") {
      const choices = attribute.choices.map((one) => [one.id, nameOf(one)]);
      return choice(title, [["", "–"], ...choices], value ?? "", put, options);
    }
    if (attribute.kind === "number") return entry(title, value, put, { ...options, type: "number" });
    return entry(title, value, put, { ...options, placeholder: attribute.kind === "date" ? "2024-03-01" : "" });
  });
}

/** The values that `values` has of `attributes`, as [name, value] in words. */
export function attributeWords(attributes, values) {
  return attributes
    .filter(({ id }) => values?.[id] !== undefined && values[id] !== null && values[id] !== "")
    .map((attribute) => [nameOf(attribute), valueName(attribute, values[attribute.id])]);
}

/** Whether the attributes hold the ends of a range: the numbers low and high. */
export const isRange = (attributes) =>
  ["low", "high"].every((id) => attributes.some((one) => one.id === id && one.kind === "number"));

/** The values alone, short enough for a line of the list: "killed", "3–5" (of what is called low and high). */
export function attributeSummary(attributes, values) {
  const isPair = ["low", "high"].every((id) => typeof values?.[id] === "number");
  const shown = attributes.filter(({ id, kind }) => kind !== "text" && !(isPair && ["low", "high"].includes(id)));
  const parts = attributeWords(shown, values).map(([, value]) => value);
  if (isPair) parts.push([...new Set([values.low, values.high])].join("–"));
  return parts;
}

/** A read-only list of values in words; null where there are none. */
export function attributeList(attributes, values) {
  const words = attributeWords(attributes, values);
  const row = ([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, element("bdi", { class: "number" }, value)));
  return words.length ? element("dl", { class: "values" }, ...words.map(row)) : null;
}

function valueName(attribute, value) {
  const found = attribute.choices?.find((one) => one.id === value);
  return found ? nameOf(found) : String(value);
}

function changed(values, attribute, text) {
  const after = { ...values };
  if (text.trim() === "") delete after[attribute.id];
  else after[attribute.id] = attribute.kind === "number" ? Number(text) : text.trim();
  return after;
}

/** Why the value of `attribute` cannot be taken, as a sentence; "" where it can. The others are not this field's. */
function problemOf(attribute, values) {
  if (!Object.hasOwn(values, attribute.id)) return "";
  try {
    checkAttributes({ [attribute.id]: values[attribute.id] }, [attribute]);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (attribute.kind === "date") {
      return t("Write a day (2024-03-01), a month (2024-03) or a year, or two of them with / between: first, last.");
    }
    return t(problem.message, problem.values);
  }
  return "";
}
