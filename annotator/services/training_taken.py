"""What becomes of a training: its model is kept with its files, and serves where it is better than what was there."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.lessons import Lesson
from annotator.core.phrases import N_, Phrase, Problem
from annotator.db.base import writing
from annotator.db.documents import DocumentRow
from annotator.db.models import ASIDE, BEATEN, ModelRow
from annotator.db.projects import INFORMATIVE, ProjectRow
from annotator.services import lessons
from annotator.services.jobs import Running
from annotator.services.loading import LEARNER
from annotator.services.models import (
    choice_of,
    folder_of,
    probe_name,
    put_file,
    put_seen,
    remove_old_files,
    take_over,
)


def model_row(running: Running, found: list[Lesson], held_out: int, folder: Path) -> ModelRow:
    """Return the row of the model that was trained in ``folder``."""
    report: dict[str, Any] = msgspec.json.decode((folder / "report.json").read_bytes())
    return ModelRow(
        project_id=running.project_id, suggester=LEARNER, version=report["version"], state=BEATEN, file="",
        job_id=running.id, documents=len(found), held_out=held_out, report=report,
        lessons_sha256=lessons.lessons_sha256(found),
    )  # fmt: skip


def seen_by(found: list[Lesson], row: ModelRow) -> dict[str, Any]:
    """Return what is kept of the data that a model saw."""
    held_out = [one.document.sha256 for one in found if lessons.is_held_out(one)]
    return {
        "lessons": row.lessons_sha256,
        "label_set": row.label_set_id,
        "texts": [one.document.sha256 for one in found],
        "held_out": held_out,
    }


def _check_still(session: Session, running: Running, texts: Sequence[str]) -> None:
    """See that none of ``texts`` was deleted for good meanwhile: a model keeps words of them."""
    there = set(session.scalars(select(DocumentRow.sha256).filter_by(project_id=running.project_id)))
    if not there.issuperset(texts):
        running.result["finished"] = 0  # so it is time for another
        raise Problem(
            "lessons-gone", N_("Documents were deleted for good while this was learned from them; it is left.")
        )


def take(row: ModelRow, running: Running, folder: Path, seen: dict[str, Any], chosen: tuple[int, str] | None) -> None:
    """Keep the model, and let it serve if it is better and no other was ``chosen`` since; code ``lessons-gone``."""
    session = running.session
    # All under the write lock: what is deleted for good from now on finds the model, and takes it with it.
    with writing(session):
        _check_still(session, running, seen["texts"])
        _put_files(row, running, folder, seen)
        # What a manager has chosen since the training began stands: they knew what they wanted, and see both.
        now_chosen = choice_of(session, running.project_id)
        _put(row, running, is_aside=now_chosen is not None and now_chosen != chosen)
    remove_old_files(session, running.project_id)


def _put_files(row: ModelRow, running: Running, folder: Path, seen: dict[str, Any]) -> None:
    session, project_id = running.session, running.project_id
    row.file = put_file(session, project_id, row.version, (folder / "final.model").read_bytes())
    shutil.copyfile(folder / "probe.model", folder_of(session, project_id) / probe_name(row.version))
    put_seen(session, project_id, row.version, seen)


def _put(row: ModelRow, running: Running, *, is_aside: bool) -> None:
    session, better = running.session, is_better(row.report)
    running.result["better"], running.result["report"] = better, row.report
    if not better or is_aside:
        row.state = ASIDE if better else BEATEN
        running.result["aside"] = better
        session.add(row)
        return
    take_over(session, row)
    if session.get_one(ProjectRow, running.project_id).work_order == INFORMATIVE:
        running.next = ("suggest", {"waiting": True})


def is_better(report: dict[str, Any]) -> bool:
    """Whether the new model found more of the documents held out than what proposed there before it."""
    before = report["before"] or report["rules"]
    new: float = report["after"]["micro"]["clitic_free"]["f1"]
    old: float = before["micro"]["clitic_free"]["f1"]
    return new > old


def sentence(result: dict[str, Any]) -> Phrase | None:
    """Return what came of a training."""
    if "better" not in result:
        return None
    report = result["report"]
    before = report["before"] or report["rules"]
    values = {
        "new": round(100 * report["after"]["micro"]["clitic_free"]["f1"]),
        "old": round(100 * before["micro"]["clitic_free"]["f1"]),
    }
    if result.get("aside"):
        message = N_(
            "The new model is better (F1 %(new)s %%, before %(old)s %%), but does not suggest: a manager has chosen "
            "another while it was learning. It is among the models, to be used from there."
        )
    elif result["better"]:
        message = N_("The new model is better and suggests from now on: F1 %(new)s %% instead of %(old)s %%.")
    else:
        message = N_("The new model is not better (F1 %(new)s %%, before %(old)s %%); the old suggestions stay.")
    return Phrase(message, values)
