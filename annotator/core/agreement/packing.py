"""The best alignment: of the candidates, those that share no unit and save the most disorder.

This is a set packing. It falls apart into parts that share no unit; most have one candidate or a few, which are tried.
Of two annotators a larger part is an assignment problem; of more, it is a linear program whose solution is nearly
always whole, and an integer program where it is not (HiGHS, through SciPy).
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.agreement.alignments import Candidates
from annotator.core.agreement.sheet import Floats, Ints

_FEW = 7
_WHOLE = 1e-6


def packed(found: Candidates, units: int) -> Ints:
    """Return the places of the chosen candidates, sorted; ``units`` is how many units there are in all."""
    import numpy as np

    if not len(found.saving):
        return np.zeros(0, dtype=np.int64)
    parts = _parts(found, units)
    chosen = [one for one in parts if len(one) == 1]
    chosen += [_tried(found, one) for one in parts if 1 < len(one) <= _FEW]
    large = [one for one in parts if len(one) > _FEW]
    chosen += [_assigned(found, one) for one in large] if found.units.shape[1] == 2 else list(_programmed(found, large))
    return np.sort(np.concatenate(chosen))


def _parts(found: Candidates, units: int) -> list[Ints]:
    """Return the candidates of each part."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    row, column = np.nonzero(found.units >= 0)
    leader = found.units.max(axis=1)
    unit = found.units[row, column]
    graph = coo_array((np.ones(len(row), dtype=np.int8), (unit, leader[row])), shape=(units, units))
    _, part = connected_components(graph, directed=False)
    order = np.argsort(part[leader], kind="stable")
    return np.split(order, np.flatnonzero(np.diff(part[leader][order])) + 1)


def _tried(found: Candidates, part: Ints) -> Ints:
    """Return the best set by trying all."""
    import numpy as np

    sets = [frozenset(unit for unit in row if unit >= 0) for row in found.units[part].tolist()]
    _, best = _best(list(zip(part.tolist(), sets, found.saving[part].tolist(), strict=True)))
    return np.array(best, dtype=np.int64)


def _best(left: list[tuple[int, frozenset[int], float]]) -> tuple[float, list[int]]:
    if not left:
        return 0.0, []
    place, units, saving = left[0]
    rest = left[1:]
    apart = [one for one in rest if not one[1] & units]
    gained, with_it = _best(apart)
    taken = gained + saving, [place, *with_it]
    return taken if len(apart) == len(rest) else max(taken, _best(rest), key=lambda one: one[0])


def _assigned(found: Candidates, part: Ints) -> Ints:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    left, row = np.unique(found.units[part, 0], return_inverse=True)
    right, column = np.unique(found.units[part, 1], return_inverse=True)
    table, place = np.zeros((len(left), len(right))), np.full((len(left), len(right)), -1)
    table[row, column], place[row, column] = found.saving[part], part
    chosen: Ints = place[linear_sum_assignment(table, maximize=True)]
    return chosen[chosen >= 0]


def _programmed(found: Candidates, parts: list[Ints]) -> Iterator[Ints]:
    import numpy as np

    if not parts:
        return
    columns = np.concatenate(parts)
    share = _solved(found, columns, whole=False)
    broken = np.abs(share - np.round(share)) > _WHOLE
    stops = np.cumsum([len(one) for one in parts])
    for part, stop in zip(parts, stops.tolist(), strict=True):
        inside = slice(stop - len(part), stop)
        yield part[(_solved(found, part, whole=True) if broken[inside].any() else share[inside]) > 1 / 2]


def _solved(found: Candidates, columns: Ints, *, whole: bool) -> Floats:
    """Return how much of each candidate is taken, in the program that takes no unit more than once."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    column, rater = np.nonzero(found.units[columns] >= 0)
    units, row = np.unique(found.units[columns][column, rater], return_inverse=True)
    table = csr_array((np.ones(len(row)), (row, column)), shape=(len(units), len(columns)))
    solved = milp(
        -found.saving[columns],
        constraints=LinearConstraint(table, -np.inf, 1),
        bounds=Bounds(0, 1),
        integrality=np.full(len(columns), int(whole)),
        options={"mip_rel_gap": 0.0},
    )
    share: Floats = solved.x
    return share
