"""Intervals by resampling documents (Efron, The Annals of Statistics 7, 1979; percentiles, 95 %).

Documents are drawn with replacement as often as there are; a figure's sums over the drawn ones are weighted sums of the
tables' rows. Documents, not tokens or spans, are what is drawn, since marks within a document go together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from annotator.core.agreement.sheet import Floats, Ints

ROUNDS = 1000
_SEED = 20_160_523
_USABLE = 0.5
"""Where more of the rounds than this are undefined, so is the interval."""


@lru_cache(maxsize=2)
def weights(documents: int, rounds: int = ROUNDS) -> Floats:
    """Return how often each document is drawn in each round, shape (rounds, documents); always the same."""
    import numpy as np

    drawn = np.random.default_rng(_SEED).integers(0, documents, (rounds, documents))
    cells = drawn + np.arange(rounds)[:, None] * documents
    found = np.bincount(cells.reshape(-1), minlength=rounds * documents).reshape(rounds, documents)
    return found.astype(np.float64)


def ranked(seeds: Sequence[int]) -> Ints:
    """Return the rank of each seed: documents are drawn in an order of their own, however they were given."""
    import numpy as np

    return np.argsort(np.argsort(np.array(seeds, dtype=np.int64), kind="stable"), kind="stable")


def drawn_for(seeds: Sequence[int], rounds: int) -> Floats:
    """Return the weights for documents with these seeds, shape (rounds, documents)."""
    found: Floats = weights(len(seeds), rounds)[:, ranked(seeds)]
    return found


def interval(rounds: Floats) -> tuple[Floats, Floats]:
    """Return the 2.5th and 97.5th percentile over the first axis; NaN where too many rounds are undefined."""
    import numpy as np

    ordered = np.sort(rounds, axis=0)  # NaN comes last
    usable = (~np.isnan(ordered)).sum(axis=0)
    ends = []
    for share in (0.025, 0.975):
        at = share * (usable - 1)
        low = np.clip(np.floor(at).astype(int), 0, len(ordered) - 1)
        high = np.clip(np.ceil(at).astype(int), 0, len(ordered) - 1)
        first = np.take_along_axis(ordered, low[None], axis=0)[0]
        second = np.take_along_axis(ordered, high[None], axis=0)[0]
        ends.append(np.where(usable >= _USABLE * len(ordered), first + (second - first) * (at - low), np.nan))
    return ends[0], ends[1]
