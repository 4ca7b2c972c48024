"""The best matching of many small bipartite graphs: the greatest sum of weights in which no node has two edges.

Where a part forms a chain (the edges of each node stand side by side in the order of the text, as they do unless
somebody nests a label in itself), the best is found by going along it, as in weighted interval scheduling. A part with
at most two nodes on one side is a small table. What is left is tried out, or solved as an assignment problem (Kuhn
1955) by SciPy.
"""

from __future__ import annotations

from annotator.core.agreement.sheet import Floats, Ints


def best_sums(left: Ints, right: Ints, begin: Ints, *weights: Floats) -> list[Floats]:
    """Return the best sum of each part, for each kind of weights (which are not negative).

    Edges join ``left`` and ``right``; they are sorted by part and within it by their place in the text; ``begin`` says
    where the parts begin. No node is in two parts.
    """
    import numpy as np

    number = np.repeat(np.arange(len(begin)), np.diff(np.r_[begin, len(left)]))
    firsts = _first(left), _first(right)
    chained = np.ones(len(begin), dtype=bool)
    for node, first in zip((left, right), firsts, strict=True):
        np.logical_and.at(chained, number, _side_by_side(node, first))
    sums = [_along(weight, np.minimum(*firsts), begin) for weight in weights]
    odd = np.flatnonzero(~chained[number])
    if len(odd):
        parts, inside = np.unique(number[odd], return_inverse=True)
        found = _crossed(left[odd], right[odd], inside, [weight[odd] for weight in weights])
        for total, best in zip(sums, found, strict=True):
            total[parts] = best
    return sums


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


_WIDE = 5


def _crossed(left: Ints, right: Ints, part: Ints, weights: list[Floats]) -> list[Floats]:
    """Return the best sums of parts that are no chains."""
    import numpy as np

    row, rows = _local(left, part)
    column, columns = _local(right, part)
    # Two rows at most, and not many columns: a table whose places can all be looked at.
    turned = (rows > columns)[part]
    row, column = np.where(turned, column, row), np.where(turned, row, column)
    small = (np.minimum(rows, columns) <= 2) & (np.maximum(rows, columns) <= _WIDE)
    easy = np.flatnonzero(small[part])
    sums = []
    for weight in weights:
        best = _of_tables(row[easy], column[easy], part[easy], weight[easy], len(rows))
        for hard in np.flatnonzero(~small).tolist():
            inside = part == hard
            best[hard] = _assigned(row[inside], column[inside], weight[inside])
        sums.append(best)
    return sums


def _local(node: Ints, part: Ints) -> tuple[Ints, Ints]:
    """Return the number of each edge's node within its part, and how many nodes each part has."""
    import numpy as np

    nodes, place, inverse = np.unique(node, return_index=True, return_inverse=True)
    owner = part[place]
    order = np.argsort(owner, kind="stable")
    many = np.bincount(owner)
    local = np.empty(len(nodes), dtype=np.int64)
    local[order] = np.arange(len(nodes)) - np.repeat(np.cumsum(many) - many, many)
    return local[inverse], many


def _of_tables(row: Ints, column: Ints, part: Ints, weight: Floats, parts: int) -> Floats:
    """Return the best sum of one place in each of two rows, in different columns."""
    import numpy as np

    tables = np.zeros((parts, 2, _WIDE))
    tables[part, row, column] = weight
    both = tables[:, 0, :, None] + tables[:, 1, None, :]
    both[:, np.arange(_WIDE), np.arange(_WIDE)] = 0
    best: Floats = both.max(axis=(1, 2))
    return best


def _assigned(row: Ints, column: Ints, weight: Floats) -> float:
    """Return the best sum of any graph."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    table = np.zeros((row.max() + 1, column.max() + 1))
    table[row, column] = weight
    return float(table[linear_sum_assignment(table, maximize=True)].sum())
