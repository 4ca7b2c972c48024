"""What is done beside the work of people, every minute: remembering what they decided, training when it is time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.phrases import Problem
from annotator.db.projects import ProjectRow
from annotator.services.calibrating import calibrate, is_old
from annotator.services.job_train import is_due, start_training
from annotator.services.models import serving_model
from annotator.services.remembering import remember


def look_after(session: Session, is_stopping: Callable[[], bool]) -> Sequence[int]:
    """Look after every project, and return the ids of the jobs that were started."""
    started: list[int] = []
    for project_id in session.scalars(select(ProjectRow.id).order_by(ProjectRow.id)).all():
        session.rollback()
        counted = 0
        while not is_stopping() and (more := remember(session, project_id)):
            counted += more
        if counted and is_old(session, project_id):
            calibrate(session, project_id)
        # Read into memory here: who opens a document must not wait for it.
        serving_model(session, project_id)
        project = session.get(ProjectRow, project_id)
        if project is not None and not is_stopping() and is_due(session, project):
            started += _start(session, project)
    return started


def _start(session: Session, project: ProjectRow) -> Sequence[int]:
    try:
        return [start_training(session, project)]
    except Problem:  # somebody took a document back at this moment
        return []
