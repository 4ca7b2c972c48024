"""Do scores say how often they are right? What a reliability plot shows, and two figures for it.

Sources: the expected calibration error, Naeini et al., AAAI 2015; the squared error, Brier, Monthly Weather Review 78
(1950).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from annotator.core.isotonic import Case

BINS = 10


class Bin(NamedTuple):
    """Suggestions that score from ``low`` to ``high``: their mean score, the share accepted (``rate``), how many."""

    low: float
    high: float
    mean: float
    rate: float
    n: int


def binned(cases: Iterable[Case], bins: int = BINS) -> tuple[Bin, ...]:
    """Return the cases (score, accepted, rejected) in ``bins`` equally wide bins, without the empty ones."""
    inside: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        inside[min(int(case[0] * bins), bins - 1)].append(case)
    return tuple(_bin(place, bins, inside[place]) for place in sorted(inside))


def _bin(place: int, bins: int, cases: Sequence[Case]) -> Bin:
    total = sum(accepted + rejected for _score, accepted, rejected in cases)
    mean = sum(score * (accepted + rejected) for score, accepted, rejected in cases) / total
    return Bin(place / bins, (place + 1) / bins, mean, sum(accepted for _, accepted, _ in cases) / total, total)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return how far the scores are from the shares, in the mean over all that the bins hold; 0 for none."""
    total = sum(one.n for one in bins)
    return sum(one.n * abs(one.mean - one.rate) for one in bins) / total if total else 0.0


def squared_error(cases: Sequence[Case]) -> float:
    """Return the mean squared distance of the scores from what became of the cases; 0 for none."""
    total = sum(accepted + rejected for _score, accepted, rejected in cases)
    return sum(_squares(*case) for case in cases) / total if total else 0.0


def _squares(score: float, accepted: int, rejected: int) -> float:
    return accepted * (1 - score) ** 2 + rejected * score**2
