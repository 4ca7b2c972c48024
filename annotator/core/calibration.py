"""From a suggester's scores to shares: of suggestions that score so, how many does this project accept?

The curves are in :mod:`annotator.core.curves`; this is what they are fitted to, and what follows from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from annotator.core.curves import Count, Curves, Key
from annotator.core.hushing import BELOW, LEAST, Hushed, upper_bound
from annotator.core.isotonic import Case
from annotator.core.phrases import N_, Problem
from annotator.core.reliability import BINS, Bin, binned, calibration_error, squared_error

FORMAT = 1
__all__ = ["Calibration", "Count", "Outcome"]
_DIGITS = 3
"""Scores count as equal when these decimals are."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one suggestion: ``score`` in [0, 1] is what its suggester gave it; fixing it is not accepting."""

    suggester: str
    label: str
    score: float
    accepted: bool


class Calibration:
    """What the scores of suggesters are worth in one project. A value: the order of the outcomes does not matter."""

    def __init__(self, counts: Iterable[Count] = ()) -> None:
        """Take outcomes that are counted already (a database can do that); doubles are added up."""
        sums: dict[tuple[str, str, float, bool], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for suggester, label, score, accepted, rejected, judged in counts:
            key = (suggester, label, round(min(1.0, max(0.0, score)), _DIGITS), bool(judged))
            sums[key] = sums[key][0] + accepted, sums[key][1] + rejected
        self.counts = tuple(Count(*key[:3], *sums[key], key[3]) for key in sorted(sums) if any(sums[key]))

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Calibration:
        """Return the calibration that the outcomes give."""
        return cls(Count(one.suggester, one.label, one.score, one.accepted, not one.accepted) for one in outcomes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calibration) and self.counts == other.counts

    def __hash__(self) -> int:
        return hash(self.counts)

    def score(self, suggester: str, label: str, raw: float, *, judged: bool = False) -> float:
        """Return the share in [0, 1] to expect accepted. It never falls in ``raw``; it is ``raw`` without outcomes.

        What a learned model has ``judged`` is its score, not the suggester's: the two know nothing of each other.
        """
        return self._curves[judged].score(suggester, label, raw) if judged in self._curves else raw

    @cached_property
    def _curves(self) -> Mapping[bool, Curves]:
        kinds = {one.judged for one in self.counts}
        return {judged: Curves(one for one in self.counts if one.judged is judged) for judged in kinds}

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
            return [one.case for one in chosen]
        scored = ((one, self.score(one.suggester, one.label, one.score, judged=one.judged)) for one in chosen)
        return [(score, one.accepted, one.rejected) for one, score in scored]

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


def _is_count(value: object) -> bool:
    match value:
        case [str(), str(), float() | int() as score, int(accepted), int(rejected), *judged] if judged in (
            [],
            [0],
            [1],
        ):
            return 0 <= score <= 1 and min(accepted, rejected) >= 0
    return False
