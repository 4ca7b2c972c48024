"""Names and phrases by the words around them: kind words, titles, head nouns, numbers, the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.suggestions import Suggestion
from annotator.suggesters.labelling import Found, as_suggestions
from annotator.suggesters.reading import kept, read
from annotator.suggesters.rules import (
    casualties,
    dates,
    facilities,
    locations,
    organisations,
    parties,
    persons,
    rows,
    weapons,
)


class Patterns:
    """Runs the rules of every kind of span over a document."""

    id = "patterns"
    title = N_("Patterns")
    version = "1"
    reads = "text"

    def ready(self) -> Phrase | None:
        """Return ``None``: the rules need nothing else."""
        return None

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion]:
        """Propose what the rules find in the text."""
        found = kept(read(document), (self.id, document.date), lambda: _find(document))
        return list(as_suggestions(document.text, labels, found))


def _find(document: Document) -> Iterator[Found]:
    reading = read(document)
    for rule in (locations, rows, persons, parties, organisations, facilities, casualties, weapons):
        yield from rule.find(reading)
    yield from dates.find(reading, document.date)


suggester = Patterns()
