"""When is a kind of suggestion so seldom accepted that it is no longer worth showing?"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log

BELOW = 0.1
"""The share accepted under which suggestions only cost time: ten keys for one span."""
LEAST = 20
"""With fewer outcomes nothing is hushed. None of 28 accepted hushes, one of 45, two of 60."""
_CERTAINTY = 0.95


@dataclass(frozen=True, slots=True)
class Hushed:
    """What ``suggester`` proposes with ``label`` is no longer shown: how many were accepted, how many were not.

    ``upper``: so large at most is the share accepted, with a certainty of 95 %.
    """

    suggester: str
    label: str
    accepted: int
    rejected: int
    upper: float


def upper_bound(accepted: int, rejected: int) -> float:
    """Return the 95 % quantile of the share accepted, all shares being as likely beforehand (a beta distribution)."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if _at_most(accepted, accepted + rejected + 1, middle) > 1 - _CERTAINTY:
            low = middle
        else:
            high = middle
    return high


def _at_most(successes: int, trials: int, share: float) -> float:
    """Return how likely ``trials`` give ``successes`` or fewer: the beta distribution's tail, in whole numbers."""
    ways = lgamma(trials + 1)
    return sum(
        exp(ways - lgamma(k + 1) - lgamma(trials - k + 1) + k * log(share) + (trials - k) * log(1 - share))
        for k in range(successes + 1)
    )
