"""Restoring: the layers of an exported file become layers again, with spans, events, decisions and a log entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.core.edits import (
    DecisionEdit,
    Edit,
    EventEdit,
    NoteEdit,
    RefusalEdit,
    SpanEdit,
    StateEdit,
    apply,
)
from annotator.core.layer import (
    FINISHED,
    OPEN,
    REJECTED,
    SKIPPED,
    Decision,
    Layer,
    MarkedSpan,
    Note,
    Refusal,
)
from annotator.core.phrases import N_, Phrase
from annotator.core.records import Record, RecordedSpan, SuggestedSpan
from annotator.db.accounts import UserRow
from annotator.db.base import insert_all, now
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.log import edit_to_json, write_difference
from annotator.db.projects import MemberRow
from annotator.services.accounts import user_name
from annotator.services.assign import claim
from annotator.services.phrasing import phrase_to_json
from annotator.services.recorded import identity

RESTORED = "import"
"""The kind of the log entry that a restored layer begins with."""

_REASON = phrase_to_json(Phrase(N_("came with the file")))


def restore_layers(session: Session, document_id: int, record: Record) -> int:
    """Make the layers of ``record`` on a document that is new; return how many. Runs in the caller's transaction.

    A name that nobody has here yet becomes a user who cannot sign in until somebody gives them a link. Gold names those
    whose layers it stands on, but holds none.
    """
    if not record.annotators or record.gold is not None:
        return 0
    suggestions = _Suggestions(session, document_id)
    edits = {name: _edits(record, name, suggestions) for name in record.annotators}
    suggestions.write()
    for name in record.annotators:
        user = _user(session, user_name(name))
        _join(session, document_id, user)
        claim(session, document_id, user.id)
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
    insert_all(session, OperationRow, [entry])
    layer = apply(Layer(), edits)
    write_difference(session, row.id, Layer(), layer)
    row.state = layer.state


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
    edits += _refusal_edits(record, annotator, suggestions)
    edits += _note_edits(record, annotator, suggestions)
    if annotator in record.finished or annotator in record.skipped:
        edits.append(StateEdit(OPEN, SKIPPED if annotator in record.skipped else FINISHED))
    return edits


def _refusal_edits(record: Record, annotator: str, suggestions: _Suggestions) -> Sequence[Edit]:
    refusals = [
        Refusal(suggestions.id_of(one.trigger), one.role, suggestions.id_of(one.filler), one.decided_at)
        for one in record.refused
        if one.annotator == annotator
    ]
    return [RefusalEdit(refusal.key, None, refusal) for refusal in refusals]


def _note_edits(record: Record, annotator: str, suggestions: _Suggestions) -> Sequence[Edit]:
    edits: list[Edit] = []
    for one in record.notes:
        if one.annotator == annotator:
            suggestion = suggestions.id_of(one.suggested) if one.suggested else None
            edits.append(NoteEdit(one.id, None, Note(one.id, one.sort, one.text, one.span, suggestion, one.noted_at)))
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
            identity(suggested), {"id": self._next + len(self._rows), **self._values(suggested)}
        )
        return int(row["id"])

    def write(self) -> None:
        """Write the rows."""
        if self._rows:
            insert_all(self._session, SuggestionRow, list(self._rows.values()))

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
