"""Restoring gold: what a file says is gold becomes the gold of the documents that came with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.cases import key_of
from annotator.core.recorded_gold import GoldSource, RecordedGold
from annotator.core.records import Record
from annotator.db.accounts import UserRow
from annotator.db.adjudication import GoldRow
from annotator.db.base import insert_all, now
from annotator.db.documents import GOLD, NOT_GOLD
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
from annotator.services.recorded_gold import moment_of, names_in

CHUNK = 500
"""So many names are looked for at a time."""

Kept = Mapping[str, str]
"""What people go by here, by the names that a file has for them; ``""`` stands for nobody."""


def gold_state(record: Record) -> str:
    """Return what ``document.gold`` is of a record's document.

    Gold that was out of date where it was made says so when it leaves again; here it is gold, as nobody here has any
    work that it could be brought up to date with.
    """
    return NOT_GOLD if record.gold is None else GOLD


def restore_gold(session: Session, records: Mapping[int, Record]) -> int:
    """Give new documents, by their ids, the gold of their records; return how many. In the caller's transaction.

    It stands on no layer that is here, and nobody here has approved it: who did is kept in its content.
    """
    golden = {document: (record, record.gold) for document, record in records.items() if record.gold is not None}
    names = {name for record, gold in golden.values() for name in names_in(record, gold) if name}
    kept = _kept_as(session, {name: clean_name(name) for name in names})
    insert_all(session, GoldRow, [_row(document, *found, kept) for document, found in golden.items()])
    return len(golden)


def _kept_as(session: Session, names: Mapping[str, str]) -> Kept:
    wanted, ids = sorted(set(names.values())), dict[str, int]()
    for start in range(0, len(wanted), CHUNK):
        query = select(UserRow.name, UserRow.id).where(UserRow.name.in_(wanted[start : start + CHUNK]))
        ids |= {row[0]: row[1] for row in session.execute(query)}
    return {name: kept_name(clean, ids) for name, clean in names.items()} | {"": ""}


def _row(document: int, record: Record, gold: RecordedGold, kept: Kept) -> dict[str, Any]:
    return {
        "document_id": document,
        "number": 1,
        "made_at": moment_of(gold.approved.at) or now(),
        "rule": gold.rule,
        "stands_on": {},
        "content": content_to_json(_content(record, gold, kept)),
        "reason": gold.approved.reason,
    }


def _content(record: Record, gold: RecordedGold, kept: Kept) -> Content:
    cases = {one.id: key_of(one.span) for one in record.spans}
    spans = [
        ContentSpan(
            one.id, one.span.start, one.span.end, one.span.label, dict(one.attributes), one.decided_at,
            _source(gold.spans[one.id], cases[one.id], kept),
        )
        for one in record.spans
    ]  # fmt: skip
    events = [
        ContentEvent(
            one.id, one.trigger, one.type, one.subtype, dict(one.attributes),
            [(argument.role, argument.span) for argument in one.arguments],
            _source(gold.events[one.id], cases[one.trigger], kept),
        )
        for one in record.events
    ]  # fmt: skip
    brought = Brought([kept[name] for name in record.annotators], kept[gold.approved.annotator], gold.outdated)
    return Content(sorted(spans, key=lambda one: (one.start, -one.end, one.label, one.id)), events, brought)


def _source(source: GoldSource, case: str, kept: Kept) -> Source:
    verdict = source.verdict and Decided(kept[source.verdict.annotator], source.verdict.at, source.verdict.reason)
    return Source(case, source.origin, [kept[name] for name in source.sources], source.agreement, verdict)
