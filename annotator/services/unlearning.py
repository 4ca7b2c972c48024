"""Unlearning: a model keeps words of the texts that it has learned from, and goes with them."""

from __future__ import annotations

from collections.abc import Container

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Phrase
from annotator.db.jobs import JobRow
from annotator.db.models import BROKEN, SERVING, ModelRow
from annotator.services.models import folder_of, kept_with_file, models_of, probe_name, seen_name
from annotator.services.phrasing import phrase_to_json

_UNLEARNED = N_("It had learned from a document that was deleted for good, and was removed with it.")


def unlearn(session: Session, project_id: int, texts: Container[str]) -> bool:
    """Remove the models that have learned from ``texts``, given by their SHA-256, which are deleted for good.

    Runs in the caller's transaction; whether one of them was serving, so that it is time to learn anew. Models whose
    files were removed already, as old ones are, stay what they were.
    """
    known = [row for row in models_of(session, project_id, limit=100_000) if row.file and _saw(session, row, texts)]
    # Not only those of the models that are there: what tidying up has left when it was ended goes, too.
    gone = [row for row in known if _remove(session, row)]
    was_serving = any(row.state == SERVING for row in gone)
    for row in gone:
        row.state, row.report = BROKEN, {**row.report, "problem": phrase_to_json(Phrase(_UNLEARNED))}
        row.file = ""
    if was_serving:
        _learn_anew(session, project_id)
    return was_serving


def _saw(session: Session, row: ModelRow, texts: Container[str]) -> bool:
    """Whether a model has learned from one of ``texts``, or nobody knows from what."""
    path = folder_of(session, row.project_id) / seen_name(row.version)
    if not path.exists():
        return True
    return any(one in texts for one in msgspec.json.decode(path.read_bytes())["texts"])


def _remove(session: Session, row: ModelRow) -> bool:
    """Remove all files of a model, and return whether its own was there."""
    folder = folder_of(session, row.project_id)
    was_there = (folder / row.file).exists()
    for name in (row.file, probe_name(row.version), seen_name(row.version)):
        (folder / name).unlink(missing_ok=True)
    return was_there


def _learn_anew(session: Session, project_id: int) -> None:
    """Let the model serve that did before, if it may, and a training be due."""
    if (earlier := next(kept_with_file(session, project_id), None)) is not None:
        earlier.state = SERVING
    job = select(JobRow).filter_by(project_id=project_id, kind="train").order_by(JobRow.id.desc()).limit(1)
    if (trained := session.scalars(job).first()) is not None:
        trained.result = {**trained.result, "finished": 0}
