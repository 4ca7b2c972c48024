"""The history of a layer: its log as the page undoes by it, what of a request the log knows, what was done today."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.layer import FINISHED
from annotator.db.accounts import UserRow
from annotator.db.base import now
from annotator.db.documents import DocumentRow
from annotator.db.layers import LayerRow, OperationRow

DAY = timedelta(hours=36)
"""So far back "today" can reach: the longest day of any time zone, whatever the server's."""
MOST_FINISHED = 500


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry of a log. ``step`` names the undo step it belongs to (empty: its own); ``operations`` what it undid.

    ``edits`` are the log's own JSON values (see ``db.log.edit_to_json``).
    """

    id: str
    step: str
    kind: str
    operations: Sequence[str]
    edits: Sequence[dict[str, Any]]


def history(session: Session, layer_id: int) -> Sequence[Logged]:
    """Return the log of a layer in its order."""
    query = select(OperationRow.operation_id, OperationRow.kind, OperationRow.fields, OperationRow.edits)
    found = session.execute(query.filter_by(layer_id=layer_id).order_by(OperationRow.revision))
    return [
        Logged(id_, fields.get("step", ""), kind, fields.get("operations", []), edits)
        for id_, kind, fields, edits in found
    ]


def known_operations(session: Session, layer_id: int, operations: Collection[str]) -> Sequence[str]:
    """Return those of the ids in ``operations`` that the log has, in its order."""
    query = select(OperationRow.operation_id).where(
        OperationRow.layer_id == layer_id, OperationRow.operation_id.in_(operations)
    )
    return session.scalars(query.order_by(OperationRow.revision)).all()


def finished_lately(session: Session, user: UserRow) -> Sequence[datetime]:
    """Return when ``user`` finished documents, the latest first, as far back as a day can reach anywhere."""
    query = select(LayerRow.changed_at).where(
        LayerRow.user_id == user.id, LayerRow.state == FINISHED, LayerRow.changed_at >= now() - DAY
    )
    return session.scalars(query.order_by(LayerRow.changed_at.desc()).limit(MOST_FINISHED)).all()


def previous_document(session: Session, user: UserRow, document: DocumentRow) -> int | None:
    """Return the id of the document of the same project that ``user`` changed last, apart from this one."""
    query = (
        select(LayerRow.document_id)
        .join(DocumentRow, DocumentRow.id == LayerRow.document_id)
        .where(
            DocumentRow.project_id == document.project_id,
            DocumentRow.binned_at.is_(None),
            LayerRow.user_id == user.id,
            LayerRow.document_id != document.id,
            LayerRow.revision > 0,
        )
    )
    return session.scalar(query.order_by(LayerRow.changed_at.desc()).limit(1))
