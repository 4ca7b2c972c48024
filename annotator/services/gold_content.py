"""Gold as its table keeps it: spans and events, each with where it comes from.

People go by their ids. Gold that came with a file may name somebody who has no account here: they go by their name
with :data:`NAME` before it, which no id begins with. :func:`annotator.services.aligned.names_of` knows both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.events import Argument, Event
from annotator.core.layer import FINISHED, MANUAL, Layer, MarkedSpan
from annotator.core.provenance import Gold, Provenance
from annotator.db.adjudication import GoldRow

NAME = "@"


def kept_name(name: str, ids: Mapping[str, int]) -> str:
    """Return what somebody of this name goes by; ``ids`` holds the ids by name. ``""`` stays ``""``."""
    return str(ids[name]) if name in ids else name and NAME + name


class Decided(msgspec.Struct, frozen=True):
    """The verdict that decided a part of it, the last of several: its author (an id, ``""`` where gone), when, why."""

    author: str
    at: str
    reason: str


class Source(msgspec.Struct, frozen=True):
    """Where it comes from; see :class:`annotator.core.provenance.Provenance`. ``case`` is the key of its case."""

    case: str
    origin: str
    sources: list[str]
    agreement: float
    verdict: Decided | None


class ContentSpan(msgspec.Struct, frozen=True):
    """A span of the gold."""

    id: str
    start: int
    end: int
    label: str
    attributes: dict[str, Any]
    decided_at: str
    source: Source


class ContentEvent(msgspec.Struct, frozen=True):
    """An event of the gold; an argument is a role and the id of a span."""

    id: str
    trigger: str
    type: str
    subtype: str | None
    attributes: dict[str, Any]
    arguments: list[tuple[str, str]]
    source: Source


class Brought(msgspec.Struct, frozen=True):
    """Of gold that came with a file: whose layers it stands on, which are not here, and who approved it.

    ``outdated``: it was out of date where it came from.
    """

    annotators: list[str]
    curator: str
    outdated: bool


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """The gold of one document, spans in the order of the text."""

    spans: list[ContentSpan]
    events: list[ContentEvent]
    brought: Brought | None = None

    def layer(self) -> Layer:
        """Return it as a finished layer."""
        spans = {
            one.id: MarkedSpan(one.id, one.start, one.end, one.label, one.attributes, MANUAL, None, one.decided_at)
            for one in self.spans
        }
        events = {
            one.id: Event(
                one.id, one.trigger, one.type, one.subtype, one.attributes,
                tuple(Argument(*pair) for pair in one.arguments),
            )
            for one in self.events
        }  # fmt: skip
        return Layer(spans, events, state=FINISHED)


def content_of(gold: Gold) -> Content:
    """Return what there is to keep of gold."""
    spans = [
        ContentSpan(
            id_, one.span.start, one.span.end, one.span.label, dict(one.span.attributes), one.span.decided_at,
            _source(one.case, one.provenance),
        )
        for id_, one in gold.spans.items()
    ]  # fmt: skip
    events = [
        ContentEvent(
            id_, one.event.trigger, one.event.type, one.event.subtype, dict(one.event.attributes),
            [(argument.role, argument.span) for argument in one.event.arguments], _source(one.case, one.provenance),
        )
        for id_, one in gold.events.items()
    ]  # fmt: skip
    return Content(sorted(spans, key=lambda one: (one.start, -one.end, one.label, one.id)), events)


def _source(case: str, provenance: Provenance) -> Source:
    verdict = provenance.verdict
    decided = Decided(verdict.author, verdict.at, verdict.reason) if verdict else None
    return Source(case, provenance.origin, list(provenance.sources), round(provenance.agreement, 4), decided)


def content_to_json(content: Content) -> dict[str, Any]:
    """Return it as JSON values."""
    found: dict[str, Any] = msgspec.to_builtins(content)
    return found


def content_from_json(value: Any) -> Content:
    """Return what :func:`content_to_json` wrote."""
    return msgspec.convert(value, Content)


class Approved(NamedTuple):
    """When a document became gold, by whom and why; then, where that is so, when it was withdrawn, by whom and why."""

    at: datetime
    by: int | None
    reason: str
    withdrawn_at: datetime | None
    withdrawn_by: int | None
    withdrawn_reason: str


def approvals(session: Session, document: int) -> Sequence[Approved]:
    """Return all gold that a document ever had, the first first."""
    row = GoldRow
    columns = row.made_at, row.author_id, row.reason, row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason
    query = select(*columns).where(row.document_id == document).order_by(row.number)
    return [Approved(*one) for one in session.execute(query)]


def gold_in_force(session: Session, documents: Sequence[int]) -> Mapping[int, GoldRow]:
    """Return the gold of documents that was not withdrawn."""
    query = select(GoldRow).where(GoldRow.document_id.in_(documents), GoldRow.withdrawn_at.is_(None))
    return {row.document_id: row for row in session.scalars(query)}
