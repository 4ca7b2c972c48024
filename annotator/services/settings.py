"""Settings: what a manager decides for a whole project, and what that changes at its documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Phrase, Problem
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.documents import DocumentRow
from annotator.db.projects import AS_IMPORTED, ORDERS, ProjectRow
from annotator.services import audit
from annotator.services.accounts import clean_name
from annotator.services.blind import MOST_PERCENT, redraw
from annotator.services.informing import forget_interest
from annotator.services.projects import refuse_taken

MOST_OVERLAP = 20
MOST_HOURS = 24 * 365
MOST_EVERY = 10_000
MAX_DESCRIPTION = 5000


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a project; see :class:`ProjectRow`."""

    name: str
    description: str
    overlap: int
    abandon_hours: int | None
    blind_percent: int = 0
    work_order: str = AS_IMPORTED
    learn_every: int = 20


def settings_of(project: ProjectRow) -> Settings:
    """Return the settings as they are."""
    return Settings(**{field.name: getattr(project, field.name) for field in fields(Settings)})


def change_project(session: Session, project: ProjectRow, new: Settings, *, by: UserRow | None = None) -> int:
    """Change the settings, and return for how many documents the number of annotators changed with them.

    Codes ``name``, ``project-taken``, ``settings``. Every change is a sentence of the log.
    """
    _check(new)
    project_id, name = project.id, clean_name(new.name)
    changed = 0
    with writing(session):
        row = session.get_one(ProjectRow, project_id)
        old = settings_of(row)
        refuse_taken(session, name, but=project_id)
        row.name, row.description = name, new.description
        row.overlap, row.abandon_hours = new.overlap, new.abandon_hours
        row.blind_percent, row.work_order, row.learn_every = new.blind_percent, new.work_order, new.learn_every
        session.flush()
        if old.overlap != new.overlap:
            changed = _change_wanted(session, project_id, old.overlap, new.overlap)
        if old.blind_percent != new.blind_percent:
            redraw(session, project_id, new.blind_percent)
        if old.work_order != new.work_order and new.work_order == AS_IMPORTED:
            forget_interest(session, project_id)
        for message in _sentences(old, settings_of(row), changed):
            audit.record(session, by, project_id, message.message, **message.values)
    return changed


def _check(new: Settings) -> None:
    hours = new.abandon_hours
    numbers = (
        (0, new.overlap, MOST_OVERLAP),
        (1, 1 if hours is None else hours, MOST_HOURS),
        (0, new.blind_percent, MOST_PERCENT),
        (0, new.learn_every, MOST_EVERY),
    )
    if not all(least <= number <= most for least, number, most in numbers) or new.work_order not in ORDERS:
        raise Problem("settings", N_("A number of the settings is too large or too small."))
    if len(new.description) > MAX_DESCRIPTION:
        raise Problem("settings", N_("The description has more than %(most)s characters."), most=MAX_DESCRIPTION)


def _change_wanted(session: Session, project_id: int, old: int, new: int) -> int:
    """Give the new number to the documents that have the old one; the others were set one by one and stay.

    Those of the calibration set have another number anyway. Where the old one was 0, what somebody has stays as it is:
    a manager has given it by hand.
    """
    rows = [DocumentRow.project_id == project_id, DocumentRow.wanted == old]
    if old == 0:
        rows.append(DocumentRow.given == 0)
    result = session.execute(
        update(DocumentRow).where(*rows).values(wanted=new), execution_options={"synchronize_session": False}
    )
    return result.rowcount if isinstance(result, CursorResult) else 0


def _sentences(old: Settings, new: Settings, changed: int) -> list[Phrase]:
    said = []
    if old.name != new.name:
        said.append(Phrase(N_("renamed the project from “%(old)s” to “%(new)s”"), {"old": old.name, "new": new.name}))
    if old.description != new.description:
        said.append(Phrase(N_("changed the description of the project")))
    if old.overlap != new.overlap:
        message = N_(
            "changed how many annotators a document gets from %(old)s to %(new)s; documents changed: %(count)s"
        )
        said.append(Phrase(message, {"old": old.overlap, "new": new.overlap, "count": changed}))
    if old.abandon_hours != new.abandon_hours:
        message = N_("changed the hours after which an abandoned document goes back from %(old)s to %(new)s")
        said.append(Phrase(message, {"old": _hours(old.abandon_hours), "new": _hours(new.abandon_hours)}))
    return [*said, *_of_learning(old, new)]


def _of_learning(old: Settings, new: Settings) -> Iterator[Phrase]:
    if old.blind_percent != new.blind_percent:
        message = N_("changed the share of documents shown without suggestions from %(old)s %% to %(new)s %%")
        yield Phrase(message, {"old": old.blind_percent, "new": new.blind_percent})
    if old.work_order != new.work_order and new.work_order == AS_IMPORTED:
        yield Phrase(N_("changed the order of work: documents come as they were imported"))
    elif old.work_order != new.work_order:
        yield Phrase(N_("changed the order of work: the most informative documents come first"))
    if old.learn_every != new.learn_every:
        message = N_("changed after how many finished documents a model is trained from %(old)s to %(new)s")
        yield Phrase(message, {"old": _often(old.learn_every), "new": _often(new.learn_every)})


def _often(documents: int) -> int | Phrase:
    return documents or Phrase(N_("never"))


def _hours(hours: int | None) -> int | Phrase:
    return Phrase(N_("never")) if hours is None else hours
