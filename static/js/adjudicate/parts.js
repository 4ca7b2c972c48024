// A case part by part: each with what the annotators say of it, to be decided by itself.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { nameOf } from "../annotate/names.js";
import { keyCell, toldNames, words } from "./told.js";

export const LETTERS = "ABCDFHILMQSTUVW";

/** The open parts of a case; the one at `docket.part` is that of the keys. `choose(part, answer)` decides. */
export function partRows(one, { docket, article, choose }) {
  return one.parts.map((part, place) => {
    const isCurrent = docket.inParts && place === docket.part;
    const answers = part.answers.map((answer, index) => answerButton(part, answer, index, { docket, article, choose, isCurrent }));
    return element(
      "li",
      { class: "part", "aria-current": isCurrent ? "true" : null, "data-part": String(place) },
      element("span", { class: "part-name" }, partName(part, { docket, article })),
      ...answers,
    );
  });
}

function answerButton(part, answer, index, { docket, article, choose, isCurrent }) {
  return element(
    "button",
    { type: "button", class: "answer", onclick: () => choose(part, answer), "data-control": `part-${part.part.join(" ")} ${index}` },
    keyCell(isCurrent && LETTERS[index]),
    element("span", { class: "answer-told" }, ...answerWords(part, answer.value, { docket, article })),
    toldNames(answer.by, docket),
  );
}

/** What a part is about, in words. */
function partName({ part: [sort, event, what, filler] }, { docket, article }) {
  const names = {
    marked: t("Is something marked here?"),
    boundaries: t("Boundaries"),
    label: t("Label"),
    event: t("Is it an event?"),
    type: t("Event type"),
    subtype: t("Subtype"),
  };
  if (names[sort]) return names[sort];
  if (sort === "argument") {
    const span = docket.spans.get(filler);
    const role = nameOf(docket.labels.roles.get(what), what);
    const said = span ? article.slice(span.start, span.end) : "";
    return t("%(role)s: “%(words)s”", { role, words: said });
  }
  return nameOf(attributeOf(what, event, docket), what);
}

const attributeOf = (id, event, docket) => {
  const every = [...docket.labels.labels.values()].flatMap((label) => label.attributes ?? []);
  return (event < 0 ? every : docket.labels.eventAttributes).find((one) => one.id === id);
};

/** An answer to a part, in words. */
function answerWords({ part: [sort, event, what] }, value, { docket, article }) {
  if (typeof value === "boolean") return [value ? t("yes") : t("no")];
  if (sort === "boundaries") return [words({ start: value[0], end: value[1] }, article)];
  if (sort === "label") return [nameOf(docket.labels.labels.get(value), value)];
  if (sort === "type") return [nameOf(docket.labels.types.get(value), value)];
  if (value === null || value === undefined) return ["–"];
  if (sort === "subtype") {
    const every = [...docket.labels.types.values()].flatMap((type) => type.subtypes);
    return [nameOf(every.find((one) => one.id === value), value)];
  }
  const choice = attributeOf(what, event, docket)?.choices?.find((one) => one.id === value);
  return [choice ? nameOf(choice) : String(value)];
}
