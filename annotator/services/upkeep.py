"""What is done beside the work of people, every minute: remembering, telling a server, training, reviewing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.phrases import Problem
from annotator.db.projects import ProjectRow
from annotator.services import job_review
from annotator.services.calibrating import calibrate, is_old
from annotator.services.job_train import is_due, start_training
from annotator.services.models import preload
from annotator.services.remembering import remember
from annotator.services.teaching import teach

_log = logging.getLogger(__name__)


def look_after(session: Session, is_stopping: Callable[[], bool]) -> Sequence[int]:
    """Look after every project, and return the ids of the jobs that were started."""
    started: list[int] = []
    for project_id in session.scalars(select(ProjectRow.id).order_by(ProjectRow.id)).all():
        try:
            started += _look_after(session, project_id, is_stopping)
        except Exception as error:  # what is wrong in one project must not hold up the others
            # What an error says may quote a user's text; its kind never does.
            _log.error("looking after project %s failed: %s", project_id, type(error).__name__)
        session.rollback()
    return started


def _look_after(session: Session, project_id: int, is_stopping: Callable[[], bool]) -> Sequence[int]:
    counted = 0
    while not is_stopping() and (more := remember(session, project_id)):
        counted += more
    if counted and is_old(session, project_id):
        calibrate(session, project_id)
    preload(session, project_id)
    teach(session, project_id, is_stopping)
    project = session.get(ProjectRow, project_id)
    if project is None or is_stopping():
        return []
    reviewing = [job_review.start_review(session, project)] if job_review.is_due(session, project) else []
    return [*(_start(session, project) if is_due(session, project) else []), *reviewing]


def _start(session: Session, project: ProjectRow) -> Sequence[int]:
    try:
        return [start_training(session, project)]
    except Problem:  # somebody took a document back at this moment
        return []
