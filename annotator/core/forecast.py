"""When a project will be done, judged by its last days: a range, or nothing where there is too little to judge by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import mean, stdev

FEWEST_DAYS = 3
"""With work on fewer days nothing is said."""
FEWEST_DONE = 10
"""With less done than this nothing is said."""
LONGEST = 3650
"""Days. What would take longer has no end that can be told."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is ``left``, the ``pace`` a day and by how much it may be off (``spread``, two standard errors).

    ``soonest`` and ``latest`` are days from now; ``latest`` is ``None`` where the pace varies too much to tell.
    ``days`` is how many days the pace was taken from.
    """

    left: int
    pace: float
    spread: float
    days: int
    soonest: int
    latest: int | None


def forecast(left: int, per_day: Sequence[int]) -> Forecast | None:
    """Return when ``left`` more will be done, where ``per_day`` were done on each whole day, the oldest first.

    Days before the first on which something was done do not count; days without work after it do, for there will be
    such days again. ``None`` where that is too little to judge by.
    """
    first = next((place for place, done in enumerate(per_day) if done), len(per_day))
    days = per_day[first:]
    if left <= 0 or sum(1 for done in days if done) < FEWEST_DAYS or sum(days) < FEWEST_DONE:
        return None
    pace, spread = mean(days), 2 * stdev(days) / sqrt(len(days))
    soonest = ceil(left / (pace + spread))
    if soonest > LONGEST:
        return None
    slowest = pace - spread
    latest = ceil(left / slowest) if slowest > 0 else LONGEST + 1
    return Forecast(left, pace, spread, len(days), soonest, latest if latest <= LONGEST else None)
