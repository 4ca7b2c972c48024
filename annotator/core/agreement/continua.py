"""Continua for gamma: the units that several people set on a text, observed or sampled; many of them as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.agreement.sheet import Floats, Ints, Sheet


@dataclass(frozen=True, slots=True)
class Continua:
    """Units of ``count`` continua, each of the same number of annotators (``raters``).

    Sorted by continuum, then annotator, start, end. ``start`` and ``end`` are code points (floats where sampled).
    """

    raters: int
    count: int
    continuum: Ints
    annotator: Ints
    start: Floats
    end: Floats
    label: Ints

    def sizes(self) -> Ints:
        """Return how many units each continuum has."""
        import numpy as np

        return np.bincount(self.continuum, minlength=self.count)

    def of_label(self, label: int) -> Continua:
        """Return the units of one label."""
        return self._kept(self.label == label, self.raters, self.annotator)

    def of_raters(self, one: int, other: int) -> Continua:
        """Return the units of two of the annotators."""
        return self._kept((self.annotator == one) | (self.annotator == other), 2, self.annotator == max(one, other))

    def _kept(self, keep: Ints, raters: int, annotator: Ints) -> Continua:
        columns = (one[keep] for one in (self.continuum, annotator.astype(int), self.start, self.end, self.label))
        return Continua(raters, self.count, *columns)


def observed(sheet: Sheet) -> Continua:
    """Return what the people of a sheet marked, as one continuum."""
    import numpy as np

    order = np.lexsort((sheet.label, sheet.end, sheet.start, sheet.annotator))
    start, end = (one[order].astype(np.float64) for one in (sheet.start, sheet.end))
    nothing = np.zeros(len(order), dtype=np.int64)
    return Continua(sheet.raters, 1, nothing, sheet.annotator[order], start, end, sheet.label[order])


def together(continua: Sequence[Continua]) -> Continua:
    """Return all continua as one value; they have the same number of annotators."""
    import numpy as np

    first = np.cumsum([0, *(one.count for one in continua)])
    return Continua(
        continua[0].raters,
        int(first[-1]),
        np.concatenate([one.continuum + at for one, at in zip(continua, first[:-1], strict=True)]),
        np.concatenate([one.annotator for one in continua]),
        np.concatenate([one.start for one in continua]),
        np.concatenate([one.end for one in continua]),
        np.concatenate([one.label for one in continua]),
    )


def sampled(observed: Continua, samples: int, seed: int) -> Continua:
    """Return ``samples`` random continua like the one that was observed.

    As Mathet, Widlöcher and Métivier (Computational Linguistics 41, 2015, section 4.3) want of chance, and as
    pygamma-agreement's statistical sampler draws it: for each annotator a number of units, gaps before them and
    lengths, from normal distributions with the means and deviations observed (a gap may be negative: units overlap),
    and labels as often as observed. The first annotators get at least one unit until there is one.
    """
    import numpy as np

    chance = np.random.default_rng(seed)
    many = np.bincount(observed.annotator, minlength=observed.raters)
    drawn = np.abs(np.trunc(chance.normal(many.mean(), many.std(), (samples, observed.raters)))).astype(np.int64)
    for rater in range(observed.raters):
        drawn[:, rater] = np.where(drawn[:, :rater].any(axis=1), drawn[:, rater], np.maximum(drawn[:, rater], 1))
    total = int(drawn.sum())
    gaps, length = _gaps(observed), observed.end - observed.start
    gap = chance.normal(gaps.mean(), gaps.std(), total)
    wide = np.maximum(np.abs(chance.normal(length.mean(), length.std(), total)), _LEAST)
    label = chance.choice(_by_frequency(observed.label), total)
    owner = np.repeat(np.arange(samples * observed.raters), drawn.reshape(-1))
    before = np.cumsum(drawn.reshape(-1)) - drawn.reshape(-1)
    walked = np.cumsum(gap + wide)
    end = walked - np.r_[0.0, walked][before[owner]]
    order = np.lexsort((end, end - wide, owner))
    owner, end, wide = owner[order], end[order], wide[order]
    return Continua(
        observed.raters, samples, owner // observed.raters, owner % observed.raters, end - wide, end, label[order]
    )


_LEAST = 1e-6


def _by_frequency(label: Ints) -> Ints:
    """Return the labels, the frequent ones first: what is drawn then depends on no names and no order."""
    import numpy as np

    labels, counts = np.unique(label, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return np.repeat(labels[order], counts[order])


def _gaps(observed: Continua) -> Floats:
    """Return the gaps between neighbouring units and before the first, and a 0 (so that one unit makes no glitch)."""
    import numpy as np

    same = observed.annotator[1:] == observed.annotator[:-1]
    first = np.r_[True, ~same]
    leading = observed.start[first]
    return np.concatenate(([0.0], (observed.start[1:] - observed.end[:-1])[same], leading[leading > 0]))
