"""Minimising a smooth convex function of very many variables: L-BFGS (Nocedal 1980; Liu and Nocedal 1989).

SciPy's routine knows bounds and takes as long for its own sums as the likelihood takes here; this one has none, and
can be stopped at every step.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from annotator.suggesters.learning.chains import Array

Function = Callable[[Array], tuple[float, Array]]
"""Returns value and gradient at a point. The gradient is a new array."""

_MEMORY = 5
_SUFFICIENT = 1e-4
_SHORTER = 0.4
_MOST_TRIES = 12


def minimum(
    function: Function, start: Array, *, steps: int, enough: float = 1e-4, after: Callable[[int], None] = lambda _: None
) -> Array:
    """Return where ``function`` is smallest, as nearly as ``steps`` steps get.

    Ends early where a step gains less than the share ``enough`` of the value; calls ``after`` with each step's number.
    """
    point, past = start, deque[tuple[Array, Array, float]](maxlen=_MEMORY)
    value, gradient = function(point)
    for step in range(1, steps + 1):
        direction = _direction(gradient, past)
        found = _along(function, point, value, gradient, direction, 1.0 if past else _first_length(gradient))
        if found is None:
            break
        new_point, new_value, new_gradient = found
        moved, changed = new_point - point, new_gradient - gradient
        curvature = float(moved @ changed)
        if curvature > 1e-10:
            past.append((moved, changed, curvature))
        gained = value - new_value
        point, value, gradient = found
        after(step)
        if gained <= enough * max(abs(value), 1.0):
            break
    return point


def _first_length(gradient: Array) -> float:
    return 1.0 / max(float(np.sqrt(gradient @ gradient)), 1e-12)


def _direction(gradient: Array, past: deque[tuple[Array, Array, float]]) -> Array:
    """Return minus the gradient times an estimate of the inverse Hessian (the two-loop recursion)."""
    direction = -gradient
    shares = []
    for moved, changed, curvature in reversed(past):
        share = float(moved @ direction) / curvature
        direction -= share * changed
        shares.append(share)
    if past:
        _, changed, curvature = past[-1]
        direction *= curvature / float(changed @ changed)
    for (moved, changed, curvature), share in zip(past, reversed(shares), strict=True):
        direction += (share - float(changed @ direction) / curvature) * moved
    return direction


def _along(
    function: Function, point: Array, value: float, gradient: Array, direction: Array, length: float
) -> tuple[Array, float, Array] | None:
    """Return a point down the direction that is low enough (Armijo), with value and gradient, if there is one."""
    slope = float(gradient @ direction)
    if slope >= 0:
        return None
    for _ in range(_MOST_TRIES):
        tried = point + length * direction
        reached, there = function(tried)
        if reached <= value + _SUFFICIENT * length * slope:
            return tried, reached, there
        length *= _SHORTER
    return None
