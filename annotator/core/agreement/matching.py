"""Pairing overlapping spans one to one, for all pairs of annotators of a document at once.

Spans of one label and two annotators that share characters make a graph; what is wanted is the matching with the most
edges, and the one with the greatest sum of credits. Nearly all spans overlap exactly one other: nothing to decide.
Where they form a chain (the edges of each span stand side by side in the order of the text, as they do unless somebody
nests a label in itself), the best matching is found by going along it (a weighted interval scheduling). What is left is
an assignment problem (Kuhn 1955), solved by SciPy.
"""

from __future__ import annotations

from typing import NamedTuple

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
    edges, part, left, right = _Edges(*(column[order] for column in edges)), part[order], left[order], right[order]
    begin = np.flatnonzero(np.r_[True, part[1:] != part[:-1]])
    number = np.cumsum(np.r_[True, part[1:] != part[:-1]]) - 1
    first_left, first_right = _first(left), _first(right)
    chained = np.ones(len(begin), dtype=bool)
    for node, first in ((left, first_left), (right, first_right)):
        np.logical_and.at(chained, number, _side_by_side(node, first))
    first = np.minimum(first_left, first_right)
    gains = [_along(weight, first, begin) for weight in (np.ones(len(part)), edges.credit)]
    stops = np.r_[begin[1:], len(part)]
    listed = list(zip(left.tolist(), right.tolist(), edges.credit.tolist(), strict=True))
    for odd in np.flatnonzero(~chained).tolist():
        some = listed[begin[odd] : stops[odd]]
        gains[0][odd] = _assigned([(one[0], one[1], 1.0) for one in some])
        gains[1][odd] = _assigned(some)
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


def _first(node: Ints) -> Ints:
    """Return the place of the first edge of each edge's node."""
    import numpy as np

    first = np.full(node.max() + 1, len(node))
    np.minimum.at(first, node, np.arange(len(node)))
    return first[node]


def _side_by_side(node: Ints, first: Ints) -> Ints:
    """Whether no edge of another node stands between this edge and the first one of its node."""
    import numpy as np

    change = np.cumsum(np.r_[True, node[1:] != node[:-1]])
    same: Ints = change == change[first]
    return same


def _along(weight: Floats, first: Ints, begin: Ints) -> Floats:
    """Return the best sum of each chain: an edge excludes all from ``first`` (of its two nodes) up to itself."""
    import numpy as np

    place = np.arange(len(weight)) - np.repeat(begin, np.diff(np.r_[begin, len(weight)]))
    best = np.r_[0.0, weight]  # best[i + 1] belongs to edge i; best[0] and that before a chain's begin are not used
    for step in range(int(place.max()) + 1):
        here = np.flatnonzero(place == step)
        without = np.where(step > 0, best[here], 0.0)
        earlier = np.where(first[here] > here - step, best[first[here]], 0.0)
        best[here + 1] = np.maximum(without, earlier + weight[here])
    sums: Floats = best[np.r_[begin[1:], len(weight)]]
    return sums


_Weighted = list[tuple[int, int, float]]
_FEW = 8


def _assigned(edges: _Weighted) -> float:
    """Return the best sum of any graph."""
    if len(edges) <= _FEW:
        return _tried(edges)
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    left, right, weight = zip(*edges, strict=True)
    lefts, row = np.unique(left, return_inverse=True)
    rights, column = np.unique(right, return_inverse=True)
    table = np.zeros((len(lefts), len(rights)))
    table[row, column] = weight
    return float(table[linear_sum_assignment(table, maximize=True)].sum())


def _tried(edges: _Weighted) -> float:
    """Return the best sum by trying all: quicker than to set up anything, where there are a few."""
    if not edges:
        return 0.0
    left, right, weight = edges[0]
    rest = edges[1:]
    apart = [one for one in rest if one[0] != left and one[1] != right]
    taken = weight + _tried(apart)
    return taken if len(apart) == len(rest) else max(taken, _tried(rest))
