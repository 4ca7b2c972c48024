"""The questions for cases: each filter as a condition, each way in which two can stand in the rows as a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session

from annotator.core.layer import FINISHED
from annotator.db.adjudication import AgreedRow, ComparisonRow, DifferenceRow, GoldDifferenceRow
from annotator.db.documents import GOLD, PRACTICE, DocumentRow
from annotator.db.layers import LayerRow
from annotator.services.filtering import came_with, was_shown
from annotator.services.wanted import Among, Place, Side, State, Wanted

Conditions = Sequence[ColumnElement[bool]]
_EMPTY: ColumnElement[str] = literal_column("''")
"""Written out, so that SQLite knows the index of the rows that have something there."""


def differing(session: Session, project_id: int, wanted: Wanted, after: Place | None = None) -> Iterator[Select[Any]]:
    """Yield a query of places for each way in which two annotators can stand in the rows; each has an index."""
    row = DifferenceRow
    order: tuple[Any, ...] = (row.document_id, row.start, row.case_key)
    here = [*in_documents(session, project_id, wanted, row), *_of_case(row, wanted)]
    here += [tuple_(*order) > after[:3]] if after else []
    for people, labels in product(_people(wanted), _labels(wanted)):
        joined = select(*order).join(DocumentRow, DocumentRow.id == row.document_id)
        yield joined.where(*here, *people, *labels)


def beside_gold(session: Session, project_id: int, wanted: Wanted, after: Place | None = None) -> Iterator[Select[Any]]:
    """Yield the same for the cases at which layers differ from the gold."""
    row = GoldDifferenceRow
    order: tuple[Any, ...] = (row.document_id, row.start, row.case_key, row.user_id)
    here = [*in_documents(session, project_id, wanted, row), *_of_case(row, wanted), *_purpose(wanted)]
    here += [row.user_id == wanted.one] if wanted.one is not None else []
    here += [_in_week(wanted)] if wanted.week else []
    here += [tuple_(*order) > after] if after else []
    for labels in _sided(wanted):
        joined = select(*order).join(DocumentRow, DocumentRow.id == row.document_id)
        yield joined.where(*here, *labels)


def agreed(session: Session, project_id: int, wanted: Wanted, *columns: Any) -> Select[Any]:
    """Return the query of the rows of what is agreed."""
    row = AgreedRow
    here = in_documents(session, project_id, wanted, row)
    named = [row.label == wanted.label] if wanted.label is not None else []
    return select(*columns).join(DocumentRow, DocumentRow.id == row.document_id).where(*here, *named)


def compared(session: Session, project_id: int, wanted: Wanted, *columns: Any) -> Select[Any]:
    """Return the query of the documents that two or more have finished."""
    row = ComparisonRow
    here = in_documents(session, project_id, wanted, row)
    return select(*columns).join(DocumentRow, DocumentRow.id == row.document_id).where(*here, row.annotators > 1)


def in_documents(session: Session, project_id: int, wanted: Wanted, row: Any) -> list[ColumnElement[bool]]:
    """Return in which documents; ``row`` is that of a table with a project and a document, joined with this one."""
    here = [row.project_id == project_id, DocumentRow.binned_at.is_(None)]
    here += [row.document_id == wanted.document] if wanted.document is not None else []
    if wanted.job is not None:
        here.append(came_with(wanted.job))
    if wanted.suggested is not None:
        here.append(was_shown(wanted.suggested))
    if wanted.stretch is not None:
        here.append(row.document_id.in_(_stretch(session, project_id, *wanted.stretch)))
    if wanted.among is Among.ALL and wanted.one is not None:
        here.append(finished_by(wanted.one))
    return here


def finished_by(user: int) -> ColumnElement[bool]:
    """Return the condition that somebody has finished a document."""
    theirs = select(LayerRow.id).where(LayerRow.document_id == DocumentRow.id, LayerRow.user_id == user)
    return theirs.where(LayerRow.state == FINISHED).exists()


def _stretch(session: Session, project_id: int, first: int, last: int) -> Select[int]:
    """Return the query of the documents number ``first`` to ``last``, in the order in which they were finished."""
    row = ComparisonRow
    order = (row.done_at, row.document_id)
    every = select(*order).where(row.project_id == project_id, row.annotators > 1).order_by(*order)
    begin = session.execute(every.offset(first - 1).limit(1)).first()
    if begin is None:
        return select(row.document_id).where(row.document_id.is_(None))
    inside = select(row.document_id).where(row.project_id == project_id, row.annotators > 1, _not_before(begin))
    end = session.execute(every.offset(last).limit(1)).first()
    return inside.where(~_not_before(end)) if end else inside


def _not_before(place: Any) -> ColumnElement[bool]:
    row = ComparisonRow
    return or_(row.done_at > place.done_at, and_(row.done_at == place.done_at, row.document_id >= place.document_id))


def _of_case(row: Any, wanted: Wanted) -> Conditions:
    """Return what the row itself says of the case, but for labels and people."""
    found: list[ColumnElement[bool]] = []
    if wanted.kind:
        found.append(row.kind == wanted.kind.value)
    if wanted.lowers:
        found.append(row.lowers.op("&")(int(wanted.lowers)) > 0)
    if wanted.role is not None:
        found += [row.roles != _EMPTY, func.instr(row.roles, f"\n{wanted.role}\n") > 0]
    if not (wanted.kind or wanted.lowers or wanted.role is not None):
        found.append(row.kind != _EMPTY)
    return [*found, *_state(row, wanted)]


def _state(row: Any, wanted: Wanted) -> Conditions:
    match wanted.state:
        case State.GOLD:
            return [DocumentRow.gold == GOLD]
        case State.OPEN | State.SETTLED:
            left = row.open == literal_column("1" if wanted.state is State.OPEN else "0")
            return [DocumentRow.gold != GOLD, left]
    return []


def _people(wanted: Wanted) -> Sequence[Conditions]:
    row, named = DifferenceRow, sorted(one for one in (wanted.one, wanted.other) if one is not None)
    if wanted.among is Among.ALL:
        return [[]]
    match named:
        case [one, other]:
            return [[row.one_id == one, row.other_id == other]]
        case [one]:
            return [[row.one_id == one], [row.other_id == one]]
    return [[]]


def _labels(wanted: Wanted, row: Any = DifferenceRow) -> Sequence[Conditions]:
    one, other = wanted.label, wanted.other_label
    if one is None:
        return [[]]
    if other is None:
        return [[row.label == one], [row.other_label == one]]
    return [[row.label == one, row.other_label == other], [row.label == other, row.other_label == one]]


def _sided(wanted: Wanted) -> Sequence[Conditions]:
    row = GoldDifferenceRow
    if wanted.side is None:
        return _labels(wanted, row)
    marked = row.other_label if wanted.side is Side.GOLD else row.label
    return [[marked == wanted.label if wanted.label is not None else marked > ""]]


def _purpose(wanted: Wanted) -> Conditions:
    return [DocumentRow.purpose == wanted.purpose if wanted.purpose else DocumentRow.purpose != PRACTICE]


def _in_week(wanted: Wanted) -> ColumnElement[bool]:
    begin = datetime.combine(wanted.week, time(), UTC)  # type: ignore[arg-type]  # the caller has looked
    row = GoldDifferenceRow
    return and_(row.done_at >= begin, row.done_at < begin + timedelta(days=7))
