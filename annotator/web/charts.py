"""Charts as values for a template: where each bar and label stands, mirrored where one reads from right to left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    width, floor = STEP * len(values), ABOVE + TALL
    most = max((number for number, _, _ in values), default=0) or 1
    drawn = []
    for place, (number, name, above) in enumerate(values):
        middle = STEP * place + STEP // 2
        middle = width - middle if mirrored else middle
        height = max(round(TALL * number / most), 2 if number else 0)
        drawn.append(Bar(middle - THICK // 2, floor - height, height, middle, number, name, above))
    return Bars(width, floor + BELOW, floor, THICK, drawn)
