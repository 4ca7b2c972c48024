"""From a suggester's scores to shares: of suggestions that score so, how many does this project accept?

For each suggester and label a curve that never falls is fitted to what people decided. It is given at knots from 0 to
1; a case counts for the two knots beside its score, and each knot has a few cases beforehand that say what the level
above says: the label's curve leans on the suggester's, that on the curve of all, that on the score itself. So few
cases change little, and none change nothing.

Sources: pooling of adjacent violators, Ayer et al., Ann. Math. Stat. 26 (1955); isotonic calibration of scores,
Zadrozny and Elkan, KDD 2002.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from annotator.core.hushing import BELOW, LEAST, Hushed, upper_bound
from annotator.core.isotonic import Case, Sums, at_knots, hint, interpolated, isotonic, straight
from annotator.core.phrases import N_, Problem
from annotator.core.reliability import BINS, Bin, binned, calibration_error, squared_error

FORMAT = 1
_DIGITS = 3
"""Scores count as equal when these decimals are."""

Curve = Sequence[float]
Key = tuple[str, str]
"""A suggester and a label."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one suggestion: ``score`` in [0, 1] is what its suggester gave it; fixing it is not accepting."""

    suggester: str
    label: str
    score: float
    accepted: bool


class Count(NamedTuple):
    """How many suggestions of one suggester, label and score were accepted, and how many were not."""

    suggester: str
    label: str
    score: float
    accepted: int
    rejected: int


class Calibration:
    """What the scores of suggesters are worth in one project. A value: the order of the outcomes does not matter."""

    def __init__(self, counts: Iterable[Count] = ()) -> None:
        """Take outcomes that are counted already (a database can do that); doubles are added up."""
        sums: dict[tuple[str, str, float], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for suggester, label, score, accepted, rejected in counts:
            key = (suggester, label, round(min(1.0, max(0.0, score)), _DIGITS))
            sums[key] = sums[key][0] + accepted, sums[key][1] + rejected
        self.counts = tuple(Count(*key, *sums[key]) for key in sorted(sums) if any(sums[key]))

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Calibration:
        """Return the calibration that the outcomes give."""
        return cls(Count(one.suggester, one.label, one.score, one.accepted, not one.accepted) for one in outcomes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calibration) and self.counts == other.counts

    def __hash__(self) -> int:
        return hash(self.counts)

    def score(self, suggester: str, label: str, raw: float) -> float:
        """Return the share in [0, 1] to expect accepted. It never falls in ``raw``; it is ``raw`` without outcomes."""
        if not self.counts:
            return raw
        curve = self._labels.get((suggester, label)) or self._suggesters.get(suggester) or self._all
        return interpolated(curve, raw)

    @cached_property
    def _sums(self) -> Mapping[Key, Sums]:
        groups: dict[Key, list[Case]] = defaultdict(list)
        for count in self.counts:
            groups[count.suggester, count.label].append(_case(count))
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

    def reliability(
        self, suggester: str | None = None, label: str | None = None, *, calibrated: bool = True, bins: int = BINS
    ) -> tuple[Bin, ...]:
        """Return what a reliability plot shows, of one suggester or label or of all: the bins that hold suggestions.

        Not ``calibrated``, the scores are those that the suggesters gave. The outcomes are those that the curves were
        fitted to, so calibrated ones look a little better than they will be.
        """
        return binned(self._pairs(suggester, label, calibrated), bins)

    def error(self, suggester: str | None = None, label: str | None = None, *, calibrated: bool = True) -> float:
        """Return the expected calibration error: how far the scores are from the shares, in the mean; 0 for none."""
        return calibration_error(self.reliability(suggester, label, calibrated=calibrated))

    def brier(self, suggester: str | None = None, label: str | None = None, *, calibrated: bool = True) -> float:
        """Return the mean squared distance of the scores from what became of the suggestions; 0 for none."""
        return squared_error(self._pairs(suggester, label, calibrated))

    def _pairs(self, suggester: str | None, label: str | None, calibrated: bool) -> list[Case]:
        chosen = (one for one in self.counts if suggester in (None, one.suggester) and label in (None, one.label))
        if not calibrated:
            return [_case(one) for one in chosen]
        return [(self.score(one.suggester, one.label, one.score), one.accepted, one.rejected) for one in chosen]

    def hushed(self, below: float = BELOW, least: int = LEAST) -> Mapping[Key, Hushed]:
        """Return by (suggester, label) what is almost always rejected and so no longer worth showing, with its numbers.

        There are ``least`` outcomes or more, and the share accepted is below ``below`` with a certainty of 95 %. What
        is hushed gets no new outcomes: somebody has to be able to have it shown again.
        """
        sums: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for one in self.counts:
            before = sums[one.suggester, one.label]
            sums[one.suggester, one.label] = before[0] + one.accepted, before[1] + one.rejected
        few = {key: both for key, both in sums.items() if sum(both) >= least and both[0] < below * sum(both)}
        found = {key: Hushed(*key, *both, upper_bound(*both)) for key, both in few.items()}
        return {key: one for key, one in found.items() if one.upper < below}

    @cached_property
    def silenced(self) -> Mapping[Key, Hushed]:
        """What :meth:`hushed` returns, worked out once: after 400,000 decisions that takes 0.7 s."""
        return self.hushed()

    @cached_property
    def digest(self) -> str:
        """A hash of the outcomes, worked out once."""
        return sha256(repr(self.counts).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return the outcomes as one JSON object; :meth:`from_json` reads it."""
        return {"format": FORMAT, "counts": [list(count) for count in self.counts]}

    @classmethod
    def from_json(cls, value: Any) -> Calibration:
        """Return what :meth:`to_json` wrote; code ``calibration-damaged`` for anything else."""
        match value:
            case {"format": 1, "counts": list(counts)} if all(map(_is_count, counts)):
                return cls(Count(*count) for count in counts)
        raise Problem(
            "calibration-damaged",
            N_("The calibration of the scores cannot be read. Have it made anew from the decisions."),
        )


def _case(count: Count) -> Case:
    return count.score, count.accepted, count.rejected


def _is_count(value: object) -> bool:
    match value:
        case [str(), str(), float() | int() as score, int(accepted), int(rejected)]:
            return 0 <= score <= 1 and min(accepted, rejected) >= 0
    return False
