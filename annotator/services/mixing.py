"""Mixing: the documents with known answers that the queue hands somebody beside the others.

Where a project lets people begin with practice, the practice documents that they have not had come before all others,
beside their quota. Of every so many other documents that the queue hands somebody, one is a check document that they
have not had, while there is one; at which place, is drawn by lot for each person, so that nobody can count it out.
It counts for the quota like the others. Neither goes back to the queue, as nobody else waits for it.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, Exists, ScalarSelect, Select, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from annotator.db.base import table_of
from annotator.db.documents import CHECK, FREED, GOLD, HAS_PURPOSE, PRACTICE, AssignmentRow, DocumentRow


def is_check_due(project_id: int, user_id: int, every: int, handed: int) -> bool:
    """Whether the next document that the queue hands somebody, who has had ``handed``, is to be a check document."""
    stretch, place = divmod(handed, every)
    lot = blake2b(f"{project_id} {user_id} {stretch}".encode(), digest_size=8).digest()
    return place == int.from_bytes(lot) % every


def mixed_in(session: Session, project_id: int, user_id: int, *, practice: bool, check: bool) -> Any:
    """Return the id and the purpose of the first document of those asked for, practice first; ``None`` without any."""
    asked = {"project": project_id, "user": user_id}
    for purpose, wanted in ((PRACTICE, practice), (CHECK, check)):
        found = session.connection().execute(_first(), {**asked, "purpose": purpose}).first() if wanted else None
        if found is not None:
            return found
    return None


@lru_cache
def _first() -> Select[Any]:
    document, given = table_of(DocumentRow), table_of(AssignmentRow)
    theirs = select(given.c.user_id).where(given.c.document_id == document.c.id, given.c.user_id == bindparam("user"))
    query = select(document.c.id, document.c.purpose).where(
        document.c.project_id == bindparam("project"),
        document.c.purpose == bindparam("purpose"),
        HAS_PURPOSE,
        # Not by the index of gold, which may hold many more.
        literal_column("+document.gold") == GOLD,
        document.c.binned_at.is_(None),
        ~theirs.exists(),
    )
    return query.order_by(document.c.id).limit(1)


def practised(project_id: Any, user_id: Any) -> ScalarSelect[int]:
    """Return what counts the practice documents that somebody has of a project: they are beside the quota."""
    document, given = table_of(DocumentRow).alias("practice"), table_of(AssignmentRow).alias("given_practice")
    query = select(func.count()).select_from(document.join(given, given.c.document_id == document.c.id))
    has_purpose: ColumnElement[bool] = literal_column("practice.purpose <> ''")
    return (
        query.where(document.c.project_id == project_id, document.c.purpose == PRACTICE, has_purpose)
        .where(given.c.user_id == user_id, given.c.state != FREED)
        .scalar_subquery()
    )


def known_answers(document_id: Any) -> Exists:
    """Return the condition that a document is for checks or for practice."""
    document = table_of(DocumentRow).alias("known")
    has_purpose: ColumnElement[bool] = literal_column("known.purpose <> ''")
    return select(document.c.id).where(document.c.id == document_id, has_purpose).exists()
