"""A proposal with all that propose it."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters.sources import Source

SHOWN = 0.4
"""The score from which a suggestion is worth showing unasked. Below stand second thoughts: words that the shipped
guideline seldom marks (مقتل beside the explosion that killed) and other guidelines do."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A suggestion with all that propose it: ``sources``, the best first, one of each suggester.

    ``suggester`` and ``version`` are the best source's, as are the suggestion's reason, type and subtype; its score is
    that of all together.
    """

    suggester: str
    version: str
    suggestion: Suggestion
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        if not self.sources:
            own = Source(self.suggester, self.version, self.suggestion.score, self.suggestion.reason)
            object.__setattr__(self, "sources", (own,))


@dataclass(frozen=True, slots=True)
class ProposedArgument:
    """An argument suggestion with the suggester that made it."""

    suggester: str
    version: str
    suggestion: ArgumentSuggestion
