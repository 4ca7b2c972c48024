// The label set as a form over one document, which is sent as it is.

import { knownIds, noteErrors, sendable } from "../labels/paper.js";
import { line, texts } from "../labels/fields.js";
import { Parts, SAFE } from "../labels/parts.js";
import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";

const payload = JSON.parse(document.getElementById("payload").textContent);
const form = document.getElementById("set-form");
const paper = payload.document;
const said = element("p", { class: "hidden-name", role: "status" });
const told = (sentence) => (said.textContent = sentence);

for (const list of ["labels", "event_types", "event_attributes", "roles"]) if (!Array.isArray(paper[list])) paper[list] = [];
noteErrors(paper, payload.errors);
const parts = new Parts({ document: paper, known: knownIds(payload.saved), language: payload.language, told });

function section(title, help, ...children) {
  return element("section", {}, element("h2", {}, title), help && element("p", { class: "quiet" }, help), ...children);
}

function events() {
  const box = section(t("Events"), t("A word that names an event gets the trigger label; the event gets a type, attributes, and words in its roles."));
  const fill = () => {
    paper.trigger ??= { id: "EVENT", title: { ar: "كلمة الحدث", en: "Event trigger" }, colour: "#ee6677", attributes: [] };
    const trigger = element("details", { class: "card", open: payload.errors.some(({ path }) => path[0] === "trigger") });
    const summary = element("summary", {});
    const refresh = () => summary.replaceChildren(t("Trigger label"), " ", element("bdi", {}, parts.name(paper.trigger)));
    refresh();
    trigger.append(summary, element("div", { class: "card-fields" }, ...parts.label(paper.trigger, refresh)));
    box.append(
      trigger,
      element("h3", {}, t("Event types")),
      parts.types(),
      element("h3", {}, t("Attributes of events")),
      parts.eventAttributes(),
      element("h3", {}, t("Roles")),
      parts.roles(),
    );
  };
  const begin = element("button", { type: "button", class: "button" }, t("Mark events too"));
  begin.onclick = () => {
    begin.remove();
    fill();
    box.querySelector("summary").focus();
  };
  if (paper.trigger || paper.event_types.length) fill();
  else box.append(begin);
  return box;
}

function errorsBox() {
  if (!payload.errors.length) return;
  const box = element(
    "div",
    { class: "notice error", role: "alert", tabIndex: -1 },
    element("p", {}, t("The label set cannot be used yet. The errors stand at their fields, in the cards that are open.")),
    element("ul", {}, ...payload.errors.slice(0, 10).map(({ sentence }) => element("li", {}, element("bdi", {}, sentence)))),
    element("button", { type: "button", class: "button small", onclick: toFirst }, t("To the first error")),
  );
  document.getElementById("set-errors").append(box);
  box.focus();
}

function toFirst() {
  const field = form.querySelector(".field.wrong");
  field?.scrollIntoView({ block: "center" });
  field?.querySelector("input, textarea, select")?.focus({ preventScroll: true });
}

document.getElementById("set-fields").append(
  section(
    t("The label set"),
    "",
    texts(paper, "title", { ar: t("Arabic name"), en: t("English name") }),
    line(paper, "id", { label: t("Id"), dir: "ltr", help: t("Written to every export.") }),
  ),
  section(t("Labels"), t("What people mark in the texts."), parts.labels()),
  events(),
  element("datalist", { id: "safe-colours" }, ...SAFE.map((value) => element("option", { value }))),
  said,
);
errorsBox();
document.getElementById("set-actions").hidden = false;

let before = JSON.stringify(sendable(payload.saved)); // what is not saved is kept nowhere else
form.addEventListener("submit", () => {
  document.getElementById("document").value = before = JSON.stringify(sendable(paper));
});
// Enter in a field would send the form by its first button, far from what is being written.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
});
addEventListener("beforeunload", (event) => {
  if (JSON.stringify(sendable(paper)) !== before) event.preventDefault();
});
