"""Settings: what a manager decides for a whole project, and what that changes at its documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.settlement import Rule
from annotator.db.accounts import UserRow
from annotator.db.base import writing
from annotator.db.documents import DocumentRow
from annotator.db.projects import AS_IMPORTED, ORDERS, ProjectRow
from annotator.services import audit
from annotator.services.accounts import clean_name
from annotator.services.blind import MOST_PERCENT, redraw, redraw_after
from annotator.services.bulk import changed, in_chunks
from annotator.services.informing import forget_interest
from annotator.services.projects import refuse_taken

MOST_OVERLAP = 20
MOST_HOURS = 24 * 365
MOST_EVERY = 10_000
LEAST_CHECKED, MOST_CHECKED = 2, 200
"""Of so many documents, at least and at most, one is a check document, where there are any."""
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
    rule: str = Rule.MAJORITY.value
    show_outcomes: bool = False
    check_every: int = 0
    practice_first: bool = False


def settings_of(project: ProjectRow) -> Settings:
    """Return the settings as they are."""
    return Settings(**{field.name: getattr(project, field.name) for field in fields(Settings)})


def change_project(session: Session, project: ProjectRow, new: Settings, *, by: UserRow | None = None) -> int:
    """Change the settings, and return for how many documents the number of annotators changed with them.

    Codes ``name``, ``project-taken``, ``settings``. Every change is a sentence of the log. Nearly all documents follow
    before, in portions, as annotators must not wait for 100,000: where that is ended half way, the settings are still
    the old ones, and saving them again finishes it.
    """
    _check(new)
    project_id, name = project.id, clean_name(new.name)
    refuse_taken(session, name, but=project_id)
    old = settings_of(project)
    drawn, followed = _let_follow(session, project_id, old, new)
    with writing(session):
        row = session.get_one(ProjectRow, project_id)
        old = settings_of(row)
        refuse_taken(session, name, but=project_id)
        for field in fields(Settings):
            setattr(row, field.name, name if field.name == "name" else getattr(new, field.name))
        session.flush()
        if old.overlap != new.overlap:
            followed += _want(session, old, new, DocumentRow.project_id == project_id)
        if old.blind_percent != new.blind_percent:
            redraw_after(session, project_id, new.blind_percent, drawn)
        for message in _sentences(old, settings_of(row), followed):
            audit.record(session, by, project_id, message.message, **message.values)
    if _forgets_interest(old, new):  # once more: until here, what was proposed anew got some
        forget_interest(session, project_id)
    return followed


def _let_follow(session: Session, project_id: int, old: Settings, new: Settings) -> tuple[int, int]:
    """Let the documents that are there follow; return the last one drawn, and how many got another number."""
    drawn = redraw(session, project_id, new.blind_percent) if old.blind_percent != new.blind_percent else 0
    if _forgets_interest(old, new):
        forget_interest(session, project_id)
    if old.overlap == new.overlap:
        return drawn, 0
    query = select(DocumentRow.id).where(DocumentRow.project_id == project_id, *_following(old.overlap))
    return drawn, in_chunks(session, query, lambda ids: _want(session, old, new, DocumentRow.id.in_(ids)))


def _want(session: Session, old: Settings, new: Settings, those: ColumnElement[bool]) -> int:
    return changed(session, update(DocumentRow).where(those, *_following(old.overlap)).values(wanted=new.overlap))


def _forgets_interest(old: Settings, new: Settings) -> bool:
    return old.work_order != new.work_order and new.work_order == AS_IMPORTED


def _check(new: Settings) -> None:
    hours = new.abandon_hours
    numbers = (
        (0, new.overlap, MOST_OVERLAP),
        (1, 1 if hours is None else hours, MOST_HOURS),
        (0, new.blind_percent, MOST_PERCENT),
        (0, new.learn_every, MOST_EVERY),
        (LEAST_CHECKED, new.check_every or LEAST_CHECKED, MOST_CHECKED),
    )
    known = new.work_order in ORDERS and new.rule in set(Rule)
    if not known or not all(least <= number <= most for least, number, most in numbers):
        raise Problem("settings", N_("A number of the settings is too large or too small."))
    if len(new.description) > MAX_DESCRIPTION:
        raise Problem("settings", N_("The description has more than %(most)s characters."), most=MAX_DESCRIPTION)


def _following(old: int) -> list[ColumnElement[bool]]:
    """Which documents get the new number: those that have the old one; the others were set one by one and stay.

    Those of the calibration set have another number anyway, and those with known answers go their own way. Where the
    old one was 0, what somebody has stays as it is: a manager has given it by hand.
    """
    by_hand = [DocumentRow.given == 0] if old == 0 else []
    return [DocumentRow.wanted == old, DocumentRow.purpose == "", *by_hand]


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
    return [*said, *_of_learning(old, new), *_of_quality(old, new)]


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


RULES_CHOSEN = {
    Rule.ALL: N_("changed what counts as agreed: what all annotators say"),
    Rule.MAJORITY: N_("changed what counts as agreed: what more than half of the annotators say"),
    Rule.WEIGHTED: N_("changed what counts as agreed: what most say, weighted by how reliable each annotator is"),
}


def _of_quality(old: Settings, new: Settings) -> Iterator[Phrase]:
    if old.rule != new.rule:
        yield Phrase(RULES_CHOSEN[Rule(new.rule)])
    if old.show_outcomes != new.show_outcomes:
        shown, hidden = N_("let annotators see what became of their spans"), N_("hid what became of annotators’ spans")
        yield Phrase(shown if new.show_outcomes else hidden)
    if old.check_every != new.check_every:
        message = N_("changed of how many documents one is a check document from %(old)s to %(new)s")
        yield Phrase(message, {"old": _mixed(old.check_every), "new": _mixed(new.check_every)})
    if old.practice_first != new.practice_first:
        begun = N_("let annotators begin with the practice documents")
        ended = N_("ended handing out practice documents")
        yield Phrase(begun if new.practice_first else ended)


def _mixed(documents: int) -> int | Phrase:
    return documents or Phrase(N_("none"))


def _often(documents: int) -> int | Phrase:
    return documents or Phrase(N_("never"))


def _hours(hours: int | None) -> int | Phrase:
    return Phrase(N_("never")) if hours is None else hours
