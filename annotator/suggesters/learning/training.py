"""Training a tagger: the weights under which the tags of the lessons are most likely, held small by a penalty.

Maximum likelihood of a conditional random field with a Gaussian prior.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from annotator.core.suggestions import Report, unheard
from annotator.suggesters.learning.chains import Array, expected_moves, sums
from annotator.suggesters.learning.descent import minimum
from annotator.suggesters.learning.design import Design, Index, share
from annotator.suggesters.learning.tagger import Layer, Weights, forbidden
from annotator.suggesters.learning.words import REACH

PENALTY = 2.5
"""The inverse variance of the prior."""
STEPS = 40
"""So many steps the search takes at most: more change the answers hardly, and take their time."""
_NAUGHT = 0.01
"""Features whose weights are all smaller are forgotten."""
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
        right = float(scores[self._rows, self._gold].sum())
        right += (self._move_counts * given.moves).sum() + (self._start_counts * given.start).sum()
        posterior = found.forward * found.backward
        gradient = self._gradient(vector, posterior, expected_moves(design.layout, found, given.moves + self._moving))
        return partition - right + PENALTY / 2 * float(vector @ vector), gradient

    def _gradient(self, vector: Array, posterior: Array, moves: Array) -> Array:
        gradient = np.float32(PENALTY) * vector
        into = self.parts(gradient)
        into.start[:] += posterior[: self._design.layout.starts[1]].sum(axis=0) - self._start_counts
        into.moves[:] += moves - self._move_counts
        posterior[self._rows, self._gold] -= 1.0
        for reach, weights, gathered in zip(REACH, into.words, self._gathered, strict=True):
            weights += self._turned[abs(reach)] @ (gathered @ posterior)
        into.clues[:] += self._clues_turned @ posterior
        return gradient


def train(
    design: Design, layers: Sequence[Sequence[str]], gold: Sequence[Sequence[int]], *, steps: int = STEPS,
    report: Report = unheard,
) -> Weights:  # fmt: skip
    """Return the weights that the lessons teach; the same lessons give the same weights.

    ``layers`` are the tags of each layer, ``gold`` the numbers of the right ones in the order of the samples.
    """
    found = []
    for number, (tags, right) in enumerate(zip(layers, gold, strict=True)):
        likelihood = Likelihood(design, tags, np.asarray(right, dtype=np.int64))
        start = np.zeros(likelihood.length, dtype=np.float32)
        after = _counting(report, number, len(layers), steps)
        found.append(likelihood.parts(minimum(likelihood, start, steps=steps, enough=_ENOUGH, after=after)))
    made = tuple(Layer(tuple(tags), one.start, one.moves) for tags, one in zip(layers, found, strict=True))
    return _side_by_side(design, made, found)


def _counting(report: Report, layer: int, layers: int, steps: int) -> Callable[[int], None]:
    return lambda step: report((layer + step / steps) / layers)


def _side_by_side(design: Design, layers: tuple[Layer, ...], found: Sequence[Parts]) -> Weights:
    """Return one table for all layers, without the features that hardly count."""
    size = sum(len(layer.tags) for layer in layers)
    table = np.zeros((len(design.indexes[0]), len(REACH), size), np.float32)
    for place, reach in enumerate(REACH):
        index = design.indexes[abs(reach)]
        rows = [design.indexes[0][one] for one in index]
        if rows:
            weights = np.concatenate([one.words[place] for one in found], axis=1) * _shares(index)
            table[rows, place] = weights
    clues = np.concatenate([one.clues for one in found], axis=1)
    word_index, words = _pruned(design.indexes[0], table)
    return Weights(layers, word_index, words, *_pruned(design.clue_index, clues))


def _shares(index: Index) -> Array:
    return np.array([share(one) for one in index])[:, None]


def _pruned(index: Index, table: Array) -> tuple[Index, Array]:
    """Return the features of which some weight counts, with their rows."""
    highest = np.abs(table).reshape(len(table), -1).max(axis=1)
    names = [(name, row) for name, row in index.items() if highest[row] >= _NAUGHT]
    return {name: place for place, (name, _) in enumerate(names)}, table[[row for _, row in names]]
