"""The tagger: weights of features, and with them how likely each tag is at each place of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np

from annotator.suggesters.learning.chains import Array, Plan, plan, sums
from annotator.suggesters.learning.clues import Sample
from annotator.suggesters.learning.design import Index, neighbours
from annotator.suggesters.learning.words import EDGE, REACH, Classes, word_features

FORBIDDEN = -30.0
"""The score of a move that cannot be: so low that it never counts, and no infinity to calculate with."""
_KEPT_WORDS = 50_000


class Layer(NamedTuple):
    """The tags of one layer, with the scores of those that open a sequence (T) and of going to the next (T × T)."""

    tags: tuple[str, ...]
    start: Array
    moves: Array

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of spans that the tags are of, in their order."""
        return tuple(tag[2:] for tag in self.tags if tag.startswith("B-"))


class Weights(NamedTuple):
    """What was learned. The tags of all ``layers`` (S in all) lie side by side in the tables.

    ``words`` (features × reach × S) is what a word adds to the places that it is REACH away from, ``clues``
    (features × S) what a clue adds to its own place.
    """

    layers: tuple[Layer, ...]
    word_index: Index
    words: Array
    clue_index: Index
    clues: Array


class Posterior(NamedTuple):
    """How likely each tag is at each place (``tags``: N × T), and how likely a span goes on (N × kinds).

    ``from_begin[t, k]`` is how likely a span of the kind k that begins at t - 1 holds place t too,
    ``from_inside[t, k]`` the same for one that began before.
    """

    tags: Array
    from_begin: Array
    from_inside: Array

    def part(self, start: int, end: int) -> Posterior:
        """Return what it says of some places."""
        return Posterior(self.tags[start:end], self.from_begin[start:end], self.from_inside[start:end])


def tags_for(kinds: Sequence[str]) -> tuple[str, ...]:
    """Return O, and for each kind the tag of its first unit and that of the others (BIO: Ramshaw and Marcus 1995)."""
    return ("O", *(f"{part}-{kind}" for kind in kinds for part in "BI"))


def forbidden(tags: Sequence[str]) -> tuple[Array, Array]:
    """Return which tags cannot open a sequence (T) and which cannot follow which (T × T), as scores to be added."""
    inside = np.array([tag.startswith("I-") for tag in tags])
    own = np.array([[after[2:] == before[2:] and before != "O" for after in tags] for before in tags])
    return np.where(inside, FORBIDDEN, 0.0), np.where(inside[None, :] & ~own, FORBIDDEN, 0.0)


class Tagger:
    """Reads samples by its weights. Several threads may read at once."""

    def __init__(self, weights: Weights, classes: Classes) -> None:
        """``classes`` are those of words that the weights were learned with."""
        self.weights, self._classes = weights, classes
        self._lock = Lock()
        self._numbers: Index = {}
        self._rows = np.zeros((0, *weights.words.shape[1:]), np.float32)

    def posteriors(self, samples: Sequence[Sample]) -> list[tuple[Posterior, ...]]:
        """Return how likely the tags of each layer are in each sample."""
        filled = [sample for sample in samples if sample.words]
        if not filled:
            return [tuple(_nothing(layer) for layer in self.weights.layers)] * len(samples)
        layout = plan([length for sample in filled for length in sample.lengths])
        scores = self._scores(filled, layout)
        back = _inverse(layout)
        starts = _starts(filled)
        found, low = [], 0
        for layer in self.weights.layers:
            high = low + len(layer.tags)
            found.append(_posterior(layer, layout, scores[:, low:high], back, starts))
            low = high
        ends = np.cumsum([len(sample.words) for sample in samples]).tolist()
        bounds = zip([0, *ends], ends, strict=False)
        return [tuple(one.part(start, end) for one in found) for start, end in bounds]

    def _scores(self, samples: Sequence[Sample], layout: Plan) -> Array:
        """Return the scores of the tags (N × S), in the layout."""
        words = [word for sample in samples for word in sample.words]
        with self._lock:  # else two threads give one row to two words, and that for good
            (edge, *numbers), table = self._numbered([EDGE, *words]), self._rows
        # What is in the table stays as it is: a word that comes later gets a row of its own, or another table.
        at = neighbours(numbers, layout, edge, samples)
        scores: Array = table[at[0], 0].astype(np.float64)
        for reach in range(1, len(REACH)):
            scores += table[at[reach], reach]
        rows, places = self._clues(samples)
        if rows:
            np.add.at(scores, _inverse(layout)[places], self.weights.clues[rows])
        return scores

    def _numbered(self, words: Sequence[str]) -> list[int]:
        """Return the rows of words, those of new words worked out first."""
        if len(self._numbers) > _KEPT_WORDS:
            self._numbers, self._rows = {}, self._rows[:0]
        new = [word for word in dict.fromkeys(words) if word not in self._numbers]
        if new:
            start, end = len(self._numbers), len(self._numbers) + len(new)
            if end > len(self._rows):
                room = np.zeros((max(end - len(self._rows), len(self._rows)), *self._rows.shape[1:]), np.float32)
                self._rows = np.concatenate([self._rows, room])
            self._rows[start:end] = self._worked_out(new)
            self._numbers |= {word: start + place for place, word in enumerate(new)}
        return [self._numbers[word] for word in words]

    def _worked_out(self, words: Sequence[str]) -> Array:
        index, table = self.weights.word_index, self.weights.words
        known = [[index[one] for one in word_features(word, self._classes) if one in index] for word in words]
        sizes = np.array([len(one) for one in known])
        found = np.zeros((len(words), *table.shape[1:]), np.float32)
        filled = sizes > 0
        if filled.any():
            every = table[[row for one in known for row in one]]
            found[filled] = np.add.reduceat(every, (np.cumsum(sizes) - sizes)[filled], axis=0)
        return found

    def _clues(self, samples: Sequence[Sample]) -> tuple[list[int], list[int]]:
        """Return the rows of all known clues, and the places that have them."""
        index = self.weights.clue_index
        rows: list[int] = []
        places: list[int] = []
        start = 0
        for sample in samples:
            for place, one in sample.clues:
                if one in index:
                    rows.append(index[one])
                    places.append(start + place)
            start += len(sample.words)
        return rows, places


def _inverse(layout: Plan) -> Array:
    back = np.empty(len(layout.order), np.int64)
    back[layout.order] = np.arange(len(layout.order))
    return back


def _starts(samples: Sequence[Sample]) -> Array:
    """Return where sequences begin, samples laid end to end."""
    lengths = np.array([length for sample in samples for length in sample.lengths])
    starts: Array = np.cumsum(lengths) - lengths
    return starts


def _posterior(layer: Layer, layout: Plan, scores: Array, back: Array, starts: Array) -> Posterior:
    opening, moving = forbidden(layer.tags)
    found, _ = sums(layout, scores, layer.start + opening, layer.moves + moving)
    coming = (found.weights * found.backward / found.scales[:, None])[back]
    tags, backward = (found.forward * found.backward)[back], found.backward[back]
    before = np.maximum(np.roll(backward, 1, axis=0), 1e-300)
    return Posterior(tags, *_onward(coming, before, np.exp(layer.moves + moving), starts))


def _onward(coming: Array, before: Array, going: Array, starts: Array) -> Iterator[Array]:
    """Yield how likely spans go on, where they began at the place before and where they began earlier."""
    begin = np.arange(1, coming.shape[1], 2)
    inside = begin + 1
    for one in (begin, inside):
        share = coming[:, inside] * going[one, inside] / before[:, one]
        share[starts] = 0.0  # nothing goes on from one sequence to the next
        yield share


def _nothing(layer: Layer) -> Posterior:
    kinds = np.zeros((0, len(layer.kinds)))
    return Posterior(np.zeros((0, len(layer.tags))), kinds, kinds)
