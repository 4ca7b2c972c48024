"""Learning: who suggests in a project, what its models are worth, when it learned last, what is no longer shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.suggestions import Suggester
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.jobs import RUNNING, WAITING, JobRow
from annotator.db.models import BROKEN, SERVING, CalibrationRow, ModelRow
from annotator.db.projects import ProjectRow
from annotator.services import audit, job_count, job_train, lessons
from annotator.services.calibrating import calibration_of
from annotator.services.jobs import phrase_of
from annotator.services.learning_figures import Figures, figures_from
from annotator.services.loading import LEARNER
from annotator.services.models import folder_of, models_of, serving_model
from annotator.services.remotes import remote_of, trouble_of
from annotator.services.training_taken import sentence
from annotator.suggesters import registry

PURPOSES: Mapping[str, str] = {
    "arguments": N_("Proposes for each event who did what to whom, where and when."),
    "camel_ner": N_("Finds names of people, places and organisations with a neural model."),
    "gazetteer": N_("Finds names that stand in lists: places, parties, organisations, public figures."),
    "learned": N_("Learns from your finished documents how people mark in this project."),
    "memory": N_("Proposes again what was accepted here before, and less often what was rejected."),
    "patterns": N_("Finds what the words around it give away: numbers, dates, offices, weapons, places."),
    "remote": N_("Asks a model of your own, on a server that you name."),
    "triggers": N_("Finds the words that name an event, with its type."),
}
"""What each suggester is for, in a sentence; others that are installed have none here."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggester in a project; ``why_not`` says why it cannot work now, or is ``None``."""

    id: str
    title: str
    purpose: str
    why_not: Phrase | None


def offers(session: Session, project_id: int, figures: Figures | None) -> Sequence[Offer]:
    """Return who suggests, those that are ready first. What is remembered is known from ``figures``."""
    known: dict[str, Suggester] = {**registry.all()}
    if (model := serving_model(session, project_id)) is not None:
        known[model.id] = model
    reasons = {name: one.ready() for name, one in known.items()}
    if figures is not None and figures.memory.names:
        reasons["memory"] = None
    try:
        if (remote := remote_of(session, project_id)) is not None:
            reasons[remote.id] = remote.ready() or trouble_of(session, project_id)
    except Problem as problem:
        reasons["remote"] = problem.phrase
    found = [Offer(name, one.title, PURPOSES.get(name, ""), reasons[name]) for name, one in known.items()]
    return sorted(found, key=lambda one: one.why_not is not None)


@dataclass(frozen=True, slots=True)
class Lately:
    """How many documents are finished, and the trainings: the one that waits or runs, and the last that ended.

    ``counting`` is the job that counts, where one waits or runs.
    """

    finished: int
    running: JobRow | None
    last: JobRow | None
    counting: JobRow | None

    @property
    def outcome(self) -> Phrase | None:
        """What came of the last training."""
        return outcome_of(self.last) if self.last else None


def outcome_of(row: JobRow) -> Phrase | None:
    """Return what came of a training that has ended."""
    return phrase_of(row.result["problem"]) if row.result.get("problem") else sentence(row.result)


def lately(session: Session, project_id: int) -> Lately:
    """Return when the project learned, and whether it does."""
    here = select(JobRow).filter_by(project_id=project_id).order_by(JobRow.id.desc()).limit(1)
    waits = JobRow.state.in_((WAITING, RUNNING)) & ~JobRow.cancelled
    # The plus sign leaves the search to the index of the states: few jobs wait.
    busy = select(JobRow).where(waits, JobRow.project_id + 0 == project_id).order_by(JobRow.id)
    running = {row.kind: row for row in session.scalars(busy)}
    last = session.scalars(here.where(JobRow.kind == job_train.KIND, ~JobRow.state.in_((WAITING, RUNNING)))).first()
    finished = lessons.finished_documents(session, project_id)
    return Lately(finished, running.get(job_train.KIND), last, running.get(job_count.KIND))


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, judged by ``held_out`` of its ``documents``: it has the F1 ``after``, what was there before ``before``.

    The figures are clitic-free, in [0, 1], ``None`` where they are not known; ``rules`` is that of the suggesters
    without any model. ``usable``: it can serve again.
    """

    id: int
    version: str
    made: datetime
    documents: int
    held_out: int
    rules: float | None
    before: float | None
    after: float | None
    seconds: float | None
    state: str
    problem: Phrase | None
    usable: bool


def trained(session: Session, project_id: int) -> Sequence[Trained]:
    """Return the models of a project, the newest first."""
    folder = folder_of(session, project_id)
    there = {path.name for path in folder.glob("*.model")}
    return [_trained(row, row.file in there) for row in models_of(session, project_id)]


def _trained(row: ModelRow, is_there: bool) -> Trained:
    report = row.report
    problem = report.get("problem")
    return Trained(
        row.id, row.version, row.created_at, row.documents, row.held_out,
        _f1(report.get("rules")), _f1(report.get("before") or report.get("rules")), _f1(report.get("after")),
        report.get("training_seconds"), row.state, phrase_of(problem) if problem else None,
        is_there and row.state not in (SERVING, BROKEN),
    )  # fmt: skip


def _f1(figures: Any) -> float | None:
    match figures:
        case {"micro": {"clitic_free": {"f1": float() | int() as f1}}}:
            return float(f1)
    return None


def show_again(session: Session, project_id: int, suggester: str, label: str, by: UserRow | None = None) -> bool:
    """Show again what a suggester proposes with a label, however often it is rejected; whether it was hushed."""
    with writing(session):
        project = session.get_one(ProjectRow, project_id)
        pair = [suggester, label]
        if tuple(pair) not in calibration_of(session, project_id).silenced or pair in project.shown_again:
            return False
        project.shown_again = [*project.shown_again, pair]
        title = Phrase(registry.all()[suggester].title) if suggester in registry.all() else suggester
        message = N_("let suggestions of “%(suggester)s” with the label “%(label)s” be shown again")
        audit.record(session, by, project_id, message, suggester=title, label=label)
        return True


def model_of(session: Session, project_id: int, model_id: int) -> ModelRow | None:
    """Return a model of the project."""
    row = session.get(ModelRow, model_id)
    return row if row is not None and (row.project_id, row.suggester) == (project_id, LEARNER) else None


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted ``at`` a time; without figures where another version of the program has counted."""

    at: datetime | None
    figures: Figures | None


def counted(session: Session, project_id: int) -> Counted:
    """Return what was counted last."""
    query = select(CalibrationRow.made_at, CalibrationRow.figures).filter_by(project_id=project_id)
    row = session.execute(query).first()
    return Counted(row.made_at, figures_from(row.figures)) if row else Counted(None, None)
