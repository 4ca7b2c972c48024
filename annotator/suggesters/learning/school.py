"""The school: what lessons, made ready once, teach about their spans, the senses of triggers, and arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.core.labels import LabelSet
from annotator.core.suggestions import Report, unheard
from annotator.suggesters.learning.classifier import Case, Classifier, classifier
from annotator.suggesters.learning.clues import Clue
from annotator.suggesters.learning.design import Design, design
from annotator.suggesters.learning.findings import findings
from annotator.suggesters.learning.layers import layers_of, tagged
from annotator.suggesters.learning.linking import NO_ROLE
from annotator.suggesters.learning.pairs import Pair, Scene, Trigger
from annotator.suggesters.learning.schooling import Prepared
from annotator.suggesters.learning.senses import features_of, sense_name
from annotator.suggesters.learning.tagger import Weights, tags_for
from annotator.suggesters.learning.training import train
from annotator.suggesters.learning.words import Classes

_LEAST_EVENTS = 5


class School:
    """Lessons that are ready, by their numbers; all of them or some can be learned from."""

    def __init__(self, ready: Sequence[Prepared], labels: LabelSet, heard: Sequence[str], classes: Classes) -> None:
        """Write the matrices of the lessons (at least one)."""
        self.ready, self.labels, self.heard, self.classes = ready, labels, heard, classes
        self._pairs: dict[int, list[Pair]] = {}
        self.kinds = layers_of([one.spans for one in ready])
        self._design: Design = design([one.sample for one in ready], classes)
        self._tags = [[tagged(len(one.units.words), one.spans, kinds) for one in ready] for kinds in self.kinds]

    def note(self, clues: Sequence[Sequence[Clue]]) -> None:
        """Let the clues of each lesson be these from now on."""
        self.ready = [
            one._replace(sample=one.sample._replace(clues=found)) for one, found in zip(self.ready, clues, strict=True)
        ]
        self._design = self._design.with_clues([one.sample for one in self.ready])

    def weights(self, chosen: Sequence[int], steps: int, report: Report = unheard) -> Weights:
        """Return the weights that some of the lessons teach."""
        matrices = self._design if len(chosen) == len(self.ready) else self._design.only(chosen)
        gold = [[tag for number in chosen for tag in tags[number]] for tags in self._tags]
        return train(matrices, [tags_for(kinds) for kinds in self.kinds], gold, steps=steps, report=report)

    def senses(self, chosen: Sequence[int]) -> Classifier | None:
        """Return what tells the types of events, where there are enough of them."""
        cases: list[Case] = []
        names: list[str] = []
        for lesson in (self.ready[number].lesson for number in chosen):
            found = findings(lesson.document, self.heard) if lesson.events else []
            for event in lesson.events:
                cases.append(features_of(lesson.document, event.trigger, found))
                names.append(sense_name(event.type, event.subtype))
        return classifier(cases, names) if len(cases) >= _LEAST_EVENTS else None

    def roles(self, chosen: Sequence[int]) -> Classifier | None:
        """Return what tells which span fills which role, where there are enough arguments."""
        cases: list[Case] = []
        names: list[str] = []
        for number in chosen:
            events = self.ready[number].lesson.events
            gold = {(event.trigger, span): role for event in events for role, span in event.arguments}
            for pair in self.pairs(number):
                cases.append(pair.features)
                names.append(gold.get((pair.trigger, pair.span), NO_ROLE))
        return classifier(cases, names) if sum(name != NO_ROLE for name in names) >= _LEAST_EVENTS else None

    def pairs(self, number: int) -> Iterator[Pair]:
        """Return the triggers of a lesson with the spans near them."""
        if number not in self._pairs:
            lesson = self.ready[number].lesson
            triggers = sorted({Trigger(event.trigger, event.type) for event in lesson.events})
            places = {one.span for one in triggers}
            spans = [span for span in lesson.spans if span not in places] if triggers else []
            self._pairs[number] = list(Scene(lesson.document, self.labels, triggers, spans).pairs()) if spans else []
        return iter(self._pairs[number])
