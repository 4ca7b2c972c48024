"""A curve from [0, 1] to [0, 1] that never falls, fitted to what happened: isotonic regression on knots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

KNOTS = 20
"""Into how many equal steps [0, 1] is divided; a curve has one value more."""

BEFOREHAND = 1.0
"""With how many cases at each knot the fit begins, as the curve before it has them."""

HINT = 4.0
"""As how many cases at a knot the many of one kind count for another kind, so that none drowns the rest."""

Case = tuple[float, int, int]
"""A score, how many with it were accepted, how many were not."""

Sums = Sequence[tuple[float, float]]
"""At each knot: how many cases, how many of them accepted."""


def straight() -> tuple[float, ...]:
    """Return the curve that says of each score the score itself."""
    return tuple(knot / KNOTS for knot in range(KNOTS + 1))


def interpolated(curve: Sequence[float], raw: float) -> float:
    """Return the value of the curve at ``raw``, which lies in [0, 1] or is brought there."""
    knot, share = _place(raw)
    return min(1.0, max(0.0, curve[knot] + (curve[knot + 1] - curve[knot]) * share)) if share else curve[knot]


def at_knots(cases: Iterable[Case]) -> Sums:
    """Return at each knot how many cases count there (in parts), and how many of them were accepted."""
    found = [(0.0, 0.0)] * (KNOTS + 1)
    for score, accepted, rejected in cases:
        knot, share = _place(score)
        for place, part in ((knot, 1 - share), (knot + 1, share)):
            if part:
                weight, total = found[place]
                found[place] = weight + part * (accepted + rejected), total + part * accepted
    return found


def hint(sums: Sums) -> Sums:
    """Return the sums as they speak for others: at each knot like :data:`HINT` cases at most."""
    shares = [min(1.0, HINT / weight) if weight else 0.0 for weight, _total in sums]
    return [(weight * share, total * share) for (weight, total), share in zip(sums, shares, strict=True)]


def isotonic(cases: Iterable[Sums], before: Sequence[float]) -> tuple[float, ...]:
    """Return the curve that fits all the cases best by least squares and never falls, leaning on the one ``before``.

    More accepted cases never lower it, nor does a higher curve before: each value is the largest of the smallest means
    of the runs of knots around it, and such a mean can only rise.
    """
    blocks = [(BEFOREHAND * value, BEFOREHAND) for value in before]
    for sums in cases:
        for place, (weight, total) in enumerate(sums):
            blocks[place] = blocks[place][0] + total, blocks[place][1] + weight
    return _pooled(blocks)


def _place(raw: float) -> tuple[int, float]:
    """Return the knot at or before ``raw``, and which share of the step to the next lies between."""
    scaled = min(1.0, max(0.0, raw)) * KNOTS
    knot = int(scaled)
    return knot, scaled - knot


def _pooled(blocks: Iterable[tuple[float, float]]) -> tuple[float, ...]:
    """Pool neighbours (totals and weights) until no mean lies below the one before it."""
    pooled: list[tuple[float, float, int]] = []
    for total, weight in blocks:
        block = (total, weight, 1)
        while pooled and pooled[-1][0] * block[1] >= block[0] * pooled[-1][1]:
            last = pooled.pop()
            block = (last[0] + block[0], last[1] + block[1], last[2] + block[2])
        pooled.append(block)
    return tuple(min(1.0, total / weight) for total, weight, size in pooled for _ in range(size))
