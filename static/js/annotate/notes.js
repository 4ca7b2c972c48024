// What a person says beside deciding: unsure of an item, a comment on it or on the document, a flag on the document.

import { element } from "../lib/elements.js";
import { uuid } from "../lib/identity.js";
import { t } from "../lib/messages.js";
import { command } from "./command.js";
import { describeNote } from "./describing.js";
import { keyOfNote } from "./items.js";

const NONE = [];
const indexed = new WeakMap(); // the notes of a layer → the notes of each item by its key, "" for the document's

/** The notes on `item` (null: on the document), the oldest first. */
export function notesOf(item, { layer: { notes } }) {
  if (!indexed.has(notes)) indexed.set(notes, byItem(notes));
  return indexed.get(notes).get(item?.key ?? "") ?? NONE;
}

function byItem(notes) {
  const found = new Map();
  for (const note of [...notes.values()].sort((one, other) => (one.noted_at < other.noted_at ? -1 : 1))) {
    const key = keyOfNote(note);
    if (found.has(key)) found.get(key).push(note);
    else found.set(key, [note]);
  }
  return found;
}

/** What a note on `item` (null: the document) says of its place. */
function placeOf(item) {
  if (!item) return {};
  const suggestion = item.suggestion?.id ?? item.span.suggestion;
  return suggestion === null ? { span: item.span.id } : { suggestion };
}

/** Small signs for the row of an item: unsure, commented; null where there are no notes. */
export function noteSigns(item, store) {
  const notes = notesOf(item, store);
  if (!notes.length) return null;
  const comments = notes.filter(({ sort }) => sort === "comment").length;
  return element(
    "span",
    { class: "note-signs" },
    notes.some(({ sort }) => sort === "unsure") && sign("?", t("unsure")),
    comments > 0 && sign("¶", t("Comments: %(number)s", { number: comments })),
  );
}

function sign(mark, name) {
  const made = element("span", { class: "note-sign" }, element("span", { "aria-hidden": "true" }, mark));
  made.append(element("span", { class: "hidden-name" }, name));
  made.title = name;
  return made;
}

/** The notes of a desk. `writing` is the one field that is open: {key, sort, note}, with null for a note not yet there. */
export class Notes {
  constructor(store, desk) {
    Object.assign(this, { store, desk, writing: null });
    this.drafts = new Map(); // what was begun, or given up, by the place and sort of the note: it stands there again
  }

  /** What stands now of this sort on `item` (null: on the document). */
  find(sort, item) {
    return notesOf(item, this.store).find((note) => note.sort === sort) ?? null;
  }

  /** Say that the item in focus is unsure, or that it is no longer. */
  toggleUnsure() {
    const { item } = this.desk;
    if (!item) return;
    const note = this.find("unsure", item);
    if (!this.desk.act(note ? [removal(note)] : [addition("unsure", "", item)])) return;
    this.desk.view.announce(note ? t("No longer unsure") : t("Marked as unsure"));
  }

  /** Open the field for a comment on the item in focus, or on the document where there is none. */
  comment(item = this.desk.item) {
    this.#write({ key: item?.key ?? "", sort: "comment", note: null });
  }

  /** Flag the document, and open the field for the reason. */
  flag() {
    const note = this.find("flag", null);
    if (!note && !this.desk.act([addition("flag", "", null)])) return;
    if (!note) this.desk.view.announce(t("The document is flagged"));
    this.edit(this.find("flag", null));
  }

  /** Open the field for the words of `note`. */
  edit(note) {
    this.#write({ key: keyOfNote(note), sort: note.sort, note: note.id });
  }

  /** Take a note away. */
  remove(note) {
    if (this.desk.act([removal(note)])) this.desk.view.announce(t("Removed"));
  }

  /** Remember what stands in the open field by now: the field may be drawn anew. */
  type(text) {
    if (this.writing) this.drafts.set(placeOfDraft(this.writing), text);
  }

  /**
   * Close the field; `text` is what it says. Null gives it up, with what stands in it as the `draft` of the next time.
   * An emptied comment is removed, an empty one never made.
   */
  close(text = null, draft = "") {
    const { writing } = this;
    this.writing = null;
    if (writing && text === null) this.#keepDraft(writing, draft);
    const operations = text === null ? [] : this.#operations(writing, text.trim());
    let isDone = this.desk.act(operations);
    if (!isDone && this.store.layer.state !== "open") isDone = this.#report(writing, text.trim());
    if (!isDone) this.writing = writing;
    else if (writing && text !== null) this.#keepDraft(writing, "");
    if (isDone && operations.length) this.desk.view.announce(t("The note is kept"));
    return isDone;
  }

  /** What cannot be said any more, as the document was finished elsewhere, is not lost: the report offers it. */
  #report({ key, sort, note }, text) {
    const { store, article, view, current } = this.desk;
    if (text) {
      const lost = { id: note ?? uuid(), sort, text, key: key || null };
      const said = describeNote(lost, [{ items: store.items, article }]);
      const loss = { key: lost.key, text: `${said}: ${t("This document is not open.")}`, note: lost };
      view.report.add({ conflicts: [], losses: [loss], changes: [] });
    }
    view.draw(current);
    return true;
  }

  /** Close the field of an item that is no longer in focus. */
  stand(current) {
    if (this.writing?.key && this.writing.key !== current) this.writing = null;
  }

  /** Let what is being written go on as `writing`; null closes the field. */
  move(writing) {
    const { draft } = this;
    this.drafts.delete(placeOfDraft(this.writing));
    this.writing = writing;
    if (!writing) return;
    const given = this.draft; // what was given up there before
    this.type(given ? `${draft}\n${given}` : draft);
  }

  /** What was begun, or given up, for the field that is open; null for nothing. */
  get draft() {
    return this.writing ? (this.drafts.get(placeOfDraft(this.writing)) ?? null) : null;
  }

  #keepDraft(writing, text) {
    if (text.trim()) this.drafts.set(placeOfDraft(writing), text);
    else this.drafts.delete(placeOfDraft(writing));
  }

  #write(writing) {
    if (this.store.layer.state !== "open") return this.desk.view.complain(t("This document is not open."));
    this.writing = writing;
    if (writing.key && writing.key !== this.desk.current) this.desk.focus(writing.key);
    else this.desk.view.draw(this.desk.current);
    const field = document.querySelector(".note-field");
    field.focus();
    return field.scrollIntoView({ block: "nearest" });
  }

  #operations({ key, sort, note }, text) {
    const old = this.store.layer.notes.get(note);
    if (!old) return text ? [addition(sort, text, this.store.items.get(key) ?? null)] : [];
    if (text === old.text) return [];
    return text || sort === "flag" ? [{ kind: "change_note", note, text }] : [removal(old)];
  }
}

const placeOfDraft = ({ key, sort, note }) => [key, sort, note].join(" ");

/** The operation that adds a note on `item` (null: on the document). */
export const addition = (sort, text, item) => ({ kind: "add_note", note: uuid(), sort, text, ...placeOf(item) });

const removal = (note) => ({ kind: "remove_note", note: note.id });

export const noteCommands = (notes) => [
  command("unsure", "KeyU", t("Unsure of this, or no longer"), () => notes.toggleUnsure(), { once: true }),
  command("comment", "Shift+KeyC", t("Comment on this"), () => notes.comment()),
  command("flag", "Shift+KeyF", t("Flag the document, with a reason"), () => notes.flag(), { once: true }),
];
