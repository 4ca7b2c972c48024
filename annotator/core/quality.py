"""How well somebody's spans agree with known answers, as figures that are undefined where nothing can be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from annotator.core.phrases import N_, Phrase
from annotator.core.scoring import Counts

NOTHING_MARKED = Phrase(N_("undefined: nothing was marked"))
NOTHING_KNOWN = Phrase(N_("undefined: the known answers have nothing of it"))
NOTHING_AT_ALL = Phrase(N_("undefined: neither marked nor in the known answers"))


class Figure(NamedTuple):
    """A share from 0 to 1; ``None`` with the reason where it is undefined."""

    value: float | None
    undefined: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The spans of one or more layers beside the known answers: in so many documents, just so and without clitics."""

    documents: int
    exact: Counts
    free: Counts

    @property
    def missed(self) -> int:
        """How many of the known answers were not given, clitics aside."""
        return self.free.gold - self.free.matched

    @property
    def added(self) -> int:
        """How many spans the known answers do not have, clitics aside."""
        return self.free.proposed - self.free.matched


def precision(counts: Counts) -> Figure:
    """Return the share of what was marked that is right."""
    return Figure(counts.precision) if counts.proposed else Figure(None, NOTHING_MARKED)


def recall(counts: Counts) -> Figure:
    """Return the share of the known answers that was found."""
    return Figure(counts.recall) if counts.gold else Figure(None, NOTHING_KNOWN)


def f1(counts: Counts) -> Figure:
    """Return 2 · matched / (marked + known answers): the harmonic mean of both."""
    return Figure(counts.f1) if counts.gold or counts.proposed else Figure(None, NOTHING_AT_ALL)
