"""What the counts of verdicts are worth: how likely the next one is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

Counts = tuple[int, int]
"""How many were accepted, how many rejected."""

NONE: Counts = (0, 0)
_ONE = (1.0, 1.0)
"""What a name begins with before anything was decided: one accepted and one rejected."""
_LEANING = {"inside": 1.0, "before": 3.0, "after": 3.0}
"""How many cases it takes until what happened in one context weighs as much as what happened everywhere."""


@lru_cache(maxsize=4096)
def counts(accepted: int, rejected: int) -> Counts:
    """Return the pair; the same object for the same numbers, as a large memory holds few different ones."""
    return accepted, rejected


@dataclass(slots=True)
class Tally:
    """What became of one name with one label and kind of event: in all, and by what stood around it."""

    total: Counts = NONE
    contexts: dict[str, Counts] = field(default_factory=dict)

    def add(self, context: str, accepted: int, rejected: int) -> None:
        """Add to the counts; raise ``ValueError`` where more is taken back than was ever there."""
        after = self.check(context, accepted, rejected)
        if not context:
            self.total = after
        elif any(after):
            self.contexts[context] = after
        else:
            self.contexts.pop(context, None)

    def check(self, context: str, accepted: int, rejected: int) -> Counts:
        """Return the counts that :meth:`add` would make; raise ``ValueError`` as it does."""
        before = self.contexts.get(context, NONE) if context else self.total
        after = counts(before[0] + accepted, before[1] + rejected)
        if min(after) < 0:
            raise ValueError("a verdict is taken back that was never added")
        return after

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known any more."""
        return self.total == NONE and not self.contexts

    def chance(self, around: Iterable[str]) -> float:
        """Return how likely the name is accepted with ``around`` it: the smoothed rate, or what its strongest context
        makes of it.

        Contexts overlap (before ريف it is often inside ريف حلب), so that only one may speak.
        """
        rate = _smoothed(self.total, _ONE)
        here = [self._in(one) for one in around if one in self.contexts and self.contexts[one] != self.total]
        return max(here, key=lambda chance: abs(_logit(chance) - _logit(rate)), default=rate)

    def _in(self, context: str) -> float:
        """Return the rate in a context, leaning on the rate elsewhere: no case counts twice."""
        seen, leaning = self.contexts[context], _LEANING[context.partition(":")[0]]
        others = max(0, self.total[0] - seen[0]), max(0, self.total[1] - seen[1])
        elsewhere = _smoothed(others, _ONE)
        return _smoothed(seen, (leaning * elsewhere, leaning * (1 - elsewhere)))


def _smoothed(seen: Counts, prior: tuple[float, float]) -> float:
    return (seen[0] + prior[0]) / (sum(seen) + sum(prior))


def _logit(share: float) -> float:
    return log(share / (1 - share))


def pooled(tallies: Iterable[Tally]) -> Tally:
    """Return one tally of several: of all kinds of events that a word may name."""
    tallies = list(tallies)
    if len(tallies) == 1:
        return tallies[0]
    whole = Tally()
    for tally in tallies:
        for context, seen in (("", tally.total), *tally.contexts.items()):
            whole.add(context, *seen)
    return whole
