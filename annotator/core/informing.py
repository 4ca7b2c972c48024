"""How much a person's work at a document would tell: how unsure the suggestions in it are."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 1_000
"""A document in which every word is as doubtful as can be."""


def informative(scores: Iterable[float], words: int) -> int:
    """Return how much a document would tell, from 0 to :data:`MOST`: the wrong decisions expected in a thousand words.

    ``scores`` are those of all that was proposed, also of what is too doubtful to be shown, as probabilities in [0, 1]:
    a suggestion is decided wrongly, if taken as it stands, with probability min(p, 1 - p). This is uncertainty
    sampling by the least certain (Lewis & Gale 1994), over the length, so that long documents do not always come first.
    """
    if words <= 0:
        return 0
    return min(MOST, round(1000 * sum(min(score, 1 - score) for score in scores) / words))
