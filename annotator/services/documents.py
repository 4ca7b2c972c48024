"""The documents of a project, as their table shows them, and who may annotate one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from annotator.core.layer import COMMENT, FLAG
from annotator.core.people import may
from annotator.db.accounts import UserRow
from annotator.db.documents import EVERYBODY, AssignmentRow, DocumentRow, TallyRow
from annotator.db.jobs import JobRow
from annotator.db.layers import LayerRow, NoteRow
from annotator.services.filtering import STATE, STATES, Filter, in_order, matching

PAGE = 50
MOST = 100_000
"""Up to so many matches are counted."""
MOST_FOUND = 1_000
"""Up to so many matches are looked for in the texts: each costs the reading of a text."""
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the table. ``state`` is one of ``filtering.STATES``; ``flags`` and ``comments`` count everybody's."""

    id: int
    title: str
    source: str
    date: date | None
    characters: int
    state: str
    given: int
    wanted: int
    finished: int
    skipped: int
    rank: int
    gold: str
    purpose: str
    flags: int
    comments: int

    @property
    def is_calibration(self) -> bool:
        """Whether everybody annotates it."""
        return self.wanted == EVERYBODY


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the table. ``total`` counts all matches; with ``more``, there are more than it says."""

    documents: Sequence[Shown]
    total: int
    more: bool
    number: int
    last: int


def page_of(session: Session, project_id: int, wanted: Filter, sort: str = "queue", *, down: bool, number: int) -> Page:
    """Return the page ``number`` (from 1; the last one where there are fewer) of what ``wanted`` means."""
    query = matching(project_id, wanted).order_by(*in_order(wanted, sort, down=down))
    if looks_through_texts(wanted):
        # All of them at once: to count them would read the texts a second time.
        found = session.scalars(query.limit(MOST_FOUND + 1)).all()
        total, more = min(len(found), MOST_FOUND), len(found) > MOST_FOUND
        number, last = _within(number, total)
        ids = found[(number - 1) * PAGE : number * PAGE]
    else:
        total, more = count(session, project_id, wanted)
        number, last = _within(number, total)
        ids = session.scalars(query.offset((number - 1) * PAGE).limit(PAGE)).all()
    return Page(_shown(session, ids), total, more, number, last)


def _within(number: int, total: int) -> tuple[int, int]:
    last = max(1, -(-total // PAGE))
    return min(max(1, number), last), last


def count(session: Session, project_id: int, wanted: Filter) -> tuple[int, bool]:
    """Return how many documents ``wanted`` means, and whether there are more than that: nobody waits for the rest."""
    most = MOST_FOUND if looks_through_texts(wanted) else MOST
    query = select(func.count()).select_from(matching(project_id, wanted).limit(most + 1).subquery())
    found = session.scalar(query) or 0
    return min(found, most), found > most


def looks_through_texts(wanted: Filter) -> bool:
    """Whether this is a search in the texts, which takes its time."""
    return wanted.texts and bool(wanted.words.strip())


def _shown(session: Session, ids: Sequence[int]) -> Sequence[Shown]:
    row = DocumentRow
    columns = (row.id, row.title, row.source, row.date, row.characters, STATE.label("state"))
    counts = (row.given, row.wanted, row.finished, row.skipped, row.rank, row.gold, row.purpose)
    query: Select[Any] = select(*columns, *counts).where(row.id.in_(ids))
    rows, notes = {one.id: one for one in session.execute(query)}, _notes(session, ids)
    return [_line(rows[one], *notes.get(one, (0, 0))) for one in ids if one in rows]


def _line(row: Row[Any], flags: int, comments: int) -> Shown:
    values = {**row._mapping, "state": STATES[row.state]}
    return Shown(**values, flags=flags, comments=comments)


def _notes(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """Return the flags and comments of the documents that have any."""
    query = (
        select(LayerRow.document_id, *(func.count().filter(NoteRow.sort == sort) for sort in (FLAG, COMMENT)))
        .join(NoteRow, NoteRow.layer_id == LayerRow.id)
        .where(LayerRow.document_id.in_(ids), NoteRow.sort.in_([FLAG, COMMENT]))
        .group_by(LayerRow.document_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def sources(session: Session, project_id: int) -> Sequence[str]:
    """Return the sources that documents of the project name, by name, up to :data:`MOST_CHOICES`."""
    query = select(DocumentRow.source).where(
        DocumentRow.project_id == project_id, DocumentRow.binned_at.is_(None), DocumentRow.source > ""
    )
    return session.scalars(query.distinct().order_by(DocumentRow.source).limit(MOST_CHOICES)).all()


def imports(session: Session, project_id: int) -> Sequence[tuple[int, datetime]]:
    """Return the imports that documents of the project came with, newest first: the job's id and when it was begun."""
    came = select(DocumentRow.id).where(DocumentRow.job_id == JobRow.id)
    query = select(JobRow.id, JobRow.created_at).where(JobRow.project_id == project_id, came.exists())
    return [(row[0], row[1]) for row in session.execute(query.order_by(JobRow.id.desc()).limit(MOST_CHOICES))]


def holders(session: Session, project_id: int) -> Sequence[UserRow]:
    """Return everybody who was ever given a document of the project, by name."""
    theirs = select(TallyRow.user_id).where(TallyRow.project_id == project_id)
    return session.scalars(select(UserRow).where(UserRow.id.in_(theirs)).order_by(UserRow.name)).all()


def may_annotate(session: Session, user: UserRow, role: str | None, document: DocumentRow) -> bool:
    """Whether ``user``, who is ``role`` in the project, may open this document: it is theirs, or they oversee."""
    if document.binned_at is not None or not may(role, "annotate"):
        return False
    return may(role, "annotate-any") or session.get(AssignmentRow, (document.id, user.id)) is not None
