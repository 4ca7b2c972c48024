"""Layers for an export: how many there are, and the records that they make."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import CTE, Select, func, select
from sqlalchemy.orm import Session

from annotator.core.collecting import without_collecting
from annotator.core.layer import FINISHED, REJECTED
from annotator.core.records import Record
from annotator.db.accounts import UserRow
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.layers import DecisionRow, EventRow, LayerRow, NoteRow, RefusalRow, SpanRow
from annotator.db.projects import ProjectRow
from annotator.services.accounts import find_user
from annotator.services.export_choice import Choice, Counts
from annotator.services.layer_records import Held, layers_record
from annotator.services.layer_rows import Rows

WINDOW = 200
"""So many documents an export reads at a time: few enough for little memory, and for one query to name them all."""


def layer_counts(session: Session, project: ProjectRow, choice: Choice) -> Counts:
    """Return the counts that an export of this choice would have."""
    # All in one statement: the layers are looked for once.
    held = _layers(session, project, choice).with_only_columns(LayerRow.id, LayerRow.document_id, LayerRow.state)
    held = held.cte("held").prefix_with("MATERIALIZED")
    parts = {
        "documents": select(func.count(held.c.document_id.distinct())),
        "layers": select(func.count()).select_from(held),
        "unfinished_layers": select(func.count()).select_from(held).where(held.c.state != FINISHED),
        "spans": _of(held, SpanRow),
        "events": _of(held, EventRow),
        "rejected": _of(held, DecisionRow).where(DecisionRow.verdict == REJECTED),
        "refused": _of(held, RefusalRow),
        "notes": _of(held, NoteRow),
        "undecided": _undecided(held),
    }
    found = session.execute(select(*(part.scalar_subquery().label(name) for name, part in parts.items()))).one()
    counts = Counts(**found._mapping)
    total = session.scalar(select(func.count(DocumentRow.id)).filter_by(project_id=project.id, binned_at=None)) or 0
    counts.documents_left_out = total - counts.documents
    if choice.finished_only:
        begun = _layers(session, project, Choice(choice.layer)).with_only_columns(func.count(LayerRow.id))
        counts.layers_left_out = (session.scalar(begun) or 0) - counts.layers
    return counts


def _of(held: CTE, table: type[SpanRow | EventRow | DecisionRow | RefusalRow | NoteRow]) -> Select[int]:
    return select(func.count()).select_from(table).where(table.layer_id.in_(select(held.c.id)))


def _undecided(held: CTE) -> Select[int]:
    decided = (DecisionRow.layer_id == held.c.id) & (DecisionRow.suggestion_id == SuggestionRow.id)
    return (
        select(func.count())
        .select_from(SuggestionRow)
        .join(held, held.c.document_id == SuggestionRow.document_id)
        .outerjoin(DecisionRow, decided)
        .where(SuggestionRow.current, DecisionRow.verdict.is_(None))
    )


def layer_labels(session: Session, project: ProjectRow, choice: Choice) -> Mapping[str, int]:
    """Return how many spans of each label the choice holds."""
    ids = _layers(session, project, choice).with_only_columns(LayerRow.id)
    query = select(SpanRow.label, func.count()).where(SpanRow.layer_id.in_(ids)).group_by(SpanRow.label)
    return {row[0]: row[1] for row in session.execute(query)}


def layer_records(session: Session, project: ProjectRow, choice: Choice) -> Iterator[Record]:
    """Yield a record for each document with a layer of the choice, in the order of the documents."""
    layers = _layers(session, project, choice).with_only_columns(
        LayerRow.id, LayerRow.document_id, LayerRow.state, UserRow.name
    )
    for window in _windows(session, layers):
        with without_collecting():
            rows = Rows(session, list(window), [one.id for held in window.values() for one in held])
            found = [layers_record(rows, document, held) for document, held in window.items()]
        yield from found


def _windows(session: Session, layers: Any) -> Iterator[Mapping[int, Sequence[Held]]]:
    """Yield the layers by their document, :data:`WINDOW` documents at a time."""
    # One look through all of them, which keeps a number for each: no index has a project's documents in order.
    every = session.scalars(layers.with_only_columns(LayerRow.document_id).distinct())
    documents = array("q", sorted(every))
    for start in range(0, len(documents), WINDOW):
        window: dict[int, list[Held]] = {}
        these = layers.where(LayerRow.document_id.in_(documents[start : start + WINDOW]))
        for row in session.execute(these.order_by(LayerRow.document_id, LayerRow.id)):
            window.setdefault(row.document_id, []).append(Held(*row))
        yield window


def _layers(session: Session, project: ProjectRow, choice: Choice) -> Any:
    """Return a select of (layer row, annotator's name); a layer that was opened and never touched is none."""
    # The sum keeps the database from beginning with the documents: most of a large project's have no layer yet.
    query = (
        select(LayerRow, UserRow.name)
        .join(UserRow, UserRow.id == LayerRow.user_id)
        .join(DocumentRow, DocumentRow.id == LayerRow.document_id)
        .where(DocumentRow.project_id + 0 == project.id, DocumentRow.binned_at.is_(None), LayerRow.revision > 0)
    )
    if choice.annotator is not None:
        query = query.where(LayerRow.user_id == find_user(session, choice.annotator).id)
    return query.where(LayerRow.state == FINISHED) if choice.finished_only else query
