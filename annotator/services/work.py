"""The work of the jobs: each kind is one function; here they are run, and how they end is written down."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Phrase, Problem
from annotator.db.base import now, writing
from annotator.db.jobs import CANCELLED, DONE, FAILED, RUNNING, WAITING, JobRow
from annotator.services import job_count, job_import, job_review, job_settle, job_suggest, job_train
from annotator.services.jobs import Cancelled, Running, Stopping, add_job, kept

KINDS: Mapping[str, Callable[[Running], None]] = {
    "import": job_import.work,
    "suggest": job_suggest.work,
    job_train.KIND: job_train.work,
    job_count.KIND: job_count.work,
    job_review.KIND: job_review.work,
    job_settle.KIND: job_settle.work,
}

_log = logging.getLogger(__name__)


def _never() -> bool:
    return False


def run(session: Session, job_id: int, folder: Path, stopping: Callable[[], bool] = _never) -> int | None:
    """Do a job that waits; ``folder`` holds the uploads. Return the id of the job that follows it, if one does.

    Whatever happens is written into the job; nothing is raised.
    """
    running = _begin(session, job_id, folder, stopping)
    if running is None:
        return None
    state = DONE
    try:
        KINDS[running.kind](running)
    except Cancelled:
        state = CANCELLED
    except Stopping:
        state = WAITING
    except Exception as error:
        state, running.result["problem"] = FAILED, kept(_sentence(error, running))
    return _end(running, state)


def _begin(session: Session, job_id: int, folder: Path, stopping: Callable[[], bool]) -> Running | None:
    with writing(session):
        row = session.get(JobRow, job_id)
        if row is None or row.state != WAITING:
            return None
        row.state, row.started_at = RUNNING, row.started_at or now()
        return Running(session, row, folder, stopping)


def _end(running: Running, state: str) -> int | None:
    follows = running.next if state == DONE else None
    with writing(running.session) as session:
        if follows is None:
            running.put(state=state, ended_at=None if state == WAITING else now())
            return None
        following = add_job(session, running.project_id, *follows, running.user_id).id
        running.result["next"] = following
        running.put(state=state, ended_at=now())
        return following


def _sentence(error: Exception, running: Running) -> Phrase:
    if isinstance(error, Problem):
        return error.phrase
    # What an error says may quote a user's text; where it happened never does.
    _log.error("job %s (%s) failed:\n%s", running.id, running.kind, _where(error))
    return Phrase(N_("The program has made a mistake. It was written to the log; what has come in stays."))


def _where(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    cause = error.__cause__ or error.__context__
    return (f"{_where(cause)}\n" if cause else "") + f"{frames}{type(error).__name__}"
