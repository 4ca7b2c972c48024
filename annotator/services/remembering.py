"""Remembering: what people decided is counted for the suggester ``memory``, soon after they decided it.

The counts stand in the database; each layer knows up to which revision it was counted, and what it said then is read
from its log. So nothing is counted twice, what is undone is taken back, and saving never waits for it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, literal, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from annotator.core.edits import apply, reversed_edit
from annotator.core.layer import Layer
from annotator.core.suggestions import Suggestion
from annotator.db.base import table_of, writing
from annotator.db.documents import HAS_PURPOSE, DocumentRow, SuggestionRow, TextRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.log import edit_from_json, read_layer
from annotator.db.models import RememberedRow
from annotator.db.projects import ProjectRow
from annotator.services.memories import tell, untell
from annotator.services.verdicts import Changes, verdicts
from annotator.suggesters.memory import Row

_log = logging.getLogger(__name__)

PORTION = 50
"""So many layers are counted in one transaction at most."""


def remember(session: Session, project_id: int, most: int = PORTION) -> int:
    """Count what was decided in at most ``most`` layers since they were counted last; return how many were counted.

    A layer that cannot be read is passed over: what is wrong in one must not hold up the others.
    """
    found = _waiting(session, project_id, most)
    if not found:
        return 0
    # Counted before anything is locked: who saves must not wait for it. All is read from one state of the database.
    counted = {row.id: (row, changes) for row in found if (changes := _counted_if_sound(session, row)) is not None}
    if not counted:
        return 0
    # Nobody waits for the disk: it can be counted again.
    with writing(session, synced=False):
        changes = Changes()
        for row in _still(session, [row for row, _changes in counted.values()]):
            changes.add_all(counted[row.id][1])
            session.connection().execute(_REMEMBERED, {"layer": row.id, "reached": row.reach})
        _write(session, project_id, changes)
        tell(session, project_id, _raise_version(session, project_id), changes)
    return len(counted)


def _counted_if_sound(session: Session, row: Any) -> Changes | None:
    try:
        return _counted(session, row)
    except Exception as error:
        # What an error says may quote a user's text; its kind never does.
        _log.error("layer %s cannot be counted: %s", row.id, type(error).__name__)
        return None


def _still(session: Session, found: Sequence[Any]) -> list[Any]:
    """Return the layers that are still there and were not counted by somebody else meanwhile."""
    now = select(LayerRow.id, LayerRow.remembered).where(LayerRow.id.in_([row.id for row in found]))
    reached = {row.id: row.remembered for row in session.execute(now)}
    return [row for row in found if reached.get(row.id) == row.remembered]


def forget(session: Session, project_id: int) -> None:
    """Forget all that a project remembers, and let it be counted anew; runs in the caller's transaction.

    That is for documents that are deleted for good: no name in them may stay.
    """
    session.execute(delete(RememberedRow).filter_by(project_id=project_id))
    untell(session, project_id)
    here = select(DocumentRow.id).filter_by(project_id=project_id)
    counted = update(LayerRow).where(LayerRow.remembered != 0, LayerRow.document_id.in_(here)).values(remembered=0)
    session.execute(counted, execution_options={"synchronize_session": False})
    _raise_version(session, project_id)


def _waiting(session: Session, project_id: int, most: int) -> list[Any]:
    """Return the layers that are to be counted, with ``reach``, the revision up to which that is.

    The answers of documents with known answers are not counted, and what was counted of them before is taken back: who
    is judged by them is not to find them among the suggestions.
    """
    query = (
        select(LayerRow.id, LayerRow.state, LayerRow.revision, LayerRow.remembered, LayerRow.document_id)
        .join(DocumentRow, DocumentRow.id == LayerRow.document_id)
        .limit(most)
    )
    # The sum leaves the search to the index of the layers that are not counted yet: few are, and documents are many.
    others = query.add_columns(LayerRow.revision.label("reach")).where(
        LayerRow.revision != LayerRow.remembered, DocumentRow.project_id + 0 == project_id, DocumentRow.purpose == ""
    )
    known = query.add_columns(literal(0).label("reach")).where(
        DocumentRow.project_id == project_id, HAS_PURPOSE, LayerRow.remembered != 0
    )
    found = [*session.execute(others), *session.execute(known)]
    return found[:most]


def _counted(session: Session, row: Any) -> Changes:
    changes = Changes()
    text = session.scalars(select(TextRow.text).filter_by(document_id=row.document_id)).one()
    newest = read_layer(session, row)
    before = _as_of(session, row, newest)
    now = newest if row.reach else Layer()
    suggestions = _suggestions(session, now, before)
    changes.add(verdicts(text, now, suggestions), 1)
    changes.add(verdicts(text, before, suggestions), -1)
    return changes


def _as_of(session: Session, row: Any, layer: Layer) -> Layer:
    """Return the layer as it was when it was counted last."""
    if row.remembered == 0:
        return Layer()
    since = select(OperationRow.edits).where(OperationRow.layer_id == row.id, OperationRow.revision > row.remembered)
    for edits in session.scalars(since.order_by(OperationRow.revision.desc())):
        layer = apply(layer, [reversed_edit(edit_from_json(values)) for values in reversed(edits)])
    return layer


def _suggestions(session: Session, *layers: Layer) -> dict[int, Suggestion]:
    ids = {one for layer in layers for one in layer.decisions}
    rows = session.scalars(select(SuggestionRow).where(SuggestionRow.id.in_(ids))) if ids else ()
    return {row.id: row.value() for row in rows}


def _write(session: Session, project_id: int, changes: Changes) -> None:
    rows = [{"project_id": project_id, **_columns(row)} for row in changes.rows()]
    if not rows:
        return
    session.connection().execute(_PUT, rows)
    keys = [{f"b_{name}": row[name] for name in _KEY} for row in rows if min(row["accepted"], row["rejected"]) < 0]
    if keys:
        session.connection().execute(_EMPTY, keys)


def _columns(row: Row) -> dict[str, Any]:
    return {**row._asdict(), "type": row.type or "", "subtype": row.subtype or ""}


def _raise_version(session: Session, project_id: int) -> int:
    row = session.get_one(ProjectRow, project_id)
    row.memories += 1
    return row.memories


_table = table_of(RememberedRow)
_KEY = tuple(column.name for column in _table.primary_key)
_new = insert(_table)
_PUT = _new.on_conflict_do_update(
    index_elements=_KEY,
    set_={name: _table.c[name] + _new.excluded[name] for name in ("accepted", "rejected")},
)
_EMPTY = delete(_table).where(
    *(_table.c[name] == bindparam(f"b_{name}") for name in _KEY), _table.c.accepted == 0, _table.c.rejected == 0
)
_REMEMBERED = (
    update(table_of(LayerRow))
    .where(table_of(LayerRow).c.id == bindparam("layer"))
    .values(remembered=bindparam("reached"))
)
