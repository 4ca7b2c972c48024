"""Restoring gold: what a file says is gold becomes the gold of the documents that came with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.cases import key_of
from annotator.core.recorded_gold import Approval, GoldSource, RecordedGold
from annotator.core.records import Record
from annotator.db.accounts import UserRow
from annotator.db.adjudication import GoldRow
from annotator.db.base import insert_all, now
from annotator.db.documents import GOLD, NOT_GOLD, OUTDATED
from annotator.services.accounts import clean_name
from annotator.services.gold_content import (
    Brought,
    Content,
    ContentEvent,
    ContentSpan,
    Decided,
    Source,
    content_to_json,
    kept_name,
)
from annotator.services.recorded_gold import moment_of

CHUNK = 500
"""So many names are looked for at a time."""

Ids = Mapping[str, int]
"""The ids of those who have an account here, by their names."""


def gold_state(record: Record) -> str:
    """Return what ``document.gold`` is of a record's document. Gold that was out of date where it was made stays so."""
    if record.gold is None:
        return NOT_GOLD
    return OUTDATED if record.gold.outdated else GOLD


def restore_gold(session: Session, records: Mapping[int, Record]) -> int:
    """Give new documents, by their ids, the gold of their records; return how many. In the caller's transaction.

    It stands on no layer that is here, and nobody here has approved it: who did is kept in its content.
    """
    golden = {document: (record, record.gold) for document, record in records.items() if record.gold is not None}
    names = {clean_name(name) for record, gold in golden.values() for name in _names(record, gold) if name}
    ids = _ids_of(session, sorted(names))
    insert_all(session, GoldRow, [_row(document, *found, ids) for document, found in golden.items()])
    return len(golden)


def _ids_of(session: Session, names: Sequence[str]) -> Ids:
    found: dict[str, int] = {}
    for start in range(0, len(names), CHUNK):
        query = select(UserRow.name, UserRow.id).where(UserRow.name.in_(names[start : start + CHUNK]))
        found |= {row[0]: row[1] for row in session.execute(query)}
    return found


def _names(record: Record, gold: RecordedGold) -> Iterator[str]:
    yield from record.annotators
    yield gold.approved.annotator
    for source in (*gold.spans.values(), *gold.events.values()):
        yield from source.sources
        if source.verdict is not None:
            yield source.verdict.annotator


def _row(document: int, record: Record, gold: RecordedGold, ids: Ids) -> dict[str, Any]:
    return {
        "document_id": document,
        "number": 1,
        "made_at": moment_of(gold.approved.at) or now(),
        "rule": gold.rule,
        "stands_on": {},
        "content": content_to_json(_content(record, gold, ids)),
        "reason": gold.approved.reason,
    }


def _content(record: Record, gold: RecordedGold, ids: Ids) -> Content:
    cases = {one.id: key_of(one.span) for one in record.spans}
    spans = [
        ContentSpan(
            one.id, one.span.start, one.span.end, one.span.label, dict(one.attributes), one.decided_at,
            _source(gold.spans[one.id], cases[one.id], ids),
        )
        for one in record.spans
    ]  # fmt: skip
    events = [
        ContentEvent(
            one.id, one.trigger, one.type, one.subtype, dict(one.attributes),
            [(argument.role, argument.span) for argument in one.arguments],
            _source(gold.events[one.id], cases[one.trigger], ids),
        )
        for one in record.events
    ]  # fmt: skip
    brought = Brought(_kept(record.annotators, ids), _known(gold.approved.annotator, ids))
    return Content(sorted(spans, key=lambda one: (one.start, -one.end, one.label, one.id)), events, brought)


def _source(source: GoldSource, case: str, ids: Ids) -> Source:
    verdict = None if source.verdict is None else _decided(source.verdict, ids)
    return Source(case, source.origin, _kept(source.sources, ids), source.agreement, verdict)


def _decided(verdict: Approval, ids: Ids) -> Decided:
    return Decided(_known(verdict.annotator, ids), verdict.at, verdict.reason)


def _kept(names: Sequence[str], ids: Ids) -> list[str]:
    return [_known(name, ids) for name in names]


def _known(name: str, ids: Ids) -> str:
    return kept_name(clean_name(name), ids) if name else ""
