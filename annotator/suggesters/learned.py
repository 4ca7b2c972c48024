"""The suggester that learns: from finished documents to proposals in the others. ``learning/`` holds its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.lessons import Lesson
from annotator.core.phrases import N_, Phrase
from annotator.core.suggestions import ArgumentSuggestion, Report, Suggestion, unheard

if TYPE_CHECKING:
    from annotator.suggesters.learning.model import LearnedModel

# The parts need NumPy, which is loaded only when there is something to learn or a model to use.


class Learned:
    """Learns spans, the sense of triggers, and arguments. By itself it proposes nothing: its models do."""

    id = "learned"
    title = N_("Learned in this project")
    version = "1"
    reads = "annotations"

    def ready(self) -> Phrase | None:
        """Return why it proposes nothing by itself."""
        return Phrase(N_("Nothing is learned yet: it learns from finished documents."))

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion | ArgumentSuggestion]:
        """Propose nothing."""
        return []

    def learn(
        self,
        lessons: Sequence[Lesson],
        labels: LabelSet,
        *,
        unlabelled: Sequence[str] = (),
        report: Report = unheard,
    ) -> LearnedModel:
        """Return the model that the lessons teach; code ``lessons-empty`` where there is nothing to learn from."""
        from annotator.suggesters.learning.teaching import learn

        return learn(lessons, labels, unlabelled, report)

    def load(self, data: bytes) -> LearnedModel:
        """Return the model of a file; codes ``model-damaged`` and ``model-version``."""
        from annotator.suggesters.learning.model import LearnedModel

        return LearnedModel(data)


suggester = Learned()
