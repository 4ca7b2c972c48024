"""The lessons as matrices: which feature each word and each place has.

A feature of words is the same wherever a word stands, so it is written once for each different word, not for each
place: the scores of all words are worked out first and then looked up by place, which is several times as fast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from annotator.suggesters.learning.chains import Array, Plan, plan
from annotator.suggesters.learning.clues import Sample
from annotator.suggesters.learning.words import EDGE, REACH, Classes, of_neighbour, word_features

Index = dict[str, int]
"""The features that are known, each with its row in a table of weights."""

KINDS = (0, 1, 2)
"""How far away a word stands: one index of features for each distance."""

_SINGLES = ("w=", "s=")
"""Features of words that count although they occur in one place only."""

SHARES = {"w": 0.5, "s": 0.7}
"""How strongly features count that know single words (others: 1): what is said of one word helps no other, and what
these explain is lost to the features that would."""


class Design(NamedTuple):
    """Matrices of all lessons. ``at[r]`` (N) is the word REACH[r] places away from each place of the layout.

    ``lengths`` are those of the sequences, and ``owners`` the numbers of the samples that they are of.
    """

    layout: Plan
    lengths: Array
    owners: Array
    indexes: tuple[Index, ...]
    words: tuple[Any, ...]
    at: tuple[Array, ...]
    clue_index: Index
    clues: Any
    vocabulary: Index

    def with_clues(self, samples: Sequence[Sample]) -> Design:
        """Return the matrices of the same samples with other clues."""
        index, clues = _of_clues(samples, self.layout)
        return self._replace(clue_index=index, clues=clues)

    def only(self, samples: Sequence[int]) -> Design:
        """Return the matrices of some of the samples: features that they have not, get no weight."""
        chosen = np.isin(self.owners, np.asarray(samples))
        places = np.repeat(chosen, self.lengths)
        back = np.empty(len(places), np.int64)
        back[self.layout.order] = np.arange(len(places))
        layout = plan(self.lengths[chosen])
        rows = back[np.flatnonzero(places)][layout.order]
        return self._replace(
            layout=layout, lengths=self.lengths[chosen], owners=self.owners[chosen],
            at=tuple(one[rows] for one in self.at), clues=self.clues[rows],
        )  # fmt: skip


def share(feature: str) -> float:
    """Return how strongly a feature of words counts."""
    return SHARES.get(feature.partition("=")[0], 1.0)


def design(samples: Sequence[Sample], classes: Classes) -> Design:
    """Return the matrices of samples (at least one unit in all)."""
    counts = Counter(word for sample in samples for word in sample.words)
    vocabulary = {word: number for number, word in enumerate([EDGE, *sorted(counts)])}
    features = {word: word_features(word, classes) for word in vocabulary}
    lengths = np.array([length for sample in samples for length in sample.lengths], np.int64)
    owners = np.repeat(np.arange(len(samples)), [len(sample.lengths) for sample in samples])
    layout = plan(lengths)
    indexes, matrices = [], []
    for kind in KINDS:  # what is known of neighbours is known of the word itself too, with two places or more
        rows: list[Sequence[str]] = [of_neighbour(features[word], kind) for word in vocabulary]
        index = _index(rows, [counts[word] or 2 for word in vocabulary], () if kind else _SINGLES)
        indexes.append(index)
        matrices.append(_matrix(rows, index, share))
    clue_index, clues = _of_clues(samples, layout)
    at = neighbours(
        [vocabulary[word] for sample in samples for word in sample.words], layout, vocabulary[EDGE], samples
    )
    return Design(layout, lengths, owners, tuple(indexes), tuple(matrices), at, clue_index, clues, vocabulary)


def _of_clues(samples: Sequence[Sample], layout: Plan) -> tuple[Index, Any]:
    places = _in_order([row for sample in samples for row in _by_place(sample)], layout)
    index = _index(places, [1] * len(places), ())
    return index, _matrix(places, index, lambda _: 1.0)


def _by_place(sample: Sample) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in sample.words]
    for place, one in sample.clues:
        rows[place].append(one)
    return rows


def _in_order(rows: Sequence[Sequence[str]], layout: Plan) -> list[Sequence[str]]:
    return [rows[place] for place in layout.order.tolist()]


def _index(rows: Iterable[Sequence[str]], counts: Sequence[int], singles: tuple[str, ...]) -> Index:
    """Number the features that occur in two places or more; those that begin with one of ``singles`` always."""
    total: Counter[str] = Counter()
    for row, count in zip(rows, counts, strict=True):
        for one in row:
            total[one] += count
    kept = (one for one, count in total.items() if count > 1 or (singles and one.startswith(singles)))
    return {one: number for number, one in enumerate(kept)}


def _matrix(rows: Sequence[Sequence[str]], index: Index, share_of: Callable[[str], float]) -> Any:
    from scipy.sparse import csr_array

    columns: list[int] = []
    starts = [0]
    for row in rows:
        columns += [index[one] for one in row if one in index]
        starts.append(len(columns))
    shares = np.array([share_of(one) for one in index] or [1.0], dtype=np.float32)
    values = shares[columns] if columns else np.zeros(0, np.float32)
    return csr_array(
        (values, np.array(columns, np.int32), np.array(starts, np.int32)), shape=(len(rows), max(len(index), 1))
    )


def neighbours(numbers: Sequence[int], layout: Plan, edge: int, samples: Sequence[Sample]) -> tuple[Array, ...]:
    """Return, for each place that the words of REACH are at, their numbers, in the order of the layout."""
    sizes = np.array([length for sample in samples for length in sample.lengths])
    begins = np.repeat(np.cumsum(sizes) - sizes, sizes)
    ends = begins + np.repeat(sizes, sizes)
    every = np.asarray(numbers, dtype=np.int64)
    found = []
    for step in REACH:
        places = np.arange(len(every)) + step
        inside = (places >= begins) & (places < ends)
        found.append(np.where(inside, every[np.where(inside, places, 0)], edge)[layout.order])
    return tuple(found)
