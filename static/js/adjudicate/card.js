// One case in the list: what it is, and where it is looked at, the answers to choose from.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { deedButton, swatch } from "../annotate/controls.js";
import { nameOf, short } from "../annotate/names.js";
import { partRows } from "./parts.js";
import { keyCell, toldKinds, toldNames, toldSpan, toldState } from "./told.js";

/** The row of a case; `place` is {docket, article, desk}. */
export function caseRow(one, place) {
  const { docket, article, desk } = place;
  const isCurrent = one.key === docket.current;
  const label = docket.labels.labels.get((one.result ?? one.options[0] ?? one).label);
  const head = element(
    "button",
    { type: "button", class: "item-head", onclick: () => desk.focus(one.key), "data-control": `case ${one.key}` },
    element("bdi", { class: "item-words", dir: "auto" }, short(article.slice(one.start, one.end), 90)),
    element(
      "span",
      { class: "item-facts" },
      swatch(label),
      element("span", {}, nameOf(label, one.label)),
      element("span", { class: "item-state" }, toldState(one, docket.waiting.has(one.key))),
      one.kinds.length > 0 && element("span", { class: "item-state" }, toldKinds(one.kinds)),
    ),
  );
  return element(
    "div",
    {
      class: "item case",
      role: "listitem",
      "data-key": one.key,
      "data-state": one.state,
      "aria-current": isCurrent ? "true" : null,
    },
    element("div", { class: "item-top" }, head),
    isCurrent && detail(one, place),
  );
}

function detail(one, place) {
  const { docket } = place;
  return element("div", { class: "item-detail" }, ...notes(one, place), ...(docket.isGold ? [] : answers(one, place)), ...deeds(one, place));
}

/** What is to be known of the case before it is decided. */
function notes(one, { docket, desk }) {
  const made = [];
  if (one.stale) made.push(note(t("It was decided before; since then an annotator has changed it. Decide again.")));
  if (one.opinion) {
    const { by, question } = one.opinion;
    made.push(element(
      "p",
      { class: "case-note opinion" },
      t("%(name)s asks for a second opinion.", { name: docket.name(by) }),
      question && element("q", { dir: "auto" }, question),
      by === docket.user
        ? deedButton(t("No longer asked"), () => desk.answer(one), { kind: "plain", control: "answer" })
        : deedButton(t("Answered"), () => desk.answer(one), { kind: "plain", control: "answer" }),
    ));
  }
  for (const verdict of docket.verdictsOn(one.key)) {
    const said = verdict.reason ? t("%(name)s: %(reason)s", { name: docket.name(verdict.by), reason: verdict.reason }) : t("Decided by %(name)s.", { name: docket.name(verdict.by) });
    made.push(note(said));
  }
  return made;
}

const note = (text) => element("p", { class: "case-note", dir: "auto" }, text);

/** The answers that annotators gave, and “nothing here”. */
function answers(one, place) {
  const { docket, article, desk } = place;
  const wide = one.kinds.some((kind) => kind === "boundary" || kind === "clitic");
  const chosen = chosenOf(one);
  const keys = !docket.inParts;
  const rows = one.options.map((option, index) =>
    element(
      "button",
      {
        type: "button",
        class: "answer",
        "aria-pressed": String(chosen === index),
        "data-control": `option ${index}`,
        onclick: () => desk.take(one, index),
      },
      keyCell(keys && option.letter),
      element("span", { class: "answer-told" }, ...toldSpan(option, { docket, article, wide })),
      toldNames(option.by, docket),
    ),
  );
  const nothing = one.options.length > 0 && element(
    "button",
    { type: "button", class: "answer", "aria-pressed": String(chosen === "nothing"), "data-control": "nothing", onclick: () => desk.nothing(one) },
    keyCell(keys && "N"),
    element("span", { class: "answer-told" }, t("Nothing here")),
    one.without.length > 0 && toldNames(one.without, docket),
  );
  const edited = chosen === "edited" && element(
    "div",
    { class: "answer settled", "data-control": "edited" },
    element("kbd", { "aria-hidden": "true" }, "✓"),
    element("span", { class: "answer-told" }, ...toldSpan(one.result, { docket, article, wide: true })),
    element("span", { class: "told-by" }, one.options.length ? t("as settled") : t("added by a curator")),
  );
  const parts = docket.inParts && element(
    "ul",
    { class: "parts", "aria-label": t("Part by part") },
    ...partRows(one, { docket, article, choose: (part, answer) => desk.takePart(one, part, answer) }),
  );
  return [element("div", { class: "answers" }, ...rows, nothing, edited), parts];
}

/** Which answer the case was settled by: its place, "nothing", "edited"; null where it is open. */
export function chosenOf(one) {
  if (one.state === "open") return null;
  if (!one.result) return "nothing";
  const told = (span) => JSON.stringify([span.start, span.end, span.label, sorted(span.attributes), span.events.map(toldEvent).sort()]);
  const at = one.options.findIndex((option) => told(option) === told(one.result));
  return at < 0 ? "edited" : at;
}

const sorted = (values) => Object.entries(values ?? {}).sort();
const toldEvent = (event) => JSON.stringify([event.type, event.subtype, sorted(event.attributes), event.arguments.map(String).sort()]);

/** What else can be done with the case. */
function deeds(one, { docket, desk }) {
  if (docket.isGold) return [];
  const isDecided = docket.verdictsOn(one.key).length > 0;
  return [element(
    "div",
    { class: "item-buttons" },
    deedButton(t("Edit"), () => desk.edit(one), { key: "E", control: "edit" }),
    one.parts.length > 1 && deedButton(docket.inParts ? t("As a whole") : t("Part by part"), () => desk.parts(), { key: "P", control: "parts" }),
    isDecided && deedButton(one.options.length ? t("Decide anew") : t("Take it out"), () => desk.reopen(one), { key: "X", control: "reopen" }),
    deedButton(t("Reason"), () => desk.giveReason(one), { key: "R", kind: "plain", control: "reason" }),
    deedButton(t("Second opinion"), () => desk.askOpinion(one), { key: "O", kind: "plain", control: "opinion" }),
    deedButton(t("Guideline"), () => desk.guideline(one), { key: "G", kind: "plain", control: "guideline" }),
  )];
}
