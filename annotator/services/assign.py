"""Who annotates what, and which document is next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from annotator.core.layer import FINISHED, SKIPPED
from annotator.db.accounts import UserRow
from annotator.db.documents import AssignmentRow, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow


def assign(session: Session, documents: Collection[int], users: Iterable[UserRow]) -> None:
    """Give every document to every user; what was given stays. Runs inside the caller's transaction."""
    for user in users:
        held = set(session.scalars(select(AssignmentRow.document_id).filter_by(user_id=user.id)))
        new = [{"document_id": document, "user_id": user.id} for document in documents if document not in held]
        if new:
            session.execute(insert(AssignmentRow), new)


@dataclass(frozen=True, slots=True)
class Queue:
    """What a user is to do in a project, and where a document stands in it (1-based; 0 if it is not among them)."""

    position: int
    total: int
    finished: int
    skipped: int


def next_document(session: Session, project: ProjectRow, user: UserRow, after: int = 0) -> int | None:
    """Return the id of the next document that ``user`` has neither finished nor skipped, that after ``after`` first.

    Documents given to the user come before those that nobody was given, and for a manager before all others; each time
    the queue begins again from its start.
    """
    done = _in_state(user, FINISHED, SKIPPED)
    for query in (_assigned(project, user), _free(project), *([_all(project)] if user.manager else [])):
        open_ones = query.where(DocumentRow.id.not_in(done)).order_by(DocumentRow.id).limit(1)
        for bound in (DocumentRow.id > after, DocumentRow.id < after):
            found = session.scalar(open_ones.where(bound))
            if found is not None:
                return found
    return None


def queue(session: Session, project: ProjectRow, user: UserRow, document: int) -> Queue:
    """Return how far the user is in what was given to them."""
    mine = _assigned(project, user)
    if session.get(AssignmentRow, (document, user.id)) is None:
        mine = _all(project)
    total = _count(session, mine)
    position = _count(session, mine.where(DocumentRow.id <= document))
    finished, skipped = (
        _count(session, mine.where(DocumentRow.id.in_(_in_state(user, state)))) for state in (FINISHED, SKIPPED)
    )
    return Queue(position, total, finished, skipped)


def _count(session: Session, query: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _all(project: ProjectRow) -> Select[int]:
    return select(DocumentRow.id).where(DocumentRow.project_id == project.id)


def _assigned(project: ProjectRow, user: UserRow) -> Select[int]:
    given = select(AssignmentRow.document_id).where(AssignmentRow.user_id == user.id)
    return _all(project).where(DocumentRow.id.in_(given))


def _free(project: ProjectRow) -> Select[int]:
    given = select(AssignmentRow.document_id).where(AssignmentRow.document_id == DocumentRow.id)
    return _all(project).where(~given.exists())


def _in_state(user: UserRow, *states: str) -> Select[int]:
    return select(LayerRow.document_id).where(LayerRow.user_id == user.id, LayerRow.state.in_(states))
