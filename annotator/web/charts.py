"""Charts as values for a template: where each bar and label stands, mirrored where one reads from right to left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

STEP, THICK, TALL = 40, 24, 120
"""Units from bar to bar, of a bar's width, and of the tallest bar."""
ABOVE, BELOW = 22, 40
"""Units above the bars, for the number of the tallest, and below, for two lines of labels."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its corner and height, the middle where its labels stand, its number and what it is called."""

    x: int
    y: int
    height: int
    middle: int
    number: int
    name: str
    above: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart in a frame of ``width`` × ``height`` units; the bars stand on ``floor``."""

    width: int
    height: int
    floor: int
    thick: int
    bars: Sequence[Bar]


def bars(values: Sequence[tuple[int, str, str]], *, mirrored: bool) -> Bars:
    """Return the chart of (number, name, name of the group that begins here); ``mirrored``: the first is rightmost."""
    width, ground = STEP * len(values), ABOVE + TALL
    most = max((number for number, _, _ in values), default=0) or 1
    drawn = []
    for place, (number, name, above) in enumerate(values):
        middle = STEP * place + STEP // 2
        middle = width - middle if mirrored else middle
        height = max(round(TALL * number / most), 2 if number else 0)
        drawn.append(Bar(middle - THICK // 2, ground - height, height, middle, number, name, above))
    return Bars(width, ground + BELOW, ground, THICK, drawn)


WIDE, HIGH = 560, 220
"""Units of a plot's own field, its axes left out."""
BESIDE, OVER, UNDER, SPARE = 56, 30, 52, 24
"""Units for the numbers of the upright axis, above the field, below it, and at its other side."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid: its place on the axis, and the number that stands beside it."""

    at: float
    name: str


@dataclass(frozen=True, slots=True)
class Series:
    """A line through ``points``; ``kind`` is the class that says how it looks."""

    kind: str
    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines in a frame of ``width`` × ``height`` units; the field is inside its four sides."""

    width: int
    height: int
    left: int
    right: int
    top: int
    floor: int
    mirrored: bool
    across: Sequence[Tick]
    up: Sequence[Tick]
    series: Sequence[Series]


def plot(
    series: Sequence[Series], across: Sequence[tuple[float, str]], up: Sequence[tuple[float, str]], *, mirrored: bool
) -> Plot:
    """Return the lines of ``series``; both axes go from their first to their last tick (value, name).

    ``mirrored``: the first value is rightmost, and the upright axis stands on the right.
    """
    left = SPARE if mirrored else BESIDE
    right, ground = left + WIDE, OVER + HIGH

    def x(value: float) -> float:
        share = _share(value, across[0][0], across[-1][0])
        return round(left + WIDE * (1 - share if mirrored else share), 1)

    def y(value: float) -> float:
        return round(ground - HIGH * _share(value, up[0][0], up[-1][0]), 1)

    return Plot(
        BESIDE + WIDE + SPARE, ground + UNDER, left, right, OVER, ground, mirrored,
        [Tick(x(value), name) for value, name in across],
        [Tick(y(value), name) for value, name in up],
        [Series(one.kind, one.name, [(x(a), y(b)) for a, b in one.points]) for one in series],
    )  # fmt: skip


def _share(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


SPREAD, MARGIN = 120, 6
"""Units from 0 to 1 of a range, and beside it."""


@dataclass(frozen=True, slots=True)
class Range:
    """A value between the ends of its interval, on a line from 0 (at ``ground``) to 1 in a frame of ``width`` units."""

    width: int
    ground: float
    top: float
    low: float
    value: float
    high: float


def ranged(low: float, value: float, high: float, *, mirrored: bool) -> Range:
    """Return where the three of them stand; what is below 0 stands at 0. ``mirrored``: 0 is rightmost."""

    def x(share: float) -> float:
        share = min(1.0, max(0.0, share))
        return round(MARGIN + SPREAD * (1 - share if mirrored else share), 1)

    ends = sorted((x(low), x(high)))
    return Range(SPREAD + 2 * MARGIN, x(0), x(1), ends[0], x(value), ends[1])


def round_steps(most: float, at_most: int = 6) -> list[float]:
    """Return round numbers at equal steps from 0 to ``most`` or just beyond: 0, 20, 40, 60 for 51."""
    unit = 10.0 ** power_of_ten(most / at_most)
    step = next(unit * one for one in (1, 2, 5, 10, 20) if unit * one * at_most >= most)
    steps = max(1, ceil(most / step - 1e-9))
    return [round(step * place, 10) for place in range(steps + 1)]


def power_of_ten(value: float) -> int:
    """Return the power of ten of a positive number; 0 for nothing."""
    return floor(log10(value)) if value > 0 else 0
