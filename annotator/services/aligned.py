"""The finished layers of documents side by side: what each annotator marked, and the cases that it makes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.aligning import align
from annotator.core.cases import Case
from annotator.core.events import Argument, Event
from annotator.core.layer import FINISHED, Layer, MarkedSpan
from annotator.db.accounts import UserRow
from annotator.db.layers import LayerRow
from annotator.services.gold_content import NAME
from annotator.services.layer_rows import Rows, decoded


@dataclass(frozen=True, slots=True)
class Aligned:
    """A document with its finished layers by their annotators, who go by their ids (as text: names may change).

    ``revisions`` are those of the layers, ``cases`` what they come to, in the order of the text; ``done_at`` is when
    the last one was finished.
    """

    document: int
    text: str
    layers: Mapping[str, Layer]
    revisions: Mapping[str, int]
    cases: Sequence[Case]
    done_at: datetime | None = None

    @property
    def stamp(self) -> str:
        """What names these layers as they are now: 32 letters that change when one comes, goes or changes."""
        return stamp_of(self.revisions)


def stamp_of(revisions: Mapping[str, int]) -> str:
    """Return what names layers by their annotators and revisions."""
    told = ",".join(f"{who}:{revision}" for who, revision in sorted(revisions.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def stamp_now(session: Session, document: int) -> str:
    """Return the stamp of the finished layers of a document, without reading what they hold."""
    query = select(LayerRow.user_id, LayerRow.revision).filter_by(document_id=document, state=FINISHED)
    return stamp_of({str(user): revision for user, revision in session.execute(query)})


def aligned(session: Session, documents: Sequence[int]) -> Iterator[Aligned]:
    """Yield the documents that somebody has finished, in the given order; they are all held in memory."""
    query = (
        select(LayerRow.id, LayerRow.document_id, LayerRow.user_id, LayerRow.revision, LayerRow.changed_at)
        .where(LayerRow.document_id.in_(documents), LayerRow.state == FINISHED)
        .order_by(LayerRow.id)
    )
    found: dict[int, list[tuple[int, str, int]]] = {}
    done: dict[int, datetime] = {}
    for layer, document, user, revision, at in session.execute(query):
        found.setdefault(document, []).append((layer, str(user), revision))
        done[document] = max(at, done.get(document, at))
    rows = Rows(session, documents, [layer for several in found.values() for layer, _, _ in several])
    for document in documents:
        if document in found and document in rows.documents:
            yield replace(_aligned(rows, document, found[document]), done_at=done[document])


def _aligned(rows: Rows, document: int, held: Sequence[tuple[int, str, int]]) -> Aligned:
    text = rows.documents[document].text
    layers = {who: layer_from(rows, layer) for layer, who, _ in held}
    return Aligned(document, text, layers, {who: revision for _, who, revision in held}, align(text, layers))


def layer_from(rows: Rows, layer: int) -> Layer:
    """Return what a finished layer marks: its spans and events, no decisions and no notes."""
    spans = {
        id_: MarkedSpan(id_, start, end, label, decoded(attributes), origin, suggestion, at)
        for _, id_, start, end, label, attributes, origin, suggestion, at in rows.spans.get(layer, ())
    }
    arguments: dict[str, list[Argument]] = {}
    for _, event, role, span in rows.arguments.get(layer, ()):
        arguments.setdefault(event, []).append(Argument(role, span))
    events = {
        id_: Event(id_, trigger, kind, subtype, decoded(attributes), tuple(arguments.get(id_, ())))
        for _, id_, trigger, kind, subtype, attributes in rows.events.get(layer, ())
    }
    return Layer(spans, events, state=FINISHED)


def names_of(session: Session, annotators: Sequence[str]) -> Mapping[str, str]:
    """Return what people are called, by what they go by; not those whose account is gone.

    Those whom gold from elsewhere knows by name alone (:mod:`annotator.services.gold_content`) are called so.
    """
    query = select(UserRow.id, UserRow.name).where(UserRow.id.in_([int(one) for one in annotators if one.isdecimal()]))
    known = {str(id_): name for id_, name in session.execute(query)}
    return known | {one: one.removeprefix(NAME) for one in annotators if one.startswith(NAME)}
