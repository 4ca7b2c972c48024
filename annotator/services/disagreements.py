"""Disagreements: cases at which annotators differ (or agree, or differ from the gold), with what each has there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from annotator.core.aligning import align
from annotator.core.cases import Case
from annotator.core.differing import Difference, differences
from annotator.core.layer import FINISHED
from annotator.core.lowering import lowered
from annotator.core.verdicts import finder
from annotator.db.adjudication import DifferenceRow
from annotator.db.documents import GOLD, DocumentRow
from annotator.db.layers import LayerRow
from annotator.services.aligned import Aligned, aligned, layer_from
from annotator.services.gold_content import content_from_json, gold_in_force
from annotator.services.layer_rows import Rows
from annotator.services.wanted import Among, Place, State, Wanted

GOLD_NAME = "gold"
"""What the gold goes by beside an annotator."""


@dataclass(frozen=True, slots=True)
class Disagreed:
    """A case as the annotators have it now, with the text and the title of its document, and its state.

    ``case`` is narrowed to the two who were asked for; ``words`` are those of each other case by its key, for roles.
    """

    place: Place
    title: str
    text: str
    case: Case
    differences: Sequence[Difference]
    words: Mapping[str, str]
    state: State


class _Document(NamedTuple):
    title: str
    gold: str


def disagreements(session: Session, found: Sequence[Place], wanted: Wanted) -> Sequence[Disagreed]:
    """Return the cases at these places; those that are gone since they were compared are left out."""
    if not found:
        return []
    documents = list(dict.fromkeys(one.document for one in found))
    query = select(DocumentRow.id, DocumentRow.title, DocumentRow.key, DocumentRow.gold)
    rows = session.execute(query.where(DocumentRow.id.in_(documents)))
    known = {row.id: _Document(row.title or row.key, row.gold) for row in rows}
    row = DifferenceRow
    left = select(row.document_id, row.case_key).where(row.document_id.in_(documents), row.open)
    open_ = {(document, key) for document, key in session.execute(left.distinct())}
    return list(_shown(session, found, wanted, known, open_))


def _shown(
    session: Session,
    found: Sequence[Place],
    wanted: Wanted,
    known: Mapping[int, _Document],
    open_: set[tuple[int, str]],
) -> Iterator[Disagreed]:
    beside = _beside_gold if wanted.among is Among.GOLD else _as_they_are
    layers = beside(session, found)
    for place in found:
        here = layers.get((place.document, place.user))
        case = finder(here.cases)(place.key) if here else None
        pair = [str(one) for one in (wanted.one, wanted.other) if one is not None]
        among = case.among(pair) if case is not None and len(pair) == 2 else case
        if here is None or among is None or not _is_meant(among, wanted):
            continue
        words = {one.key: here.text[one.places[0].start : one.places[0].end] for one in here.cases}
        document, is_open = known[place.document], (place.document, place.key) in open_
        state = State.GOLD if document.gold == GOLD else State.OPEN if is_open else State.SETTLED
        yield Disagreed(place, document.title, here.text, among, differences(among), words, state)


def _is_meant(case: Case, wanted: Wanted) -> bool:
    """Whether the case is still one of those that were asked for."""
    if wanted.among is Among.ALL:
        return bool(case.marks)
    if wanted.among is Among.AGREED:
        labels = [mark.span.label for mark in case.marks.values()]
        return any(labels.count(one) > 1 for one in ([wanted.label] if wanted.label else labels))
    if not (wanted.lowers or wanted.role):
        return bool(differences(case))
    found = [lowered(case.among(pair)) for pair in combinations(case.annotators, 2)]
    return any((bits & wanted.lowers or not wanted.lowers) and (wanted.role in roles or not wanted.role)
               for bits, roles in found)  # fmt: skip


def _as_they_are(session: Session, found: Sequence[Place]) -> Mapping[tuple[int, int], Aligned]:
    documents = list(dict.fromkeys(one.document for one in found))
    return {(one.document, 0): one for one in aligned(session, documents)}


def _beside_gold(session: Session, found: Sequence[Place]) -> Mapping[tuple[int, int], Aligned]:
    """Return each layer that is asked for beside the gold of its document."""
    asked = list(dict.fromkeys((one.document, one.user) for one in found))
    documents = [document for document, _ in asked]
    query = select(LayerRow.id, LayerRow.document_id, LayerRow.user_id).where(LayerRow.state == FINISHED)
    here = tuple_(LayerRow.document_id, LayerRow.user_id).in_(asked)
    layers = {(row.document_id, row.user_id): row.id for row in session.execute(query.where(here))}
    rows, golds = Rows(session, documents, list(layers.values())), gold_in_force(session, documents)
    made: dict[tuple[int, int], Aligned] = {}
    for (document, user), layer in layers.items():
        if document in golds and document in rows.documents:
            text, gold = rows.documents[document].text, content_from_json(golds[document].content).layer()
            both = {str(user): layer_from(rows, layer), GOLD_NAME: gold}
            made[document, user] = Aligned(document, text, both, {}, align(text, both))
    return made
