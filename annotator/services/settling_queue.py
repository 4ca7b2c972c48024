"""The documents that wait for a curator: which come next, how many there are of each state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from annotator.db.adjudication import ComparisonRow
from annotator.db.documents import EVERYBODY, GOLD, OUTDATED, DocumentRow

READY, UNDERWAY, OLD, DONE = "ready", "underway", "outdated", "gold"
STATES = (READY, UNDERWAY, OLD, DONE)
"""All have finished who were given it; some have not; gold that is out of date; gold."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document in the list. ``open``, ``cases`` and ``agreement`` are ``None`` where it was not compared yet."""

    id: int
    title: str
    key: str
    finished: int
    given: int
    wanted: int
    cases: int | None
    differing: int | None
    open: int | None
    agreement: float | None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.title or self.key


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many documents there are of each state, and in all."""

    ready: int
    underway: int
    outdated: int
    gold: int
    total: int


# All who were given it are done, and nobody else is to get it. In the words of the index, which names these columns.
_IS_DONE = and_(
    DocumentRow.finished + DocumentRow.skipped >= DocumentRow.given,
    or_(DocumentRow.given >= DocumentRow.wanted, DocumentRow.wanted == EVERYBODY),
)
_SETTLING = (DocumentRow.finished > 0, DocumentRow.gold != GOLD, DocumentRow.binned_at.is_(None))


def _of(state: str, project_id: int) -> Sequence[Any]:
    here = DocumentRow.project_id == project_id
    match state:
        case "ready":
            return here, *_SETTLING, DocumentRow.gold != OUTDATED, _IS_DONE
        case "underway":
            return here, *_SETTLING, DocumentRow.gold != OUTDATED, ~_IS_DONE
        case "outdated":
            return here, DocumentRow.gold == OUTDATED, DocumentRow.binned_at.is_(None)
    return here, DocumentRow.gold == GOLD, DocumentRow.binned_at.is_(None)


def numbers(session: Session, project_id: int) -> Numbers:
    """Count the documents of a project."""
    found = {
        state: session.scalar(select(func.count(DocumentRow.id)).where(*_of(state, project_id))) or 0
        for state in STATES
    }
    total = session.scalar(select(func.count(DocumentRow.id)).filter_by(project_id=project_id, binned_at=None)) or 0
    return Numbers(found[READY], found[UNDERWAY], found[OLD], found[DONE], total)


def listed(
    session: Session, project_id: int, state: str, *, after: tuple[int, int] | None = None, limit: int = 50
) -> Sequence[Waiting]:
    """Return the documents of a state in the order of work; ``after`` is rank and id where a page ends."""
    columns = ("cases", "differing", "open", "agreement")
    query: Select[Any] = (
        select(
            DocumentRow.id, DocumentRow.title, DocumentRow.key, DocumentRow.finished, DocumentRow.given,
            DocumentRow.wanted, *(getattr(ComparisonRow, name) for name in columns),
        )
        .outerjoin(ComparisonRow, ComparisonRow.document_id == DocumentRow.id)
        .where(*_of(state, project_id))
        .order_by(DocumentRow.rank, DocumentRow.id)
        .limit(limit)
    )  # fmt: skip
    if after is not None:
        query = query.where(tuple_(DocumentRow.rank, DocumentRow.id) > after)
    return [Waiting(*row) for row in session.execute(query)]


def next_to_settle(session: Session, project_id: int, after: int = 0) -> int | None:
    """Return the id of the next document that all have finished, that behind ``after`` first; then of outdated gold."""
    rank = session.scalar(select(DocumentRow.rank).filter_by(id=after, project_id=project_id)) if after else None
    here = (rank, after) if rank is not None else None
    for state in (READY, OLD):
        for begin in (here, None) if here else (None,):
            found = [one.id for one in listed(session, project_id, state, after=begin, limit=2) if one.id != after]
            if found:
                return found[0]
    return None


def ready_ones(session: Session, project_id: int) -> Sequence[int]:
    """Return the ids of all documents that all have finished and that are not gold."""
    query = select(DocumentRow.id).where(*_of(READY, project_id)).order_by(DocumentRow.rank, DocumentRow.id)
    return session.scalars(query).all()
