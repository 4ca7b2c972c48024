"""Progress: how far a project is, who is where, what was finished when. Counted in the database, never row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, case, func, literal_column, or_, select
from sqlalchemy.orm import Session

from annotator.core.forecast import Forecast, forecast
from annotator.core.layer import FINISHED, OPEN
from annotator.core.people import ANNOTATOR, MANAGER
from annotator.db.accounts import UserRow
from annotator.db.documents import EVERYBODY, HAS_PURPOSE, AssignmentRow, DocumentRow, TallyRow
from annotator.db.jobs import RUNNING, WAITING, JobRow
from annotator.db.layers import LayerRow
from annotator.db.projects import MemberRow
from annotator.services.days import last_days, midnight

Counts = Mapping[date, int]

DAYS = 14
"""So many days before today are what the pace is judged by."""
WEEK = 7

OPEN_LAYER = LayerRow.state == literal_column("'open'")
"""Written out, so that SQLite knows the index of open layers to hold what is asked for."""


@dataclass(frozen=True, slots=True)
class Portion:
    """So many ``documents`` are finished by so many of the people ``wanted``; of the calibration set by everybody."""

    wanted: int
    calibration: bool
    finished: int
    documents: int


NEW, WAITS, WORKING, PASSED, DONE = "new", "waiting", "working", "skipped", "done"
"""The states of a document in its project, as the table of documents has them too."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many documents are in which state (every state is there), and what is ``left``.

    ``left`` is how often a document has still to be worked through; ``ungiven`` are those that the queue gives to
    nobody and nobody has; ``skipped`` those that came to their end with fewer finished than wanted.
    """

    states: Mapping[str, int]
    ungiven: int
    left: int
    portions: Sequence[Portion]

    @property
    def documents(self) -> int:
        """How many there are."""
        return sum(self.states.values())


def standing(session: Session, project_id: int) -> Standing:
    """Return where the documents are; what is in the bin does not count."""
    columns = (DocumentRow.wanted, DocumentRow.given, DocumentRow.finished, DocumentRow.skipped)
    query = select(*columns, func.count()).where(DocumentRow.project_id == project_id, DocumentRow.binned_at.is_(None))
    everybody = annotators(session, project_id)
    states = Counter(dict.fromkeys((NEW, WAITS, WORKING, PASSED, DONE), 0))
    portions: Counter[tuple[bool, int, int]] = Counter()
    left, ungiven = 0, -_known_and_ungiven(session, project_id)
    for wanted, given, finished, skipped, count in session.execute(query.group_by(*columns)):
        calibration = wanted == EVERYBODY
        needed = max(everybody if calibration else wanted, given)
        left += max(0, needed - finished - skipped) * count
        ungiven += count if wanted == given == 0 else 0
        states[_state(wanted, given, finished, skipped)] += count
        portions[calibration, needed, finished] += count
    shown = [Portion(needed, calibration, done, n) for (calibration, needed, done), n in sorted(portions.items())]
    return Standing(states, ungiven, left, shown)


def _known_and_ungiven(session: Session, project_id: int) -> int:
    """Count those with known answers: they wait for nobody, as the queue hands them out when they are due."""
    query = select(func.count()).where(DocumentRow.project_id == project_id, HAS_PURPOSE, DocumentRow.given == 0)
    return session.scalar(query.where(DocumentRow.wanted == 0, DocumentRow.binned_at.is_(None))) or 0


def _state(wanted: int, given: int, finished: int, skipped: int) -> str:
    held = given - finished - skipped
    enough = given if wanted in (0, EVERYBODY) else wanted
    if not given:
        return NEW
    if not held and finished >= enough:
        return DONE
    if skipped:
        return PASSED
    return WORKING if held else WAITS


def annotators(session: Session, project_id: int) -> int:
    """Return how many people are there to annotate."""
    query = select(func.count()).select_from(MemberRow).join(MemberRow.user)
    query = query.where(MemberRow.project_id == project_id, MemberRow.role == ANNOTATOR, UserRow.active)
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Days:
    """What was done on each of the last days, today last: ``finished``, and ``settled`` (finished or skipped)."""

    days: Sequence[date]
    finished: Counts
    settled: Counts
    by_person: Mapping[tuple[int, date], int]
    last: Mapping[int, datetime]

    def of(self, user_id: int, days: int) -> int:
        """Return how many documents a person has finished in the last ``days`` days, today among them."""
        return sum(self.by_person.get((user_id, day), 0) for day in self.days[-days:])


def lately(session: Session, project_id: int) -> Days:
    """Return what was done today and on the :data:`DAYS` days before, by whom, and when each did something last."""
    shown = last_days(DAYS + 1)
    all_finished: Counter[date] = Counter()
    all_settled: Counter[date] = Counter()
    by_person: Counter[tuple[int, date]] = Counter()
    last: dict[int, datetime] = {}
    for ago, day in zip(reversed(range(len(shown))), shown, strict=True):
        for user_id, state, count, at in session.execute(_done_on(project_id, ago)):
            all_settled[day] += count
            if state == FINISHED:
                all_finished[day] += count
                by_person[user_id, day] += count
            if at is not None:
                last[user_id] = max(at, last.get(user_id, at))
    return Days(shown, all_finished, all_settled, by_person, last)


def _done_on(project_id: int, ago: int) -> Select[int, str, int, datetime | None]:
    """A step in the index for each day: SQLite would take longer to say which day each time belongs to."""
    done_at = AssignmentRow.done_at
    query = select(AssignmentRow.user_id, AssignmentRow.state, func.count(), func.max(done_at))
    query = query.where(AssignmentRow.project_id == project_id, done_at >= midnight(ago), done_at < midnight(ago - 1))
    return query.group_by(AssignmentRow.user_id, AssignmentRow.state)


def when_done(left: int, days: Days) -> Forecast | None:
    """Return when all will be worked through, by the pace of the whole days before today."""
    return forecast(left, [days.settled.get(day, 0) for day in days.days[:-1]])


@dataclass(frozen=True, slots=True)
class Open:
    """The document that a person is at, and when they changed something there last."""

    document_id: int
    title: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """What one person has done in a project. ``seconds`` are those at the finished documents."""

    id: int
    name: str
    role: str
    active: bool
    quota: int | None
    given: int
    finished: int
    skipped: int
    seconds: int
    today: int
    week: int
    last: datetime | None
    open: Open | None

    @property
    def minutes(self) -> float | None:
        """Minutes for a document, on average; ``None`` where nothing can be said."""
        return self.seconds / self.finished / 60 if self.finished and self.seconds else None


def team(session: Session, project_id: int, days: Days) -> Sequence[Person]:
    """Return everybody who is to annotate or has, by name; of the managers those who have been given something."""
    tally = (TallyRow.user_id == UserRow.id) & (TallyRow.project_id == project_id)
    member = (MemberRow.user_id == UserRow.id) & (MemberRow.project_id == project_id)
    counts = (TallyRow.given, TallyRow.finished, TallyRow.skipped, TallyRow.seconds)
    query = (
        select(UserRow.id, UserRow.name, UserRow.active, MemberRow.role, MemberRow.quota, *counts)
        .outerjoin(MemberRow, member)
        .outerjoin(TallyRow, tally)
        .where(or_(MemberRow.role.is_not(None), TallyRow.given > 0))
        .order_by(UserRow.name)
    )
    at = _whereabouts(session, project_id)
    return [
        Person(
            id_,
            name,
            role or MANAGER,
            active,
            quota,
            *_numbers(counted),
            days.of(id_, 1),
            days.of(id_, WEEK),
            _latest(days.last.get(id_), at.get(id_)),
            at.get(id_),
        )
        for id_, name, active, role, quota, *counted in session.execute(query)
    ]


def _numbers(counted: Sequence[int | None]) -> tuple[int, int, int, int]:
    given, finished, skipped, seconds = (count or 0 for count in counted)
    return given, finished, skipped, seconds


def _latest(done: datetime | None, at: Open | None) -> datetime | None:
    return max(filter(None, (done, at.since if at else None)), default=None)


def _whereabouts(session: Session, project_id: int) -> Mapping[int, Open]:
    """Return the open document that each person has changed last, or else the first that is theirs.

    Not the one that was opened last: the annotation page fetches the one after the one at hand beforehand.
    """
    query = (
        select(LayerRow.user_id, LayerRow.document_id, DocumentRow.title, LayerRow.changed_at)
        .join(DocumentRow, DocumentRow.id == LayerRow.document_id)
        .join(
            AssignmentRow,
            (AssignmentRow.document_id == LayerRow.document_id) & (AssignmentRow.user_id == LayerRow.user_id),
        )
        .where(
            OPEN_LAYER,
            # Not by an index of the documents: few layers are open, and many documents are in the project.
            DocumentRow.project_id + 0 == project_id,
            DocumentRow.binned_at.is_(None),
            AssignmentRow.state == OPEN,
        )
        .order_by(LayerRow.revision > 0, case((LayerRow.revision > 0, LayerRow.changed_at)), AssignmentRow.place.desc())
    )
    return {user_id: Open(document, title, at) for user_id, document, title, at in session.execute(query)}


def running_jobs(session: Session, project_id: int) -> Sequence[JobRow]:
    """Return the jobs of the project that wait or run."""
    query = select(JobRow).where(JobRow.state.in_((WAITING, RUNNING)), JobRow.project_id == project_id)
    return session.scalars(query.order_by(JobRow.id)).all()
