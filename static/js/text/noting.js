// Planning what is said beside deciding: comments, what is unsure, flags, why a document is skipped. The mirror of
// core/noting.py.

import { N_ } from "../lib/messages.js";
import { isSpace, pointsOf } from "./clusters.js";
import { COMMENT, FLAG, SKIP, SKIPPED, UNSURE, targetOf } from "./edits.js";
import { noteOf, spanOf, suggestionOf } from "./finding.js";
import { Problem } from "./problem.js";

const MAX_NOTE = 4000; // characters of a note's text

export const NOTING = {
  add_note(operation, layer, ground) {
    const { sort, text = "", span = null, suggestion = null } = operation;
    if (![COMMENT, UNSURE, FLAG].includes(sort)) {
      throw new Problem("note-sort", N_("A note is a comment, unsure or a flag, not “%(sort)s”."), { sort });
    }
    checkTarget(span, suggestion, layer, ground);
    const note = { id: operation.note, sort, text, span, suggestion, noted_at: operation.at ?? "" };
    const isSaid = (one) => one.sort === UNSURE && targetOf(one) === targetOf(note);
    if (sort === UNSURE && [...layer.notes.values()].some(isSaid)) {
      throw new Problem("note-double", N_("This is marked as unsure already."));
    }
    return [newNote(note, layer)];
  },

  change_note(operation, layer) {
    const old = noteOf(operation.note, layer);
    checkText(old.sort, operation.text);
    return [{ on: "note", id: old.id, before: old, after: { ...old, text: operation.text } }];
  },

  remove_note(operation, layer) {
    const old = noteOf(operation.note, layer);
    return [{ on: "note", id: old.id, before: old, after: null }];
  },

  skip(operation, layer) {
    const noted_at = operation.at ?? "";
    const note = { id: operation.note, sort: SKIP, text: operation.reason, span: null, suggestion: null, noted_at };
    return [newNote(note, layer), { on: "state", id: null, before: layer.state, after: SKIPPED }];
  },
};

function newNote(note, layer) {
  if (layer.notes.has(note.id)) throw new Problem("note-taken", N_("There is a note with this id already."));
  checkText(note.sort, note.text);
  return { on: "note", id: note.id, before: null, after: note };
}

function checkText(sort, text) {
  const points = pointsOf(text);
  if (sort === COMMENT && points.every(isSpace)) {
    throw new Problem("note-blank", N_("The comment is empty: write something, or remove it."));
  }
  if (points.length > MAX_NOTE) {
    const message = N_("The text has %(length)s characters; at most %(most)s can be kept.");
    throw new Problem("note-long", message, { length: points.length, most: MAX_NOTE });
  }
}

function checkTarget(span, suggestion, layer, ground) {
  if (suggestion !== null) suggestionOf(suggestion, ground);
  if (span === null) return;
  // What came of a suggestion is noted on the suggestion: so the note stays when the span is removed or taken anew.
  if (spanOf(span, layer).suggestion !== null || suggestion !== null) {
    const message = N_("A note is about a suggestion, about a span added by hand, or the document.");
    throw new Problem("note-target", message);
  }
}
