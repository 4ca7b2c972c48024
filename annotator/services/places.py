"""Where the cases behind a number are, page by page, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from annotator.db.adjudication import AgreedRow, ComparisonRow, DifferenceRow
from annotator.services.case_queries import agreed, beside_gold, compared, differing
from annotator.services.wanted import Among, Place, Wanted

PAGE = 15
MOST = 1_000
"""Up to so many cases are counted."""
_MOST_ROWS = 20 * MOST
"""So many rows of pairs or documents are counted up at most."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases there are; with ``more``, there are more than that: nobody waits for the rest.

    ``pairs`` counts each once for every two annotators; ``None`` where that is not known.
    """

    cases: int
    pairs: int | None = None
    more: bool = False


def places(
    session: Session, project_id: int, wanted: Wanted, after: Place | None = None, limit: int = PAGE
) -> Sequence[Place]:
    """Return the next cases behind ``after``."""
    match wanted.among:
        case Among.AGREED:
            found: Iterable[Place] = _agreed(session, project_id, wanted, after, limit)
        case Among.GOLD:
            found = _found(session, beside_gold(session, project_id, wanted, after), limit)
        case Among.ALL:
            of_pairs = _found(session, differing(session, project_id, wanted, after), limit)
            found = {*of_pairs, *_agreed(session, project_id, wanted, after, limit)}
        case _:
            found = _found(session, differing(session, project_id, wanted, after), limit)
    return sorted(found)[:limit]


def _found(session: Session, queries: Iterable[Select[Any]], limit: int) -> set[Place]:
    found = set()
    for query in queries:
        order = list(query.selected_columns)
        found |= {Place(*row) for row in session.execute(query.group_by(*order).order_by(*order).limit(limit))}
    return found


def _agreed(session: Session, project_id: int, wanted: Wanted, after: Place | None, limit: int) -> Sequence[Place]:
    row = AgreedRow
    begin = [row.document_id >= after.document] if after else []
    documents = agreed(session, project_id, wanted, row.document_id).where(*begin)
    # There is a case or more in each; what is left of the document where the page before has ended may be none.
    few = session.scalars(documents.group_by(row.document_id).order_by(row.document_id).limit(limit + 1)).all()
    rows = agreed(session, project_id, wanted, row.document_id, row.keys).where(row.document_id.in_(few))
    found = {
        Place(document, int(key.partition("-")[0]), key)
        for document, keys in session.execute(rows)
        for key in keys.split("\n")
    }
    return sorted(one for one in found if after is None or one > after)[:limit]


def count(session: Session, project_id: int, wanted: Wanted) -> Counted:
    """Return how many cases there are."""
    if wanted.among is Among.AGREED:
        rows = agreed(session, project_id, wanted, AgreedRow.cases, AgreedRow.pairs)
        return _sums(session, rows)
    if wanted.among is Among.ALL:
        return _sums(session, compared(session, project_id, wanted, ComparisonRow.cases))
    found = len(places(session, project_id, wanted, limit=MOST + 1))
    pairs = None if wanted.among is Among.GOLD else _pairs(session, project_id, wanted)
    return Counted(min(found, MOST), pairs, found > MOST)


def _sums(session: Session, rows: Select[Any]) -> Counted:
    some = rows.limit(_MOST_ROWS).subquery()
    sums = session.execute(select(func.count(), *(func.sum(column) for column in some.columns))).one()
    return Counted(sums[1] or 0, (sums[2] or 0) if len(sums) > 2 else None, sums[0] == _MOST_ROWS)


def _pairs(session: Session, project_id: int, wanted: Wanted) -> int | None:
    row = DifferenceRow
    queries = [one.add_columns(row.one_id, row.other_id) for one in differing(session, project_id, wanted)]
    every = union(*queries) if len(queries) > 1 else queries[0].distinct()
    found = session.scalar(select(func.count()).select_from(every.limit(_MOST_ROWS).subquery())) or 0
    return found if found < _MOST_ROWS else None
