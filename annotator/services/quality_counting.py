"""Counting quality: each finished layer of a document with known answers is compared with these once, and kept so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, or_, select, tuple_
from sqlalchemy.orm import Session

from annotator.core.layer import FINISHED, Layer
from annotator.core.scoring import Counts, Item, Scores
from annotator.db.adjudication import GoldRow, ScoreRow
from annotator.db.base import insert_all, writing
from annotator.db.documents import HAS_PURPOSE, DocumentRow
from annotator.db.layers import LayerRow
from annotator.services.aligned import layer_from
from annotator.services.gold_content import content_from_json
from annotator.services.layer_rows import Rows

AT_ONCE = 40
"""So many layers are compared while somebody waits for the page."""
ALL = ""
"""What stands for all labels together."""


def count_new(session: Session, project_id: int) -> int:
    """Compare what was finished since, up to :data:`AT_ONCE` layers; return how many are left to be compared."""
    _forget(session, project_id)
    found = session.execute(_new(project_id).order_by(LayerRow.id).limit(AT_ONCE)).all()
    if not found:
        return 0
    rows = list(_compared(session, project_id, found))
    with writing(session, synced=False):
        places = [(one.document_id, one.user_id) for one in found]
        session.execute(delete(ScoreRow).where(tuple_(ScoreRow.document_id, ScoreRow.user_id).in_(places)))
        # A document may have been deleted for good meanwhile, and its gold with it.
        golds = set(session.scalars(select(GoldRow.id).where(GoldRow.id.in_({row["gold_id"] for row in rows}))))
        insert_all(session, ScoreRow, [row for row in rows if row["gold_id"] in golds])
    return session.scalar(select(func.count()).select_from(_new(project_id).subquery())) or 0


def _new(project_id: int) -> Select[Any]:
    columns = (LayerRow.id, LayerRow.document_id, LayerRow.user_id, LayerRow.revision, LayerRow.changed_at)
    query = select(*columns, GoldRow.id.label("gold_id"), GoldRow.content).select_from(DocumentRow)
    query = query.join(GoldRow, and_(GoldRow.document_id == DocumentRow.id, GoldRow.withdrawn_at.is_(None)))
    query = query.join(LayerRow, LayerRow.document_id == DocumentRow.id)
    known = and_(_of_layer(), ScoreRow.label == ALL)
    query = query.outerjoin(ScoreRow, known).where(DocumentRow.project_id == project_id, HAS_PURPOSE)
    old = or_(ScoreRow.label.is_(None), ScoreRow.revision != LayerRow.revision, ScoreRow.gold_id != GoldRow.id)
    return query.where(DocumentRow.binned_at.is_(None), LayerRow.state == FINISHED, old)


def _of_layer() -> Any:
    return and_(ScoreRow.document_id == LayerRow.document_id, ScoreRow.user_id == LayerRow.user_id)


def _forget(session: Session, project_id: int) -> None:
    """Forget what was counted of layers that were opened again since, and by gold that is no longer in force."""
    still = select(LayerRow.id).join(GoldRow, GoldRow.id == ScoreRow.gold_id)
    still = still.where(_of_layer(), LayerRow.state == FINISHED, GoldRow.withdrawn_at.is_(None))
    query = select(ScoreRow.document_id, ScoreRow.user_id)
    query = query.where(ScoreRow.project_id == project_id, ScoreRow.label == ALL, ~still.exists())
    gone = [tuple(row) for row in session.execute(query)]
    if gone:
        with writing(session, synced=False):
            session.execute(delete(ScoreRow).where(tuple_(ScoreRow.document_id, ScoreRow.user_id).in_(gone)))


def _compared(session: Session, project_id: int, found: Sequence[Row[Any]]) -> Iterator[Mapping[str, Any]]:
    rows = Rows(session, [one.document_id for one in found], [one.id for one in found])
    for one in found:
        scores = Scores()
        gold = content_from_json(one.content).layer()
        scores.add(rows.documents[one.document_id].text, _items(gold), _items(layer_from(rows, one.id)))
        place = {"document_id": one.document_id, "user_id": one.user_id, "project_id": project_id}
        place |= {"gold_id": one.gold_id, "revision": one.revision, "done_at": one.changed_at}
        yield {**place, "label": ALL, **_numbers(scores.micro("exact"), scores.micro("clitic_free"))}
        for label in scores.labels:
            yield {**place, "label": label, **_numbers(scores.of(label), scores.of(label, "clitic_free"))}


def _items(layer: Layer) -> list[Item]:
    return [Item(span.start, span.end, span.label) for span in layer.spans.values()]


def _numbers(exact: Counts, free: Counts) -> dict[str, int]:
    return {
        "gold": exact.gold,
        "marked": exact.proposed,
        "exact": exact.matched,
        "free_gold": free.gold,
        "free_marked": free.proposed,
        "free": free.matched,
    }
