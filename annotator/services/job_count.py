"""The job that counts anew what suggestions come to in a project."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.jobs import RUNNING, WAITING, JobRow
from annotator.db.projects import ProjectRow
from annotator.services.calibrating import calibrate
from annotator.services.jobs import Running, add_job
from annotator.services.remembering import remember

KIND = "count"


def start_counting(session: Session, project: ProjectRow, by: UserRow | None = None) -> int:
    """Start the job, unless it waits or runs already, and return its id."""
    project_id, user_id = project.id, by.id if by else None
    unfinished = select(JobRow.id).where(JobRow.state.in_((WAITING, RUNNING)), JobRow.project_id == project_id)
    with writing(session):
        found = session.scalar(unfinished.where(JobRow.kind == KIND, ~JobRow.cancelled))
        return found if found is not None else add_job(session, project_id, KIND, {}, user_id).id


def work(running: Running) -> None:
    """Remember what was decided, then count."""
    running.total = 1
    running.step(0)
    while remember(running.session, running.project_id):
        running.step(0)
    calibrate(running.session, running.project_id)
    running.step(1)
