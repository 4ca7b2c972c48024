"""What a file says beside decisions (notes, what was skipped, refused arguments): whether it holds together."""

from __future__ import annotations

from collections import Counter

from annotator.core.labels import LabelSet
from annotator.core.layer import COMMENT, FLAG, MANUAL, SKIP, UNSURE
from annotator.core.noting import check_text
from annotator.core.phrases import N_, Problem
from annotator.core.records import Record, RecordedNote
from annotator.services.recorded import check_annotator, check_id, check_once, check_suggested, identity


def check_notes(record: Record, labels: LabelSet) -> None:
    """Raise :class:`Problem` where notes, skipping or refused arguments of ``record`` do not hold together."""
    for name in record.skipped:
        check_annotator(name, record)
        if name in record.finished:
            raise Problem("skipped", N_("“%(name)s” cannot have both finished and skipped a document."), name=name)
    check_once("note-taken", N_("Two notes have the id “%(id)s”."), [note.id for note in record.notes])
    for note in record.notes:
        _check_note(note, record, labels)
    _check_unsure(record)
    _check_reasons(record)
    _check_refused(record, labels)


def _check_note(note: RecordedNote, record: Record, labels: LabelSet) -> None:
    check_id(note.id)
    check_annotator(note.annotator, record)
    if note.sort not in (COMMENT, UNSURE, FLAG, SKIP):
        message = N_("“sort” is comment, unsure, flag or skip, not “%(sort)s”.")
        raise Problem("note-sort", message, sort=note.sort)
    check_text(note.sort, note.text)
    if note.suggested is not None:
        check_suggested(note.suggested, record, labels)
    if note.span is not None:
        _check_span(note, record)
    if (note.span is not None) + (note.suggested is not None) > (note.sort != SKIP):
        raise Problem("note-target", N_("The note “%(id)s” is about more than it can be about."), id=note.id)


def _check_span(note: RecordedNote, record: Record) -> None:
    manual = {(span.id, span.annotator) for span in record.spans if span.origin == MANUAL}
    if (note.span, note.annotator) not in manual:
        message = N_("The note “%(id)s” is about a span that “%(name)s” has not added by hand.")
        raise Problem("note-span", message, id=note.id, name=note.annotator)


def _check_unsure(record: Record) -> None:
    unsure = Counter(
        (note.annotator, note.span, note.suggested and identity(note.suggested))
        for note in record.notes
        if note.sort == UNSURE
    )
    for (annotator, *_), count in unsure.items():
        if count > 1:
            raise Problem("note-double", N_("“%(name)s” is unsure of the same twice."), name=annotator)


def _check_reasons(record: Record) -> None:
    reasons = Counter(note.annotator for note in record.notes if note.sort == SKIP)
    for annotator, count in reasons.items():
        if count > 1 or annotator not in record.skipped:
            message = N_("“%(name)s” can give one reason for skipping, and only where the document was skipped.")
            raise Problem("note-skip", message, name=annotator)


def _check_refused(record: Record, labels: LabelSet) -> None:
    for one in record.refused:
        check_annotator(one.annotator, record)
        labels.check_role(one.role)
        for suggested in (one.trigger, one.filler):
            check_suggested(suggested, record, labels)
        if one.trigger.type is None:
            raise Problem("argument-trigger", N_("An argument was rejected whose trigger names no event."))
    refused = Counter((one.annotator, identity(one.trigger), one.role, identity(one.filler)) for one in record.refused)
    for (annotator, *_), count in refused.items():
        if count > 1:
            raise Problem("argument-refused", N_("“%(name)s” rejects the same argument twice."), name=annotator)
