"""Curves: for each suggester and label one that never falls, fitted to what people decided.

It is given at knots from 0 to 1; a case counts for the two knots beside its score, and each knot has a few cases
beforehand that say what the level above says: the label's curve leans on the suggester's, that on the curve of all,
that on the score itself. So few cases change little, and none change nothing.

Sources: pooling of adjacent violators, Ayer et al., Ann. Math. Stat. 26 (1955); isotonic calibration of scores,
Zadrozny and Elkan, KDD 2002.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from annotator.core.isotonic import Case, Sums, at_knots, hint, interpolated, isotonic, straight

Curve = Sequence[float]
Key = tuple[str, str]
"""A suggester and a label."""


class Count(NamedTuple):
    """How many suggestions of one suggester, label and score were accepted, and how many were not.

    ``judged`` says that a learned model gave the score.
    """

    suggester: str
    label: str
    score: float
    accepted: int
    rejected: int
    judged: bool = False

    @property
    def case(self) -> Case:
        """The score, and what became of it."""
        return self.score, self.accepted, self.rejected


class Curves:
    """What scores of one kind are worth."""

    def __init__(self, counts: Iterable[Count]) -> None:
        self._counts = tuple(counts)

    def score(self, suggester: str, label: str, raw: float) -> float:
        """Return the share in [0, 1] to expect accepted. It never falls in ``raw``."""
        curve = self._labels.get((suggester, label)) or self._suggesters.get(suggester) or self._all
        return interpolated(curve, raw)

    @cached_property
    def _sums(self) -> Mapping[Key, Sums]:
        groups: dict[Key, list[Case]] = defaultdict(list)
        for count in self._counts:
            groups[count.suggester, count.label].append(count.case)
        return {key: at_knots(cases) for key, cases in groups.items()}

    @cached_property
    def _hints(self) -> Mapping[Key, Sums]:
        return {key: hint(sums) for key, sums in self._sums.items()}

    @cached_property
    def _all(self) -> Curve:
        return isotonic(self._hints.values(), straight())

    @cached_property
    def _suggesters(self) -> Mapping[str, Curve]:
        return {suggester: self._of_suggester(suggester) for suggester in {key[0] for key in self._sums}}

    def _of_suggester(self, suggester: str, without: str | None = None) -> Curve:
        """Return a suggester's curve. What it leans on knows the others only: no case counts twice."""
        others = isotonic((sums for key, sums in self._hints.items() if key[0] != suggester), straight())
        own = (sums for key, sums in self._hints.items() if key[0] == suggester and key[1] != without)
        return isotonic(own, others)

    @cached_property
    def _labels(self) -> Mapping[Key, Curve]:
        return {key: isotonic([sums], self._of_suggester(*key)) for key, sums in self._sums.items()}
