"""Quality: how well annotators do on documents with known answers, by person, label, week and document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from annotator.core.quality import Judged
from annotator.core.scoring import Counts
from annotator.db.accounts import UserRow
from annotator.db.adjudication import ScoreRow
from annotator.db.documents import HAS_PURPOSE, DocumentRow
from annotator.services.quality_counting import ALL

SHOWN = 100
"""So many documents are listed; the table of documents has all of them."""


@dataclass(frozen=True, slots=True)
class Person:
    """How well one annotator does."""

    id: int
    name: str
    judged: Judged


@dataclass(frozen=True, slots=True)
class Week:
    """How well all, or one, did in the week that begins on a Monday."""

    begins: date
    judged: Judged


@dataclass(frozen=True, slots=True)
class Which:
    """Which work on documents of a purpose: whose, on which label, of the week from which Monday; ``None``: any."""

    purpose: str
    user: int | None = None
    label: str | None = None
    week: date | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """How well one annotator did in one document, and when they finished it."""

    user_id: int
    name: str
    document_id: int
    title: str
    done_at: datetime
    judged: Judged


@dataclass(frozen=True, slots=True)
class Known:
    """A document with known answers, the state of its gold, and by how many it is finished."""

    id: int
    title: str
    purpose: str
    gold: str
    finished: int


_EXACT = (ScoreRow.gold, ScoreRow.marked, ScoreRow.exact)
_FREE = (ScoreRow.free_gold, ScoreRow.free_marked, ScoreRow.free)
_week = func.date(ScoreRow.done_at, "weekday 0", "-6 days")
_SUMS = (func.count(), *(func.sum(column) for column in (*_EXACT, *_FREE)))


def _judged(documents: int, *numbers: int) -> Judged:
    return Judged(documents, Counts(*numbers[:3]), Counts(*numbers[3:]))


def _counted(project_id: int, purpose: str, *columns: Any) -> Select[Any]:
    query = select(*columns).select_from(DocumentRow).join(ScoreRow, ScoreRow.document_id == DocumentRow.id)
    return query.where(*_here(project_id), DocumentRow.purpose == purpose)


def _here(project_id: int) -> tuple[ColumnElement[bool], ...]:
    return DocumentRow.project_id == project_id, HAS_PURPOSE, DocumentRow.binned_at.is_(None)


def by_person(session: Session, project_id: int, purpose: str) -> Sequence[Person]:
    """Return how well each annotator does on the documents of this purpose, by name."""
    query = _counted(project_id, purpose, ScoreRow.user_id, UserRow.name, *_SUMS).where(ScoreRow.label == ALL)
    query = query.join(UserRow, UserRow.id == ScoreRow.user_id).group_by(ScoreRow.user_id).order_by(UserRow.name)
    return [Person(user, name, _judged(*numbers)) for user, name, *numbers in session.execute(query)]


def by_label(session: Session, project_id: int, purpose: str, user_id: int | None = None) -> dict[str, Judged]:
    """Return how well all annotators do, or one does, by label: only those that were marked or are known."""
    query = _counted(project_id, purpose, ScoreRow.label, *_SUMS).where(ScoreRow.label != ALL, *_by(user_id))
    query = query.group_by(ScoreRow.label)
    return {label: _judged(*numbers) for label, *numbers in session.execute(query)}


def by_week(session: Session, project_id: int, purpose: str, user_id: int | None = None) -> Sequence[Week]:
    """Return how well all annotators did, or one did, by the weeks in which something was finished."""
    query = _counted(project_id, purpose, _week, *_SUMS).where(ScoreRow.label == ALL, *_by(user_id))
    found = session.execute(query.group_by(_week).order_by(_week))
    return [Week(date.fromisoformat(day), _judged(*numbers)) for day, *numbers in found]


def _by(user_id: int | None) -> Sequence[ColumnElement[bool]]:
    return [] if user_id is None else [ScoreRow.user_id == user_id]


def works(session: Session, project_id: int, which: Which) -> Sequence[Done]:
    """Return finished work, the last one first, at most :data:`SHOWN`."""
    columns = (UserRow.id, UserRow.name, DocumentRow.id, DocumentRow.title, ScoreRow.done_at, *_EXACT, *_FREE)
    query = _works(project_id, which, *columns).join(UserRow, UserRow.id == ScoreRow.user_id)
    query = query.order_by(ScoreRow.done_at.desc(), DocumentRow.id, UserRow.id).limit(SHOWN)
    return [
        Done(user, name, document, title, at, _judged(1, *numbers))
        for user, name, document, title, at, *numbers in session.execute(query)
    ]


def how_many(session: Session, project_id: int, which: Which) -> int:
    """Return how many of :func:`works` there are."""
    return session.scalar(_works(project_id, which, func.count())) or 0


def _works(project_id: int, which: Which, *columns: Any) -> Select[Any]:
    here = [ScoreRow.label == (ALL if which.label is None else which.label), *_by(which.user)]
    here += [_week == which.week.isoformat()] if which.week else []
    return _counted(project_id, which.purpose, *columns).where(*here)


def known_documents(session: Session, project_id: int) -> Sequence[Known]:
    """Return the documents with known answers, those for checks first, at most :data:`SHOWN`."""
    row = DocumentRow
    query = select(row.id, row.title, row.purpose, row.gold, row.finished).where(*_here(project_id))
    return [Known(*one) for one in session.execute(query.order_by(row.purpose, row.id).limit(SHOWN))]
