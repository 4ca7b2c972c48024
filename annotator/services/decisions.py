"""Decisions: what an annotator made of the suggestions, one by one, the newest work first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from annotator.core.layer import ACCEPTED, FIXED, REJECTED
from annotator.core.spans import Span
from annotator.db.documents import PRACTICE, DocumentRow, SuggestionRow, TextRow
from annotator.db.layers import DecisionRow, LayerRow, SpanRow

PAGE = 30
MOST = 1_000
"""Up to so many decisions are counted."""
VERDICTS: Mapping[str, Sequence[str]] = {
    "accepted": (ACCEPTED,),
    "fixed": (FIXED,),
    "rejected": (REJECTED,),
    "other": (FIXED, REJECTED),
}
"""Which decisions can be asked for; ``other``: those that lower the share accepted."""


class Place(NamedTuple):
    """Where a decision is: when its layer was changed last, that layer, the suggestion. The last of all comes first."""

    at: datetime
    layer: int
    suggestion: int


@dataclass(frozen=True, slots=True)
class Decided:
    """A suggestion, what was decided on it, and the span that it became (``None``: none, or it was taken away again).

    Spans are offsets in ``text``.
    """

    place: Place
    document: int
    title: str
    text: str
    suggested: Span
    verdict: str
    became: Span | None


def decisions(
    session: Session, project_id: int, user: int, which: str = "", after: Place | None = None, limit: int = PAGE
) -> Sequence[Decided]:
    """Return the next decisions of somebody behind ``after``; those on documents for practice are left out."""
    order = (LayerRow.changed_at, DecisionRow.layer_id, DecisionRow.suggestion_id)
    names = (DocumentRow.id, DocumentRow.title, DocumentRow.key, DecisionRow.verdict)
    span = (SuggestionRow.start, SuggestionRow.end, SuggestionRow.label)
    query = _made(project_id, user, which, *order, *names, *span)
    query = query.join(SuggestionRow, SuggestionRow.id == DecisionRow.suggestion_id)
    query = query.where(tuple_(*order) < after) if after else query
    rows = session.execute(query.order_by(*(one.desc() for one in order)).limit(limit)).all()
    texts = select(TextRow.document_id, TextRow.text).where(TextRow.document_id.in_({row.id for row in rows}))
    known = {row.document_id: row.text for row in session.execute(texts)}
    became = _became(session, {row.layer_id for row in rows}, {row.suggestion_id for row in rows})
    return [
        Decided(
            Place(*row[:3]), row.id, row.title or row.key, known[row.id], Span(row.start, row.end, row.label),
            row.verdict, became.get((row.layer_id, row.suggestion_id)),
        )
        for row in rows
    ]  # fmt: skip


def count(session: Session, project_id: int, user: int, which: str = "") -> tuple[int, bool]:
    """Return how many decisions there are, and whether there are more than that: nobody waits for the rest."""
    some = _made(project_id, user, which, DecisionRow.layer_id).limit(MOST + 1).subquery()
    found = session.scalar(select(func.count()).select_from(some)) or 0
    return min(found, MOST), found > MOST


def _made(project_id: int, user: int, which: str, *columns: Any) -> Select[Any]:
    query = select(*columns).select_from(LayerRow).join(DecisionRow, DecisionRow.layer_id == LayerRow.id)
    query = query.join(DocumentRow, DocumentRow.id == LayerRow.document_id)
    here = (DocumentRow.project_id == project_id, DocumentRow.binned_at.is_(None), DocumentRow.purpose != PRACTICE)
    query = query.where(LayerRow.user_id == user, *here)
    return query.where(DecisionRow.verdict.in_(VERDICTS[which])) if which else query


def _became(session: Session, layers: set[int], suggestions: set[int]) -> Mapping[tuple[int, int], Span]:
    row = SpanRow
    query = select(row.layer_id, row.suggestion_id, row.start, row.end, row.label)
    found = session.execute(query.where(row.suggestion_id.in_(suggestions), row.layer_id.in_(layers)))
    return {(one.layer_id, one.suggestion_id): Span(one.start, one.end, one.label) for one in found}
