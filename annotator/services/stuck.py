"""What is stuck: documents with somebody who does nothing at them, and documents that nobody can get any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, Select, exists, func, literal_column, or_, select, update
from sqlalchemy.orm import Session

from annotator.core.layer import OPEN
from annotator.core.people import ANNOTATOR
from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import now, writing
from annotator.db.documents import EVERYBODY, FREED, AssignmentRow, DocumentRow, TallyRow
from annotator.db.layers import LayerRow
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services import audit
from annotator.services.mixing import practised
from annotator.services.progress import OPEN_LAYER

PATIENCE = 72
"""Hours without a change after which an open document is stuck, in a project that takes nothing back by itself."""
SHOWN = 50
"""So many of each sort are shown."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A document that a person has open, and since when nothing was changed there."""

    document_id: int
    title: str
    user_id: int
    name: str
    since: datetime


def stuck_hours(project: ProjectRow) -> int:
    """Return after how many hours without a change something is stuck: half of the time that takes it back, in
    whole days where it is days.
    """
    if not project.abandon_hours:
        return PATIENCE
    half = max(1, project.abandon_hours // 2)
    return half if half < 48 else half - half % 24


def lying(session: Session, project: ProjectRow) -> Sequence[Lying]:
    """Return what is open without a change for long, the oldest first, at most :data:`SHOWN`.

    Of what a manager has given, only what was begun: it may wait its turn.
    """
    limit = now() - timedelta(hours=stuck_hours(project))
    found = [*session.execute(_handed(project.id, limit)), *session.execute(_begun(project.id, limit))]
    return [Lying(*row) for row in islice(sorted(found, key=lambda row: row[4]), SHOWN)]


def _handed(project_id: int, limit: datetime) -> Select[int, str, int, str, datetime]:
    since = func.coalesce(LayerRow.changed_at, AssignmentRow.created_at, type_=AssignmentRow.created_at.type)
    query = select(AssignmentRow.document_id, DocumentRow.title, AssignmentRow.user_id, UserRow.name, since)
    query = query.join(DocumentRow, DocumentRow.id == AssignmentRow.document_id)
    query = query.join(UserRow, UserRow.id == AssignmentRow.user_id).outerjoin(LayerRow, _of_assignment())
    return query.where(
        AssignmentRow.project_id == project_id,
        AssignmentRow.created_at < limit,
        AssignmentRow.handed,
        AssignmentRow.state == literal_column("'open'"),
        DocumentRow.binned_at.is_(None),
        since < limit,
    ).limit(SHOWN)


def _begun(project_id: int, limit: datetime) -> Select[int, str, int, str, datetime]:
    query = select(AssignmentRow.document_id, DocumentRow.title, LayerRow.user_id, UserRow.name, LayerRow.changed_at)
    query = query.select_from(LayerRow).join(AssignmentRow, _of_assignment())
    query = query.join(DocumentRow, DocumentRow.id == LayerRow.document_id)
    query = query.join(UserRow, UserRow.id == LayerRow.user_id)
    return query.where(
        OPEN_LAYER,
        LayerRow.changed_at < limit,
        LayerRow.revision > 0,
        AssignmentRow.project_id + 0 == project_id,  # few layers are open: begin with them, not with the project's
        ~AssignmentRow.handed,
        AssignmentRow.state == OPEN,
        DocumentRow.binned_at.is_(None),
    ).limit(SHOWN)


def _of_assignment() -> ColumnElement[bool]:
    return (LayerRow.document_id == AssignmentRow.document_id) & (LayerRow.user_id == AssignmentRow.user_id)


def give_back(session: Session, project: ProjectRow, document_id: int, user_id: int, *, by: UserRow | None) -> str:
    """Take an open document back from who has it, and return their name; what they did there is kept.

    The queue gives it to the next one who asks. Code ``not-open`` where they do not have it open (any more).
    """
    project_id = project.id
    with writing(session):
        given = session.get(AssignmentRow, (document_id, user_id))
        if given is None or given.project_id != project_id or given.state != OPEN:
            raise Problem("not-open", N_("This person does not have this document open any more. Nothing was changed."))
        place = (AssignmentRow.document_id == document_id, AssignmentRow.user_id == user_id)
        session.execute(update(AssignmentRow).where(*place).values(state=FREED))
        # What was given by hand alone wants nobody: nobody else would ever get it.
        by_hand = (DocumentRow.id == document_id, DocumentRow.wanted == 0, DocumentRow.purpose == "")
        session.execute(update(DocumentRow).where(*by_hand).values(wanted=DocumentRow.given + 1))
        name = session.get_one(UserRow, user_id).name
        # Not the title: the log outlives a document that is deleted for good.
        message = N_("took document %(document)s back from %(name)s, for the next one to get it")
        audit.record(session, by, project_id, message, document=document_id, name=name)
    return name


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """How many documents want more people than can still get them, and the first of them (id, title)."""

    count: int
    documents: Sequence[tuple[int, str]]


def out_of_reach(session: Session, project: ProjectRow) -> OutOfReach:
    """Return what the queue can give to nobody: all annotators have had it, or have got as many as their quota says.

    The calibration set is not among it: everybody gets that.
    """
    able = _able(session, project.id)
    waiting = (
        DocumentRow.project_id == project.id,
        DocumentRow.given < DocumentRow.wanted,
        DocumentRow.binned_at.is_(None),
        DocumentRow.wanted < EVERYBODY,
    )
    if not able and not _anybody(session, project.id):
        return OutOfReach(0, [])  # that nobody is there yet is another thing to say
    had = [*waiting, *([_had_by_all(project.id, able)] if able else [])]
    count = session.scalar(select(func.count(DocumentRow.id)).where(*had)) or 0
    first = select(DocumentRow.id, DocumentRow.title).where(*had).order_by(DocumentRow.rank, DocumentRow.id)
    rows = session.execute(first.limit(SHOWN)).all() if count else []
    return OutOfReach(count, [(row[0], row[1]) for row in rows])


def _had_by_all(project_id: int, able: Sequence[int]) -> ColumnElement[bool]:
    """Most documents are out after the first look: nobody has them, and nobody ever had."""
    had = select(func.count()).where(AssignmentRow.document_id == DocumentRow.id, AssignmentRow.user_id.in_(able))
    freed = select(AssignmentRow.document_id).where(
        AssignmentRow.project_id == project_id, AssignmentRow.done_at.is_(None), AssignmentRow.state == FREED
    )
    touched = or_(DocumentRow.given > 0, DocumentRow.id.in_(freed))
    return touched & (had.correlate(DocumentRow).scalar_subquery() == len(able))


def _able(session: Session, project_id: int) -> Sequence[int]:
    """Return the annotators whose quota is not used up."""
    tally = (TallyRow.user_id == MemberRow.user_id) & (TallyRow.project_id == MemberRow.project_id)
    query = select(MemberRow.user_id).join(MemberRow.user).outerjoin(TallyRow, tally)
    given = func.coalesce(TallyRow.given, 0) - practised(project_id, MemberRow.user_id)
    return session.scalars(
        query.where(*_annotator(project_id), or_(MemberRow.quota.is_(None), given < MemberRow.quota))
    ).all()


def _anybody(session: Session, project_id: int) -> bool:
    return bool(session.scalar(select(exists().where(MemberRow.user_id == UserRow.id, *_annotator(project_id)))))


def _annotator(project_id: int) -> tuple[ColumnElement[bool], ...]:
    return MemberRow.project_id == project_id, MemberRow.role == ANNOTATOR, UserRow.active.is_(True)
