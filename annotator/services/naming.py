"""Naming a document: by its id, or by its title, its key or words of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from annotator.db.adjudication import ComparisonRow
from annotator.db.documents import DocumentRow
from annotator.services.filtering import Filter, matching

MARK = " · "
"""What stands between the id and the title of a document that was chosen."""
_MOST_ID = 2**63 - 1


def called(id_: int, title: str) -> str:
    """Return how a document is written where one can be chosen."""
    return f"{id_}{MARK}{title}"


def document_named(session: Session, project_id: int, text: str) -> int | None:
    """Return the document of the project that is meant; ``None`` for none, or where it could be several."""
    first, mark, _ = text.partition(MARK)
    if (number := _id_of(first if mark else text)) is not None:
        here = select(DocumentRow.id).filter_by(id=number, project_id=project_id)
        if (found := session.scalar(here)) is not None:
            return found
    exact = or_(DocumentRow.key == text, DocumentRow.title == text)
    known = select(DocumentRow.id).where(DocumentRow.project_id == project_id, DocumentRow.binned_at.is_(None))
    for query in (known.where(exact), matching(project_id, Filter(words=text))):
        two = session.scalars(query.limit(2)).all()
        if two:
            return two[0] if len(two) == 1 else None
    return None


def _id_of(text: str) -> int | None:
    text = text.strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if 0 < number <= _MOST_ID else None


def name_of(session: Session, project_id: int, document: int) -> str:
    """Return what a document of the project is called; empty for another one."""
    query = select(DocumentRow.title, DocumentRow.key).filter_by(id=document, project_id=project_id)
    row = session.execute(query).first()
    return (row.title or row.key) if row else ""


def to_choose(session: Session, project_id: int, limit: int = 20) -> Sequence[str]:
    """Return the documents whose annotators agree least, as they are written where one can be chosen."""
    row = ComparisonRow
    query = select(DocumentRow.id, DocumentRow.title, DocumentRow.key).join(row, row.document_id == DocumentRow.id)
    query = query.where(row.project_id == project_id, row.agreement.is_not(None), DocumentRow.binned_at.is_(None))
    found = session.execute(query.order_by(row.agreement, row.document_id).limit(limit))
    return [called(one.id, one.title or one.key) for one in found]
