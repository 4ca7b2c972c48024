"""Restoring: the layers of an exported file become layers again, with spans, events, decisions and a log entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from annotator.core.labels import LabelSet
from annotator.core.layer import (
    ACCEPTED,
    FINISHED,
    FIXED,
    MANUAL,
    OPEN,
    REJECTED,
    Decision,
    DecisionEdit,
    Edit,
    EventEdit,
    Layer,
    MarkedSpan,
    SpanEdit,
    StateEdit,
    apply,
)
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.records import Record, RecordedSpan, SuggestedSpan
from annotator.core.spans import check_boundaries
from annotator.db.accounts import UserRow
from annotator.db.base import now
from annotator.db.documents import SuggestionRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.log import edit_to_json, write_difference
from annotator.services.accounts import clean_name
from annotator.services.suggest import phrase_to_json

RESTORED = "import"
"""The kind of the log entry that a restored layer begins with."""

_REASON = phrase_to_json(Phrase(N_("came with the file")))


def check_layers(record: Record, labels: LabelSet) -> None:
    """Raise :class:`Problem` where the layers of ``record`` do not hold together or do not fit the label set."""
    for annotator in record.annotators:
        clean_name(annotator)
    placed: dict[str, RecordedSpan] = {}
    for recorded in record.spans:
        _check_span(recorded, record, labels)
        if recorded.id in placed:
            raise Problem("span-taken", N_("Two spans have the id “%(id)s”."), id=recorded.id)
        placed[recorded.id] = recorded
    for event in record.events:
        if event.trigger not in placed:
            raise Problem("event-trigger", N_("The event “%(id)s” has no trigger span."), id=event.id)
        labels.check_event_type(event.type, event.subtype)
        labels.check_attributes(event.attributes, labels.event_attributes)
        for argument in event.arguments:
            filler = placed.get(argument.span)
            if filler is None or filler.annotator != placed[event.trigger].annotator:
                raise Problem("event-argument", N_("The event “%(id)s” has an argument that is no span."), id=event.id)
            labels.check_argument(argument.role, filler.span.label)
    for item in record.rejected:
        span = item.suggested.span
        check_boundaries(record.document.text, span.start, span.end)


def _check_span(recorded: RecordedSpan, record: Record, labels: LabelSet) -> None:
    span = recorded.span
    check_boundaries(record.document.text, span.start, span.end)
    label = labels.by_id.get(span.label) or labels.check_label(span.label)
    labels.check_attributes(recorded.attributes, label.attributes)
    if recorded.origin not in (ACCEPTED, FIXED, MANUAL):
        raise Problem("origin", N_("“origin” is accepted, fixed or manual, not “%(origin)s”."), origin=recorded.origin)
    if recorded.annotator not in record.annotators:
        raise Problem("annotator", N_("“%(name)s” is not among the annotators of this line."), name=recorded.annotator)


def restore_layers(session: Session, document_id: int, record: Record) -> int:
    """Make the layers of ``record`` on a document that is new; return how many. Runs in the caller's transaction.

    A name that nobody has here yet becomes a user who cannot sign in until somebody gives them a link.
    """
    suggestions = _Suggestions(session, document_id)
    for name in record.annotators:
        user = _user(session, clean_name(name))
        edits = _edits(record, name, suggestions)
        row = LayerRow(document_id=document_id, user_id=user.id, revision=1)
        session.add(row)
        session.flush()
        entry: dict[str, Any] = {
            "layer_id": row.id,
            "revision": 1,
            "operation_id": RESTORED,
            "user_id": user.id,
            "at": now(),
            "kind": RESTORED,
            "fields": {},
            "edits": [edit_to_json(edit) for edit in edits],
        }
        session.execute(insert(OperationRow), entry)
        write_difference(session, row, Layer(), apply(Layer(), edits))
    return len(record.annotators)


def _user(session: Session, name: str) -> UserRow:
    found = session.scalar(select(UserRow).filter_by(name=name))
    if found is None:
        found = UserRow(name=name)
        session.add(found)
        session.flush()
    return found


def _edits(record: Record, annotator: str, suggestions: _Suggestions) -> Sequence[Edit]:
    edits: list[Edit] = []
    mine = {recorded.id for recorded in record.spans if recorded.annotator == annotator}
    for recorded in record.spans:
        if recorded.id in mine:
            edits += _span_edits(recorded, record, suggestions)
    edits += [EventEdit(event.id, None, event) for event in record.events if event.trigger in mine]
    for item in record.rejected:
        if item.annotator == annotator:
            suggestion = suggestions.id_of(item.suggested)
            edits.append(DecisionEdit(suggestion, None, Decision(suggestion, REJECTED, item.decided_at)))
    if annotator in record.finished:
        edits.append(StateEdit(OPEN, FINISHED))
    return edits


def _span_edits(recorded: RecordedSpan, record: Record, suggestions: _Suggestions) -> Sequence[Edit]:
    place = recorded.span
    suggestion = suggestions.id_of(recorded.suggested) if recorded.suggested else None
    marked = MarkedSpan(
        recorded.id,
        place.start,
        place.end,
        place.label,
        recorded.attributes,
        recorded.origin,
        suggestion,
        recorded.decided_at,
    )
    edits: list[Edit] = [SpanEdit(marked.id, None, marked)]
    if suggestion is not None:
        edits.append(DecisionEdit(suggestion, None, Decision(suggestion, recorded.origin, recorded.decided_at)))
    return edits


class _Suggestions:
    """The suggestions that a restored document's decisions stand on, each made once."""

    def __init__(self, session: Session, document_id: int) -> None:
        self._session, self._document_id = session, document_id
        self._ids: dict[Any, int] = {}

    def id_of(self, suggested: SuggestedSpan) -> int:
        """Return the id of the suggestion's row."""
        key = (suggested.span, suggested.suggester, suggested.score, suggested.type, suggested.subtype)
        if key not in self._ids:
            self._ids[key] = self._add(suggested)
        return self._ids[key]

    def _add(self, suggested: SuggestedSpan) -> int:
        row = SuggestionRow(
            document_id=self._document_id,
            suggester=suggested.suggester or RESTORED,
            version="",
            start=suggested.span.start,
            end=suggested.span.end,
            label=suggested.span.label,
            score=suggested.score,
            reason=_REASON,
            type=suggested.type,
            subtype=suggested.subtype,
            attributes=dict(suggested.attributes),
            current=False,
        )
        self._session.add(row)
        self._session.flush()
        return row.id
