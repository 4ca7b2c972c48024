"""What a proposal rests on: who proposed it, and what their scores are worth together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple, Protocol

from annotator.core.calibration import Calibration
from annotator.core.phrases import Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion

INDEPENDENT = 0.3
"""How far a second source raises the best score, 0 not at all and 1 as if all were independent (noisy-or). They are
not: lists and patterns know the same words."""

DOUBTED = 0.5
"""Below which chance a memory's opinion lowers a score, down to 0 for a chance of 0."""


class Source(NamedTuple):
    """One suggester that proposed a span: ``score`` is its own, before calibrating; ``judged``, it is a judge's."""

    suggester: str
    version: str
    score: float
    reason: Phrase
    judged: bool = False


class Rememberer(Protocol):
    """A suggester that knows how such proposals fared."""

    def opinion(self, text: str, span: Span, label: str, type: str | None = None) -> float | None:
        """Return how likely ``label`` on ``span`` is accepted, or ``None`` where it has no opinion."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What scores are worth in one document of one project: by its calibration, and by what it remembers."""

    text: str = ""
    calibration: Calibration = field(default_factory=Calibration)
    memories: Sequence[Rememberer] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the score of one source is what that source says."""
        return not self.memories and not self.calibration.counts

    def of_source(self, source: Source, label: str) -> float:
        """Return the calibrated score of one source."""
        return self.calibration.score(source.suggester, label, source.score, judged=source.judged)

    def together(self, suggestion: Suggestion, sources: Sequence[Source]) -> tuple[float, float]:
        """Return the score of a span that ``sources`` propose, calibrated, and the same as it is without calibrating.

        It is never below that of the best source, unless a memory doubts the span.
        """
        trust = min((self._trust(memory, suggestion) for memory in self.memories), default=1.0)
        plain = trust * combined([source.score for source in sources])
        if not self.calibration.counts:
            return plain, plain
        return trust * combined([self.of_source(source, suggestion.span.label) for source in sources]), plain

    def _trust(self, memory: Rememberer, suggestion: Suggestion) -> float:
        opinion = memory.opinion(self.text, suggestion.span, suggestion.span.label, suggestion.type)
        return 1.0 if opinion is None else min(1.0, opinion / DOUBTED)


def combined(scores: Sequence[float]) -> float:
    """Return the score of several sources together."""
    best = max(scores)
    if len(scores) == 1:
        return best
    independent = 1 - prod(1 - score for score in scores)
    return min(1.0, max(best, best + INDEPENDENT * (independent - best)))
