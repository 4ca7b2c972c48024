"""Annotating: a person's layer of a document, opened, changed by operations, saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Select, and_, bindparam, select, update
from sqlalchemy.orm import Session

from annotator.core.edits import Edit, apply
from annotator.core.ground import Ground
from annotator.core.labels import LabelSet
from annotator.core.layer import Layer
from annotator.core.operations import KINDS, Operation
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.planning import plan
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.db.accounts import UserRow
from annotator.db.base import Insertion, iso_moment, json_text, now, table_of, time_text, writing
from annotator.db.documents import FREED, AssignmentRow, DocumentRow, SuggestionRow, TextRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.log import edit_from_json, edits_text, logged_edits, read_layer, write_difference
from annotator.db.projects import LabelSetRow, label_set_value
from annotator.services.assign import HasId, claim, put_layer

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


class HeldLayer(NamedTuple):
    """The layer of a person on a document, as its row says. ``changed_at`` is in ISO 8601, to the second."""

    id: int
    revision: int
    state: str
    changed_at: str


def open_layer(session: Session, document_id: int, user: UserRow) -> LayerRow:
    """Return the row of the layer of ``user`` on the document, made at the first visit."""
    query = select(LayerRow).filter_by(document_id=document_id, user_id=user.id)
    found = session.scalar(query)
    if found is None:
        found = session.get_one(LayerRow, make_layer(session, document_id, user.id).id)
    return found


def make_layer(session: Session, document_id: int, user_id: int) -> HeldLayer:
    """Make the layer of the user on the document, if nobody has made it meanwhile, and return it."""
    # Nobody waits for the disk: nothing was done in it yet.
    with writing(session, synced=False):
        put_layer(session, document_id, user_id)
        asked = {"document": document_id, "user": user_id}
        made = session.connection().execute(_MADE, asked).one()
    return HeldLayer(made.id, made.revision, made.state, iso_moment(time_text(made.changed_at)))


def _made() -> Select[Any]:
    layer = table_of(LayerRow)
    found = select(layer.c.id, layer.c.revision, layer.c.state, layer.c.changed_at)
    return found.where(layer.c.document_id == bindparam("document"), layer.c.user_id == bindparam("user"))


def _locked() -> Select[Any]:
    layer, given, body = table_of(LayerRow), table_of(AssignmentRow), table_of(TextRow)
    document, labels = table_of(DocumentRow), table_of(LabelSetRow)
    held = and_(given.c.document_id == layer.c.document_id, given.c.user_id == layer.c.user_id)
    joined = layer.join(body, body.c.document_id == layer.c.document_id).outerjoin(given, held)
    every = labels.alias()
    newest = select(every.c.id).where(every.c.project_id == document.c.project_id).order_by(every.c.number.desc())
    in_force = newest.limit(1).correlate(document).scalar_subquery()
    joined = joined.join(document, document.c.id == layer.c.document_id).join(labels, labels.c.id == in_force)
    of_labels = (labels.c.id.label("labels_id"), labels.c.sha256.label("labels_sha256"))
    columns = (*layer.c, given.c.state.label("given_state"), body.c.text, *of_labels)
    return select(*columns).select_from(joined).where(layer.c.id == bindparam("layer"))


_MADE, _LOCKED = _made(), _locked()
_CHANGED = update(table_of(LayerRow)).where(table_of(LayerRow).c.id == bindparam("layer"))


def save_operations(
    session: Session,
    layer: HasId,
    labels: LabelSet,
    user: HasId,
    revision: int,
    operations: Sequence[Operation],
    *,
    only_given: bool = False,
    at: datetime | None = None,
) -> tuple[int, str]:
    """Do ``operations`` in their order, all or none, and return the new revision and the time they were written.

    ``revision`` is the one that the page stands on. What the log has already is passed over, so that sending again is
    harmless; if it has all of it, the answer is the revision that it led to then, not what became of it since.
    ``labels`` is the label set in force when the caller looked, and with ``only_given`` the document was the user's
    then: where that has changed since, the page is as stale as with another revision. ``at`` is when it was done, where
    that was not just now.
    Raises :class:`Stale` or :class:`Refused`; then nothing is written.
    """
    layer_id, user_id = layer.id, user.id
    with writing(session):
        row = session.connection().execute(_LOCKED, {"layer": layer_id}).first()
        if row is None:  # erased meanwhile
            raise Stale
        logged = _logged(session, layer_id, operations) if row.revision else {}
        new = [operation for operation in operations if operation.id not in logged]
        if not new and logged:
            return max(logged.values()), _iso(row.changed_at)
        if new and revision != row.revision:
            raise Stale
        if only_given and row.given_state is None:
            raise Stale
        if label_set_value(session, row.labels_id, row.labels_sha256) != labels:
            raise Stale
        at = at or now()
        if row.given_state in (None, FREED):
            claim(session, row.document_id, user_id)
        reached, state = _write(session, row, labels, [replace(one, at=_iso(at)) for one in new], at, user_id)
        # All at once: the database counts a person's seconds when the state changes.
        changed = {"revision": reached, "state": state, "seconds": row.seconds + _seconds(row, at), "changed_at": at}
        session.connection().execute(_CHANGED, {"layer": layer_id, **changed})
        return reached, _iso(at)


def _seconds(row: Any, at: datetime) -> int:
    """Return the seconds of work that end ``at``: since the last change, or since the document was opened."""
    since: datetime = row.changed_at if row.revision else row.created_at
    return round(min(max((at - since).total_seconds(), 0), LONGEST_GAP))


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds")


def _logged(session: Session, layer_id: int, operations: Sequence[Operation]) -> Mapping[str, int]:
    """Return the revision that each of ``operations`` led to, for those that the log has."""
    query = select(OperationRow.operation_id, OperationRow.revision).where(
        OperationRow.layer_id == layer_id, OperationRow.operation_id.in_([one.id for one in operations])
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _suggested() -> Select[Any]:
    table = table_of(SuggestionRow)
    names = ("id", "start", "end", "label", "score", "type", "subtype", "attributes")
    return select(*(table.c[name] for name in names)).where(table.c.document_id == bindparam("document"))


_SUGGESTED = _suggested()
_UNSAID = Phrase("")
"""Stands for the reason of a suggestion: what is planned does not depend on it."""


def _ground(session: Session, row: Any, labels: LabelSet, done: Mapping[str, Sequence[Edit]]) -> Ground:
    suggestions = {
        id_: Suggestion(Span(start, end, label), score, _UNSAID, kind, subtype, attributes)
        for id_, start, end, label, score, kind, subtype, attributes in session.connection().execute(
            _SUGGESTED, {"document": row.document_id}
        )
    }

    def edits_of(operation: str) -> Sequence[Edit] | None:
        return done.get(operation) or logged_edits(session, row.id, operation)

    return Ground(row.text, labels, suggestions, edits_of)


_insert_operations = Insertion(
    OperationRow, "layer_id", "revision", "operation_id", "user_id", "at", "kind", "fields", "edits"
)


def _write(
    session: Session, row: Any, labels: LabelSet, operations: Sequence[Operation], at: datetime, user_id: int
) -> tuple[int, str]:
    """Plan and log ``operations``, bring the rows to what they lead to; return the revision and the state reached."""
    # Nothing has been done in a layer that has no revision yet.
    before = layer = read_layer(session, row) if row.revision else Layer()
    done: dict[str, Sequence[Edit]] = {}
    ground = _ground(session, row, labels, done)
    entries: list[tuple[Any, ...]] = []
    revision, written = row.revision, time_text(at)
    for operation in operations:
        if operation.id in done:
            continue
        try:
            edits = done[operation.id] = plan(operation, layer, ground)
        except Problem as problem:
            raise Refused(operation.id, problem) from problem
        layer = apply(layer, edits)
        revision += 1
        said = (_NAMES[type(operation)], _fields_text(operation), edits_text(edits))
        entries.append((row.id, revision, operation.id, user_id, written, *said))
    _insert_operations(session.connection(), entries)
    write_difference(session, row.id, before, layer)
    return revision, layer.state


def _fields_text(operation: Operation) -> str:
    fields = msgspec.to_builtins(operation)
    del fields["id"], fields["at"]
    return json_text(fields)


def replayed(session: Session, row: LayerRow) -> Layer:
    """Return the layer that the log alone leads to; it equals what the rows say, or something is broken."""
    layer = Layer()
    for edits in session.scalars(select(OperationRow.edits).filter_by(layer_id=row.id).order_by(OperationRow.revision)):
        layer = apply(layer, [edit_from_json(values) for values in edits])
    return layer
