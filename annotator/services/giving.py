"""Giving: many documents to persons, and back from one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, false, func, insert, literal, null, select, update
from sqlalchemy.orm import Session

from annotator.core.layer import OPEN
from annotator.core.phrases import N_
from annotator.db.accounts import UserRow
from annotator.db.base import now
from annotator.db.documents import FREED, AssignmentRow, DocumentRow
from annotator.db.layers import LayerRow
from annotator.services import audit
from annotator.services.assign import when_done
from annotator.services.bulk import Selection, in_chunks

_COLUMNS = ("document_id", "user_id", "project_id", "place", "state", "handed", "created_at", "done_at")


def give(session: Session, chosen: Selection, users: Collection[UserRow], by: UserRow) -> int:
    """Give the documents to every one of ``users``, in the order of the queue; return how many were new to them.

    What somebody has already stays; what the queue had taken back from them becomes theirs again.
    """
    people = [(user.id, user.name) for user in users]
    return sum(_give(session, chosen, user_id, name, by.id) for user_id, name in people)


def _give(session: Session, chosen: Selection, user_id: int, name: str, by_id: int) -> int:
    held = select(AssignmentRow.document_id).where(AssignmentRow.user_id == user_id, AssignmentRow.state != FREED)
    query = chosen.query().where(DocumentRow.id.not_in(held))

    def change(ids: Sequence[int]) -> int:
        return _take_again(session, user_id, ids) + _add(session, chosen.project_id, user_id, ids)

    def end(total: int) -> None:
        message = N_("gave documents to %(name)s: %(count)s")
        audit.record(session, session.get_one(UserRow, by_id), chosen.project_id, message, count=total, name=name)

    return in_chunks(session, query, change, end)


def _take_again(session: Session, user_id: int, ids: Sequence[int]) -> int:
    state = _layer(user_id, LayerRow.state, AssignmentRow.document_id)
    statement = (
        update(AssignmentRow)
        .where(AssignmentRow.user_id == user_id, AssignmentRow.document_id.in_(ids), AssignmentRow.state == FREED)
        .values(
            state=func.coalesce(state, OPEN),
            handed=False,
            created_at=now(),
            done_at=when_done(AssignmentRow.document_id, user_id),
        )
    )
    return _rows(session, statement)


def _add(session: Session, project_id: int, user_id: int, ids: Sequence[int]) -> int:
    theirs = (AssignmentRow.user_id == user_id, AssignmentRow.project_id == project_id)
    last = session.scalar(select(func.max(AssignmentRow.place)).where(*theirs)) or 0
    mine = and_(LayerRow.document_id == DocumentRow.id, LayerRow.user_id == user_id)
    has = select(AssignmentRow.user_id).where(
        AssignmentRow.document_id == DocumentRow.id, AssignmentRow.user_id == user_id
    )
    place = literal(last) + func.row_number().over(order_by=(DocumentRow.rank, DocumentRow.id))
    done_at = case((LayerRow.state != OPEN, LayerRow.changed_at), else_=null())
    values = (
        DocumentRow.id,
        literal(user_id),
        literal(project_id),
        place,
        func.coalesce(LayerRow.state, OPEN),
        false(),
        literal(now(), AssignmentRow.created_at.type),
        done_at,
    )
    rows = select(*values).outerjoin(LayerRow, mine)
    rows = rows.where(DocumentRow.id.in_(ids), DocumentRow.binned_at.is_(None), ~has.exists())
    return _rows(session, insert(AssignmentRow).from_select(_COLUMNS, rows))


def _layer(user_id: int, column: Any, document_id: Any) -> Any:
    return select(column).where(LayerRow.document_id == document_id, LayerRow.user_id == user_id).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Held:
    """What a person has of some documents: not begun, begun, finished or skipped."""

    untouched: int
    begun: int
    done: int


def held_by(session: Session, chosen: Selection) -> Mapping[int, Held]:
    """Return who has any of the chosen documents (ids of users), how many, and how far they are."""
    row, is_done, is_begun = AssignmentRow, AssignmentRow.state != OPEN, _begun()
    query = (
        select(row.user_id, *(func.count().filter(one) for one in (~is_done & ~is_begun, ~is_done & is_begun, is_done)))
        .where(row.state != FREED, row.document_id.in_(chosen.query()))
        .group_by(row.user_id)
    )
    return {user_id: Held(*counts) for user_id, *counts in session.execute(query)}


def _begun() -> ColumnElement[bool]:
    mine = (LayerRow.document_id == AssignmentRow.document_id, LayerRow.user_id == AssignmentRow.user_id)
    return select(LayerRow.id).where(*mine, LayerRow.revision > 0).exists()


def withdraw(session: Session, chosen: Selection, user: UserRow, by: UserRow, *, begun: bool) -> int:
    """Take from ``user`` what they have not begun of the documents, with ``begun`` what they have not finished.

    What they have marked stays in their layer; the queue may hand the document out again, to them too. What is
    finished or skipped stays theirs. Returns how many documents were taken.
    """
    user_id, name, by_id = user.id, user.name, by.id
    mine = [AssignmentRow.user_id == user_id, AssignmentRow.state == OPEN]
    if not begun:
        mine.append(~_begun())
    theirs = select(AssignmentRow.document_id).where(*mine)

    def change(ids: Sequence[int]) -> int:
        return _rows(session, delete(AssignmentRow).where(AssignmentRow.document_id.in_(ids), *mine))

    def end(total: int) -> None:
        message = N_("withdrew documents from %(name)s: %(count)s")
        audit.record(session, session.get_one(UserRow, by_id), chosen.project_id, message, count=total, name=name)

    return in_chunks(session, chosen.query().where(DocumentRow.id.in_(theirs)), change, end)


def _rows(session: Session, statement: Any) -> int:
    found: int = session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]  # a cursor's result
    return found
