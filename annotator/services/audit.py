"""Audit: what managers did is kept as sentences, written in the transaction that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.phrases import Phrase
from annotator.db.accounts import UserRow
from annotator.db.audit import AuditRow
from annotator.db.base import insert_all, now

MAX_VALUE = 200
"""So many characters of one value are kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of the log: when, by whom (empty: on the command line), in which project, what."""

    id: int
    at: datetime
    who: str
    project_id: int | None
    phrase: Phrase


def record(session: Session, by: UserRow | None, project_id: int | None, message: str, /, **values: Any) -> None:
    """Add a sentence to the log, inside the caller's transaction.

    ``message`` is marked with ``N_`` and says what was done, the doer left out: “gave %(count)s documents to %(name)s”.
    A value may be a phrase itself. ``by`` is ``None`` for what is done on the command line.
    """
    row = {
        "at": now(),
        "user_id": by.id if by else None,
        "who": by.name if by else "",
        "project_id": project_id,
        "message": message,
        "values": {name: _kept(value) for name, value in values.items()},
    }
    insert_all(session, AuditRow, [row])


def _kept(value: Any) -> Any:
    if isinstance(value, Phrase):
        return {"phrase": value.message, "values": {name: _kept(one) for name, one in value.values.items()}}
    if not isinstance(value, str):
        return value
    return value if len(value) <= MAX_VALUE else f"{value[:MAX_VALUE]}…"


def entries(
    session: Session, project_id: int | None = None, *, before: int | None = None, limit: int = 100
) -> Sequence[Entry]:
    """Return the log, newest first: of one project, or of everything; ``before`` is the id where a page ends."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if project_id is not None:
        query = query.filter_by(project_id=project_id)
    if before is not None:
        query = query.where(AuditRow.id < before)
    return [
        Entry(row.id, row.at, row.who, row.project_id, _phrase(row.message, row.values))
        for row in session.scalars(query)
    ]


def _phrase(message: str, values: dict[str, Any]) -> Phrase:
    return Phrase(message, {name: _said(value) for name, value in values.items()})


def _said(value: Any) -> Any:
    return _phrase(value["phrase"], value["values"]) if isinstance(value, dict) else value
