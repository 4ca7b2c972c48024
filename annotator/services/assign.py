"""Who annotates what, and which document is next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Exists, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from annotator.core.layer import FINISHED, OPEN, SKIPPED
from annotator.db.accounts import UserRow
from annotator.db.base import insert_all
from annotator.db.documents import AssignmentRow, DocumentRow, TallyRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow


def assign(session: Session, documents: Collection[int], users: Iterable[UserRow]) -> None:
    """Give every document (all of one project) to every user; what was given stays.

    They come in the order in which they are given. Runs inside the caller's transaction.
    """
    if not documents:
        return
    project_id = session.get_one(DocumentRow, next(iter(documents))).project_id
    for user in users:
        mine = select(AssignmentRow.document_id).filter_by(user_id=user.id, project_id=project_id)
        held = set(session.scalars(mine))
        states = _states(session, user, project_id)
        last = session.scalar(mine.with_only_columns(func.max(AssignmentRow.place))) or 0
        new = [
            {
                "document_id": document,
                "user_id": user.id,
                "project_id": project_id,
                "place": place,
                "state": states.get(document, OPEN),
            }
            for place, document in enumerate((one for one in documents if one not in held), last + 1)
        ]
        insert_all(session, AssignmentRow, new)


def _states(session: Session, user: UserRow, project_id: int) -> Mapping[int, str]:
    """Return the states of what the user has finished or skipped in the project without having been given it."""
    query = select(LayerRow.document_id, LayerRow.state).join(DocumentRow, DocumentRow.id == LayerRow.document_id)
    query = query.where(LayerRow.user_id == user.id, LayerRow.state != OPEN, DocumentRow.project_id == project_id)
    return {row[0]: row[1] for row in session.execute(query)}


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
    given = session.get(AssignmentRow, (after, user.id))
    open_ones = select(AssignmentRow.document_id).filter_by(user_id=user.id, project_id=project.id, state=OPEN)
    found = _first(session, open_ones, AssignmentRow.place, given.place if given else 0)
    for query in (_free(project), *([_all(project)] if user.manager else [])):
        if found is None:
            found = _first(session, query.where(~_done(user)), DocumentRow.id, after)
    return found


def _first(session: Session, query: Select[int], order: InstrumentedAttribute[int], after: int) -> int | None:
    """Return the first of ``query`` after the place ``after``, else the first before it."""
    bounds = (order > after, order < after)
    found = (session.scalar(query.where(bound).order_by(order).limit(1)) for bound in bounds)
    return next((one for one in found if one is not None), None)


def queue(session: Session, project: ProjectRow, user: UserRow, document: int) -> Queue:
    """Return how far the user is in what was given to them; for another document, in all of the project."""
    given = session.get(AssignmentRow, (document, user.id))
    if given is not None:
        tally = session.get_one(TallyRow, (user.id, project.id))
        return Queue(min(given.place, tally.given), tally.given, tally.finished, tally.skipped)
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


def _free(project: ProjectRow) -> Select[int]:
    return _all(project).where(DocumentRow.given == 0)


def _done(user: UserRow) -> Exists:
    mine = select(LayerRow.id).where(LayerRow.document_id == DocumentRow.id, LayerRow.user_id == user.id)
    return mine.where(LayerRow.state != OPEN).exists()


def _in_state(user: UserRow, *states: str) -> Select[int]:
    return select(LayerRow.document_id).where(LayerRow.user_id == user.id, LayerRow.state.in_(states))
