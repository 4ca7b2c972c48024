"""The job that lets the suggesters propose: for all documents of a project, or for those of one import."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.documents import DocumentRow
from annotator.db.jobs import RUNNING, WAITING, JobRow
from annotator.db.projects import ProjectRow
from annotator.services import audit
from annotator.services.jobs import Running, add_job
from annotator.services.suggest import suggest_documents


def start_suggesting(session: Session, project: ProjectRow, by: UserRow | None = None) -> int:
    """Start the job for all documents of ``project``, unless it waits or runs already, and return its id."""
    project_id, user_id = project.id, by.id if by else None
    unfinished = select(JobRow).where(JobRow.state.in_((WAITING, RUNNING)))
    with writing(session):
        for row in session.scalars(unfinished.filter_by(project_id=project_id, kind="suggest")):
            if not row.fields and not row.cancelled:
                return row.id
        audit.record(session, by, project_id, N_("let the suggesters propose anew for all documents"))
        return add_job(session, project_id, "suggest", {}, user_id).id


SOON = 500
"""So many of the documents that wait are proposed for when a new model serves; the others, when they are opened."""


def _waiting(running: Running) -> Select[Any]:
    """Return what asks for the documents that come next and for which something was proposed before."""
    query = select(DocumentRow.id).filter_by(project_id=running.project_id, binned_at=None)
    query = query.where(DocumentRow.given < DocumentRow.wanted, DocumentRow.suggested_with.is_not(None))
    return query.order_by(DocumentRow.rank, DocumentRow.interest, DocumentRow.id).limit(SOON)


def work(running: Running) -> None:
    """Propose for one document after the other; after a restart it goes on where it was."""
    session, after = running.session, running.result.get("after", 0)
    query = select(DocumentRow.id).filter_by(project_id=running.project_id, binned_at=None)
    if imported := running.fields.get("imported_by"):
        query = query.filter_by(job_id=imported)
    if running.fields.get("waiting"):
        query = query.where(DocumentRow.id.in_(_waiting(running)))
    documents = session.scalars(query.where(DocumentRow.id > after).order_by(DocumentRow.id)).all()
    before = running.done
    running.total = before + len(documents)
    running.result.setdefault("suggestions", 0)
    running.write()
    project = session.get_one(ProjectRow, running.project_id)
    for place, (document, count) in enumerate(suggest_documents(session, project, documents), before + 1):
        running.result["suggestions"] += count
        running.result["after"] = document
        running.step(place)
