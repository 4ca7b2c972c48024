"""When the members of a project last worked in it, without reading all that they have done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from annotator.core.layer import FINISHED, OPEN, SKIPPED
from annotator.db.documents import AssignmentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import MemberRow

AMONG = 5
"""A person works at one of the first documents that are open for them, or has just ended one of the last."""


def last_active(session: Session, project_id: int) -> dict[int, datetime]:
    """Return for each member who has worked in the project when they last changed something, by user id.

    It looks at a few documents a person, so it may miss a late change to one that was finished long ago.
    """
    place = AssignmentRow.place
    query = select(
        MemberRow.user_id,
        _latest(OPEN, place.asc()),
        _latest(FINISHED, place.desc()),
        _latest(SKIPPED, place.desc()),
    ).where(MemberRow.project_id == project_id)
    found = {row[0]: [at for at in row[1:] if at is not None] for row in session.execute(query)}
    return {user_id: max(times) for user_id, times in found.items() if times}


def _latest(state: str, order: ColumnElement[int]) -> ScalarSelect[datetime]:
    layer = aliased(LayerRow)
    documents = (
        select(AssignmentRow.document_id)
        .where(
            AssignmentRow.user_id == MemberRow.user_id,
            AssignmentRow.project_id == MemberRow.project_id,
            AssignmentRow.state == state,
        )
        .order_by(order)
        .limit(AMONG)
        .correlate(MemberRow)
    )
    latest = select(func.max(layer.changed_at)).where(
        layer.user_id == MemberRow.user_id, layer.document_id.in_(documents), layer.revision > 0
    )
    return latest.correlate(MemberRow).scalar_subquery()
