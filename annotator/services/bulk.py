"""Bulk: what a manager does to many documents at once, some thousand in each transaction, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, and_, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import now, writing
from annotator.db.deeds import DeedDocumentRow, DeedRow
from annotator.db.documents import EVERYBODY, DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services import audit
from annotator.services.filtering import Filter, is_binned, matching

CHUNK = 1_000
"""So many documents are changed in one transaction: others write in between."""
MOST_WANTED = 20
CALIBRATION_RANK = -10
UNDO_DAYS = 7


@dataclass(frozen=True, slots=True)
class Selection:
    """Which documents: those of ``filter``, of them only ``ids`` where they were ticked one by one."""

    project_id: int
    filter: Filter = field(default_factory=Filter)
    ids: tuple[int, ...] | None = None

    def query(self) -> Select[int]:
        """Return the question for the ids of the documents, in no order."""
        query = matching(self.project_id, self.filter)
        return query if self.ids is None else query.where(DocumentRow.id.in_(self.ids))

    def in_bin(self) -> Selection:
        """Return the same of the bin."""
        return replace(self, filter=replace(self.filter, binned=True))


def how_many(session: Session, chosen: Selection, *more: ColumnElement[bool]) -> int:
    """Return how many documents are chosen, of which ``more`` holds."""
    return session.scalar(select(func.count()).select_from(chosen.query().where(*more).subquery())) or 0


def chunks(session: Session, query: Select[int]) -> Iterator[Sequence[int]]:
    """Yield the ids that ``query`` gives now, in the order of the queue, some thousand at a time."""
    ids = session.scalars(query.order_by(DocumentRow.rank, DocumentRow.id)).all()
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


is_ordinary: ColumnElement[bool] = and_(DocumentRow.wanted != EVERYBODY, DocumentRow.purpose == "")
"""Neither of the calibration set, which everybody gets first, nor with known answers, which go their own way."""
is_calibration: ColumnElement[bool] = DocumentRow.wanted == EVERYBODY
PRIORITY_SET = {
    -1: N_("let documents come first: %(count)s"),
    0: N_("gave documents the usual priority: %(count)s"),
    1: N_("let documents come later: %(count)s"),
}


def set_priority(session: Session, chosen: Selection, rank: int, by: UserRow) -> int:
    """Let the documents come before (-1), among (0) or after (1) the others; return how many that changed."""
    return set_columns(session, chosen, by, PRIORITY_SET[rank], {"rank": rank}, is_ordinary, DocumentRow.rank != rank)


def set_wanted(session: Session, chosen: Selection, wanted: int, by: UserRow) -> int:
    """Set to how many annotators the queue gives each; return how many documents that changed. Code ``wanted``."""
    if not 0 <= wanted <= MOST_WANTED:
        raise Problem("wanted", N_("The number of annotators is from 0 to %(most)s."), most=MOST_WANTED)
    message = N_("set the number of annotators of documents to %(wanted)s: %(count)s")
    return set_columns(session, chosen, by, message, {"wanted": wanted}, is_ordinary, DocumentRow.wanted != wanted)


def calibrate(session: Session, chosen: Selection, by: UserRow) -> int:
    """Put the documents into the calibration set: everybody gets them, before all others."""
    message = N_("put documents into the calibration set: %(count)s")
    return set_columns(session, chosen, by, message, {"wanted": EVERYBODY, "rank": CALIBRATION_RANK}, is_ordinary)


def end_calibration(session: Session, chosen: Selection, by: UserRow) -> int:
    """Take the documents out of the calibration set; they become as new documents of the project are."""
    overlap = session.get_one(ProjectRow, chosen.project_id).overlap
    message = N_("took documents out of the calibration set: %(count)s")
    return set_columns(session, chosen, by, message, {"wanted": overlap, "rank": 0}, is_calibration)


def put_in_bin(session: Session, chosen: Selection, by: UserRow) -> int:
    """Move the documents to the bin: nobody gets, sees or exports them. All that was done at them stays."""
    return set_columns(session, chosen, by, N_("moved documents to the bin: %(count)s"), {"binned_at": now()})


def restore(session: Session, chosen: Selection, by: UserRow) -> int:
    """Take the documents out of the bin, as they were."""
    message = N_("took documents out of the bin: %(count)s")
    return set_columns(session, chosen.in_bin(), by, message, {"binned_at": None})


def set_columns(
    session: Session,
    chosen: Selection,
    by: UserRow,
    message: str,
    after: Mapping[str, Any],
    *only: ColumnElement[bool],
) -> int:
    """Set columns of the chosen documents for which ``only`` holds, and keep what they were; return how many."""
    query = chosen.query().where(*only)
    deed = DeedRow(project_id=chosen.project_id, user_id=by.id, message=message, after=_as_json(after))
    key: list[int] = []

    def change(ids: Sequence[int]) -> int:
        if not key:
            session.add(deed)
            session.flush()
            key.append(deed.id)
        # Asked again, but for the filter: somebody else may have changed one since.
        still = (DocumentRow.id.in_(ids), is_binned(chosen.filter.binned), *only)
        row = DocumentRow
        before = select(literal(key[0]), row.id, row.rank, row.wanted, row.purpose, row.binned_at)
        columns = ["deed_id", "document_id", "rank", "wanted", "purpose", "binned_at"]
        session.execute(insert(DeedDocumentRow).from_select(columns, before.where(*still)))
        kept = select(DeedDocumentRow.document_id).filter_by(deed_id=key[0])
        these = (DocumentRow.id.in_(ids), DocumentRow.id.in_(kept))
        return changed(session, update(DocumentRow).where(*these).values(dict(after)))

    def end(total: int) -> None:
        session.execute(update(DeedRow).where(DeedRow.id == key[0]).values(count=total))
        _forget_old(session, chosen.project_id)
        audit.record(session, by, chosen.project_id, message, count=total, **_said(after))

    return in_chunks(session, query, change, end)


def in_chunks(
    session: Session,
    query: Select[int],
    change: Callable[[Sequence[int]], int],
    end: Callable[[int], None] = lambda total: None,
) -> int:
    """Let ``change`` work at some thousand ids in a transaction each, then ``end`` with the sum; return the sum.

    ``end`` runs in the transaction of the last chunk; where nothing was changed, not at all.
    """
    total, all_chunks = 0, list(chunks(session, query))
    for number, ids in enumerate(all_chunks, 1):
        with writing(session):
            total += change(ids)
            if number == len(all_chunks) and total:
                end(total)
    return total


def changed(session: Session, statement: Update) -> int:
    """Run an update in the caller's transaction, and return how many rows it has changed."""
    found: int = session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]  # a cursor's result
    return found


def _as_json(after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in after.items()}


def _said(after: Mapping[str, Any]) -> dict[str, Any]:
    return {"wanted": after["wanted"]} if set(after) == {"wanted"} else {}


def _forget_old(session: Session, project_id: int) -> None:
    old = (DeedRow.project_id == project_id, DeedRow.created_at < now() - timedelta(days=UNDO_DAYS))
    session.execute(delete(DeedRow).where(*old).execution_options(synchronize_session=False))


def last_deed(session: Session, project_id: int, user: UserRow, minutes: int = 15) -> DeedRow | None:
    """Return what the user did to many documents of the project just now, if it can be taken back."""
    query = select(DeedRow).where(
        DeedRow.project_id == project_id,
        DeedRow.user_id == user.id,
        DeedRow.count > 0,
        DeedRow.created_at >= now() - timedelta(minutes=minutes),
    )
    return session.scalar(query.order_by(DeedRow.id.desc()).limit(1))


def undo(session: Session, deed: DeedRow, by: UserRow) -> int:
    """Make the documents of a deed what they were, but those that have been changed again since; return how many."""
    deed_id, project_id, phrase, by_id = deed.id, deed.project_id, deed.phrase(), by.id
    unchanged = [_is_still(name, value) for name, value in deed.after.items()]
    names = list(deed.after)
    kept = select(DeedDocumentRow.document_id).filter_by(deed_id=deed_id)
    query = select(DocumentRow.id).where(DocumentRow.project_id == project_id, DocumentRow.id.in_(kept), *unchanged)

    def change(ids: Sequence[int]) -> int:
        return changed(
            session,
            update(DocumentRow)
            .where(DocumentRow.id.in_(ids), *unchanged)
            .values({name: _before(name, deed_id) for name in names}),
        )

    total = in_chunks(session, query, change, lambda total: None)
    with writing(session):
        session.execute(delete(DeedRow).where(DeedRow.id == deed_id))
        if total:
            user = session.get_one(UserRow, by_id)
            audit.record(session, user, project_id, N_("took back: %(what)s"), what=phrase)
    return total


def _is_still(name: str, value: Any) -> ColumnElement[bool]:
    column: Any = getattr(DocumentRow, name)
    if name == "binned_at":
        value = value and datetime.fromisoformat(value)
    found: ColumnElement[bool] = column.is_(None) if value is None else column == value
    return found


def _before(name: str, deed_id: int) -> Any:
    column: Any = getattr(DeedDocumentRow, name)
    return (
        select(column)
        .where(DeedDocumentRow.deed_id == deed_id, DeedDocumentRow.document_id == DocumentRow.id)
        .scalar_subquery()
    )
