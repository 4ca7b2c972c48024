"""Comparisons of documents in and out of their rows.

What is kept can be made again at any time, so it is written by short transactions that wait for no disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from annotator.core.verdicts import Verdict
from annotator.db.adjudication import AgreedRow, ComparisonRow, DifferenceRow
from annotator.db.base import insert_all, now, writing
from annotator.db.documents import DocumentRow
from annotator.services.verdict_rows import are_others

PORTION = 300
"""So many rows are written at a time: whoever saves must not wait for more."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing a document came to: the numbers of its row, a row for each difference of a pair, and by label.

    ``verdicts`` are those that were in force: what is open comes from them.
    """

    document: int
    stamp: str
    numbers: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    agreed: Sequence[Mapping[str, Any]]
    verdicts: Sequence[Verdict] = ()


def write(session: Session, project_id: int, found: Compared) -> None:
    """Keep what comparing a document came to, in the place of what was kept of it."""
    # Until all is there, the row bears a mark instead of the stamp: who begins last writes, who finds another mark
    # leaves off, and what was cut short is compared again; so is what a curator has decided on meanwhile.
    mark, here = token_hex(16), {"project_id": project_id, "document_id": found.document}
    whole = len(found.rows) <= PORTION
    with writing(session, synced=False):
        there = select(DocumentRow.id).filter_by(id=found.document, project_id=project_id)
        if session.scalar(there) is None:  # it was deleted for good meanwhile
            return
        row = session.merge(ComparisonRow(**here, stamp=mark, made_at=now(), **found.numbers))
        session.execute(delete(AgreedRow).where(AgreedRow.document_id == found.document))
        session.add_all([AgreedRow(**here, **one) for one in found.agreed])
        if not _delete(session, found.document) and whole:
            insert_all(session, DifferenceRow, [{**here, **one} for one in found.rows])
            row.stamp = mark if are_others(session, found.document, found.verdicts) else found.stamp
            return
    _write_long(session, here, mark, found)


def _write_long(session: Session, here: Mapping[str, int], mark: str, found: Compared) -> None:
    more, starts = True, range(0, len(found.rows), PORTION)
    while more:
        with writing(session, synced=False):
            more = _is_mine(session, found.document, mark) and _delete(session, found.document)
    for start in starts:
        with writing(session, synced=False):
            if not _is_mine(session, found.document, mark):
                return
            portion = found.rows[start : start + PORTION]
            insert_all(session, DifferenceRow, [{**here, **one} for one in portion])
    with writing(session, synced=False):
        row = session.get(ComparisonRow, found.document)
        if row is not None and row.stamp == mark and not are_others(session, found.document, found.verdicts):
            row.stamp = found.stamp


def _is_mine(session: Session, document: int, mark: str) -> bool:
    return session.scalar(select(ComparisonRow.stamp).filter_by(document_id=document)) == mark


def forget(session: Session, documents: Iterable[int]) -> None:
    """Drop what is kept of documents."""
    for document in sorted(documents):
        while _drop(session, document):
            pass


def _drop(session: Session, document: int) -> bool:
    """Drop a portion, and return whether there may be more."""
    there = select(ComparisonRow.document_id).filter_by(document_id=document)
    if session.scalar(there) is None and session.scalar(_some(document, 1)) is None:
        return False
    with writing(session, synced=False):
        session.execute(delete(ComparisonRow).where(ComparisonRow.document_id == document))
        session.execute(delete(AgreedRow).where(AgreedRow.document_id == document))
        return _delete(session, document)


def _delete(session: Session, document: int) -> bool:
    gone = delete(DifferenceRow).where(DifferenceRow.id.in_(_some(document, PORTION)))
    ids = session.scalars(gone.returning(DifferenceRow.id), execution_options={"synchronize_session": False})
    return len(ids.all()) == PORTION


def _some(document: int, most: int) -> Select[int]:
    return select(DifferenceRow.id).filter_by(document_id=document).limit(most)
