"""How far a job is and how fast, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import format_decimal, format_timedelta, gettext, ngettext

from annotator.db.base import now
from annotator.db.jobs import CANCELLED, DONE, FAILED, RUNNING, WAITING, JobRow
from annotator.services.training_taken import sentence
from annotator.web.language import say


@dataclass(frozen=True, slots=True)
class Pace:
    """``share`` is how much is done, from 0 to 100; ``sentence`` says how fast it goes and how long it takes.

    ``outcome`` is what came of a training.
    """

    share: int
    sentence: str
    documents: int
    outcome: str = ""


def job_name(row: JobRow) -> str:
    """Return what a job is called."""
    return {
        "import": gettext("Import %(number)s", number=row.id),
        "suggest": gettext("Suggestions, job %(number)s", number=row.id),
        "train": gettext("Learning, job %(number)s", number=row.id),
        "count": gettext("Counting, job %(number)s", number=row.id),
        "review": gettext("Agreement, job %(number)s", number=row.id),
        "settle": gettext("Gold, job %(number)s", number=row.id),
    }.get(row.kind, gettext("job %(number)s", number=row.id))


def pace_of(row: JobRow) -> Pace:
    """Return how far a job is."""
    share = 100 if row.state == DONE else min(100, row.done * 100 // row.total) if row.total else 0
    documents = _documents(row)
    parts = [_state(row)]
    if row.state == RUNNING and row.started_at:
        seconds = max((now() - row.started_at).total_seconds(), 0.1)
        if documents and row.kind in ("import", "suggest"):
            parts.append(gettext("%(number)s documents a second", number=format_decimal(round(documents / seconds, 1))))
        if row.done:
            left = timedelta(seconds=seconds * (row.total - row.done) / row.done)
            parts.append(gettext("about %(time)s left", time=format_timedelta(left, threshold=1.2)))
    elif row.started_at and row.ended_at:
        took = format_timedelta(max(row.ended_at - row.started_at, timedelta(seconds=1)), threshold=1.2)
        parts.append(gettext("took %(time)s", time=took))
    outcome = sentence(row.result) if row.kind == "train" else None
    return Pace(share, " · ".join(parts), documents, say(outcome) if outcome else "")


def _documents(row: JobRow) -> int:
    if row.kind == "suggest":
        return row.done
    if row.kind == "train":
        return int(row.result.get("finished", 0))
    files = row.result.get("files", ())
    return sum(file["added"] + file["doubles"] + file["refused"] for file in files)


def _state(row: JobRow) -> str:
    if row.state == RUNNING and row.cancelled:
        return gettext("Being cancelled …")
    if row.kind == "suggest" and row.state == RUNNING:
        return ngettext(
            "%(done)s of %(num)s document done", "%(done)s of %(num)s documents done", row.total, done=row.done
        )
    return {
        WAITING: gettext("Waits for its turn"),
        RUNNING: gettext("Under way"),
        DONE: gettext("Done"),
        FAILED: gettext("Failed"),
        CANCELLED: gettext("Cancelled"),
    }[row.state]
