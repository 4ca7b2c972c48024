"""Planning what is said beside deciding: comments, what is unsure, flags, why a document is skipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from annotator.core.edits import Edit, NoteEdit, StateEdit
from annotator.core.finding import note_of, span_of, suggestion_of
from annotator.core.ground import Ground, Plan
from annotator.core.layer import COMMENT, FLAG, MAX_NOTE, SKIP, SKIPPED, UNSURE, Layer, Note
from annotator.core.operations import AddNote, ChangeNote, Operation, RemoveNote, Skip
from annotator.core.phrases import N_, Problem


def _add_note(operation: AddNote, layer: Layer, ground: Ground) -> list[Edit]:
    if operation.sort not in (COMMENT, UNSURE, FLAG):
        message = N_("A note is a comment, unsure or a flag, not “%(sort)s”.")
        raise Problem("note-sort", message, sort=operation.sort)
    _check_target(operation, layer, ground)
    note = Note(
        operation.note, operation.sort, operation.text, operation.span, operation.suggestion, noted_at=operation.at
    )
    if note.sort == UNSURE and any((one.sort, one.target) == (UNSURE, note.target) for one in layer.notes.values()):
        raise Problem("note-double", N_("This is marked as unsure already."))
    return [_new_note(note, layer)]


def _change_note(operation: ChangeNote, layer: Layer, ground: Ground) -> list[Edit]:
    old = note_of(operation.note, layer)
    check_text(old.sort, operation.text)
    return [NoteEdit(old.id, old, replace(old, text=operation.text))]


def _remove_note(operation: RemoveNote, layer: Layer, ground: Ground) -> list[Edit]:
    old = note_of(operation.note, layer)
    return [NoteEdit(old.id, old, None)]


def _skip(operation: Skip, layer: Layer, ground: Ground) -> list[Edit]:
    note = Note(operation.note, SKIP, operation.reason, noted_at=operation.at)
    return [_new_note(note, layer), StateEdit(layer.state, SKIPPED)]


def check_text(sort: str, text: str) -> None:
    """Raise :class:`Problem` ``note-blank`` or ``note-long`` where a note of this sort may not say ``text``."""
    if sort == COMMENT and (not text or text.isspace()):
        raise Problem("note-blank", N_("The comment is empty: write something, or remove it."))
    if len(text) > MAX_NOTE:
        message = N_("The text has %(length)s characters; at most %(most)s can be kept.")
        raise Problem("note-long", message, length=len(text), most=MAX_NOTE)


def _new_note(note: Note, layer: Layer) -> NoteEdit:
    if note.id in layer.notes:
        raise Problem("note-taken", N_("There is a note with this id already."))
    check_text(note.sort, note.text)
    return NoteEdit(note.id, None, note)


def _check_target(operation: AddNote, layer: Layer, ground: Ground) -> None:
    if operation.suggestion is not None:
        suggestion_of(operation.suggestion, ground)
    if operation.span is None:
        return
    # What came of a suggestion is noted on the suggestion: so the note stays when the span is removed or taken anew.
    if span_of(operation.span, layer).suggestion is not None or operation.suggestion is not None:
        raise Problem("note-target", N_("A note is about a suggestion, about a span added by hand, or the document."))


PLANS: Mapping[type[Operation], Plan] = {
    AddNote: _add_note,
    ChangeNote: _change_note,
    RemoveNote: _remove_note,
    Skip: _skip,
}
