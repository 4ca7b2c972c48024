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
from annotator.db.projects import ProjectRow

MAX_VALUE = 200
"""So many characters of one value are kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of the log: when, by whom (empty: on the command line), in which project, what.

    ``user_id`` is ``None`` as well for who is no user any more.
    """

    id: int
    at: datetime
    user_id: int | None
    who: str
    project_id: int | None
    phrase: Phrase


def record(session: Session, by: UserRow | None, project_id: int | None, message: str, /, **values: Any) -> None:
    """Add a sentence to the log, inside the caller's transaction.

    ``message`` is marked with ``N_`` and says what was done, the doer left out: “gave documents to %(name)s”.
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
    session: Session,
    project_id: int | None = None,
    *,
    user_id: int | None = None,
    before: int | None = None,
    limit: int = 100,
) -> Sequence[Entry]:
    """Return the log, newest first: of one project, or of everything; ``before`` is the id where a page ends.

    With ``user_id`` only what this person did.
    """
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if project_id is not None:
        query = query.filter_by(project_id=project_id)
    if user_id is not None:
        query = query.filter_by(user_id=user_id)
    if before is not None:
        query = query.where(AuditRow.id < before)
    return [
        Entry(row.id, row.at, row.user_id, row.who, row.project_id, _phrase(row.message, row.values))
        for row in session.scalars(query)
    ]


def doers(session: Session, project_id: int | None = None) -> Sequence[tuple[int, str]]:
    """Return who has done something that the log tells of, by name: of one project, or of everything."""
    theirs = select(AuditRow.id).where(AuditRow.user_id == UserRow.id)
    if project_id is not None:
        theirs = theirs.where(AuditRow.project_id == project_id)
    query = select(UserRow.id, UserRow.name).where(theirs.exists()).order_by(UserRow.name)
    return [(row[0], row[1]) for row in session.execute(query)]


def project_names(session: Session, entries: Sequence[Entry]) -> dict[int, str]:
    """Return the names of the projects in which ``entries`` were done."""
    ids = {entry.project_id for entry in entries if entry.project_id is not None}
    rows = session.execute(select(ProjectRow.id, ProjectRow.name).where(ProjectRow.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _phrase(message: str, values: dict[str, Any]) -> Phrase:
    return Phrase(message, {name: _said(value) for name, value in values.items()})


def _said(value: Any) -> Any:
    return _phrase(value["phrase"], value["values"]) if isinstance(value, dict) else value
