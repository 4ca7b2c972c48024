"""What came of an import: the lines that were not taken, and its documents, that can go into the bin together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Phrase
from annotator.db.accounts import UserRow
from annotator.db.base import now, writing
from annotator.db.documents import DocumentRow
from annotator.db.jobs import JobLineRow, JobRow
from annotator.services import audit
from annotator.services.jobs import phrase_of

PAGE = 500
"""So many rows are read, or changed by one write transaction."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was not taken: ``file`` is its file's place in the job, ``reason`` why, ``document`` has its text."""

    file: int
    line: int
    kind: str
    reason: Phrase | None
    document: int | None
    title: str


def lines_of(session: Session, job_id: int, kind: str, limit: int | None = None) -> Iterator[Line]:
    """Yield the lines of one kind (``refused``, ``double``) in the order of the files."""
    row = JobLineRow
    columns = row.file, row.id, row.line, row.kind, row.reason, row.document_id, row.title
    query = select(*columns).filter_by(job_id=job_id, kind=kind).order_by(row.file, row.id)
    place, left = (-1, 0), limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        rows = session.execute(query.where(tuple_(row.file, row.id) > place).limit(size)).all()
        for file, _, line, _, reason, document, title in rows:
            yield Line(file, line, kind, phrase_of(reason) if reason else None, document, title)
        if len(rows) < size:
            return
        place, left = (rows[-1].file, rows[-1].id), None if left is None else left - size


def first_document(session: Session, job_id: int) -> int | None:
    """Return the id of the first document that the job brought in and that is not in the bin."""
    query = select(DocumentRow.id).filter_by(job_id=job_id, binned_at=None)
    return session.scalar(query.order_by(DocumentRow.id).limit(1))


def binned(session: Session, job_id: int) -> int:
    """Return how many documents of the job are in the bin."""
    query = select(func.count(DocumentRow.id)).where(DocumentRow.job_id == job_id, DocumentRow.binned_at.is_not(None))
    return session.scalar(query) or 0


def bin_documents(session: Session, job: JobRow, by: UserRow | None = None) -> int:
    """Put all documents of a job into the bin, and return how many were not there."""
    job_id, project_id, moment = job.id, job.project_id, now()
    with writing(session):
        if first_document(session, job_id) is None:
            return 0
        row = session.get_one(JobRow, job_id)
        row.result = {**row.result, "binned": [*row.result.get("binned", ()), moment.isoformat()]}
    count = _change(session, job_id, None, moment)
    with writing(session):
        message = N_("put documents of import %(number)s into the bin: %(count)s")
        audit.record(session, by, project_id, message, count=count, number=job_id)
    return count


def restore_documents(session: Session, job: JobRow, by: UserRow | None = None) -> int:
    """Take back what :func:`bin_documents` put into the bin, and return how many it was.

    What went there in other ways, document by document, stays there.
    """
    job_id, project_id, moments = job.id, job.project_id, job.result.get("binned", ())
    count = sum(_change(session, job_id, datetime.fromisoformat(moment), None) for moment in moments)
    if not count:
        return 0
    with writing(session):
        message = N_("took documents of import %(number)s out of the bin: %(count)s")
        audit.record(session, by, project_id, message, count=count, number=job_id)
    return count


def _change(session: Session, job_id: int, old: datetime | None, new: datetime | None) -> int:
    """Give the documents of the job whose ``binned_at`` is ``old`` the ``new`` one, some at a time."""
    query = select(DocumentRow.id).filter_by(job_id=job_id, binned_at=old).order_by(DocumentRow.id).limit(PAGE)
    count = 0
    while True:
        with writing(session):
            ids: Sequence[int] = session.scalars(query).all()
            session.execute(update(DocumentRow).where(DocumentRow.id.in_(ids)).values(binned_at=new))
        count += len(ids)
        if len(ids) < PAGE:
            return count
