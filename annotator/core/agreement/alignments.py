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

MOST = 3_000_000
"""So many partial alignments are held at a time; who needs more gets no gamma."""


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

    cell = rows.continuum * continua.raters + rater
    many = first[cell + 1] - first[cell]
    steps = np.cumsum(many)
    grown = [rows]
    begin, held = 0, len(rows.units)
    while begin < len(many):
        stop = max(begin + 1, int(np.searchsorted(steps, (steps[begin - 1] if begin else 0) + MOST)))
        some = _extended(continua, _Partial(*(column[begin:stop] for column in rows)), rater, first, pairs)
        held += len(some.units)
        if held > MOST:
            raise TooMany
        grown.append(some)
        begin = stop
    return _Partial(*(np.concatenate(columns) for columns in zip(*grown, strict=True)))


def _extended(continua: Continua, rows: _Partial, rater: int, first: Ints, pairs: float) -> _Partial:
    import numpy as np

    cell = rows.continuum * continua.raters + rater
    many = first[cell + 1] - first[cell]
    if many.sum() > 20 * MOST:
        raise TooMany
    row = np.repeat(np.arange(len(many)), many)
    unit = first[cell[row]] + np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    row, unit = _near(continua, rows, rater, row, unit, pairs)
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


def _near(continua: Continua, rows: _Partial, rater: int, row: Ints, unit: Ints, pairs: float) -> tuple[Ints, Ints]:
    """Return the (row, unit) where the unit is not too far from the first of the row, whatever the others are."""
    import numpy as np

    if not rater:
        return row, unit
    here = rows.units[:, :rater] >= 0
    leader = np.where(here.any(axis=1), rows.units[np.arange(len(here)), here.argmax(axis=1)], -1)[row]
    near = (leader < 0) | (dissimilarity(continua, leader, unit) < pairs + continua.raters - 1)
    return row[near], unit[near]


def dissimilarity(continua: Continua, one: Ints, other: Ints) -> Floats:
    """Return the dissimilarity of units, given by their places in the arrays."""
    start, end, label = continua.start, continua.end, continua.label
    apart = abs(start[one] - start[other]) + abs(end[one] - end[other])
    far = apart / (end[one] - start[one] + end[other] - start[other])
    found: Floats = far**2 + (label[one] != label[other])
    return found
