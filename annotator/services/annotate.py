"""Annotating: a person's layer of a document, opened, changed by operations, saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.arabic import document_cuts
from annotator.core.edits import Edit, apply
from annotator.core.ground import Ground
from annotator.core.labels import LabelSet
from annotator.core.layer import Layer
from annotator.core.operations import KINDS, Operation
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.planning import plan
from annotator.core.suggestions import Suggestion
from annotator.core.tokens import Token, tokenize
from annotator.db.accounts import UserRow
from annotator.db.base import insert_all, now, writing
from annotator.db.documents import FREED, AssignmentRow, DocumentRow, SuggestedArgumentRow, SuggestionRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.log import edit_from_json, edit_to_json, logged_edits, read_layer, write_difference
from annotator.services.assign import claim
from annotator.services.suggest import known_stems

LONGEST_GAP = 300
"""So many seconds between two changes count as work at most; who was away longer was not at work."""

_NAMES = {kind: name for name, kind in KINDS.items()}


class Stale(Problem):
    """The page's revision is not the layer's: somebody, perhaps the same person elsewhere, was faster."""

    def __init__(self) -> None:
        super().__init__("stale", N_("This document was changed elsewhere in the meantime."))


class Refused(Problem):
    """One operation cannot be done; nothing of its request was written."""

    def __init__(self, operation: str, problem: Problem) -> None:
        super().__init__(problem.code, problem.phrase.message, **problem.phrase.values)
        self.operation = operation


@dataclass(frozen=True, slots=True)
class ShownSuggestion:
    """A suggestion with its id, who made it, and the arguments it proposes: (role, suggestion id, score, reason)."""

    id: int
    suggester: str
    value: Suggestion
    arguments: Sequence[tuple[str, int, float, Phrase]]


@dataclass(frozen=True, slots=True)
class Workplace:
    """All that the annotation page shows."""

    document: DocumentRow
    labels: LabelSet
    layer_row: LayerRow
    layer: Layer
    suggestions: Sequence[ShownSuggestion]
    tokens: Sequence[Token]
    cuts: Sequence[int]


def open_layer(session: Session, document_id: int, user: UserRow) -> LayerRow:
    """Return the layer of ``user`` on the document, made at the first visit."""
    found = session.scalar(select(LayerRow).filter_by(document_id=document_id, user_id=user.id))
    if found is not None:
        return found
    user_id = user.id
    with writing(session):
        found = session.scalar(select(LayerRow).filter_by(document_id=document_id, user_id=user_id))
        if found is None:
            found = LayerRow(document_id=document_id, user_id=user_id, revision=0)
            session.add(found)
    return found


def workplace(session: Session, document: DocumentRow, labels: LabelSet, user: UserRow) -> Workplace:
    """Return what the page needs to show ``document`` to ``user``."""
    row = open_layer(session, document.id, user)
    layer = read_layer(session, row)
    held = _held(layer)
    shown = [one for one in _suggestions(session, document.id) if one.current or one.id in held]
    arguments = _arguments(session, document.id, {one.id for one in shown})
    tokens = tokenize(document.text)
    return Workplace(
        document,
        labels,
        row,
        layer,
        [ShownSuggestion(one.id, one.suggester, one.value(), arguments.get(one.id, [])) for one in shown],
        tokens,
        document_cuts(document.text, tokens, known_stems()),
    )


def _held(layer: Layer) -> Set[int]:
    """Return the suggestions that the layer says something about: they are shown also when proposed no longer."""
    noted = {note.suggestion for note in layer.notes.values() if note.suggestion is not None}
    refused = {suggestion for one in layer.refusals.values() for suggestion in (one.trigger, one.filler)}
    return layer.decisions.keys() | noted | refused


def save_operations(
    session: Session,
    layer_row: LayerRow,
    labels: LabelSet,
    user: UserRow,
    revision: int,
    operations: Sequence[Operation],
) -> tuple[int, str]:
    """Do ``operations`` in their order, all or none, and return the new revision and the time they were written.

    ``revision`` is the one that the page stands on. What the log has already is passed over, so that sending again is
    harmless; if it has all of it, the answer is the revision that it led to then, not what became of it since.
    Raises :class:`Stale` or :class:`Refused`; then nothing is written.
    """
    layer_id, user_id = layer_row.id, user.id
    with writing(session):
        row = session.get_one(LayerRow, layer_id)
        logged = _logged(session, layer_id, operations)
        new = [operation for operation in operations if operation.id not in logged]
        if not new and logged:
            return max(logged.values()), _iso(row.changed_at)
        if new and revision != row.revision:
            raise Stale
        at = now()
        if row.revision == 0 or _is_freed(session, row):
            claim(session, row.document_id, user_id)
        row.seconds += _seconds(row, at)
        stamped = [replace(operation, at=_iso(at)) for operation in new]
        _write(session, row, _ground(session, row, labels), stamped, user_id)
        row.changed_at = at
        return row.revision, _iso(at)


def _is_freed(session: Session, row: LayerRow) -> bool:
    held = session.get(AssignmentRow, (row.document_id, row.user_id))
    return held is None or held.state == FREED


def _seconds(row: LayerRow, at: datetime) -> int:
    """Return the seconds of work that end ``at``: since the last change, or since the document was opened."""
    since = row.changed_at if row.revision else row.created_at
    return round(min(max((at - since).total_seconds(), 0), LONGEST_GAP))


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds")


def _logged(session: Session, layer_id: int, operations: Sequence[Operation]) -> Mapping[str, int]:
    """Return the revision that each of ``operations`` led to, for those that the log has."""
    query = select(OperationRow.operation_id, OperationRow.revision).where(
        OperationRow.layer_id == layer_id, OperationRow.operation_id.in_([one.id for one in operations])
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _ground(session: Session, row: LayerRow, labels: LabelSet) -> Ground:
    document = session.get_one(DocumentRow, row.document_id)
    suggestions = {one.id: one.value() for one in _suggestions(session, document.id)}
    return Ground(document.text, labels, suggestions)


def _write(session: Session, row: LayerRow, ground: Ground, operations: Sequence[Operation], user_id: int) -> None:
    before = layer = read_layer(session, row)
    done: dict[str, Sequence[Edit]] = {}

    def edits_of(operation: str) -> Sequence[Edit] | None:
        return done.get(operation) or logged_edits(session, row.id, operation)

    ground = replace(ground, edits_of=edits_of)
    entries: list[dict[str, Any]] = []
    for operation in operations:
        if operation.id in done:
            continue
        try:
            done[operation.id] = plan(operation, layer, ground)
        except Problem as problem:
            raise Refused(operation.id, problem) from problem
        layer = apply(layer, done[operation.id])
        revision = row.revision + len(entries) + 1
        entries.append(_entry(row.id, revision, operation, done[operation.id], user_id))
    insert_all(session, OperationRow, entries)
    row.revision += len(entries)
    write_difference(session, row, before, layer)


def _entry(layer: int, revision: int, operation: Operation, edits: Sequence[Edit], user_id: int) -> dict[str, Any]:
    fields = {name: value for name, value in msgspec.to_builtins(operation).items() if name not in ("id", "at")}
    return {
        "layer_id": layer,
        "revision": revision,
        "operation_id": operation.id,
        "user_id": user_id,
        "at": datetime.fromisoformat(operation.at),
        "kind": _NAMES[type(operation)],
        "fields": fields,
        "edits": [edit_to_json(edit) for edit in edits],
    }


def replayed(session: Session, row: LayerRow) -> Layer:
    """Return the layer that the log alone leads to; it equals what the rows say, or something is broken."""
    layer = Layer()
    for edits in session.scalars(select(OperationRow.edits).filter_by(layer_id=row.id).order_by(OperationRow.revision)):
        layer = apply(layer, [edit_from_json(values) for values in edits])
    return layer


def _suggestions(session: Session, document_id: int) -> Sequence[SuggestionRow]:
    query = select(SuggestionRow).filter_by(document_id=document_id)
    return session.scalars(query.order_by(SuggestionRow.start, SuggestionRow.end, SuggestionRow.id)).all()


def _arguments(
    session: Session, document_id: int, shown: set[int]
) -> Mapping[int, list[tuple[str, int, float, Phrase]]]:
    found: dict[int, list[tuple[str, int, float, Phrase]]] = {}
    query = select(SuggestedArgumentRow).join(SuggestionRow, SuggestionRow.id == SuggestedArgumentRow.trigger_id)
    query = query.where(SuggestionRow.document_id == document_id)
    for row in session.scalars(query.order_by(SuggestedArgumentRow.score.desc())):
        if row.trigger_id in shown and row.filler_id in shown:
            found.setdefault(row.trigger_id, []).append((row.role, row.filler_id, row.score, row.phrase()))
    return found
