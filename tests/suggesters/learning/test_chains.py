"""Posteriors of tag sequences, against the sums over all sequences."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.suggesters.learning.chains import expected_moves, plan, sums
from annotator.suggesters.learning.descent import minimum


def brute(scores, start, moves):
    """Return posteriors, expected moves and the logarithm of the partition function, by looking at every sequence."""
    size, tags = scores.shape
    posterior, expected, total = np.zeros((size, tags)), np.zeros((tags, tags)), 0.0
    for chosen in product(range(tags), repeat=size):
        value = start[chosen[0]] + sum(scores[place, tag] for place, tag in enumerate(chosen))
        value += sum(moves[one, other] for one, other in pairwise(chosen))
        weight = np.exp(value)
        total += weight
        for place, tag in enumerate(chosen):
            posterior[place, tag] += weight
        for one, other in pairwise(chosen):
            expected[one, other] += weight
    return posterior / total, expected / total, np.log(total)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 1000))
def test_sums_are_those_over_all_sequences(lengths, seed):
    random = np.random.default_rng(seed)
    scores, start, moves = random.normal(size=(sum(lengths), 3)), random.normal(size=3), random.normal(size=(3, 3))
    layout = plan(lengths)
    found, partition = sums(layout, scores[layout.order], start, moves)
    back = np.argsort(layout.order)
    posterior = (found.forward * found.backward)[back]
    at, expected, total = 0, np.zeros((3, 3)), 0.0
    for length in lengths:
        right, pairs, value = brute(scores[at : at + length], start, moves)
        np.testing.assert_allclose(posterior[at : at + length], right, atol=1e-9)
        expected, total, at = expected + pairs, total + value, at + length
    np.testing.assert_allclose(expected_moves(layout, found, moves), expected, atol=1e-9)
    assert partition == pytest.approx(total)


def test_a_plan_lays_sequences_out_step_by_step():
    layout = plan([1, 3, 2])
    assert layout.order.tolist() == [1, 4, 0, 2, 5, 3]
    assert layout.starts.tolist() == [0, 3, 5, 6]
    assert plan([]).steps == 0


def test_the_minimum_of_a_bowl_is_found():
    shape = np.array([1.0, 10.0, 100.0])
    middle = np.array([3.0, -2.0, 1.0])
    steps: list[int] = []

    def bowl(point):
        return float(shape @ (point - middle) ** 2), 2 * shape * (point - middle)

    found = minimum(bowl, np.zeros(3), steps=60, enough=1e-12, after=steps.append)
    np.testing.assert_allclose(found, middle, atol=1e-3)
    assert steps == list(range(1, len(steps) + 1))


def test_a_minimum_that_is_there_already_stays():
    found = minimum(lambda point: (float(point @ point), 2 * point), np.zeros(2), steps=5)
    assert found.tolist() == [0.0, 0.0]
