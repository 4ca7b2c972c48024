"""Which unit a server counts in: code points, as Label Studio does now, or UTF-16, as its page did before.

(HumanSignal/label-studio issues 1008 and 1347, label-studio-frontend pull request 308.) A region says its words beside
its offsets; the unit in which more of an answer's words are right is taken for the whole answer, code points if equal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from annotator.core.phrases import Problem
from annotator.core.spans import check_boundaries, trimmed

_WIDE = "\uffff"


class Place(NamedTuple):
    """Where a server says that a span is, in its own unit, and its words as it says them (``None``: it does not)."""

    start: int
    end: int
    words: str | None


def settle(text: str, places: Sequence[Place]) -> list[tuple[int, int] | None]:
    """Return for each place its boundaries in code points, ``None`` where its words do not stand there.

    White space at the edges is left out. Differences of white space alone are none: the page of Label Studio folds it.
    """
    direct = [_fitting(text, place.start, place.end, place.words) for place in places]
    wide = [at for at, character in enumerate(text) if character > _WIDE]
    if not wide or None not in direct:
        return direct
    units = [at + number for number, at in enumerate(wide)]  # where each of them begins in UTF-16
    turned = [_fitting(text, _point(place.start, units), _point(place.end, units), place.words) for place in places]
    return turned if _right(places, turned) > _right(places, direct) else direct


def _point(offset: int, units: Sequence[int]) -> int:
    return offset - bisect_left(units, offset)


def _right(places: Sequence[Place], settled: Sequence[tuple[int, int] | None]) -> int:
    return sum(place.words is not None and one is not None for place, one in zip(places, settled, strict=True))


def _fitting(text: str, start: int, end: int, words: str | None) -> tuple[int, int] | None:
    if not 0 <= start < end <= len(text) or (words is not None and not _same(text[start:end], words)):
        return None
    start, end = trimmed(text, start, end)
    try:
        check_boundaries(text, start, end)
    except Problem:
        return None
    return start, end


def _same(found: str, said: str) -> bool:
    return found == said or found.split() == said.replace("\\n", " ").split()
