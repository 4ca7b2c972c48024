// Notes as they are shown: under the item in focus, and all of the document in a folded list below the list of items.

import { element } from "../lib/elements.js";
import { t } from "../lib/messages.js";
import { keyOf } from "./bindings.js";
import { deedButton } from "./controls.js";
import { doneByLeaving, draftOf, hold, takeUp } from "./fields.js";
import { keyOfNote } from "./items.js";
import { short } from "./names.js";
import { notesOf } from "./notes.js";

const LONGEST = 4000; // characters of a note

/** What is said of the item in focus, and the ways to say more. */
export function noteControls(item, store, desk) {
  const { notes, guideline } = desk;
  const isOpen = store.layer.state === "open";
  const comments = notesOf(item, store).filter(({ sort }) => sort === "comment");
  const isWriting = notes.writing?.key === item.key && !notes.writing.note;
  const doubt = { key: keyOf("unsure"), kind: "plain", control: "unsure" };
  const unsure = deedButton(t("Unsure"), () => notes.toggleUnsure(), doubt);
  unsure.setAttribute("aria-pressed", String(notes.find("unsure", item) !== null));
  const comment = () => notes.comment(item);
  const guide = { key: keyOf("guideline"), kind: "plain", control: "guideline" };
  return element(
    "div",
    { class: "item-notes" },
    comments.length > 0 && element("ul", { class: "notes-list" }, ...comments.map((note) => noteRow(note, notes, isOpen))),
    isWriting && noteField(notes, t("Comment"), ""),
    element(
      "div",
      { class: "item-buttons" },
      isOpen && unsure,
      isOpen && deedButton(t("Comment"), comment, { key: keyOf("comment"), kind: "plain", control: "comment" }),
      deedButton(t("Guideline"), () => guideline.toggle(), guide),
    ),
  );
}

/** The line under the list: how many notes there are, the flag, skipping; and all notes once it is opened. */
export class DocumentNotes {
  constructor(box, store, article, desk, skipping) {
    Object.assign(this, { box, store, article, desk, notes: desk.notes });
    this.list = box.querySelector("ul");
    this.toggle = box.querySelector("[aria-expanded]");
    this.flagged = box.querySelector("[data-deed=flag]");
    this.toggle.addEventListener("click", () => this.#open(this.list.hidden));
    const on = (deed, run) => box.querySelector(`[data-deed=${deed}]`).addEventListener("click", run);
    on("flag", () => this.notes.flag());
    on("skip", () => skipping.toggle());
  }

  /** Show the notes as they are now. */
  draw() {
    const { layer } = this.store;
    this.notes.stand(this.desk.current);
    const { writing } = this.notes;
    if (writing?.key === "" && this.list.hidden) this.#open(true);
    const rows = [...layer.notes.values()].filter(({ sort }) => sort !== "skip");
    this.box.querySelector("[data-count]").textContent = String(rows.length);
    this.flagged.setAttribute("aria-pressed", String(this.notes.find("flag", null) !== null));
    const shown = JSON.stringify([rows, writing, layer.state, rows.map((note) => this.#words(note))]);
    if (!this.list.hidden && shown !== this.shown) this.#build(rows, writing);
    this.shown = shown;
  }

  #open(isOpen) {
    this.list.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    this.shown = null;
    if (isOpen) this.draw();
  }

  #build(rows, writing) {
    const isOpen = this.store.layer.state === "open";
    const active = document.activeElement;
    const focused = this.list.contains(active) ? active.dataset.control : "";
    const draft = draftOf(active);
    const isNew = writing?.key === "" && !writing.note;
    const comment = deedButton(t("Comment on the document"), () => this.notes.comment(null), { control: "comment" });
    const inOrder = rows.sort((one, other) => this.#at(one) - this.#at(other));
    const isAnother = (note, index) => !index || keyOfNote(note) !== keyOfNote(inOrder[index - 1]);
    this.list.replaceChildren(
      ...inOrder.map((note, index) => noteRow(note, this.notes, isOpen, isAnother(note, index) && this.#place(note))),
      ...(isNew ? [element("li", {}, noteField(this.notes, t("Comment on the document"), ""))] : []),
      ...(isOpen && !isNew ? [element("li", {}, comment)] : []),
    );
    const again = focused && this.list.querySelector(`[data-control="${focused}"]`);
    if (focused) (again || this.toggle).focus({ preventScroll: true });
    if (again && draft !== null) takeUp(again, draft);
  }

  #at(note) {
    return this.store.items.get(keyOfNote(note))?.start ?? -1;
  }

  #words(note) {
    const item = this.store.items.get(keyOfNote(note));
    return item ? short(this.article.slice(item.start, item.end), 40) : "";
  }

  #place(note) {
    const words = this.#words(note);
    if (!words) return element("span", { class: "note-place" }, t("The document"));
    const go = () => this.desk.focus(keyOfNote(note), { follow: true });
    const made = element("button", { type: "button", class: "note-place", onclick: go, "data-control": `at-${note.id}` });
    made.append(element("bdi", { dir: "auto" }, words));
    return made;
  }
}

/** One note; a field while it is being changed. `place` says what it is on, where that does not stand above it. */
function noteRow(note, notes, isOpen, place = null) {
  if (notes.writing?.note === note.id) {
    const title = note.sort === "flag" ? t("Reason for the flag (may stay empty)") : t("Comment");
    return element("li", {}, place, noteField(notes, title, note.text));
  }
  const named = { unsure: t("unsure"), flag: t("flagged") }[note.sort] ?? "";
  const text = note.text || named;
  const button = (mark, name, run, control) =>
    deedButton(mark, run, { name, kind: "plain", control: `${control}-${note.id}` });
  const edit = button("✎", t("Change the note “%(text)s”", { text: short(text, 30) }), () => notes.edit(note), "edit");
  const gone = button("✕", t("Remove the note “%(text)s”", { text: short(text, 30) }), () => notes.remove(note), "gone");
  return element(
    "li",
    { class: "note" },
    place,
    named && note.text && element("span", { class: "quiet" }, `${named}:`),
    element("bdi", { class: "note-text", dir: "auto" }, text),
    isOpen && element("span", { class: "note-buttons" }, note.sort !== "unsure" && edit, gone),
  );
}

/** The field of the note that is being written: Enter or leaving keeps it, Escape gives it up. */
function noteField(notes, title, before) {
  const field = element("textarea", { class: "input small note-field", rows: 2, maxLength: LONGEST });
  field.value = notes.draft ?? before;
  field.dir = "auto";
  field.dataset.control = "note";
  const wait = () => hold(field, () => notes.close(field.value));
  field.addEventListener("input", () => notes.type(field.value));
  for (const name of ["focus", "input", "draft"]) field.addEventListener(name, wait);
  doneByLeaving(field, () => notes.close(null, field.value === before ? "" : field.value));
  return element("label", { class: "control" }, element("span", {}, title), field);
}
