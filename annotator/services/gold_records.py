"""Gold as records: what is in force of documents, with people's names, as formats write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from annotator.core.document import Document
from annotator.core.events import Argument, Event
from annotator.core.recorded_gold import Approval, GoldSource, RecordedGold
from annotator.core.records import Record, RecordedSpan
from annotator.core.spans import Span
from annotator.db.adjudication import GoldRow
from annotator.db.documents import OUTDATED
from annotator.services.aligned import names_of
from annotator.services.gold_content import Brought, Content, ContentEvent, ContentSpan, Source
from annotator.services.layer_rows import document_rows

_HERE = Brought([], "", outdated=False)

_CONTENT = msgspec.json.Decoder(Content)

Names = Mapping[str, str]
"""What people are called, by what they go by."""


def gold_records_of(session: Session, documents: Sequence[int]) -> Sequence[Record]:
    """Return the gold in force of documents as records, in the given order; no documents without any."""
    rows = document_rows(session, documents)
    found = {row.document_id: (row, _CONTENT.decode(row.content)) for row in session.execute(_query(documents))}
    people = {who for row, content in found.values() for who in _people(row, content)}
    names = names_of(session, sorted(people))
    return [_record(rows[one], *found[one], names) for one in documents if one in found and one in rows]


def _query(documents: Sequence[int]) -> Any:
    # As text: it is decoded once, into what it is.
    content = type_coerce(GoldRow.content, Text).label("content")
    columns = GoldRow.document_id, GoldRow.made_at, GoldRow.author_id, GoldRow.rule, GoldRow.stands_on, GoldRow.reason
    return select(*columns, content).where(GoldRow.document_id.in_(documents), GoldRow.withdrawn_at.is_(None))


def _people(row: Any, content: Content) -> Iterator[str]:
    yield from row.stands_on
    yield from (content.brought or _HERE).annotators
    yield _curator(row, content)
    sources = [one.source for one in content.spans] + [one.source for one in content.events]
    for source in sources:
        yield from source.sources
        if source.verdict is not None:
            yield source.verdict.author


def _curator(row: Any, content: Content) -> str:
    return (content.brought or _HERE).curator if row.author_id is None else str(row.author_id)


def _record(document: Any, row: Any, content: Content, names: Names) -> Record:
    brought = content.brought or _HERE
    people = _named([*row.stands_on, *brought.annotators], names)
    sources = _Sources(names)
    at = row.made_at.isoformat(timespec="seconds")
    return Record(
        Document(document.text, document.title, document.source, document.date, document.meta),
        document.key,
        annotators=people,
        finished=people,
        spans=[_span(one) for one in content.spans],
        events=[_event(one) for one in content.events],
        gold=RecordedGold(
            {one.id: sources.told(one.source) for one in content.spans},
            {one.id: sources.told(one.source) for one in content.events},
            row.rule,
            Approval(names.get(_curator(row, content), ""), at, row.reason),
            document.gold == OUTDATED or brought.outdated,
        ),
    )


def _span(one: ContentSpan) -> RecordedSpan:
    place = Span(one.start, one.end, one.label)
    return RecordedSpan(one.id, place, one.attributes, one.source.origin, "", one.decided_at)


def _event(one: ContentEvent) -> Event:
    arguments = tuple(Argument(*pair) for pair in one.arguments)
    return Event(one.id, one.trigger, one.type, one.subtype, one.attributes, arguments)


class _Sources:
    """Tells where the parts of a document come from; most of what was agreed comes from the same people."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._agreed: dict[Any, GoldSource] = {}

    def told(self, one: Source) -> GoldSource:
        people, verdict = one.sources, one.verdict
        if verdict is not None:
            approval = Approval(self._names.get(verdict.author, ""), verdict.at, verdict.reason)
            return GoldSource(one.origin, tuple(_named(people, self._names)), one.agreement, approval)
        key = (one.origin, one.agreement, *people)
        found = self._agreed.get(key)
        if found is None:
            found = self._agreed[key] = GoldSource(one.origin, tuple(_named(people, self._names)), one.agreement)
        return found


def _named(people: Sequence[str], names: Names) -> list[str]:
    """Return the names of people, without those whose account is gone."""
    return [names[who] for who in people if who in names]
