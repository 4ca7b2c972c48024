"""The model MACE: who knew the answer, and who answered by habit.

Hovy, Berg-Kirkpatrick, Vaswani and Hovy, Learning whom to trust with MACE, NAACL 2013. With probability θ an annotator
knows the true answer, else gives one of their own habits ξ (whoever overlooks much has the habit “nothing”). All
answers are equally likely to be true beforehand. θ and ξ are found by expectation maximisation, beginning with the
shares of votes, so there is no chance in it. To each annotator's cases a few of the average annotator are added, and to
all of them a few at which somebody is right mostly: so few cases change little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Ints = np.ndarray[Any, np.dtype[np.int64]]

PRIOR = 4.0
"""So many cases of the average annotator are added to each one's own."""
MOSTLY = 0.8
"""How often somebody is right of whom nothing is known."""
ROUNDS = 60
MOST = 0.99
"""The greatest accuracy that counts: nobody outvotes everybody else."""

Pattern = tuple[tuple[str, str], ...]
"""The answers at a case: annotator and answer, sorted."""


class Estimates(NamedTuple):
    """Accuracy, smoothed, and expected numbers of cases by [annotator, true answer, given answer]."""

    accuracy: Sequence[float]
    confusion: Floats


class _Data(NamedTuple):
    """Answers, one after the other: at which pattern, by whom, which one; ``each`` is how many cases it stands for."""

    at: Ints
    rater: Ints
    answer: Ints
    each: Floats
    raters: int
    answers: int
    patterns: int


def estimate(patterns: Mapping[Pattern, int], names: Sequence[str], answers: Sequence[str]) -> Estimates:
    """Return what the model makes of the patterns, each with how many cases have it; at least one with an answer."""
    data = _data(patterns, names, answers)
    confusion = _confusion(data, _truth(data))
    smoothed = _smoothed(confusion.trace(axis1=1, axis2=2), confusion.sum(axis=(1, 2)))
    return Estimates([min(MOST, float(one)) for one in smoothed], confusion)


def _data(patterns: Mapping[Pattern, int], names: Sequence[str], answers: Sequence[str]) -> _Data:
    import numpy as np

    rater, answer = ({one: i for i, one in enumerate(every)} for every in (names, answers))
    ordered = sorted(patterns)
    rows = [(i, rater[name], answer[given]) for i, pattern in enumerate(ordered) for name, given in pattern]
    at, who, what = np.array(rows, dtype=np.int64).T
    counts = np.array([patterns[pattern] for pattern in ordered], dtype=np.float64)
    return _Data(at, who, what, counts[at], len(names), len(answers), len(ordered))


def _truth(data: _Data) -> Floats:
    """Return how likely each answer is the true one, by pattern: shape (patterns, answers)."""
    import numpy as np

    votes = np.zeros((data.patterns, data.answers))
    np.add.at(votes, (data.at, data.answer), 1.0)
    truth: Floats = votes / votes.sum(axis=1, keepdims=True)
    knew = truth[data.at, data.answer]
    for _ in range(ROUNDS):
        theta, habit = _parameters(data, knew)
        by_habit = (1 - theta)[data.rater] * habit[data.rater, data.answer]
        odds = np.zeros_like(votes)
        np.add.at(odds, (data.at, data.answer), np.log1p(theta[data.rater] / by_habit))
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        truth = odds / odds.sum(axis=1, keepdims=True)
        knew = truth[data.at, data.answer] * theta[data.rater] / (theta[data.rater] + by_habit)
    return truth


def _parameters(data: _Data, knew: Floats) -> tuple[Floats, Floats]:
    """Return θ by annotator and ξ by annotator and answer, from how likely each answer was given by knowing it."""
    import numpy as np

    known: Floats = np.bincount(data.rater, data.each * knew, data.raters).astype(np.float64)
    every: Floats = np.bincount(data.rater, data.each, data.raters).astype(np.float64)
    theta: Floats = np.minimum(_smoothed(known, every), MOST)
    habit = np.zeros((data.raters, data.answers))
    np.add.at(habit, (data.rater, data.answer), data.each * (1 - knew))
    common = habit.sum(axis=0) + 1
    habit += PRIOR * common / common.sum()
    shares: Floats = habit / habit.sum(axis=1, keepdims=True)
    return theta, shares


def _smoothed(part: Floats, whole: Floats) -> Floats:
    average = (part.sum() + PRIOR * MOSTLY) / (whole.sum() + PRIOR)
    smoothed: Floats = (part + PRIOR * average) / (whole + PRIOR)
    return smoothed


def _confusion(data: _Data, truth: Floats) -> Floats:
    import numpy as np

    found = np.zeros((data.raters, data.answers, data.answers))
    for true in range(data.answers):
        np.add.at(found[:, true], (data.rater, data.answer), data.each * truth[data.at, true])
    return found
