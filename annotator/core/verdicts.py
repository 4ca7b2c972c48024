"""Verdicts: what a curator decided at the cases of a document, and which of them no longer fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from annotator.core.cases import NOTHING_SEEN, Case, key_of
from annotator.core.events import Event
from annotator.core.spans import Span


class Sort(StrEnum):
    """What a part of a case is about."""

    MARKED = "marked"
    BOUNDARIES = "boundaries"
    LABEL = "label"
    ATTRIBUTE = "attribute"
    EVENT = "event"
    TYPE = "type"
    SUBTYPE = "subtype"
    ARGUMENT = "argument"


class Part(NamedTuple):
    """A part of a case that is agreed or decided by itself. A tuple of four, so it can be kept as JSON.

    ``event`` is the place in ``case.events``, -1 for the span itself. ``what`` is an attribute's or a role's id,
    ``filler`` the key of the case whose span fills the role.
    """

    sort: Sort
    event: int = -1
    what: str = ""
    filler: str = ""

    @property
    def together(self) -> tuple[object, ...]:
        """Equal for parts that are taken from an annotator together: is it there, where, with which label or kind."""
        if self.sort in (Sort.MARKED, Sort.BOUNDARIES, Sort.LABEL):
            return (Sort.MARKED,)
        if self.sort in (Sort.EVENT, Sort.TYPE, Sort.SUBTYPE):
            return (Sort.EVENT, self.event)
        return self


@dataclass(frozen=True, slots=True)
class Taken:
    """As this annotator has it: A, B, …; where they have nothing, there is nothing."""

    annotator: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """None of them: nothing is to be marked here; of a part, there is no such event, argument or value."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What the curator made of it, whole: the span, its attributes, its events.

    In the events, ids and ``trigger`` do not count, and arguments name the key of a case in the place of a span's id.
    """

    span: Span
    attributes: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Event, ...] = ()


Choice = Taken | Nothing | Edited


@dataclass(frozen=True, slots=True)
class Verdict:
    """A curator's decision about the case with the key ``case``; :func:`decided` and :func:`added` make them.

    ``part`` is ``None`` where it decides all that is open there. ``seen`` is what the case held (:attr:`Case.seen`).
    ``at`` is an ISO 8601 time in UTC.
    """

    case: str
    choice: Choice
    author: str
    at: str = ""
    reason: str = ""
    part: Part | None = None
    seen: Mapping[str, str] = field(default_factory=dict)


def decided(
    case: Case, choice: Choice, author: str, *, at: str = "", reason: str = "", part: Part | None = None
) -> Verdict:
    """Return the verdict on a case as it is now. Raises :class:`ValueError` for what can only be decided whole."""
    if part is not None and (isinstance(choice, Edited) or (isinstance(choice, Nothing) and part.sort in _VALUES)):
        raise ValueError(f"{type(choice).__name__} cannot be said of the part {part.sort}: decide the case as a whole")
    return Verdict(case.key, choice, author, at, reason, part, case.seen)


_VALUES = (Sort.BOUNDARIES, Sort.LABEL, Sort.TYPE, Sort.SUBTYPE)


def added(choice: Edited, author: str, *, at: str = "", reason: str = "") -> Verdict:
    """Return the verdict that something is to be marked where no annotator marked it."""
    return Verdict(key_of(choice.span), choice, author, at, reason)


def approval(cases: Iterable[Case], author: str, *, at: str = "", reason: str = "") -> list[Verdict]:
    """Return the verdicts by which all of a document with one annotator is taken as it is.

    Raises :class:`ValueError` where a case has several annotators: whose spans would be approved?
    """
    found: list[Verdict] = []
    for case in cases:
        (annotator,) = case.annotators
        found.append(decided(case, Taken(annotator), author, at=at, reason=reason))
    return found


class Why(StrEnum):
    """Why a verdict no longer fits: its case is gone, or somebody has something else there than was decided on."""

    GONE = "gone"
    CHANGED = "changed"


class Stale(NamedTuple):
    """A verdict that no longer fits. ``case`` is the case that it is about now; ``None`` where that is gone.

    ``in_force``: the gold still follows it, as what was chosen is still there; otherwise its case is as if undecided.
    """

    verdict: Verdict
    why: Why
    case: Case | None
    in_force: bool


def is_stale(verdicts: Iterable[Verdict], cases: Sequence[Case]) -> list[Stale]:
    """Return the verdicts that no longer fit, as layers came or changed since; an empty list where gold is up to date.

    Cases that no verdict was needed for are not in it: what is open there is in :attr:`annotator.core.gold.Gold.open`.
    """
    find = finder(cases)
    found: list[Stale] = []
    for verdict in verdicts:
        case = find(verdict.case)
        if case is None and verdict.seen:
            found.append(Stale(verdict, Why.GONE, None, in_force=False))
        elif case is not None and verdict.seen != case.seen:
            found.append(Stale(verdict, Why.CHANGED, case, in_force(verdict, case)))
    return found


def finder(cases: Iterable[Case]) -> Callable[[str], Case | None]:
    """Return what finds a case by its key, also by one that it had before another place came in front of its first."""
    by_key: dict[str, Case] = {}
    by_place: dict[str, Case] = {}
    for case in cases:
        by_key[case.key] = case
        for place in case.places:
            by_place.setdefault(key_of(place), case)
    return lambda key: by_key.get(key) or by_place.get(key)


def in_force(verdict: Verdict, case: Case) -> bool:
    """Whether the gold follows the verdict: what was chosen is there as the curator saw it.

    An edited span, and “nothing here”, hold until the curator decides anew. A part of an event is counted among the
    others of its case, so it holds only as long as nothing changes there.
    """
    seen = case.seen
    if verdict.seen == seen or (verdict.part is None and not isinstance(verdict.choice, Taken)):
        return True
    if verdict.part is not None and verdict.part.event >= 0:
        return False
    if not isinstance(verdict.choice, Taken):
        return True
    name = verdict.choice.annotator
    return name in seen and verdict.seen.get(name, NOTHING_SEEN) == seen[name]
