"""What a server has answered, as a suggester that calls nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters.backend.answers import Answer

ID, TITLE = "remote", N_("Model on a server")


class Fetched:
    """Answers that a server gave, as a suggester: for these documents it proposes what they say, for others nothing.

    ``misplaced`` regions of them fit no text and were left out.
    """

    id = ID
    title = TITLE
    reads = "text"

    def __init__(self, version: str, found: Mapping[str, Answer]) -> None:
        """Keep the answers, by the SHA-256 of their texts."""
        self.version = version
        self.misplaced = sum(answer.misplaced for answer in found.values())
        self._found = dict(found)

    def ready(self) -> Phrase | None:
        """Return ``None``: the answers are there."""
        return None

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion | ArgumentSuggestion]:
        """Propose what was answered for this text, as far as the label set still offers its labels."""
        answer = self._found.get(document.sha256)
        return list(_still_offered(answer.found, labels)) if answer else []


def _still_offered(
    found: Iterable[Suggestion | ArgumentSuggestion], labels: LabelSet
) -> Iterator[Suggestion | ArgumentSuggestion]:
    for one in found:
        spans = (one.span,) if isinstance(one, Suggestion) else (one.span, one.trigger)
        if all(labels.offers(span.label) for span in spans):
            yield one
