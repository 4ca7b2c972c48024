"""Training a tagger: the weights under which the tags of the lessons are most likely, held small by a penalty.

Maximum likelihood of a conditional random field with a Gaussian prior, found with L-BFGS (Liu and Nocedal 1989).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from annotator.core.suggestions import Report, unheard
from annotator.suggesters.learning.chains import Array, expected_moves, sums
from annotator.suggesters.learning.design import Design, share
from annotator.suggesters.learning.tagger import Weights, forbidden
from annotator.suggesters.learning.words import REACH

PENALTY = 1.0
"""The inverse variance of the prior."""
STEPS = 40
"""So many steps the search takes at most: more change the answers hardly, and take their time."""
_MEMORY = 6
_ENOUGH = 1e-4
"""The search ends when a step gains less than this share."""


class Parts(NamedTuple):
    """The weights by what they belong to, as views of one vector."""

    words: tuple[Array, ...]
    clues: Array
    start: Array
    moves: Array


class Likelihood:
    """Minus the logarithm of the likelihood of the lessons' tags, with its gradient, as a function of the weights."""

    def __init__(self, design: Design, tags: Sequence[str], gold: Array) -> None:
        """``gold`` (N) are the numbers of the right tags, in the order of the samples."""
        self._design, self._size = design, len(tags)
        self._opening, self._moving = forbidden(tags)
        layout = design.layout
        self._gold = gold[layout.order]
        self._rows = np.arange(len(gold))
        self._start_counts = np.bincount(self._gold[: layout.starts[1]], minlength=self._size).astype(float)
        self._move_counts = self._count_moves()
        self._turned = [matrix.T.tocsr() for matrix in design.words]
        self._clues_turned = design.clues.T.tocsr()
        self._gathered = [self._by_word(at) for at in design.at]
        rows = [design.words[abs(reach)].shape[1] for reach in REACH] + [design.clues.shape[1], 1, self._size]
        self._bounds = np.cumsum([0] + [count * self._size for count in rows])
        self.length = int(self._bounds[-1])

    def _by_word(self, at: Array) -> Any:
        from scipy.sparse import csr_array

        ones = np.ones(len(at))
        return csr_array((ones, (at, self._rows)), shape=(len(self._design.vocabulary), len(at)))

    def _count_moves(self) -> Array:
        starts, counts = self._design.layout.starts, np.zeros((self._size, self._size))
        for step in range(1, self._design.layout.steps):
            low, high, first = starts[step], starts[step + 1], starts[step - 1]
            np.add.at(counts, (self._gold[first : first + high - low], self._gold[low:high]), 1.0)
        return counts

    def parts(self, vector: Array) -> Parts:
        """Return the parts of a vector of weights."""
        cut = [
            vector[low:high].reshape(-1, self._size) for low, high in zip(self._bounds, self._bounds[1:], strict=False)
        ]
        return Parts(tuple(cut[: len(REACH)]), cut[-3], cut[-2][0], cut[-1])

    def __call__(self, vector: Array) -> tuple[float, Array]:
        """Return value and gradient."""
        given, design = self.parts(vector), self._design
        scores = design.clues @ given.clues
        for reach, weights, at in zip(REACH, given.words, design.at, strict=True):
            scores += (design.words[abs(reach)] @ weights)[at]
        found, partition = sums(design.layout, scores, given.start + self._opening, given.moves + self._moving)
        right = scores[self._rows, self._gold].sum()
        right += (self._move_counts * given.moves).sum() + (self._start_counts * given.start).sum()
        posterior = found.forward * found.backward
        gradient = self._gradient(vector, posterior, expected_moves(design.layout, found, given.moves + self._moving))
        return partition - right + PENALTY / 2 * float(vector @ vector), gradient

    def _gradient(self, vector: Array, posterior: Array, moves: Array) -> Array:
        gradient = PENALTY * vector
        into = self.parts(gradient)
        into.start[:] += posterior[: self._design.layout.starts[1]].sum(axis=0) - self._start_counts
        into.moves[:] += moves - self._move_counts
        posterior[self._rows, self._gold] -= 1.0
        for reach, weights, gathered in zip(REACH, into.words, self._gathered, strict=True):
            weights += self._turned[abs(reach)] @ (gathered @ posterior)
        into.clues[:] += self._clues_turned @ posterior
        return gradient


def train(
    design: Design, tags: Sequence[str], gold: Sequence[int], *, steps: int = STEPS, report: Report = unheard
) -> Weights:
    """Return the weights for ``tags`` that the lessons teach; the same lessons give the same weights."""
    from scipy.optimize import minimize

    likelihood = Likelihood(design, tags, np.asarray(gold, dtype=np.int64))
    found = minimize(
        likelihood, np.zeros(likelihood.length), jac=True, method="L-BFGS-B", callback=_counting(steps, report),
        options={"maxiter": steps, "maxcor": _MEMORY, "ftol": _ENOUGH},
    )  # fmt: skip
    parts = likelihood.parts(found.x)
    words = tuple(
        weights * _shares(design.indexes[abs(reach)], "=") for reach, weights in zip(REACH, parts.words, strict=True)
    )
    clues = parts.clues * _shares(design.clue_index, " ")
    return Weights(tuple(tags), design.indexes, words, design.clue_index, clues, parts.start, parts.moves)


def _shares(index: Sequence[str] | Any, separator: str) -> Array:
    return np.array([share(one, separator) for one in index] or [1.0])[:, None]


def _counting(steps: int, report: Report) -> Callable[[Any], None]:
    done = 0

    def callback(_found: Any) -> None:
        nonlocal done
        done += 1
        report(min(done / steps, 1.0))

    return callback
