"""What became of one person's spans: their layer beside the gold, one thing after the other."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.aligning import align
from annotator.core.cases import Case, Mark
from annotator.core.differing import Difference, Kind, differences
from annotator.core.layer import Layer

MINE, GOLD = "mine", "gold"
"""What the two go by in the cases and differences."""


class Outcome(StrEnum):
    """What became of one thing, from nothing right to all of it.

    ``MISSED``: gold has it alone; ``EXTRA``: the person alone. Where both have it, the first of these that differs:
    ``LABEL``, ``BOUNDARY``, ``CLITIC`` (the boundaries, by clitics only), ``DETAIL`` (attributes, events, roles).
    """

    MISSED = "missed"
    EXTRA = "extra"
    LABEL = "label"
    BOUNDARY = "boundary"
    CLITIC = "clitic"
    DETAIL = "detail"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that the person marked, or the gold has. ``details`` are the differences beside place and label."""

    case: Case
    outcome: Outcome
    details: Sequence[Difference] = ()

    @property
    def mine(self) -> Mark | None:
        """What the person marked there."""
        return self.case.marks.get(MINE)

    @property
    def gold(self) -> Mark | None:
        """What the gold has there."""
        return self.case.marks.get(GOLD)


def compare(text: str, mine: Layer, gold: Layer) -> Sequence[Point]:
    """Return the points of a document in the order of the text; ``mine`` is a finished layer."""
    return [_point(case) for case in align(text, {MINE: mine, GOLD: gold})]


_OF_THE_SPAN = {Kind.LABEL: Outcome.LABEL, Kind.BOUNDARY: Outcome.BOUNDARY, Kind.CLITIC: Outcome.CLITIC}


def _point(case: Case) -> Point:
    if len(case.marks) < 2:
        return Point(case, Outcome.EXTRA if MINE in case.marks else Outcome.MISSED)
    found = differences(case)
    details = [one for one in found if one.kind not in _OF_THE_SPAN]
    return Point(case, _outcome({one.kind for one in found}), details)


def _outcome(kinds: Set[Kind]) -> Outcome:
    of_the_span = (outcome for kind, outcome in _OF_THE_SPAN.items() if kind in kinds)
    return next(of_the_span, Outcome.DETAIL if kinds else Outcome.RIGHT)
