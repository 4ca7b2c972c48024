"""The job that trains a model on a project's finished documents; it serves only if it is better than what was there."""

from __future__ import annotations

import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.lessons import Lesson
from annotator.core.phrases import N_, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import data_folder, writing
from annotator.db.jobs import RUNNING, WAITING, JobRow
from annotator.db.projects import ProjectRow
from annotator.services import audit, lessons
from annotator.services.calibrating import calibrate
from annotator.services.jobs import Running, add_job
from annotator.services.loading import LEARNER
from annotator.services.models import (
    choice_of,
    folder_of,
    probe_name,
    serving_model,
    serving_row,
)
from annotator.services.training_taken import model_row, seen_by, take

KIND = "train"
LEAST = 10
"""With fewer finished documents there is nothing to learn that would last, and nothing to judge it by."""
STEPS = 1_000
LONGEST = 1_800.0
"""After so many seconds a training is given up."""


def start_training(session: Session, project: ProjectRow, by: UserRow | None = None) -> int:
    """Start the job, unless it waits or runs already, and return its id. Code ``lessons-few``."""
    project_id, user_id = project.id, by.id if by else None
    finished = lessons.finished_documents(session, project_id)
    if finished < LEAST:
        message = N_("There is little to learn from yet: documents finished: %(count)s, needed at least: %(least)s.")
        raise Problem("lessons-few", message, count=finished, least=LEAST)
    unfinished = select(JobRow.id).where(JobRow.state.in_((WAITING, RUNNING)))
    with writing(session):
        running = session.scalar(unfinished.filter_by(project_id=project_id, kind=KIND, cancelled=False))
        if running is not None:
            return running
        if by is not None:
            audit.record(session, by, project_id, N_("let the program learn from the finished documents"))
        row = add_job(session, project_id, KIND, {}, user_id)
        row.result = {"finished": finished}  # cancelled before it runs, it is not started again at once
        return row.id


def is_due(session: Session, project: ProjectRow) -> bool:
    """Whether so many documents were finished since the last training, or the first, that it is time for another."""
    if not project.learn_every:
        return False
    last = session.scalars(
        select(JobRow).filter_by(project_id=project.id, kind=KIND).order_by(JobRow.id.desc()).limit(1)
    ).first()
    before = last.result.get("finished", 0) if last is not None else 0
    finished = lessons.finished_documents(session, project.id)
    before = min(before, finished)  # some may have gone to the bin, or become documents with known answers
    return finished >= max(LEAST, before + project.learn_every)


def work(running: Running) -> None:
    """Train, judge, and let the better one serve."""
    session, project_id = running.session, running.project_id
    running.total = STEPS
    running.result["finished"] = lessons.finished_documents(session, project_id)
    running.write()
    with _folder(session, running.id) as folder:
        found = list(lessons.lessons_of(session, project_id))
        held_out = sum(map(lessons.is_held_out, found))
        if not 0 < held_out < len(found):
            raise Problem("lessons-few", N_("There are too few finished documents to learn from and to judge it by."))
        label_set_id, chosen = _put_task(session, project_id, folder, found), choice_of(session, project_id)
        session.rollback()
        for share in _running(folder):
            running.step(min(STEPS - 1, round(share * STEPS)))
        row = model_row(running, found, held_out, folder)
        row.label_set_id = label_set_id
        take(row, running, folder, seen_by(found, row), chosen)
    calibrate(session, project_id)
    serving_model(session, project_id)  # read into memory: who opens a document must not wait for it
    running.step(STEPS)


def _put_task(session: Session, project_id: int, folder: Path, found: list[Lesson]) -> int:
    project = session.get_one(ProjectRow, project_id)
    labels = project.label_set
    texts = list(lessons.unlabelled(session, project_id))
    task = lessons.Task(LEARNER, labels.toml, [lessons.to_json(one) for one in found], texts)
    (folder / "task.json").write_bytes(msgspec.json.encode(task))
    if (serving := serving_row(session, project_id)) is not None:
        probe = folder_of(session, project_id) / probe_name(serving.version)
        if probe.exists():
            shutil.copyfile(probe, folder / "before.model")
    return labels.id


@contextmanager
def _folder(session: Session, job_id: int) -> Iterator[Path]:
    """Give a folder for the time of the training: it holds texts, and nothing of it stays."""
    folder = data_folder(session) / "training" / str(job_id)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _running(folder: Path) -> Iterator[float]:
    """Run the training, and yield the share done from time to time; closing the iterator ends it."""
    command = [sys.executable, "-m", "annotator.services.training_apart", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own module
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process, lines), daemon=True)
    reader.start()
    try:
        yield from _shares(lines)
        if process.wait() != 0:
            raise Problem("training-failed", N_("The training has failed; its log says why. The old model stays."))
    finally:
        process.kill()
        process.wait()
        reader.join()
        if process.stdout:
            process.stdout.close()
    if (folder / "problem.json").exists():
        told = msgspec.json.decode((folder / "problem.json").read_bytes())
        raise Problem(told["code"], told["message"], **told["values"])


def _shares(lines: queue.Queue[str | None]) -> Iterator[float]:
    share, waited = 0.0, 0.0
    while waited < LONGEST:
        try:
            line = lines.get(timeout=0.25)
        except queue.Empty:
            waited += 0.25
            yield share
            continue
        if line is None:
            return
        share = float(line)
        yield share
    raise Problem("training-long", N_("The training took too long and was ended. The old model stays."))


def _read(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    for line in process.stdout or ():
        lines.put(line)
    lines.put(None)
