"""Unitising: the continuum of characters, cut into segments by each annotator.

An annotator's spans cut the text; the pieces outside all of them are gaps. Where spans overlap or nest, every boundary
cuts, and the value of a piece is the set of its labels (see :mod:`annotator.core.agreement.covers`). Notation of
Krippendorff, Mathet, Bouvry and Widlöcher, Quality & Quantity 50 (2016); L is a length in code points.
"""

from __future__ import annotations

from typing import NamedTuple

from annotator.core.agreement.covers import EMPTY, agreeing, codes, cover
from annotator.core.agreement.sheet import Floats, Ints, Sheet


class UnitCounts(NamedTuple):
    """Of one document. Pairs are indexed ``[a, b]``; V are the distinct values in ``values``, sorted.

    ``chars``: the length of the text. ``marked`` (A, labels): characters under the label; ``both`` (labels, A, A):
    those of both. ``squares`` (A, labels): the sum of L² over the segments of the label and of L over its gaps.
    ``lengths`` (A, V): characters of each value; ``same`` (A, A): characters on which both have the same value;
    ``square`` (A): as ``squares``, for the label set.

    ``pairs`` (V): characters of each value, counted once for each pair of annotators who both have it. Of units that
    meet units: ``met`` (A, V, A): characters of ``a``'s units of a value that lie in any unit of ``b``; ``met_same``
    (A, A): those on which both have the same value; ``met_square`` (A, A): the sum over ``a``'s units of the square of
    what ``b``'s units share with them; ``met_squares`` (V): the same over all, by value.
    """

    chars: int
    marked: Floats
    both: Floats
    squares: Floats
    values: Ints
    lengths: Floats
    same: Floats
    square: Floats
    pairs: Floats
    met: Floats
    met_square: Floats
    met_squares: Floats
    met_same: Floats


def unit_counts(sheet: Sheet) -> UnitCounts:
    """Measure one document."""
    import numpy as np

    bounds = np.unique(np.concatenate((sheet.start, sheet.end, [0, len(sheet.text)])))
    width = np.diff(bounds).astype(np.float64)
    first, behind = np.searchsorted(bounds, sheet.start), np.searchsorted(bounds, sheet.end)
    covered = cover(sheet, first, behind, len(width))
    by_label = covered.transpose(1, 0, 2).astype(np.float64)
    cuts = _cuts(sheet, first, behind, len(width))
    segments = _segments(codes(sheet, covered), np.any(cuts, axis=1), width)
    gap = segments.place == segments.gap
    same = agreeing(segments.place, width)
    neither = (gap * width) @ gap.T
    return UnitCounts(
        len(sheet.text),
        covered @ width,
        (by_label * width) @ by_label.transpose(0, 2, 1),
        _squares(covered, cuts, width),
        segments.values,
        _lengths(segments, width),
        same,
        _squares(~gap[:, None, :], np.any(cuts, axis=1, keepdims=True), width)[:, 0],
        _pairs(segments, width),
        *_met(segments, ~gap, width),
        same - neither,
    )


class _Segments(NamedTuple):
    """The segments of all annotators, end to end.

    ``owner``, ``first``, ``behind``: whose, and the pieces from and up to which each goes; ``value`` its number in
    ``values``. ``place`` (A, pieces) is that number for each piece, ``gap`` the number of the empty set, or -1.
    """

    owner: Ints
    first: Ints
    behind: Ints
    value: Ints
    values: Ints
    place: Ints
    gap: int


def _segments(coded: Ints, cuts: Ints, width: Floats) -> _Segments:
    import numpy as np

    raters, places = coded.shape
    if not places:
        nothing = np.zeros(0, dtype=np.int64)
        return _Segments(nothing, nothing, nothing, nothing, nothing, nothing.reshape(raters, 0), -1)
    begin = _begins(cuts)
    stop = np.r_[begin[1:], raters * places]
    values, value = np.unique(coded.reshape(-1)[begin], return_inverse=True)
    place = np.repeat(value, stop - begin).reshape(raters, places)
    owner = begin // places
    gap = 0 if values[0] == EMPTY else -1
    return _Segments(owner, begin - owner * places, stop - owner * places, value, values, place, gap)


def _lengths(segments: _Segments, width: Floats) -> Floats:
    import numpy as np

    raters, values = segments.place.shape[0], len(segments.values)
    upto = np.r_[0.0, np.cumsum(width)]
    return np.bincount(
        segments.owner * values + segments.value,
        weights=upto[segments.behind] - upto[segments.first],
        minlength=raters * values,
    ).reshape(raters, values)


def _pairs(segments: _Segments, width: Floats) -> Floats:
    """Return for each value the characters that it has, each counted once for every pair who say so."""
    import numpy as np

    values, places = len(segments.values), len(width)
    many = np.bincount((segments.place * places + np.arange(places)).reshape(-1), minlength=values * places)
    many = many.reshape(values, places)
    pairs: Floats = (many * (many - 1) / 2) @ width
    return pairs


def _cuts(sheet: Sheet, first: Ints, behind: Ints, places: int) -> Ints:
    """Whether a piece begins with a boundary of an annotator's span of a label: shape (A, labels, places)."""
    import numpy as np

    cuts: Ints = np.zeros((sheet.raters, len(sheet.labels), places + 1), dtype=bool)
    cuts[sheet.annotator, sheet.local, first] = True
    cuts[sheet.annotator, sheet.local, behind] = True
    return cuts[:, :, :places]


def _squares(covered: Ints, cuts: Ints, width: Floats) -> Floats:
    """Return the sum of L² over the units and L over the gaps of each row: (A, labels, places) → (A, labels)."""
    import numpy as np

    rows, places = covered.shape[0] * covered.shape[1], covered.shape[2]
    if not rows or not places:
        return np.zeros(covered.shape[:2])
    begin = _begins(cuts.reshape(rows, places))
    length = np.add.reduceat(np.tile(width, rows), begin)
    sums = np.bincount(begin // places, weights=np.where(covered.reshape(-1)[begin], length**2, length), minlength=rows)
    return sums.reshape(covered.shape[:2])


def _begins(cuts: Ints) -> Ints:
    """Return where the segments of all rows begin, rows laid end to end."""
    import numpy as np

    starts = cuts.copy()
    starts[:, 0] = True
    return np.flatnonzero(starts)


def _met(segments: _Segments, inside: Ints, width: Floats) -> tuple[Floats, Floats, Floats]:
    """Return ``met``, ``met_square`` and ``met_squares``."""
    import numpy as np

    (raters, places), values = inside.shape, len(segments.values)
    # How much of the text up to each boundary lies in units of b; a unit shares with b what lies between its own.
    upto = np.zeros((places + 1, raters))
    np.cumsum((inside * width).T, axis=0, out=upto[1:])
    units = np.flatnonzero(segments.value != segments.gap)
    owner = segments.owner[units]
    shared = upto[segments.behind[units]] - upto[segments.first[units]]
    shared[np.arange(len(units)), owner] = 0
    met = _grouped(owner * values + segments.value[units], shared, raters * values)
    squares = shared**2
    by_value = np.bincount(segments.value[units], weights=squares.sum(axis=1), minlength=values)
    return met.reshape(raters, values, raters), _grouped(owner, squares, raters), by_value


def _grouped(group: Ints, rows: Floats, groups: int) -> Floats:
    """Return the sums of the rows of each group."""
    import numpy as np

    sums = np.zeros((groups, rows.shape[1]))
    if len(group):
        order = np.argsort(group, kind="stable")
        begin = np.flatnonzero(np.diff(group[order], prepend=-1))
        sums[group[order][begin]] = np.add.reduceat(rows[order], begin, axis=0)
    return sums
