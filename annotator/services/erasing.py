"""Erasing: what is in the bin goes for good, with all that people did at it. Texts can endanger people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.jobs import JobLineRow
from annotator.db.layers import LayerRow
from annotator.services import audit
from annotator.services.bulk import Selection, how_many
from annotator.services.remembering import forget
from annotator.services.unlearning import unlearn

CHUNK = 200
"""So many documents go in one transaction: each takes hundreds of rows with it."""


def erase(session: Session, chosen: Selection, typed: int, by: UserRow) -> int:
    """Delete the chosen documents of the bin, their texts, suggestions and layers; return how many.

    ``typed`` is the number that the manager has typed to say that they know; code ``erase-number`` where it is
    another. The database overwrites what it deletes, and empties its log of changes.
    """
    query, by_id = chosen.in_bin().query(), by.id
    wanted = how_many(session, chosen.in_bin())
    if typed != wanted:
        raise Problem("erase-number", N_("Type the number of documents, %(count)s, to delete them."), count=wanted)
    ids, total = session.scalars(query).all(), 0
    for start in range(0, len(ids), CHUNK):
        with writing(session), _overwritten(session):
            texts = _erase(session, ids[start : start + CHUNK])
            total += len(texts)
            unlearn(session, chosen.project_id, texts)
            # With each portion: whatever ends the rest, no name of these stays.
            forget(session, chosen.project_id)
            if start + CHUNK >= len(ids):
                user = session.get_one(UserRow, by_id)
                message = N_("deleted documents for good: %(count)s")
                audit.record(session, user, chosen.project_id, message, count=total)
    _empty_log(session)
    return total


def _erase(session: Session, ids: Sequence[int]) -> set[str]:
    """Delete what is still in the bin, and return the hashes of the texts."""
    # Asked again: one may have been restored since.
    these = select(DocumentRow.id, DocumentRow.sha256).where(
        DocumentRow.id.in_(ids), DocumentRow.binned_at.is_not(None)
    )
    texts = {row.id: row.sha256 for row in session.execute(these)}
    found = list(texts)
    # The reports of imports name the document of a text that came twice; its number may become another's.
    named = update(JobLineRow).where(JobLineRow.document_id.in_(found)).values(document_id=None, title="")
    session.execute(named.execution_options(synchronize_session=False))
    # Layers first: spans and decisions point to suggestions.
    for row in (LayerRow, SuggestionRow):
        column: Any = row.document_id
        session.execute(delete(row).where(column.in_(found)).execution_options(synchronize_session=False))
    gone = delete(DocumentRow).where(DocumentRow.id.in_(found))
    session.execute(gone.execution_options(synchronize_session=False))
    return set(texts.values())


@contextmanager
def _overwritten(session: Session) -> Iterator[None]:
    """Let the database write zeros over what is deleted."""
    run = session.connection().exec_driver_sql
    run("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        run("PRAGMA secure_delete = OFF")


def _empty_log(session: Session) -> None:
    """Bring the changes into the database file and cut its log, which still holds the pages as they were.

    Where somebody reads just then, the log is cut the next time.
    """
    session.rollback()
    connection = session.get_bind().engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
