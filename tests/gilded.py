"""Documents with gold for tests: what a curator would have approved, put straight into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from annotator.db.adjudication import GoldRow
from annotator.db.base import writing
from annotator.db.documents import GOLD, DocumentRow
from annotator.services.gold_content import Content, ContentEvent, ContentSpan, Decided, Source, content_to_json

AGREED = Source("case", "agreed", ["1", "2"], 1.0, None)


def span(text: str, words: str, label: str, id_: str, *, reason: str = "", **attributes: Any) -> ContentSpan:
    """Return the first occurrence of ``words`` as a span of gold; with a reason, as one that a curator decided."""
    start = text.index(words)
    decided = Source("case", "adjudicated", ["1"], 0.5, Decided("1", "2026-01-01T00:00:00+00:00", reason))
    source = decided if reason else AGREED
    return ContentSpan(id_, start, start + len(words), label, attributes, "2026-01-01T00:00:00+00:00", source)


def event(
    trigger: str, kind: str, subtype: str | None = None, arguments: Sequence[tuple[str, str]] = ()
) -> ContentEvent:
    """Return an event of gold."""
    return ContentEvent(f"e-{trigger}", trigger, kind, subtype, {}, list(arguments), AGREED)


def gild(
    session: Session, document: int, spans: Sequence[ContentSpan] = (), events: Sequence[ContentEvent] = ()
) -> int:
    """Give a document its gold, and return the id of that."""
    content = content_to_json(Content(list(spans), list(events)))
    row = GoldRow(document_id=document, number=1, rule="majority", stands_on={}, content=content)
    with writing(session):
        session.add(row)
        session.execute(update(DocumentRow).where(DocumentRow.id == document).values(gold=GOLD))
        session.flush()
        return row.id
