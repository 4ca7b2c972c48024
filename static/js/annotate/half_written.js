// A note that is being written while another tab or device changes the document: its field goes on, elsewhere if need be.

import { t } from "../lib/messages.js";
import { draftOf, takeUp } from "./fields.js";

/**
 * Let `draw` show what was done elsewhere, and what is being written in the field of `notes` go on. Returns what is to be
 * said of it, "" for nothing.
 */
export function goOn(notes, draw) {
  const isBegun = Boolean(notes.draft?.trim());
  const caret = isBegun ? draftOf(document.activeElement) : null;
  const said = notes.writing ? moved(notes) : "";
  draw();
  if (!isBegun || !notes.writing) return "";
  if (said) goInto(caret);
  if (notes.store.layer.state === "open") return said;
  return t("This document is not open any more. Open it again to save what you are writing.");
}

/** Where the item or the note that is written on is gone, write on the document, or another note; says so. */
function moved(notes) {
  const { writing, draft, store } = notes;
  const isNote = !writing.note || store.layer.notes.has(writing.note);
  const isItem = !writing.key || store.items.has(writing.key);
  if (isNote && isItem) return "";
  if (!draft?.trim()) {
    notes.move(null);
    return "";
  }
  notes.move({ key: isItem ? writing.key : "", sort: "comment", note: null });
  if (isItem) return t("This comment was removed elsewhere. What you are writing is a new one now.");
  return t("The span was removed elsewhere. What you are writing is a comment on the document now.");
}

/** Who wrote in the field that is gone writes on in the new one: no letter must become the key of a command. */
function goInto(caret) {
  const field = document.querySelector(".note-field");
  if (!caret || !field) return;
  field.focus({ preventScroll: true });
  takeUp(field, { ...caret, value: field.value });
}
