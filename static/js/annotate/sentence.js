// An event read back as one sentence in the language of the page, so that mistakes are seen. The label set says how
// each role reads (its phrase); values are read out rather than the words, where a span has them.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { attributeWords, isRange } from "./attributes.js";
import { language, nameOf, short } from "./names.js";

const GAP = "…"; // where the words stand in the phrase of a role
const LONGEST = 48; // characters of a filler's words

/** The sentence of `event` as a list of texts and, for words of the article, {words}. */
export function sentenceOf(event, store, article) {
  const { types, roles, eventAttributes } = store.ground.labels;
  const type = types.get(event.type);
  const subtype = type?.subtypes.find(({ id }) => id === event.subtype);
  const parts = [nameOf(subtype ?? type, event.type)];
  for (const role of roles.values()) {
    const fillers = event.arguments.filter((one) => one.role === role.id).map(({ span }) => store.layer.spans.get(span));
    if (fillers.length) parts.push(...phrased(role, listed(fillers.map((span) => saidOf(span, store, article)))));
  }
  const values = attributeWords(eventAttributes, event.attributes).map(([, value]) => inner(value));
  if (values.length) parts.push(` (${values.join(comma())})`);
  return joined(parts);
}

/** The sentence as plain text. */
export const sentenceText = (parts) => parts.map((part) => part.words ?? part).join("");

/** The sentence as nodes: words of the article stand apart from the direction of the sentence. */
export const sentenceNodes = (parts) =>
  parts.map((part) => (part.words === undefined ? part : element("bdi", { class: "said-words", dir: "auto" }, part.words)));

/** The phrase of a role with its fillers in the place of the gap; it begins with its own punctuation, or a space. */
function phrased(role, fillers) {
  const phrase = role.phrase?.[language()] || `${comma()}${nameOf(role)}: ${GAP}`;
  const [before, after] = phrase.split(GAP);
  return [/^[,،;؛]/.test(before) ? before : ` ${before}`, ...fillers, after];
}

/** What a filler says: its count, its day, or its words. */
function saidOf(span, store, article) {
  const attributes = store.ground.labels.labels.get(span.label)?.attributes ?? [];
  const count = countOf(attributes, span.attributes);
  if (count) return count;
  const date = attributes.find(({ id, kind }) => kind === "date" && span.attributes[id]);
  if (date) return dateName(span.attributes[date.id]);
  return { words: short(article.slice(span.start, span.end), LONGEST) };
}

/** "18 killed", "10–15 wounded", "at least 20 killed"; null where no number is given. */
function countOf(attributes, values) {
  if (!isRange(attributes)) return null;
  const { low, high } = values;
  if (typeof low !== "number" && typeof high !== "number") return null;
  const kind = attributes.find((one) => one.kind === "choice" && values[one.id]);
  const name = kind ? inner(nameOf(kind.choices.find(({ id }) => id === values[kind.id]))) : "";
  const number = numberName(low, high);
  return name ? t("%(number)s %(kind)s", { number, kind: name }) : number;
}

function numberName(low, high) {
  if (typeof high !== "number") return t("at least %(number)s", { number: low });
  if (typeof low !== "number") return t("at most %(number)s", { number: high });
  return low === high ? String(low) : `\u2066${low}–${high}\u2069`; // the smaller one first in both directions
}

/** An ISO 8601 day, month, year, or interval of two, as people write it. */
export function dateName(value) {
  const [first, last] = value.split("/");
  const name = dayName(first);
  return last && last !== first ? t("%(first)s to %(last)s", { first: name, last: dayName(last) }) : name;
}

function dayName(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  const parts = { year: "numeric", month: month && "long", day: day && "numeric" };
  const ours = { calendar: "gregory", numberingSystem: "latn", timeZone: "UTC" };
  const date = new Date(0);
  date.setUTCFullYear(year, (month ?? 1) - 1, day ?? 1);
  return new Intl.DateTimeFormat(language(), { ...parts, ...ours }).format(date);
}

/** A title as it stands inside a sentence. */
const inner = (name) => (language() === "en" ? name.charAt(0).toLowerCase() + name.slice(1) : name);

const comma = () => (language() === "ar" ? "، " : ", ");

/** Several fillers as the language lists them: A, B and C. */
function listed(fillers) {
  const format = new Intl.ListFormat(language(), { type: "conjunction" });
  const places = format.formatToParts(fillers.map((_, index) => String(index)));
  return places.map(({ type, value }) => (type === "element" ? fillers[Number(value)] : value));
}

/** Neighbouring texts made one, no space doubled. */
function joined(parts) {
  const whole = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (typeof part === "string" && typeof last === "string") whole[whole.length - 1] = `${last}${part}`.replace(/ {2,}/g, " ");
    else if (part !== "") whole.push(part);
  }
  return whole;
}
