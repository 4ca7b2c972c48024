"""Restoring: the layers of an exported file become layers again, with spans, events, decisions and a log entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from annotator.core.events import Event
from annotator.core.labels import Label, LabelSet
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
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.log import edit_to_json, write_difference
from annotator.db.projects import MemberRow
from annotator.services.accounts import user_name
from annotator.services.suggest import phrase_to_json

RESTORED = "import"
"""The kind of the log entry that a restored layer begins with."""

MAX_ID = 64
"""The longest id of a span or an event, in characters."""

_REASON = phrase_to_json(Phrase(N_("came with the file")))


def check_layers(record: Record, labels: LabelSet) -> None:
    """Raise :class:`Problem` where the layers of ``record`` do not hold together or do not fit the label set."""
    names = [user_name(annotator) for annotator in record.annotators]
    _check_once("annotator-double", N_("The annotator “%(id)s” is named twice."), names)
    _check_once("span-taken", N_("Two spans have the id “%(id)s”."), [recorded.id for recorded in record.spans])
    _check_once("event-taken", N_("Two events have the id “%(id)s”."), [event.id for event in record.events])
    placed = {recorded.id: recorded for recorded in record.spans}
    for recorded in record.spans:
        _check_span(recorded, record, labels)
    for event in record.events:
        _check_event(event, placed, labels)
    for item in record.rejected:
        _check_annotator(item.annotator, record)
        check_suggested(item.suggested, record, labels)
    _check_decisions(record)


def check_suggested(suggested: SuggestedSpan, record: Record, labels: LabelSet) -> None:
    """Raise :class:`Problem` where a suggestion does not fit its text or the label set (retired labels do)."""
    check_boundaries(record.document.text, suggested.span.start, suggested.span.end)
    label = _known_label(suggested.span.label, labels)
    labels.check_attributes(suggested.attributes, label.attributes)
    if suggested.type is not None:
        _check_trigger(label, labels)
        labels.check_event_type(suggested.type, suggested.subtype)


def _known_label(label: str, labels: LabelSet) -> Label:
    return labels.by_id.get(label) or labels.check_label(label)


def _check_once(code: str, message: str, ids: Sequence[str]) -> None:
    for one, count in Counter(ids).items():
        if count > 1:
            raise Problem(code, message, id=one)


def _check_id(name: str) -> None:
    if len(name) > MAX_ID:
        raise Problem("id-long", N_("The id “%(id)s” has more than %(most)s characters."), id=name, most=MAX_ID)


def _check_span(recorded: RecordedSpan, record: Record, labels: LabelSet) -> None:
    span = recorded.span
    _check_id(recorded.id)
    check_boundaries(record.document.text, span.start, span.end)
    labels.check_attributes(recorded.attributes, _known_label(span.label, labels).attributes)
    if recorded.origin not in (ACCEPTED, FIXED, MANUAL):
        raise Problem("origin", N_("“origin” is accepted, fixed or manual, not “%(origin)s”."), origin=recorded.origin)
    _check_annotator(recorded.annotator, record)
    if recorded.suggested is not None:
        check_suggested(recorded.suggested, record, labels)


def _check_annotator(name: str, record: Record) -> None:
    if name not in record.annotators:
        raise Problem("annotator", N_("“%(name)s” is not among the annotators of this line."), name=name)


def _check_trigger(label: Label, labels: LabelSet) -> None:
    if label is not labels.trigger:
        raise Problem(
            "trigger-label",
            N_("An event stands on a span with the trigger label, not on “%(label)s”."),
            label=label.id,
        )


def _check_event(event: Event, placed: Mapping[str, RecordedSpan], labels: LabelSet) -> None:
    _check_id(event.id)
    trigger = placed.get(event.trigger)
    if trigger is None:
        raise Problem("event-trigger", N_("The event “%(id)s” has no trigger span."), id=event.id)
    _check_trigger(_known_label(trigger.span.label, labels), labels)
    labels.check_event_type(event.type, event.subtype)
    labels.check_attributes(event.attributes, labels.event_attributes)
    for argument in event.arguments:
        filler = placed.get(argument.span)
        if filler is None or filler.annotator != trigger.annotator:
            raise Problem("event-argument", N_("The event “%(id)s” has an argument that is no span."), id=event.id)
        labels.check_argument(argument.role, filler.span.label)
    _check_roles(event, labels)


def _check_roles(event: Event, labels: LabelSet) -> None:
    fillers = Counter(argument.role for argument in event.arguments)
    for role, count in fillers.items():
        if (count > 1 and not labels.roles_by_id[role].many) or len(set(event.arguments)) < len(event.arguments):
            raise Problem(
                "event-role", N_("The event “%(id)s” fills the role “%(role)s” too often."), id=event.id, role=role
            )


def _check_decisions(record: Record) -> None:
    """Raise :class:`Problem` ``suggestion-decided`` where one annotator decides on one suggestion twice."""
    decided = [(one.annotator, _identity(one.suggested)) for one in record.spans if one.suggested]
    decided += [(one.annotator, _identity(one.suggested)) for one in record.rejected]
    for (annotator, (span, *_)), count in Counter(decided).items():
        if count > 1:
            raise Problem(
                "suggestion-decided",
                N_("“%(name)s” decides twice on the same suggestion, at %(start)s–%(end)s."),
                name=annotator,
                start=span.start,
                end=span.end,
            )


def _identity(suggested: SuggestedSpan) -> tuple[Any, ...]:
    """Return what tells one suggestion of a document from another."""
    return (suggested.span, suggested.suggester, suggested.score, suggested.type, suggested.subtype)


def restore_layers(session: Session, document_id: int, record: Record) -> int:
    """Make the layers of ``record`` on a document that is new; return how many. Runs in the caller's transaction.

    A name that nobody has here yet becomes a user who cannot sign in until somebody gives them a link.
    """
    suggestions = _Suggestions(session, document_id)
    edits = {name: _edits(record, name, suggestions) for name in record.annotators}
    suggestions.write()
    for name in record.annotators:
        user = _user(session, user_name(name))
        _join(session, document_id, user)
        _write_layer(session, document_id, user, edits[name])
    return len(record.annotators)


def _write_layer(session: Session, document_id: int, user: UserRow, edits: Sequence[Edit]) -> None:
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


def _user(session: Session, name: str) -> UserRow:
    found = session.scalar(select(UserRow).filter_by(name=name))
    if found is None:
        found = UserRow(name=name)
        session.add(found)
        session.flush()
    return found


def _join(session: Session, document_id: int, user: UserRow) -> None:
    """Make who holds a layer a member of the project, so that they find it when they come."""
    project_id = session.get_one(DocumentRow, document_id).project_id
    if not user.manager and session.get(MemberRow, (project_id, user.id)) is None:
        session.add(MemberRow(project_id=project_id, user_id=user.id))


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
    """The suggestions that a restored document's decisions stand on, each made once, all written together."""

    def __init__(self, session: Session, document_id: int) -> None:
        self._session, self._document_id = session, document_id
        self._next = (session.scalar(select(func.max(SuggestionRow.id))) or 0) + 1
        self._rows: dict[Any, dict[str, Any]] = {}

    def id_of(self, suggested: SuggestedSpan) -> int:
        """Return the id of the suggestion's row."""
        row = self._rows.setdefault(
            _identity(suggested), {"id": self._next + len(self._rows), **self._values(suggested)}
        )
        return int(row["id"])

    def write(self) -> None:
        """Write the rows."""
        if self._rows:
            self._session.execute(insert(SuggestionRow), list(self._rows.values()))

    def _values(self, suggested: SuggestedSpan) -> dict[str, Any]:
        return {
            "document_id": self._document_id,
            "suggester": suggested.suggester or RESTORED,
            "version": "",
            **asdict(suggested.span),
            "score": suggested.score,
            "reason": _REASON,
            "type": suggested.type,
            "subtype": suggested.subtype,
            "attributes": dict(suggested.attributes),
            "current": False,
        }
