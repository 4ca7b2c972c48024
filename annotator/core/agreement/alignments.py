"""Which units of several annotators may stand for one another: the candidates for the best alignment.

A unitary alignment takes at most one unit of each annotator. Its disorder is the mean over pairs of annotators of their
dissimilarity: between two units that of Mathet, Widlöcher and Métivier (Computational Linguistics 41, 2015, section 4),
positional-sporadic plus categorical,

    ((|start - start'| + |end - end'|) / (length + length'))² + (0 if the labels are equal, else 1)

(alpha = beta = 1), and 1 (delta_empty) with a missing unit. An alignment that could be split in two without more
disorder is no candidate (the pruning of section 5.1.1, made tighter).
"""

from __future__ import annotations

from typing import NamedTuple

from annotator.core.agreement.continua import Continua
from annotator.core.agreement.sheet import Floats, Ints

MOST = 1_000_000
"""So many partial alignments are held at a time; who needs more gets no gamma."""
_MOST_LOOKED_AT = 100 * MOST


class TooMany(Exception):  # noqa: N818  # a limit that is told, not an error of the program
    """There are more ways to align the units than can be gone through."""


class Candidates(NamedTuple):
    """``units`` (candidates, raters): a unit or -1; ``saving``: by how much the disorder of its units falls."""

    units: Ints
    saving: Floats


class _Partial(NamedTuple):
    """Alignments of the first annotators; ``excess`` is each unit's sum of (dissimilarity - 1) to the others."""

    units: Ints
    excess: Floats
    continuum: Ints


def candidates(continua: Continua) -> Candidates:
    """Return all alignments of two units or more that can be part of a best alignment; raise :class:`TooMany`."""
    import numpy as np

    raters = continua.raters
    pairs = raters * (raters - 1) / 2
    first = _firsts(continua)
    rows = _Partial(
        np.full((continua.count, raters), -1), np.zeros((continua.count, raters)), np.arange(continua.count)
    )
    for rater in range(raters):
        rows = _with(continua, rows, rater, first, pairs)
    some = (rows.units >= 0).sum(axis=1)
    saving = some - 1 - rows.excess.sum(axis=1) / 2 / pairs
    good = (some > 1) & (saving > _NOTHING)
    return Candidates(rows.units[good], saving[good])


_NOTHING = 1e-9


def _firsts(continua: Continua) -> Ints:
    """Return where the units of each continuum and annotator begin; one more at the end."""
    import numpy as np

    cell = continua.continuum * continua.raters + continua.annotator
    return np.searchsorted(cell, np.arange(continua.count * continua.raters + 1))


def _with(continua: Continua, rows: _Partial, rater: int, first: Ints, pairs: float) -> _Partial:
    """Return the alignments with a unit of one more annotator, and without."""
    import numpy as np

    low, high = _window(continua, rows, rater, first, pairs)
    steps = np.cumsum(high - low)
    if len(steps) and steps[-1] > _MOST_LOOKED_AT:
        raise TooMany
    grown, begin, held = [rows], 0, len(rows.units)
    while begin < len(steps):
        stop = max(begin + 1, int(np.searchsorted(steps, (steps[begin - 1] if begin else 0) + MOST)))
        some = _Partial(*(column[begin:stop] for column in rows))
        grown.append(_extended(continua, some, rater, low[begin:stop], high[begin:stop], pairs))
        held += len(grown[-1].units)
        if held > MOST:
            raise TooMany
        begin = stop
    return _Partial(*(np.concatenate(columns) for columns in zip(*grown, strict=True)))


def _window(continua: Continua, rows: _Partial, rater: int, first: Ints, pairs: float) -> tuple[Ints, Ints]:
    """Return from and up to which unit of the annotator may be near enough to the first unit of each row.

    Whatever the others are, two units that are to be aligned have a dissimilarity below pairs + raters - 1, which
    bounds how far apart they begin.
    """
    import numpy as np

    cell = rows.continuum * continua.raters + rater
    low, high = first[cell], first[cell + 1]
    leader = _leaders(rows, rater)
    led = np.flatnonzero(leader >= 0)
    if not len(led):
        return low, high
    length = continua.end - continua.start
    reach = (pairs + continua.raters - 1) ** 0.5 * (length[leader[led]] + length.max())
    least = continua.start.min()
    wide = continua.start.max() - least + 1
    key = (continua.continuum * continua.raters + continua.annotator) * wide + continua.start - least
    at = cell[led] * wide + continua.start[leader[led]] - least
    low[led] = np.clip(np.searchsorted(key, at - reach), low[led], high[led])
    high[led] = np.clip(np.searchsorted(key, at + reach, side="right"), low[led], high[led])
    return low, high


def _leaders(rows: _Partial, rater: int) -> Ints:
    """Return the first unit of each row, -1 where it has none yet."""
    import numpy as np

    if not rater:
        return np.full(len(rows.units), -1)
    here = rows.units[:, :rater] >= 0
    return np.where(here.any(axis=1), rows.units[np.arange(len(here)), here.argmax(axis=1)], -1)


def _extended(continua: Continua, rows: _Partial, rater: int, low: Ints, high: Ints, pairs: float) -> _Partial:
    """Return each row with each unit from ``low`` up to ``high``, where the alignment may still be a good one."""
    import numpy as np

    many = high - low
    row = np.repeat(np.arange(len(many)), many)
    unit = np.repeat(low - np.cumsum(many) + many, many) + np.arange(len(row))
    leader = _leaders(rows, rater)[row]
    near = (leader < 0) | (dissimilarity(continua, leader, unit) < pairs + continua.raters - 1)
    row, unit = row[near], unit[near]
    units, excess = rows.units[row], rows.excess[row]
    units[:, rater] = unit
    for other in range(rater):
        there = units[:, other]
        more = np.where(there >= 0, dissimilarity(continua, there, unit) - 1, 0.0)
        excess[:, other] += more
        excess[:, rater] += more
    # Each annotator still to come can lower the sum of a unit by 1 at most.
    keep = (excess - (continua.raters - 1 - rater) < pairs).all(axis=1)
    return _Partial(units[keep], excess[keep], rows.continuum[row][keep])


def dissimilarity(continua: Continua, one: Ints, other: Ints) -> Floats:
    """Return the dissimilarity of units, given by their places in the arrays."""
    start, end, label = continua.start, continua.end, continua.label
    apart = abs(start[one] - start[other]) + abs(end[one] - end[other])
    far = apart / (end[one] - start[one] + end[other] - start[other])
    found: Floats = far**2 + (label[one] != label[other])
    return found
