"""Pairing overlapping spans one to one, for all pairs of annotators of a document at once.

Spans of one label and two annotators that share characters make a graph; what is wanted is the matching with the most
edges, and the one with the greatest sum of credits. Nearly all spans overlap exactly one other: nothing to decide. What
is left is for :mod:`annotator.core.agreement.pairing`.
"""

from __future__ import annotations

from typing import NamedTuple

from annotator.core.agreement.pairing import best_sums
from annotator.core.agreement.sheet import Floats, Ints, Sheet


class _Edges(NamedTuple):
    """``left`` and ``right`` are spans (``left`` by the first annotator), ``at`` is where what they share begins."""

    left: Ints
    right: Ints
    credit: Floats
    at: Ints


def matched(sheet: Sheet) -> tuple[Floats, Floats]:
    """Return the number of matches, and the sum of their credits, for each label and pair: shape (labels, A, A)."""
    import numpy as np

    edges = _overlapping(sheet)
    left_node = edges.left * sheet.raters + sheet.annotator[edges.right]
    right_node = edges.right * sheet.raters + sheet.annotator[edges.left]
    size = len(sheet.start) * sheet.raters
    degree = np.bincount(left_node, minlength=size)[left_node], np.bincount(right_node, minlength=size)[right_node]
    simple = (degree[0] == 1) & (degree[1] == 1)
    counts, credits = _summed(sheet, edges, simple, simple * edges.credit)
    rest = np.flatnonzero(~simple)
    if len(rest):
        some = _Edges(*(column[rest] for column in edges))
        gains = _tangled(sheet, some, left_node[rest], right_node[rest])
        counts, credits = counts + gains[0], credits + gains[1]
    return counts + counts.transpose(0, 2, 1), credits + credits.transpose(0, 2, 1)


def _summed(sheet: Sheet, edges: _Edges, *weights: Floats) -> tuple[Floats, ...]:
    """Return the sums of weights by label and pair, the first annotator of the pair first."""
    import numpy as np

    shape = (len(sheet.labels), sheet.raters, sheet.raters)
    cell = (sheet.local[edges.left] * shape[1] + sheet.annotator[edges.left]) * shape[2] + sheet.annotator[edges.right]
    size = shape[0] * shape[1] * shape[2]
    return tuple(np.bincount(cell, weights=weight, minlength=size).reshape(shape) for weight in weights)


def _overlapping(sheet: Sheet) -> _Edges:
    """Return all pairs of spans of one label by two annotators that share a character."""
    import numpy as np

    # Each label gets a stretch of its own, so that spans of two labels never overlap.
    start = sheet.start + sheet.local * (len(sheet.text) + 1)
    end = start + (sheet.end - sheet.start)
    last = np.searchsorted(start, end, side="left")
    many = last - np.arange(len(start)) - 1
    one = np.repeat(np.arange(len(start)), many)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many)
    apart = sheet.annotator[one] != sheet.annotator[other]
    one, other = one[apart], other[apart]
    swap = sheet.annotator[one] > sheet.annotator[other]
    left, right = np.where(swap, other, one), np.where(swap, one, other)
    at = np.maximum(start[left], start[right])
    shared = np.minimum(end[left], end[right]) - at
    return _Edges(left, right, 2 * shared / (end[left] - start[left] + end[right] - start[right]), at)


def _tangled(sheet: Sheet, edges: _Edges, left_node: Ints, right_node: Ints) -> tuple[Floats, ...]:
    """Return matches and credits where a span overlaps several of one annotator."""
    import numpy as np

    part, left, right = _parts(left_node, right_node)
    order = np.lexsort((edges.at, part))
    edges = _Edges(*(column[order] for column in edges))
    begin = np.flatnonzero(np.diff(part[order], prepend=-1))
    gains = best_sums(left[order], right[order], begin, np.ones(len(part)), edges.credit)
    return _summed(sheet, _Edges(*(column[begin] for column in edges)), *gains)


def _parts(left_node: Ints, right_node: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the connected part of each edge, and its two nodes numbered from 0."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    lefts, left = np.unique(left_node, return_inverse=True)
    rights, right = np.unique(right_node, return_inverse=True)
    size = len(lefts) + len(rights)
    graph = coo_array((np.ones(len(left)), (left, right + len(lefts))), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    return part[left], left, right
