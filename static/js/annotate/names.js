// What things are called in the language of the page.

import { t } from "../lib/messages.js";

/** The language of the page. */
export const language = () => globalThis.document?.documentElement.lang || "en";

/** The title of a part of the label set (a label, a role, a type, a choice). */
export function nameOf(part, otherwise = "") {
  const title = part?.title ?? {};
  return title[language()] || title.en || Object.values(title)[0] || part?.id || otherwise;
}

/** The state of an item in words. */
export function stateName(state) {
  const names = {
    undecided: t("suggested"),
    accepted: t("accepted"),
    fixed: t("fixed"),
    added: t("added"),
    rejected: t("rejected"),
  };
  return names[state];
}

/** A score between 0 and 1 as a percentage. */
export function percent(score) {
  percents ??= new Intl.NumberFormat(language(), { style: "percent", numberingSystem: "latn" });
  return percents.format(score);
}

let percents;

/** A quotation that is short enough for a line. */
export const short = (text, most = 60) => {
  const line = text.replace(/\s+/g, " ");
  return line.length > most ? `${[...line].slice(0, most).join("")}…` : line;
};

/** Words in the quotation marks of the interface's language. */
export const quoted = (words) => t("“%(words)s”", { words });
