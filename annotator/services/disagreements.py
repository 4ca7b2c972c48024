"""Disagreements: the cases at which annotators differ, narrowed down, page by page, with what each has there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from annotator.core.cases import Case
from annotator.core.differing import Difference, Kind, differences
from annotator.core.verdicts import finder
from annotator.db.adjudication import DifferenceRow
from annotator.db.documents import DocumentRow
from annotator.services.aligned import aligned

PAGE = 15
MOST = 1_000
"""Up to so many cases are counted."""


class Place(NamedTuple):
    """Where a case is: its document, the first character, its key. Cases stand in this order."""

    document: int
    start: int
    key: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: those at which two annotators (or ``one`` and anybody) differ in this way, marked with this label.

    ``other_label``: one of the two has ``label`` there, the second this one. ``job`` is the import that the document
    came with. What is ``None`` does not narrow.
    """

    kind: Kind | None = None
    label: str | None = None
    other_label: str | None = None
    one: int | None = None
    other: int | None = None
    document: int | None = None
    job: int | None = None


@dataclass(frozen=True, slots=True)
class Disagreed:
    """A case at which annotators differ, as they have it now, with the text and the title of its document.

    ``case`` is narrowed to the two who were asked for; ``words`` are those of each other case by its key, for roles.
    """

    place: Place
    title: str
    text: str
    case: Case
    differences: Sequence[Difference]
    words: Mapping[str, str]


def places(
    session: Session, project_id: int, wanted: Wanted, after: Place | None = None, limit: int = PAGE
) -> Sequence[Place]:
    """Return the next cases behind ``after``."""
    queries = [query.limit(limit) for query in _queries(project_id, wanted, after)]
    found = {Place(*row) for query in queries for row in session.execute(query)}
    return sorted(found)[:limit]


def count(session: Session, project_id: int, wanted: Wanted) -> tuple[int, bool]:
    """Return how many cases there are, and whether there are more than that: nobody waits for the rest."""
    found = len(places(session, project_id, wanted, limit=MOST + 1))
    return min(found, MOST), found > MOST


def disagreements(session: Session, found: Sequence[Place], wanted: Wanted) -> Sequence[Disagreed]:
    """Return the cases at these places; those that are gone since they were compared are left out."""
    if not found:
        return []
    documents = list(dict.fromkeys(one.document for one in found))
    titles = select(DocumentRow.id, DocumentRow.title, DocumentRow.key).where(DocumentRow.id.in_(documents))
    names = {row.id: row.title or row.key for row in session.execute(titles)}
    layers = {one.document: one for one in aligned(session, documents)}
    shown: list[Disagreed] = []
    for place in found:
        here = layers.get(place.document)
        case = finder(here.cases)(place.key) if here else None
        pair = [str(one) for one in (wanted.one, wanted.other) if one is not None]
        among = case.among(pair) if case is not None and len(pair) == 2 else case
        if here is None or among is None or not (differ := differences(among)):
            continue
        words = {one.key: here.text[one.places[0].start : one.places[0].end] for one in here.cases}
        shown.append(Disagreed(place, names[place.document], here.text, among, differ, words))
    return shown


def _queries(project_id: int, wanted: Wanted, after: Place | None) -> Iterator[Select[int, int, str]]:
    """Yield a query for each way in which two annotators can stand in the rows; each has an index of its own."""
    row = DifferenceRow
    here: list[Any] = [row.project_id == project_id, DocumentRow.binned_at.is_(None)]
    here += [row.kind == wanted.kind.value] if wanted.kind else []
    here += [row.document_id == wanted.document] if wanted.document is not None else []
    here += [DocumentRow.job_id == wanted.job] if wanted.job is not None else []
    order = (row.document_id, row.start, row.case_key)
    here += [tuple_(*order) > after] if after else []
    for people, labels in product(_people(wanted), _labels(wanted)):
        joined = select(*order).join(DocumentRow, DocumentRow.id == row.document_id)
        yield joined.where(*here, *people, *labels).group_by(*order).order_by(*order)


def _people(wanted: Wanted) -> Sequence[Sequence[Any]]:
    row, named = DifferenceRow, sorted(one for one in (wanted.one, wanted.other) if one is not None)
    match named:
        case [one, other]:
            return [[row.one_id == one, row.other_id == other]]
        case [one]:
            return [[row.one_id == one], [row.other_id == one]]
    return [[]]


def _labels(wanted: Wanted) -> Sequence[Sequence[Any]]:
    row, one, other = DifferenceRow, wanted.label, wanted.other_label
    if one is None:
        return [[]]
    if other is None:
        return [[row.label == one], [row.other_label == one]]
    return [[row.label == one, row.other_label == other], [row.label == other, row.other_label == one]]


def kinds_there(session: Session, project_id: int) -> Mapping[str, int]:
    """Return how many differences of each kind there are, of those that there are; of many, at least :data:`MOST`."""
    found: dict[str, int] = {}
    for kind in Kind:
        some = select(DifferenceRow.id).filter_by(project_id=project_id, kind=kind.value).limit(MOST)
        number = session.scalar(select(func.count()).select_from(some.subquery())) or 0
        if number:
            found[kind.value] = number
    return found
