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
class Done:
    """How well one annotator did in one document, and when they finished it."""

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
    begins = func.date(ScoreRow.done_at, "weekday 0", "-6 days")
    query = _counted(project_id, purpose, begins, *_SUMS).where(ScoreRow.label == ALL, *_by(user_id))
    found = session.execute(query.group_by(begins).order_by(begins))
    return [Week(date.fromisoformat(day), _judged(*numbers)) for day, *numbers in found]


def _by(user_id: int | None) -> Sequence[ColumnElement[bool]]:
    return [] if user_id is None else [ScoreRow.user_id == user_id]


def done_by(session: Session, project_id: int, purpose: str, user_id: int) -> Sequence[Done]:
    """Return the documents that somebody has finished, the last one first, at most :data:`SHOWN`."""
    columns = (DocumentRow.id, DocumentRow.title, ScoreRow.done_at, *_EXACT, *_FREE)
    query = _counted(project_id, purpose, *columns).where(ScoreRow.label == ALL, *_by(user_id))
    query = query.order_by(ScoreRow.done_at.desc(), DocumentRow.id).limit(SHOWN)
    return [Done(id_, title, at, _judged(1, *numbers)) for id_, title, at, *numbers in session.execute(query)]


def known_documents(session: Session, project_id: int) -> Sequence[Known]:
    """Return the documents with known answers, those for checks first, at most :data:`SHOWN`."""
    row = DocumentRow
    query = select(row.id, row.title, row.purpose, row.gold, row.finished).where(*_here(project_id))
    return [Known(*one) for one in session.execute(query.order_by(row.purpose, row.id).limit(SHOWN))]
