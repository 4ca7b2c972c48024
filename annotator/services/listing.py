"""The documents of a project as its overview lists them: for a user, with the user's own state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.orm import Session, aliased

from annotator.core.layer import COMMENT, FINISHED, FLAG, SKIPPED
from annotator.db.accounts import UserRow
from annotator.db.documents import AssignmentRow, DocumentRow
from annotator.db.layers import LayerRow, NoteRow
from annotator.db.projects import ProjectRow


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list. ``state`` is the user's own: ``new``, ``begun``, ``finished`` or ``skipped``.

    ``flags`` and ``comments`` count everybody's notes for a manager, for others their own.
    """

    id: int
    title: str
    source: str
    date: date | None
    characters: int
    state: str
    assigned: int
    finished: int
    flags: int
    comments: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A stretch of the list, and how long the whole is."""

    total: int
    documents: Sequence[Listed]


def list_documents(session: Session, project: ProjectRow, user: UserRow, *, offset: int, limit: int) -> Listing:
    """Return documents in the order they came; a user who is no manager sees those that are theirs."""
    query = select(DocumentRow.id).filter_by(project_id=project.id, binned_at=None)
    if not user.manager:
        mine = select(AssignmentRow.document_id).filter_by(user_id=user.id, project_id=project.id)
        query = query.where(DocumentRow.id.in_(mine))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ids = session.scalars(query.order_by(DocumentRow.id).offset(offset).limit(limit)).all()
    return Listing(total, _listed(session, user, ids))


def _listed(session: Session, user: UserRow, ids: Sequence[int]) -> Sequence[Listed]:
    mine = and_(LayerRow.document_id == DocumentRow.id, LayerRow.user_id == user.id)
    query = (
        select(
            DocumentRow.id,
            DocumentRow.title,
            DocumentRow.source,
            DocumentRow.date,
            DocumentRow.characters,
            LayerRow.state,
            LayerRow.revision,
            DocumentRow.given,
            DocumentRow.finished,
            _notes(user, FLAG),
            _notes(user, COMMENT),
        )
        .outerjoin(LayerRow, mine)
        .where(DocumentRow.id.in_(ids))
        .order_by(DocumentRow.id)
    )
    return [
        Listed(id_, title, source, when, length, _state(state, revision), *counts)
        for id_, title, source, when, length, state, revision, *counts in session.execute(query)
    ]


def _notes(user: UserRow, sort: str) -> ScalarSelect[int]:
    holder = aliased(LayerRow)
    query = select(func.count(NoteRow.id)).join(holder, holder.id == NoteRow.layer_id)
    query = query.where(holder.document_id == DocumentRow.id, NoteRow.sort == sort)
    return (query if user.manager else query.where(holder.user_id == user.id)).scalar_subquery()


def _state(state: str | None, revision: int | None) -> str:
    if state in (FINISHED, SKIPPED):
        return state
    return "begun" if revision else "new"
