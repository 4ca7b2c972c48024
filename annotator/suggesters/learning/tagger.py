"""The tagger: weights of features, and with them how likely each tag is at each place of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from annotator.suggesters.learning.chains import Array, plan, sums
from annotator.suggesters.learning.clues import Sample
from annotator.suggesters.learning.design import KINDS, Index, neighbours
from annotator.suggesters.learning.words import EDGE, REACH, Classes, of_neighbour, word_features

FORBIDDEN = -30.0
"""The score of a move that cannot be: so low that it never counts, and no infinity to calculate with."""
_KEPT_WORDS = 100_000


class Weights(NamedTuple):
    """What was learned: ``words[r]`` (features × T) for the word REACH[r] places away, ``clues``, ``start``, ``moves``."""

    tags: tuple[str, ...]
    indexes: tuple[Index, ...]
    words: tuple[Array, ...]
    clue_index: Index
    clues: Array
    start: Array
    moves: Array


class Posterior(NamedTuple):
    """How likely each tag is at each place (``tags``: N × T), and how likely a span goes on.

    ``on[t][:, k]`` is how likely the span of the kind k that holds place t - 1 holds place t too: ``from_begin`` where
    it began at t - 1, ``from_inside`` where it began before.
    """

    tags: Array
    from_begin: Array
    from_inside: Array


def kinds_of(tags: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds of spans that tags are of, in their order."""
    return tuple(tag[2:] for tag in tags if tag.startswith("B-"))


def tags_for(kinds: Sequence[str]) -> tuple[str, ...]:
    """Return O, and for each kind the tag of its first unit and that of the others (BIO: Ramshaw and Marcus 1995)."""
    return ("O", *(f"{part}-{kind}" for kind in kinds for part in "BI"))


def forbidden(tags: Sequence[str]) -> tuple[Array, Array]:
    """Return which tags cannot open a sequence (T) and which cannot follow which (T × T), as scores to be added."""
    inside = np.array([tag.startswith("I-") for tag in tags])
    own = np.array([[after[2:] == before[2:] and before != "O" for after in tags] for before in tags])
    return np.where(inside, FORBIDDEN, 0.0), np.where(inside[None, :] & ~own, FORBIDDEN, 0.0)


class Tagger:
    """Reads samples by its weights."""

    def __init__(self, weights: Weights, classes: Classes) -> None:
        """``classes`` are those of words that the weights were learned with."""
        self.weights, self._classes = weights, classes
        self._rows: dict[str, Array] = {}
        size = len(weights.tags)
        self._begins = np.arange(1, size, 2)

    def scores(self, samples: Sequence[Sample]) -> Array:
        """Return the scores of the tags (N × T) at all places, texts laid end to end in the order of a plan."""
        words = [word for sample in samples for word in sample.words]
        numbers: Index = {EDGE: 0}
        places = [numbers.setdefault(word, len(numbers)) for word in words]
        table = np.stack([self._row(word) for word in numbers])
        layout = plan([length for sample in samples for length in sample.lengths])
        at = neighbours(places, layout, 0, samples)
        scores: Array = table[at[0], 0]
        for reach in range(1, len(REACH)):
            scores += table[at[reach], reach]
        inverse = np.empty(len(words), np.int64)
        inverse[layout.order] = np.arange(len(words))
        self._add_clues(scores, samples, inverse)
        return scores

    def _row(self, word: str) -> Array:
        """Return what a word adds to the places that it is REACH away from (reach × T)."""
        row = self._rows.get(word)
        if row is None:
            if len(self._rows) >= _KEPT_WORDS:
                self._rows.clear()
            self._rows[word] = row = self._worked_out(word)
        return row

    def _worked_out(self, word: str) -> Array:
        features = word_features(word, self._classes)
        known = [self._known(of_neighbour(features, kind), self.weights.indexes[kind]) for kind in KINDS]
        return np.stack([self.weights.words[place][known[abs(reach)]].sum(axis=0) for place, reach in enumerate(REACH)])

    @staticmethod
    def _known(features: Sequence[str], index: Index) -> list[int]:
        return [index[one] for one in features if one in index]

    def _add_clues(self, scores: Array, samples: Sequence[Sample], inverse: Array) -> None:
        index = self.weights.clue_index
        rows, places, place = [], [], 0
        for sample in samples:
            for clues in sample.clues:
                for one in clues:
                    row = index.get(one)
                    if row is not None:
                        rows.append(row)
                        places.append(place)
                place += 1
        if rows:
            np.add.at(scores, inverse[places], self.weights.clues[rows])

    def posteriors(self, samples: Sequence[Sample]) -> list[Posterior]:
        """Return how likely the tags are in each sample."""
        filled = [sample for sample in samples if sample.words]
        found = self._all(filled) if filled else None
        parts, at = [], 0
        for sample in samples:
            size = len(sample.words)
            parts.append(_cut(found, at, at + size) if found else _nothing(len(self.weights.tags)))
            at += size
        return parts

    def _all(self, samples: Sequence[Sample]) -> Posterior:
        layout = plan([length for sample in samples for length in sample.lengths])
        opening, moving = forbidden(self.weights.tags)
        moves = self.weights.moves + moving
        found, _ = sums(layout, self.scores(samples), self.weights.start + opening, moves)
        back = np.empty(len(layout.order), np.int64)
        back[layout.order] = np.arange(len(layout.order))
        coming = (found.weights * found.backward / found.scales[:, None])[back]
        tags, backward = (found.forward * found.backward)[back], found.backward[back]
        begin, inside = self._begins, self._begins + 1
        going = np.exp(moves)
        before = np.maximum(np.roll(backward, 1, axis=0), 1e-300)
        first = [place for sample in _starts(samples) for place in sample]
        shares = [coming[:, inside] * going[one, inside] / before[:, one] for one in (begin, inside)]
        for one in shares:
            one[first] = 0.0  # nothing goes on from one sequence to the next
        return Posterior(tags, *shares)


def _starts(samples: Sequence[Sample]) -> list[list[int]]:
    """Return where the sequences of each sample begin, samples laid end to end."""
    found, at = [], 0
    for sample in samples:
        starts = []
        for length in sample.lengths:
            starts.append(at)
            at += length
        found.append(starts)
    return found


def _cut(found: Posterior, start: int, end: int) -> Posterior:
    return Posterior(found.tags[start:end], found.from_begin[start:end], found.from_inside[start:end])


def _nothing(size: int) -> Posterior:
    kinds = np.zeros((0, (size - 1) // 2))
    return Posterior(np.zeros((0, size)), kinds, kinds)
