"""The job that makes gold of all documents that leave nothing to decide."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.jobs import RUNNING, WAITING, JobRow
from annotator.db.projects import ProjectRow
from annotator.services import audit
from annotator.services.approve import approve_agreed
from annotator.services.jobs import Running, add_job
from annotator.services.settling_queue import ready_ones

KIND = "settle"
_CHUNK = 20
"""So many documents become gold in one transaction, while all others who save wait."""


def start_settling(session: Session, project: ProjectRow, by: UserRow | None = None) -> int:
    """Start the job, unless it waits or runs already, and return its id."""
    project_id, user_id = project.id, by.id if by else None
    unfinished = select(JobRow.id).where(JobRow.state.in_((WAITING, RUNNING)), JobRow.project_id == project_id)
    with writing(session):
        found = session.scalar(unfinished.where(JobRow.kind == KIND, ~JobRow.cancelled))
        if found is not None:
            return found
        audit.record(session, by, project_id, N_("let all documents become gold in which nothing is left to decide"))
        return add_job(session, project_id, KIND, {}, user_id).id


def work(running: Running) -> None:
    """Take one portion of the documents after the other; what is gold already is not among them."""
    project = running.session.get_one(ProjectRow, running.project_id)
    documents = ready_ones(running.session, running.project_id)
    running.total = len(documents)
    running.result.setdefault("approved", 0)
    for start in range(0, len(documents), _CHUNK):
        portion = documents[start : start + _CHUNK]
        running.result["approved"] += approve_agreed(running.session, project, portion, running.user_id)
        running.step(start + len(portion))
    running.write()
