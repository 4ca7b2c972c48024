"""Gamma of Mathet, Widlöcher and Métivier (Computational Linguistics 41, 2015): unitising and labelling in one figure.

gamma = 1 - observed disorder / expected disorder. The disorder of a continuum is that of its best alignment: the sum of
the disorders of its unitary alignments, divided by the mean number of units an annotator has. What is expected is the
mean over sampled continua (:func:`annotator.core.agreement.continua.sampled`). Over several documents observed and
expected disorders are summed, each weighted by the mean number of units, so that a document counts as much as it holds;
chance is that within each document, never across them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.core.agreement.alignments import MOST, Candidates, TooMany, candidates
from annotator.core.agreement.continua import Continua, sampled, together
from annotator.core.agreement.packing import packed
from annotator.core.agreement.sheet import Floats, Ints

SAMPLES = 30
"""So many random continua for one document, as pygamma-agreement takes."""
_LEAST_SAMPLES = 10
_TOGETHER = 20_000
"""So many units are aligned at a time."""


class Disorder(NamedTuple):
    """Of some documents: the sums of ``observed`` and ``expected`` disorder (see the module), and the ``units``."""

    observed: Floats
    expected: Floats
    units: Ints


def samples_for(documents: int) -> int:
    """Return how many samples a document needs where there are so many: it is their sum that must be exact."""
    return max(_LEAST_SAMPLES, min(SAMPLES, -(-10 * SAMPLES // max(documents, 1))))


def disorders(continua: Sequence[tuple[int, Continua]], samples: int | None = None) -> Disorder:
    """Return the disorder of each document, given with a seed for the sampling.

    Documents without units have none. Raises :class:`~annotator.core.agreement.alignments.TooMany`.
    """
    import numpy as np

    wanted = samples_for(len(continua)) if samples is None else samples
    observed, expected = np.zeros(len(continua)), np.zeros(len(continua))
    units = np.array([len(one.start) for _, one in continua], dtype=np.int64)
    for places in _batches([one for _, one in continua], units, wanted):
        drawn = [sampled(continua[place][1], wanted, continua[place][0]) for place in places]
        total = _totals(together([continua[place][1] for place in places] + drawn))
        mean = units[places] / continua[places[0]][1].raters
        observed[places] = total[: len(places)]
        sizes = np.concatenate([one.sizes() for one in drawn]).reshape(len(places), wanted)
        chance = total[len(places) :].reshape(len(places), wanted) / (sizes / continua[places[0]][1].raters)
        expected[places] = chance.mean(axis=1) * mean
    return Disorder(observed, expected, units)


def _batches(continua: Sequence[Continua], units: Ints, samples: int) -> Iterator[list[int]]:
    """Yield places of documents with units and equally many annotators, a bearable number of units at a time."""
    some = [place for place in range(len(continua)) if units[place]]
    some.sort(key=lambda place: continua[place].raters)
    batch: list[int] = []
    held = 0
    for place in some:
        if batch and (held > _TOGETHER or continua[place].raters != continua[batch[0]].raters):
            yield batch
            batch, held = [], 0
        batch.append(place)
        held += int(units[place]) * (samples + 1)
    if batch:
        yield batch


def _totals(continua: Continua) -> Floats:
    """Return the sum of disorders of the best alignment of each continuum."""
    import numpy as np

    found = candidates(continua)
    chosen = packed(found, len(continua.start))
    saved = np.zeros(continua.count)
    where = continua.continuum[found.units[chosen].max(axis=1)]
    np.add.at(saved, where, found.saving[chosen])
    totals: Floats = continua.sizes() - saved
    return totals


def best_alignment(continua: Continua) -> tuple[Ints, float]:
    """Return the best alignment of one continuum, shape (unitary alignments, raters), and its disorder.

    Entries are places in the arrays, -1 where an annotator has no unit. Raises
    :class:`~annotator.core.agreement.alignments.TooMany`.
    """
    import numpy as np

    found = candidates(continua)
    chosen = packed(found, len(continua.start))
    alone = np.setdiff1d(np.arange(len(continua.start)), found.units[chosen])
    single = np.full((len(alone), continua.raters), -1)
    single[np.arange(len(alone)), continua.annotator[alone]] = alone
    total = len(continua.start) - float(found.saving[chosen].sum())
    mean = len(continua.start) / continua.raters
    return np.concatenate((found.units[chosen], single)), total / mean if mean else 0.0


__all__ = ["MOST", "SAMPLES", "Candidates", "Disorder", "TooMany", "best_alignment", "disorders", "samples_for"]
