"""Jobs: work in the background, kept in the database, so that a restart loses none."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Phrase
from annotator.db.accounts import UserRow
from annotator.db.base import now, writing
from annotator.db.jobs import CANCELLED, FAILED, RUNNING, WAITING, JobRow
from annotator.db.projects import ProjectRow
from annotator.services import audit

WRITE_SECONDS = 0.4
"""How far a job is, is written so often at most."""
REST_SECONDS = 0.002
"""So long a job rests after every step, and whoever waits for the processor or the database comes first."""
MOST_STARTS = 3
"""A job during which the server was ended so often is not tried again: it may be what ends it."""


class Cancelled(Exception):  # noqa: N818  # a turn of events, no error
    """Somebody has cancelled the job."""


class Stopping(Exception):  # noqa: N818  # a turn of events, no error
    """The server stops; the job goes on at its next start."""


class Running:
    """A job while it runs: it tells how far it is, and hears between two steps that it is to end.

    ``result`` is what the kind of job keeps of its work; it is there again when a job goes on after a restart.
    ``next`` is a job (kind, fields) that follows when this one is done.
    """

    def __init__(self, session: Session, row: JobRow, folder: Path, stopping: Callable[[], bool]) -> None:
        self.session, self.folder, self.id = session, folder, row.id
        self.project_id, self.user_id, self.kind = row.project_id, row.user_id, row.kind
        self.fields: Mapping[str, Any] = deepcopy(row.fields)
        self.result: dict[str, Any] = deepcopy(row.result)
        self.done, self.total = row.done, row.total
        self.next: tuple[str, dict[str, Any]] | None = None
        self._stopping, self._written = stopping, 0.0

    def step(self, done: int) -> None:
        """Note that ``done`` of ``total`` is done. Raises :class:`Cancelled` or :class:`Stopping`."""
        self.done = done
        if time.monotonic() - self._written >= WRITE_SECONDS:
            self.write()
        if self._stopping():
            raise Stopping
        self.session.rollback()
        # A job that is gone went with its project.
        if self.session.scalar(select(JobRow.cancelled).filter_by(id=self.id)) is not False:
            raise Cancelled
        time.sleep(REST_SECONDS)

    def write(self, **more: Any) -> None:
        """Write how far the job is, and what else is to be known of it."""
        with writing(self.session):
            self.put(**more)

    def put(self, **more: Any) -> None:
        """Do as :meth:`write`, inside the caller's transaction."""
        values = {"done": self.done, "total": self.total, "result": self.result, **more}
        self.session.execute(update(JobRow).where(JobRow.id == self.id).values(values))
        self._written = time.monotonic()


def start_job(
    session: Session, project: ProjectRow, kind: str, fields: Mapping[str, Any], by: UserRow | None = None
) -> JobRow:
    """Put a job among those that wait, and return it."""
    project_id, user_id = project.id, by.id if by else None
    with writing(session):
        return add_job(session, project_id, kind, fields, user_id)


def add_job(session: Session, project_id: int, kind: str, fields: Mapping[str, Any], user_id: int | None) -> JobRow:
    """Do as :func:`start_job`, inside the caller's transaction."""
    row = JobRow(project_id=project_id, user_id=user_id, kind=kind, fields=dict(fields), result={}, state=WAITING)
    session.add(row)
    session.flush()
    return row


def find_job(session: Session, project: ProjectRow, job_id: int) -> JobRow | None:
    """Return a job of ``project``."""
    row = session.get(JobRow, job_id)
    return row if row is not None and row.project_id == project.id else None


def jobs_of(session: Session, project: ProjectRow, *, before: int | None = None, limit: int = 50) -> Sequence[JobRow]:
    """Return the jobs of ``project``, newest first; ``before`` is the id where a page ends."""
    query = select(JobRow).filter_by(project_id=project.id).order_by(JobRow.id.desc()).limit(limit)
    return session.scalars(query if before is None else query.where(JobRow.id < before)).all()


def cancel(session: Session, job_id: int, by: UserRow | None = None) -> None:
    """Cancel a job: one that waits at once, one that runs after its present step."""
    with writing(session):
        row = session.get(JobRow, job_id)
        if row is None or row.state not in (WAITING, RUNNING) or row.cancelled:
            return
        row.cancelled = True
        if row.state == WAITING:
            row.state, row.ended_at = CANCELLED, now()
        audit.record(session, by, row.project_id, N_("cancelled job %(number)s"), number=job_id)


def requeue(session: Session) -> Sequence[int]:
    """Let what waited or ran when the server ended wait again, and return the ids in their order."""
    with writing(session):
        for row in session.scalars(select(JobRow).filter_by(state=RUNNING)).all():
            starts = row.result.get("starts", 0) + 1
            row.result = {**row.result, "starts": starts}
            row.state = WAITING
            if starts >= MOST_STARTS:
                message = N_("The server was ended %(count)s times while this job ran; it is not tried again.")
                row.result = {**row.result, "problem": kept(Phrase(message, {"count": starts}))}
                row.state, row.ended_at = FAILED, now()
        session.flush()
        return session.scalars(select(JobRow.id).filter_by(state=WAITING).order_by(JobRow.id)).all()


def kept(phrase: Phrase) -> dict[str, Any]:
    """Return a sentence, with those inside it, as the tables keep it."""
    values = {name: kept(one) if isinstance(one, Phrase) else one for name, one in phrase.values.items()}
    return {"message": phrase.message, "values": values}


def phrase_of(value: Mapping[str, Any]) -> Phrase:
    """Return the sentence that was :func:`kept`."""
    values = {name: phrase_of(one) if isinstance(one, dict) else one for name, one in value["values"].items()}
    return Phrase(value["message"], values)
