"""A classifier by named features: multinomial logistic regression, with the tagger's penalty and search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from annotator.suggesters.learning.chains import Array
from annotator.suggesters.learning.descent import minimum

_STEPS = 60
_PENALTY = 1.0

Case = Sequence[str]
"""The features of what is to be classified."""


class Classifier(NamedTuple):
    """``weights`` (features × classes), and a bias for each class."""

    classes: tuple[str, ...]
    places: dict[str, int]
    weights: Array
    bias: Array

    def probabilities(self, cases: Sequence[Case]) -> Array:
        """Return how likely each class is for each case (cases × classes)."""
        scores = np.tile(self.bias, (len(cases), 1))
        for row, case in enumerate(cases):
            known = [self.places[one] for one in case if one in self.places]
            scores[row] += self.weights[known].sum(axis=0)
        return _softmax(scores)


def _softmax(scores: Array) -> Array:
    powers: Array = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares


def classifier(cases: Sequence[Case], gold: Sequence[str]) -> Classifier:
    """Return the classifier that the cases (at least one) teach."""
    classes = tuple(sorted(set(gold)))
    counts = Counter(one for case in cases for one in set(case))
    index = {one: number for number, one in enumerate(sorted(one for one, count in counts.items() if count > 1))}
    matrix = _matrix(cases, index)
    right = np.zeros((len(cases), len(classes)))
    right[np.arange(len(cases)), [classes.index(one) for one in gold]] = 1.0
    size = (matrix.shape[1] + 1) * len(classes)
    turned = matrix.T.tocsr()
    found = minimum(lambda vector: _loss(vector, matrix, turned, right), np.zeros(size), steps=_STEPS, enough=1e-5)
    weights = found.reshape(-1, len(classes))
    return Classifier(classes, index, weights[:-1], weights[-1])


def _matrix(cases: Sequence[Case], index: dict[str, int]) -> Any:
    from scipy.sparse import csr_array

    rows, columns = [], []
    for row, case in enumerate(cases):
        known = [index[one] for one in set(case) if one in index]
        rows += [row] * len(known)
        columns += sorted(known)
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(cases), max(len(index), 1)))


def _loss(vector: Array, matrix: Any, turned: Any, right: Array) -> tuple[float, Array]:
    weights = vector.reshape(-1, right.shape[1])
    shares = _softmax(matrix @ weights[:-1] + weights[-1])
    loss = -np.log(np.maximum(shares[right > 0], 1e-300)).sum() + _PENALTY / 2 * (weights[:-1] ** 2).sum()
    wrong = shares - right
    gradient = np.vstack([turned @ wrong + _PENALTY * weights[:-1], wrong.sum(axis=0)])
    return float(loss), gradient.ravel()
