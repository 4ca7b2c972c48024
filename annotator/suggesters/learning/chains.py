"""The linear chain: posteriors of tag sequences, for many sequences at once.

Conditional random fields: Lafferty, McCallum and Pereira 2001. Forward and backward sums are scaled at each step
(Rabiner 1989), so nothing is computed in logarithms. Arrays are time-major: a step holds the sequences that are still
running, so sequences come in the order of falling length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class Plan(NamedTuple):
    """Where the steps of sequences lie when they are laid out step by step.

    ``order`` (N) gives for each place of the layout its position in the texts laid end to end; step t is the places
    ``starts[t]:starts[t + 1]``, its first sequences being those of step t - 1 that go on.
    """

    order: Array
    starts: Array

    @property
    def steps(self) -> int:
        """The length of the longest sequence."""
        return len(self.starts) - 1


def plan(lengths: Sequence[int] | Array) -> Plan:
    """Return the layout of sequences that lie end to end with these lengths (none of them 0)."""
    sizes = np.asarray(lengths, dtype=np.int64)
    begins = np.concatenate(([0], np.cumsum(sizes)[:-1])) if len(sizes) else sizes
    falling = np.argsort(-sizes, kind="stable")
    begins, sizes = begins[falling], sizes[falling]
    running = [int(np.searchsorted(-sizes, -step, side="left")) for step in range(int(sizes[0]) if len(sizes) else 0)]
    parts = [begins[:count] + step for step, count in enumerate(running)]
    starts = np.concatenate(([0], np.cumsum(running))).astype(np.int64)
    return Plan(np.concatenate(parts) if parts else np.zeros(0, np.int64), starts)


class Sums(NamedTuple):
    """Scaled sums in the layout of a plan: ``forward`` and ``backward`` (N × T), ``scales`` (N), ``weights`` (N × T).

    ``forward * backward`` are the posteriors of the tags at each place; they sum to 1.
    """

    forward: Array
    backward: Array
    scales: Array
    weights: Array


def sums(layout: Plan, scores: Array, start: Array, moves: Array) -> tuple[Sums, float]:
    """Return the sums of all sequences, and the logarithm of the partition function summed over them.

    ``scores`` (N × T, in the layout) are those of tags at places, ``start`` (T) those of tags that open a sequence,
    ``moves`` (T × T) those of going from one tag to the next; ``-inf`` forbids.
    """
    highest = scores.max(axis=1, keepdims=True) if len(scores) else scores
    weights = np.exp(scores - highest)
    opening, going = np.exp(start), np.exp(moves)
    forward, scales = _forward(layout, weights, opening, going)
    backward = _backward(layout, weights, going, scales)
    return Sums(forward, backward, scales, weights), float(np.log(scales).sum() + highest.sum())


def _forward(layout: Plan, weights: Array, opening: Array, going: Array) -> tuple[Array, Array]:
    forward, scales = np.empty_like(weights), np.empty(len(weights))
    before = opening
    for step in range(layout.steps):
        low, high = layout.starts[step], layout.starts[step + 1]
        reached = before[: high - low] @ going if step else before
        values = weights[low:high] * reached
        total = values.sum(axis=1)
        total[total <= 0] = 1e-300
        scales[low:high] = total
        before = values / total[:, None]
        forward[low:high] = before
    return forward, scales


def _backward(layout: Plan, weights: Array, going: Array, scales: Array) -> Array:
    backward = np.ones_like(weights)
    for step in range(layout.steps - 1, 0, -1):
        low, high = layout.starts[step], layout.starts[step + 1]
        coming = weights[low:high] * backward[low:high] / scales[low:high, None]
        first = layout.starts[step - 1]
        backward[first : first + high - low] = coming @ going.T
    return backward


def expected_moves(layout: Plan, found: Sums, moves: Array) -> Array:
    """Return how often each tag is expected to follow each other one (T × T), over all sequences."""
    coming = found.weights * found.backward / found.scales[:, None]
    total = np.zeros_like(moves)
    for step in range(1, layout.steps):
        low, high = layout.starts[step], layout.starts[step + 1]
        first = layout.starts[step - 1]
        total += found.forward[first : first + high - low].T @ coming[low:high]
    return total * np.exp(moves)
