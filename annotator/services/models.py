"""Models: what was trained, in files of their own with the data they saw, and the one that serves."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Problem
from annotator.core.suggestions import Model
from annotator.db.accounts import UserRow
from annotator.db.base import data_folder, now, writing
from annotator.db.models import ASIDE, BROKEN, KEPT, SERVING, ModelRow
from annotator.services import audit
from annotator.services.jobs import kept
from annotator.services.loading import LEARNER, is_held, loaded, may_hold

_log = logging.getLogger(__name__)

MOST_FILES = 10
"""So many models of a project keep their files; of the older ones only the row with their figures stays."""


def folder_of(session: Session, project_id: int) -> Path:
    """Return where the models of a project lie."""
    return data_folder(session) / "models" / str(project_id)


def serving_row(session: Session, project_id: int) -> ModelRow | None:
    """Return the row of the model that serves the project."""
    query = select(ModelRow).filter_by(project_id=project_id, suggester=LEARNER, state=SERVING)
    return session.scalars(query.order_by(ModelRow.id.desc()).limit(1)).first()


def serving_model(session: Session, project_id: int) -> Model | None:
    """Return the model that serves the project.

    One that was read and is damaged or of another version of the program is put aside, with what is wrong, and the one
    that served before it takes its place. One whose file cannot be read now stays what it is and is tried again the
    next time; until then the newest that served before stands in. ``None`` where there is none. What was proposed
    stays as it is.
    """
    while (row := serving_row(session, project_id)) is not None:
        try:
            return _read(session, row) or _stand_in(session, project_id)
        except Problem as problem:
            _put_aside(session, row, problem)
    return None


def _read(session: Session, row: ModelRow) -> Model | None:
    try:
        return loaded(folder_of(session, row.project_id) / row.file)
    except OSError as error:
        _log.warning("the file of model %s cannot be read: %s", row.id, type(error).__name__)
    return None


def _stand_in(session: Session, project_id: int) -> Model | None:
    for row in kept_with_file(session, project_id):
        with suppress(Problem):
            if (model := _read(session, row)) is not None:
                return model
    return None


def kept_with_file(session: Session, project_id: int) -> Iterator[ModelRow]:
    """Yield the models that have served before, or might have, and whose files are there, the newest first."""
    query = select(ModelRow).filter_by(project_id=project_id, suggester=LEARNER)
    folder = folder_of(session, project_id)
    for row in session.scalars(query.where(ModelRow.state.in_((KEPT, ASIDE))).order_by(ModelRow.id.desc())).all():
        if row.file and (folder / row.file).exists():
            yield row


def preload(session: Session, project_id: int) -> None:
    """Read the model that serves into memory, so that who opens a document need not wait for it.

    Where there are more projects than models can be held, it waits until somebody opens a document: that of one who
    works must not give way to that of one who does not.
    """
    if (row := serving_row(session, project_id)) is None:
        return
    path = folder_of(session, project_id) / row.file
    if not is_held(path) and may_hold(path.parent):
        serving_model(session, project_id)


def put_file(session: Session, project_id: int, version: str, data: bytes) -> str:
    """Write a model's file, whole or not at all, and return its name."""
    folder = folder_of(session, project_id)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{LEARNER}-{version}.model"
    unfinished = folder / f"{name}.unfinished"
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / name)
    return name


def probe_name(version: str) -> str:
    """Return the name of the file of a model's twin, which has not seen the documents held out."""
    return f"probe-{version}.model"


def seen_name(version: str) -> str:
    """Return the name of the file that says what a model has seen."""
    return f"{LEARNER}-{version}.json"


def put_seen(session: Session, project_id: int, version: str, seen: Mapping[str, Any]) -> None:
    """Write beside a model what it saw: the hashes of texts and lessons, never a text."""
    path = folder_of(session, project_id) / seen_name(version)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(seen)))


def take_over(session: Session, row: ModelRow) -> None:
    """Let a new model serve, and the one before it stand aside; runs in the caller's transaction."""
    before = update(ModelRow).where(ModelRow.project_id == row.project_id, ModelRow.state == SERVING)
    session.execute(before.values(state=KEPT), execution_options={"synchronize_session": False})
    row.state = SERVING
    session.add(row)
    session.flush()


def serve_again(session: Session, row: ModelRow, by: UserRow | None = None) -> None:
    """Let an older model serve instead; raises :class:`Problem` where it cannot be read."""
    try:
        loaded(folder_of(session, row.project_id) / row.file)
    except OSError as error:
        raise Problem("model-gone", N_("The file of this model is not there any more.")) from error
    model_id, project_id, version = row.id, row.project_id, row.version
    with writing(session):
        chosen = session.get_one(ModelRow, model_id)
        message = N_("let the older model %(version)s suggest again")
        if chosen.state == ASIDE:
            message = N_("let the model %(version)s suggest, which was set aside")
        chosen.report = {**chosen.report, "chosen_at": now().isoformat()}
        take_over(session, chosen)
        audit.record(session, by, project_id, message, version=version)


def choice_of(session: Session, project_id: int) -> tuple[int, str] | None:
    """Return which model somebody has chosen to serve, and when; ``None`` where the one that serves took over itself.

    Two trainings are told apart by it from what was chosen in between.
    """
    row = serving_row(session, project_id)
    return (row.id, row.report["chosen_at"]) if row is not None and "chosen_at" in row.report else None


def models_of(session: Session, project_id: int, limit: int = 50) -> Sequence[ModelRow]:
    """Return the models of a project, the newest first."""
    query = select(ModelRow).filter_by(project_id=project_id, suggester=LEARNER)
    return session.scalars(query.order_by(ModelRow.id.desc()).limit(limit)).all()


def remove_old_files(session: Session, project_id: int) -> None:
    """Remove the files of all but the newest models; the one that serves stays."""
    rows = session.scalars(select(ModelRow).filter_by(project_id=project_id).order_by(ModelRow.id.desc())).all()
    newest = [*rows[:MOST_FILES], *(row for row in rows if row.state == SERVING)]
    wanted = {name for row in newest for name in (row.file, probe_name(row.version))}
    for path in folder_of(session, project_id).glob("*.model"):
        if path.name not in wanted:
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)


def _put_aside(session: Session, row: ModelRow, problem: Problem) -> None:
    model_id, project_id = row.id, row.project_id
    with writing(session):
        broken = session.get_one(ModelRow, model_id)
        if broken.state != SERVING:  # another thread has seen it, too
            return
        broken.state, broken.report = BROKEN, {**broken.report, "problem": kept(problem.phrase)}
        if (last := next(kept_with_file(session, project_id), None)) is not None:
            last.state = SERVING
