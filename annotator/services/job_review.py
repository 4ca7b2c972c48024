"""The job that reviews a project, and when it is time for it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotator.db.accounts import UserRow
from annotator.db.base import now, writing
from annotator.db.documents import AssignmentRow
from annotator.db.jobs import RUNNING, WAITING, JobRow
from annotator.db.projects import ProjectRow
from annotator.services.approve import revive_all
from annotator.services.jobs import Running, add_job
from annotator.services.reviewing import golden, last_review, review
from annotator.services.surveying import Survey

KIND = "review"
USUAL_AGE = timedelta(minutes=30)
"""So old a review may be before it is made anew beside other work."""


def start_review(session: Session, project: ProjectRow, by: UserRow | None = None) -> int:
    """Start the job, unless it waits or runs already, and return its id."""
    project_id, user_id = project.id, by.id if by else None
    unfinished = select(JobRow.id).where(JobRow.state.in_((WAITING, RUNNING)), JobRow.project_id == project_id)
    with writing(session):
        found = session.scalar(unfinished.where(JobRow.kind == KIND, ~JobRow.cancelled))
        return found if found is not None else add_job(session, project_id, KIND, {}, user_id).id


def is_due(session: Session, project: ProjectRow) -> bool:
    """Whether it is time to review anew: the last one is old, and since then documents were finished or became gold.

    It is asked every minute, and costs a step in an index or two.
    """
    last = last_review(session, project.id)
    if last is not None and now() - last.made_at <= USUAL_AGE:
        return False
    newest = session.scalar(select(func.max(AssignmentRow.done_at)).filter_by(project_id=project.id))
    if last is None or newest is None:
        return newest is not None
    return bool(newest > last.made_at) or last.rule != project.rule or last.golden != golden(session, project.id)


def work(running: Running) -> None:
    """Do it. Gold that came to be out of date for no reason counts again first."""
    revive_all(running.session, running.session.get_one(ProjectRow, running.project_id))
    survey = Survey.of(running.session, running.project_id)
    running.total = len(survey.documents)
    review(running.session, survey, running.step)
    running.step(running.total)
