"""The school: what lessons, made ready once, teach about their spans, the senses of triggers, and arguments."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.labels import LabelSet
from annotator.core.spans import Span
from annotator.core.suggestions import Report, unheard
from annotator.suggesters.learning.classifier import Case, Classifier, classifier
from annotator.suggesters.learning.design import design
from annotator.suggesters.learning.findings import findings
from annotator.suggesters.learning.layers import layers_of, tagged
from annotator.suggesters.learning.linking import NO_ROLE
from annotator.suggesters.learning.pairs import Scene, Trigger
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
        self._kinds = layers_of([one.spans for one in ready])
        self._design = design([one.sample for one in ready], classes)
        self._tags = [[tagged(len(one.units.words), one.spans, kinds) for one in ready] for kinds in self._kinds]

    def weights(self, chosen: Sequence[int], steps: int, report: Report = unheard) -> Weights:
        """Return the weights that some of the lessons teach."""
        matrices = self._design if len(chosen) == len(self.ready) else self._design.only(chosen)
        gold = [[tag for number in chosen for tag in tags[number]] for tags in self._tags]
        return train(matrices, [tags_for(kinds) for kinds in self._kinds], gold, steps=steps, report=report)

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
            for features, role in self._links(number):
                cases.append(features)
                names.append(role)
        return classifier(cases, names) if sum(name != NO_ROLE for name in names) >= _LEAST_EVENTS else None

    def _links(self, number: int) -> list[tuple[Case, str]]:
        lesson = self.ready[number].lesson
        roles = {(event.trigger, span): role for event in lesson.events for role, span in event.arguments}
        triggers = {Trigger(event.trigger, event.type) for event in lesson.events}
        places: set[Span] = {one.span for one in triggers}
        spans = [span for span in lesson.spans if span not in places]
        if not triggers:
            return []
        pairs = Scene(lesson.document, self.labels, sorted(triggers), spans).pairs()
        return [(pair.features, roles.get((pair.trigger, pair.span), NO_ROLE)) for pair in pairs]
