"""Counting quality: each finished layer of a document with known answers is compared with these once, and kept so.

The same is kept of other documents with gold, for the review; pages of quality read those with known answers alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, or_, select, tuple_
from sqlalchemy.orm import Session

from annotator.core.aligning import align
from annotator.core.layer import FINISHED, Layer
from annotator.core.outcomes import GOLD, MINE
from annotator.core.scoring import Counts, Item, Scores
from annotator.db.adjudication import GoldDifferenceRow, GoldRow, ScoreRow
from annotator.db.base import insert_all, writing
from annotator.db.documents import HAS_PURPOSE, DocumentRow
from annotator.db.layers import LayerRow
from annotator.services.aligned import layer_from
from annotator.services.comparing import rows_of
from annotator.services.gold_content import content_from_json
from annotator.services.layer_rows import Rows

AT_ONCE = 40
"""So many layers are compared while somebody waits for the page."""
MAX_ROW = 2**63 - 1
ALL = ""
"""What stands for all labels together."""


def count_new(session: Session, project_id: int) -> int:
    """Compare what was finished since, up to :data:`AT_ONCE` layers; return how many are left to be compared."""
    _forget(session, project_id)
    if not _count_some(session, project_id, HAS_PURPOSE):
        return 0
    return session.scalar(select(func.count()).select_from(_new(project_id, HAS_PURPOSE).subquery())) or 0


def count_documents(session: Session, project_id: int, documents: Sequence[int]) -> None:
    """Compare what was finished since in these documents with gold, and forget what is kept of older ones.

    Older are those with a lower id that have no purpose. It commits: call it outside a transaction.
    """
    _forget(session, project_id)
    row, oldest = ScoreRow, min(documents, default=MAX_ROW)
    old = select(row.document_id, row.user_id).join(DocumentRow, DocumentRow.id == row.document_id)
    old = old.where(row.project_id == project_id, row.label == ALL, row.document_id < oldest, DocumentRow.purpose == "")
    _drop(session, [tuple(one) for one in session.execute(old)])
    for start in range(0, len(documents), AT_ONCE):
        while _count_some(session, project_id, DocumentRow.id.in_(documents[start : start + AT_ONCE])):
            pass


def _count_some(session: Session, project_id: int, which: ColumnElement[bool]) -> int:
    """Compare up to :data:`AT_ONCE` new layers of such documents, and return how many it were."""
    found = session.execute(_new(project_id, which).order_by(LayerRow.id).limit(AT_ONCE)).all()
    if not found:
        return 0
    scores, differing = _compared(session, project_id, found)
    with writing(session, synced=False):
        _delete(session, [(one.document_id, one.user_id) for one in found])
        # A document may have been deleted for good meanwhile, and its gold with it.
        golds = set(session.scalars(select(GoldRow.id).where(GoldRow.id.in_({row["gold_id"] for row in scores}))))
        there = {row["document_id"] for row in scores if row["gold_id"] in golds}
        insert_all(session, ScoreRow, [row for row in scores if row["gold_id"] in golds])
        insert_all(session, GoldDifferenceRow, [row for row in differing if row["document_id"] in there])
    return len(found)


def _delete(session: Session, places: Sequence[tuple[int, int]]) -> None:
    for table in (ScoreRow, GoldDifferenceRow):
        session.execute(delete(table).where(tuple_(table.document_id, table.user_id).in_(places)))


def _drop(session: Session, places: Sequence[tuple[Any, ...]]) -> None:
    for start in range(0, len(places), AT_ONCE):
        with writing(session, synced=False):
            _delete(session, [(document, user) for document, user in places[start : start + AT_ONCE]])


def _new(project_id: int, which: ColumnElement[bool]) -> Select[Any]:
    columns = (LayerRow.id, LayerRow.document_id, LayerRow.user_id, LayerRow.revision, LayerRow.changed_at)
    query = select(*columns, GoldRow.id.label("gold_id"), GoldRow.content).select_from(DocumentRow)
    query = query.join(GoldRow, and_(GoldRow.document_id == DocumentRow.id, GoldRow.withdrawn_at.is_(None)))
    query = query.join(LayerRow, LayerRow.document_id == DocumentRow.id)
    known = and_(_of_layer(), ScoreRow.label == ALL)
    query = query.outerjoin(ScoreRow, known).where(DocumentRow.project_id == project_id, which)
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
    _drop(session, [tuple(row) for row in session.execute(query)])


_Rows = list[Mapping[str, Any]]


def _compared(session: Session, project_id: int, found: Sequence[Row[Any]]) -> tuple[_Rows, _Rows]:
    """Return the rows of the scores of these layers, and those of the cases at which they differ from the gold."""
    rows = Rows(session, [one.document_id for one in found], [one.id for one in found])
    scores: _Rows = []
    differing: _Rows = []
    for one in found:
        text, gold = rows.documents[one.document_id].text, content_from_json(one.content).layer()
        mine, place = layer_from(rows, one.id), {"document_id": one.document_id, "user_id": one.user_id}
        place |= {"project_id": project_id, "done_at": one.changed_at}
        judged = {**place, "gold_id": one.gold_id, "revision": one.revision}
        scores += [{**judged, **row} for row in _scores(text, mine, gold)]
        differing += [{**place, **row} for row in _differing(text, mine, gold)]
    return scores, differing


def _scores(text: str, mine: Layer, gold: Layer) -> Iterator[Mapping[str, Any]]:
    scores = Scores()
    scores.add(text, _items(gold), _items(mine))
    yield {"label": ALL, **_numbers(scores.micro("exact"), scores.micro("clitic_free"))}
    for label in scores.labels:
        yield {"label": label, **_numbers(scores.of(label), scores.of(label, "clitic_free"))}


def _differing(text: str, mine: Layer, gold: Layer) -> Iterator[Mapping[str, Any]]:
    for case in align(text, {MINE: mine, GOLD: gold}):
        yield from rows_of(case, (MINE, GOLD))


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
