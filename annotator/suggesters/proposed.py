"""A proposal with all that propose it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters.sources import Source

SHOWN = 0.4
"""The score from which a suggestion is worth showing unasked. Below stand second thoughts: words that the shipped
guideline seldom marks (مقتل beside the explosion that killed) and other guidelines do."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A suggestion with all that propose it: ``sources``, the best first, one of each suggester.

    ``suggester`` and ``version`` are the best source's, as are the suggestion's reason, type and subtype; its score is
    that of all together. ``plain`` is that score without calibrating: what the suggesters themselves say.
    """

    suggester: str
    version: str
    suggestion: Suggestion
    sources: tuple[Source, ...] = ()
    plain: float = -1.0

    def __post_init__(self) -> None:
        if not self.sources:
            own = Source(self.suggester, self.version, self.suggestion.score, self.suggestion.reason)
            object.__setattr__(self, "sources", (own,))
        if self.plain < 0:
            object.__setattr__(self, "plain", self.suggestion.score)

    @property
    def shown(self) -> bool:
        """Whether it is worth showing unasked.

        A low calibrated score alone hides nothing: it would never get the outcomes that could raise it. What a memory
        doubts is hidden, and what is hushed is not even proposed.
        """
        return max(self.plain, self.suggestion.score) >= SHOWN

    @property
    def as_read(self) -> Suggestion:
        """The suggestion as suggesters that read annotations know it, with the plain score."""
        same = self.plain == self.suggestion.score
        return self.suggestion if same else replace(self.suggestion, score=self.plain)

    def scored(self, score: float, plain: float) -> Proposed:
        """Return it with other scores."""
        if (score, plain) == (self.suggestion.score, self.plain):
            return self
        return replace(self, suggestion=replace(self.suggestion, score=score), plain=plain)


@dataclass(frozen=True, slots=True)
class ProposedArgument:
    """An argument suggestion with the suggester that made it."""

    suggester: str
    version: str
    suggestion: ArgumentSuggestion
