// The attributes of a span or an event: as fields, and in words.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { checkAttributes } from "../text/checks.js";
import { numberFrom, western } from "../text/numerals.js";
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
      const problem = after ? problemOf(attribute, after) || rangeProblem(attributes, after) : t("Write a number here.");
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
    if (attribute.kind === "number") return entry(title, value, put, { ...options, numeric: true });
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

/** The values alone, short enough for a line of the list: "killed", "3–5", "≥ 3" (of what is called low and high). */
export function attributeSummary(attributes, values) {
  const isEnd = ({ id }) => isRange(attributes) && ["low", "high"].includes(id);
  const shown = attributes.filter((one) => one.kind !== "text" && !isEnd(one));
  const parts = attributeWords(shown, values).map(([, value]) => value);
  return isRange(attributes) ? [...parts, rangeWords(values ?? {})].filter(Boolean) : parts;
}

function rangeWords({ low = null, high = null }) {
  if (low !== null && high !== null) return [...new Set([low, high])].join("–");
  if (low !== null) return `≥ ${low}`;
  return high === null ? "" : `≤ ${high}`;
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

/** The values with what `text` says of `attribute`; null where it has to be a number and is none. */
function changed(values, attribute, text) {
  const { [attribute.id]: before, ...after } = values;
  if (text.trim() === "") return after;
  const value = valueFrom(attribute, text);
  if (value === null) return null;
  // What was one number stays one: who corrects it need not do so twice.
  const other = { low: "high", high: "low" }[attribute.id];
  const wasOne = attribute.kind === "number" && typeof before === "number" && values[other] === before;
  const crosses = wasOne && (attribute.id === "low" ? value > before : value < before);
  return { ...after, ...(crosses ? { [other]: value } : {}), [attribute.id]: value };
}

function valueFrom({ kind }, text) {
  if (kind === "number") return numberFrom(text);
  return kind === "date" ? western(text.trim()) : text.trim();
}

/** Why the numbers low and high of a range do not go together; "" where they do. */
function rangeProblem(attributes, { low, high }) {
  if (!isRange(attributes)) return "";
  const isCount = (number) => number === undefined || (Number.isInteger(number) && number >= 0);
  if (![low, high].every(isCount)) return t("Write a whole number from 0 on.");
  return low > high ? t("The lowest number is above the highest.") : "";
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
