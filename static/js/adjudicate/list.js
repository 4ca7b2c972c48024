// The list of cases beside the text, and what it can be narrowed down to.

import { language } from "../annotate/names.js";
import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { caseRow } from "./card.js";

const byId = (id) => document.getElementById(id);

/** The list; `place` is {docket, article, desk}. */
export class List {
  constructor(box, place) {
    Object.assign(this, { box, place });
    this.field = byId("shown");
    this.field.addEventListener("change", () => {
      place.docket.shown = this.field.value;
      this.field.blur(); // the keys are for deciding again
      place.docket.changed();
    });
  }

  /** Draw the list as it is now; `reveal` brings the case that is looked at into view. */
  draw({ reveal = true } = {}) {
    const { docket } = this.place;
    const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.control : "";
    this.field.value = docket.shown;
    this.box.replaceChildren(...docket.list.map((one) => caseRow(one, this.place)));
    if (focused) this.box.querySelector(`[data-control="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    const { open, total } = docket.numbers;
    byId("left").textContent = open ? t("%(open)s of %(total)s to decide", { open, total }) : t("Nothing left to decide");
    byId("no-cases").hidden = docket.list.length > 0;
    byId("no-cases").textContent = emptyText(docket);
    if (reveal) this.box.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }
}

function emptyText({ annotators, cases }) {
  if (!annotators.length) return t("Nobody has finished this document yet.");
  if (!cases.length) return t("Nobody has marked anything in this document.");
  return t("Nothing left to decide. Approve the document as gold, or look at all cases.");
}

/** What was decided, the last first, with what was taken back; when the document became gold, and was opened again. */
export function history(docket, article) {
  const told = [...docket.verdicts.map((one) => decided(one, docket, article)), ...approvals(docket)];
  // Equal times keep their order: what approves a document is told after what was decided by it.
  const rows = told.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)).reverse().map(row);
  return rows.length ? rows : [element("li", { class: "quiet" }, t("Nothing was decided yet."))];
}

function decided(one, docket, article) {
  const place = docket.byKey.get(one.case);
  const words = place ? article.slice(place.start, place.end) : one.case;
  const values = { name: docket.name(one.by), words, choice: choiceName(one.choice, docket) };
  return { ...one, text: t("%(name)s on “%(words)s”: %(choice)s", values) };
}

function approvals(docket) {
  return docket.approvals.flatMap(({ by, at, reason, withdrawn }) => [
    { at, reason, text: by ? t("%(name)s approved it as gold", { name: docket.name(by) }) : t("It became gold") },
    ...(withdrawn ? [{ ...withdrawn, text: openedText(withdrawn.by, docket) }] : []),
  ]);
}

const openedText = (by, docket) =>
  by ? t("%(name)s took the gold back", { name: docket.name(by) }) : t("The gold was taken back");

function row({ at, text, reason, withdrawn }) {
  return element(
    "li",
    { class: withdrawn ? "withdrawn" : null },
    text,
    withdrawn && element("span", { class: "quiet" }, ` · ${t("taken back")}`),
    element("time", { class: "quiet", datetime: at }, ` · ${momentName(at)}`),
    reason && element("q", { dir: "auto" }, reason),
  );
}

/** An ISO 8601 moment as people write it, in the time of this browser. */
function momentName(at) {
  const ours = { calendar: "gregory", numberingSystem: "latn" };
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short", ...ours }).format(new Date(at));
}

function choiceName(choice, docket) {
  if (choice.nothing) return t("nothing here");
  return choice.taken ? t("as %(name)s has it", { name: docket.name(choice.taken) }) : t("edited");
}
