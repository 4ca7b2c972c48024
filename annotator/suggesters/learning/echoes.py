"""Echoes: how a word was read in its other places, as a clue for each of them.

Names come again, and some places give away what they are while others do not. A first reading of lessons and of
unlabelled texts says how likely each word is a part of which kind of span; the second learns how far to trust that.
(The idea of two stages: Krishnan and Manning 2006.)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from annotator.core.arabic import matching_form
from annotator.suggesters.learning.chains import Array
from annotator.suggesters.learning.clues import Clue, Sample
from annotator.suggesters.learning.tagger import Posterior
from annotator.suggesters.learning.words import bare

Echoes = Mapping[str, tuple[str, ...]]
"""The clues of each word, by its matching form without a proclitic."""

_STEPS = (0.05, 0.15, 0.3, 0.5, 0.75)
_MANY = 4


def name_of(unit: str) -> str:
    """Return the form under which the echoes of a unit are kept."""
    return bare(matching_form(unit.strip("+") or unit))


def shares_of(layers: Sequence[Posterior]) -> Array:
    """Return how likely each unit is a part of each kind of span (N × kinds of all layers)."""
    return np.concatenate([one.tags[:, 1::2] + one.tags[:, 2::2] for one in layers], axis=1)


class Heard:
    """Sums over all places of each word."""

    def __init__(self, kinds: Sequence[str]) -> None:
        """``kinds`` are those of all layers, in their order."""
        self._kinds = tuple(kinds)
        self._numbers: dict[str, int] = {}
        self._sums = np.zeros((0, len(kinds) + 1))

    def add(self, samples: Sequence[Sample], shares: Sequence[Array]) -> None:
        """Add what a reading says of texts."""
        names = [name_of(word) for sample in samples for word in sample.words]
        rows = [self._numbers.setdefault(name, len(self._numbers)) for name in names]
        more = np.zeros((len(self._numbers) - len(self._sums), len(self._kinds) + 1))
        self._sums = np.concatenate([self._sums, more])
        every = np.concatenate(list(shares)) if shares else np.zeros((0, len(self._kinds)))
        np.add.at(self._sums, rows, np.column_stack([every, np.ones(len(every))]))

    def without(self, sample: Sample, shares: Array) -> list[Clue]:
        """Return the clues of a text that was added: of each word, what all its other places say."""
        rows = [self._numbers[name_of(word)] for word in sample.words]
        others = self._sums[rows] - np.column_stack([shares, np.ones(len(shares))])
        return [(place, clue) for place, sums in enumerate(others.tolist()) for clue in self._clues(sums)]

    def echoes(self) -> Echoes:
        """Return the clues of all words that come twice or more and have any."""
        found = ((name, tuple(self._clues(self._sums[row].tolist(), 2))) for name, row in self._numbers.items())
        return {name: clues for name, clues in sorted(found) if clues}

    def _clues(self, sums: Sequence[float], least: int = 1) -> Iterator[str]:
        count = sums[-1]
        if count < least - 0.5:
            return
        for kind, total in zip(self._kinds, sums, strict=False):
            step = bisect_right(_STEPS, total / count)
            if step:
                yield f"~ {kind} {step}"
                yield f"~ {kind} {step} {min(round(count), _MANY)}"


def echoing(sample: Sample, echoes: Echoes) -> Sample:
    """Return a sample with the clues of its words added."""
    return sample._replace(clues=[*sample.clues, *_of_words(sample.words, echoes)]) if echoes else sample


def _of_words(words: Iterable[str], echoes: Echoes) -> Iterator[Clue]:
    for place, word in enumerate(words):
        for clue in echoes.get(name_of(word), ()):
            yield place, clue
