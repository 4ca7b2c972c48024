"""The history of a layer: its log as the page undoes by it, what of a request the log knows, what was done today."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, String, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from annotator.core.layer import FINISHED
from annotator.db.base import iso_moment, now, table_of, time_text
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


def _lately() -> Select[Any]:
    layer = table_of(LayerRow)
    when = type_coerce(layer.c.changed_at, String)
    mine = (layer.c.user_id == bindparam("user"), layer.c.state == FINISHED, when >= bindparam("since", type_=String))
    return select(when).where(*mine).order_by(layer.c.changed_at.desc()).limit(MOST_FINISHED)


def _last_changed() -> Select[Any]:
    layer, document = table_of(LayerRow), table_of(DocumentRow)
    mine = (layer.c.user_id == bindparam("user"), layer.c.revision > 0, layer.c.document_id != bindparam("document"))
    joined = layer.join(document, document.c.id == layer.c.document_id)
    found = select(layer.c.document_id).select_from(joined).where(*mine)
    found = found.where(document.c.project_id == bindparam("project"), document.c.binned_at.is_(None))
    return found.order_by(layer.c.changed_at.desc()).limit(1)


# They are made once: every page asks both.
_LATELY, _LAST_CHANGED = _lately(), _last_changed()


def finished_lately(session: Session, user_id: int) -> Sequence[str]:
    """Return when the user finished documents (ISO 8601), the latest first, as far back as a day can reach anywhere."""
    asked = {"user": user_id, "since": time_text(now() - DAY)}
    return [iso_moment(one[0]) for one in session.connection().execute(_LATELY, asked)]


def previous_document(session: Session, user_id: int, project_id: int, document_id: int) -> int | None:
    """Return the id of the document of the project that the user changed last, apart from ``document_id``."""
    asked = {"user": user_id, "project": project_id, "document": document_id}
    found: int | None = session.connection().execute(_LAST_CHANGED, asked).scalar()
    return found
