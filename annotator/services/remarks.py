"""Remarks: comments on documents for the persons who annotate them, from those who oversee."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, aliased

from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import now, writing
from annotator.db.documents import AssignmentRow, DocumentRow, RemarkRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.services import audit

MAX_REMARK = 4000
MOST = 200
"""So many remarks are listed."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment: on which document, for whom, by whom (empty: they are gone), and when it was read."""

    id: int
    document_id: int
    title: str
    user: str
    author: str
    text: str
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has a document: the state of their assignment or, without one, ``None``; the spans are theirs."""

    user: UserRow
    state: str | None
    begun: bool


def holders_of(session: Session, document: DocumentRow) -> Sequence[Holder]:
    """Return who has the document or has marked something in it, by name."""
    held = select(AssignmentRow.user_id, AssignmentRow.state).filter_by(document_id=document.id)
    states = {row[0]: row[1] for row in session.execute(held)}
    begun = select(LayerRow.user_id).where(LayerRow.document_id == document.id, LayerRow.revision > 0)
    working = set(session.scalars(begun))
    users = session.scalars(select(UserRow).where(UserRow.id.in_(working | set(states))).order_by(UserRow.name))
    return [Holder(user, states.get(user.id), user.id in working) for user in users]


def add_remark(session: Session, document: DocumentRow, user: UserRow, text: str, *, by: UserRow) -> None:
    """Tell ``user`` something about a document that they have. Codes ``remark-empty``, ``-long``, ``-for``."""
    text = text.strip()
    if not text:
        raise Problem("remark-empty", N_("Write what you want to say."))
    if len(text) > MAX_REMARK:
        raise Problem("remark-long", N_("A comment has %(most)s characters at most."), most=MAX_REMARK)
    if user.id not in {holder.user.id for holder in holders_of(session, document)}:
        raise Problem("remark-for", N_("%(name)s does not have this document."), name=user.name)
    document_id, project_id, user_id, name = document.id, document.project_id, user.id, user.name
    with writing(session):
        session.add(RemarkRow(document_id=document_id, user_id=user_id, author_id=by.id, text=text))
        # Not the title: the log outlives a document that is deleted for good.
        message = N_("wrote a comment for %(name)s on document %(document)s")
        audit.record(session, by, project_id, message, name=name, document=document_id)


def remarks_on(session: Session, document: DocumentRow) -> Sequence[Remark]:
    """Return the remarks on a document, oldest first."""
    return _read(session, _remarks().where(RemarkRow.document_id == document.id).order_by(RemarkRow.id))


def remarks_for(session: Session, user: UserRow, project: ProjectRow) -> Sequence[Remark]:
    """Return what was said to ``user`` in the project about documents that are still theirs.

    Unread ones first, of those the newest.
    """
    has = select(AssignmentRow.user_id).where(
        AssignmentRow.document_id == DocumentRow.id, AssignmentRow.user_id == user.id
    )
    query = _remarks().where(
        RemarkRow.user_id == user.id,
        DocumentRow.project_id == project.id,
        DocumentRow.binned_at.is_(None),
        has.exists(),
    )
    return _read(session, query.order_by(RemarkRow.read_at.is_not(None), RemarkRow.id.desc()))


Columns = tuple[int, int, str, str, str, str, datetime, datetime | None]


def _remarks() -> Select[*Columns]:
    author = aliased(UserRow)
    row = RemarkRow
    name = func.coalesce(author.name, "")
    query = select(
        row.id, row.document_id, DocumentRow.title, UserRow.name, name, row.text, row.created_at, row.read_at
    )
    return (
        query.join(DocumentRow, DocumentRow.id == row.document_id)
        .join(UserRow, UserRow.id == row.user_id)
        .outerjoin(author, author.id == row.author_id)
    )


def _read(session: Session, query: Select[*Columns]) -> Sequence[Remark]:
    return [Remark(*row) for row in session.execute(query.limit(MOST))]


def mark_read(session: Session, user: UserRow, remarks: Collection[int]) -> int:
    """Note that ``user`` has read these remarks; return how many of them were theirs and unread."""
    these = (RemarkRow.id.in_(remarks), RemarkRow.user_id == user.id, RemarkRow.read_at.is_(None))
    statement = update(RemarkRow).where(*these).values(read_at=now()).returning(RemarkRow.id)
    with writing(session):
        return len(session.scalars(statement).all())
