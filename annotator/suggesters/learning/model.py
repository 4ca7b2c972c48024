"""A model: what was learned, at work. It proposes spans and arguments, and judges what the rules propose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase
from annotator.core.spans import Span, extends_cluster
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters import arguments
from annotator.suggesters.learning.clues import Sample, sample_of
from annotator.suggesters.learning.echoes import echoing
from annotator.suggesters.learning.file import damaged, unpack
from annotator.suggesters.learning.findings import findings
from annotator.suggesters.learning.knowledge import Knowledge, knowledge_of
from annotator.suggesters.learning.layers import label_of
from annotator.suggesters.learning.linking import linked
from annotator.suggesters.learning.segments import Segment, apart, likelihood, segments
from annotator.suggesters.learning.senses import sense_of
from annotator.suggesters.learning.tagger import Posterior, Tagger
from annotator.suggesters.learning.units import Units
from annotator.suggesters.merge import SHOWN
from annotator.suggesters.reading import kept, read
from annotator.suggesters.values import values_of

ID = "learned"
TITLE = N_("Learned in this project")
_REASON = N_("So it was marked in documents that are done: %(share)s %% sure.")


class View(NamedTuple):
    """A text as the model sees it: its units, and for each layer how likely the tags are."""

    units: Units
    layers: tuple[Posterior, ...]


class LearnedModel:
    """What was learned from lessons, as a suggester."""

    id = ID
    title = TITLE
    reads = "annotations"

    def __init__(self, data: bytes) -> None:
        """Read the file of a model; raises :class:`Problem` ``model-damaged`` or ``model-version``."""
        self.data = data
        self.version = hashlib.sha256(data).hexdigest()[:12]
        self.knowledge = _known(data)
        self._tagger = Tagger(self.knowledge.weights, self.knowledge.classes)
        self._kinds = tuple(layer.kinds for layer in self.knowledge.weights.layers)

    def ready(self) -> Phrase | None:
        """Return ``None``: it has learned."""
        return None

    def prepare(self, documents: Sequence[Document]) -> None:
        """Look at several documents at once, which is quicker; what is seen is kept for a while."""
        new = [one for one in documents if self._name not in read(one).kept]
        for document, view in zip(new, self._looked_at(new), strict=True):
            kept(read(document), self._name, lambda view=view: [view])  # type: ignore[misc]

    @property
    def _name(self) -> tuple[str, str]:
        return ID, self.version

    def _view(self, document: Document) -> View:
        return kept(read(document), self._name, lambda: self._looked_at([document]))[0]

    def _looked_at(self, documents: Sequence[Document]) -> list[View]:
        units = [self.knowledge.dividing(one) for one in documents]
        samples = [self._sample(one, parts) for one, parts in zip(documents, units, strict=True)]
        found = self._tagger.posteriors(samples)
        return [View(parts, layers) for parts, layers in zip(units, found, strict=True)]

    def _sample(self, document: Document, units: Units) -> Sample:
        sample = sample_of(units, findings(document, self.knowledge.heard))
        return echoing(sample, self.knowledge.echoes)

    @property
    def replaces(self) -> frozenset[str]:
        """The suggesters whose arguments it does without: their guesses have gone into its own."""
        return frozenset() if self.knowledge.roles is None else frozenset((arguments.suggester.id,))

    def suggest(
        self, document: Document, labels: LabelSet, annotations: Sequence[Suggestion] = ()
    ) -> Iterable[Suggestion | ArgumentSuggestion]:
        """Propose what is likely, of the labels it has learned well and the label set offers; and arguments."""
        view = self._view(document)
        # What others propose and it has judged already, is there with the same score.
        judged = {(one.span, round(one.score, 4)) for one in annotations}
        found = self._spans(document, labels, view)
        spans = [one for one in found if (one.span, one.score) not in judged]
        return [*spans, *linked(document, labels, [*annotations, *spans], self.knowledge)]

    def _spans(self, document: Document, labels: LabelSet, view: View) -> Iterator[Suggestion]:
        for kinds, found in zip(self._kinds, view.layers, strict=True):
            for one in apart(segments(found, kinds)):
                label = label_of(one.kind)
                if label in self.knowledge.taken and labels.offers(label):
                    made = self._suggestion(document, labels, view.units, one)
                    if made is not None:
                        yield made

    def _suggestion(self, document: Document, labels: LabelSet, units: Units, one: Segment) -> Suggestion | None:
        start, end = units.starts[one.first], units.ends[one.last - 1]
        if extends_cluster(document.text, start) or extends_cluster(document.text, end):
            return None
        span = Span(start, end, label_of(one.kind))
        reason = Phrase(_REASON, {"share": round(100 * one.probability)})
        score = self.score(one.probability)
        if labels.trigger is None or span.label != labels.trigger.id:
            return Suggestion(span, score, reason, attributes=values_of(document, span, labels))
        sense = self._sense(document, labels, span)
        return None if sense is None else Suggestion(span, score, reason, type=sense[0], subtype=sense[1])

    def _sense(self, document: Document, labels: LabelSet, span: Span) -> tuple[str, str | None] | None:
        return sense_of(document, span, findings(document, self.knowledge.heard), labels, self.knowledge.senses)

    def _retyped(self, document: Document, labels: LabelSet, one: Suggestion) -> Suggestion:
        sense = self._sense(document, labels, one.span)
        return one if sense is None else replace(one, type=sense[0], subtype=sense[1])

    def score(self, probability: float) -> float:
        """Return the score of a likelihood: that from which showing pays becomes the one from which is shown."""
        threshold = self.knowledge.threshold
        if probability < threshold:
            return round(SHOWN * probability / threshold, 4)
        return round(SHOWN + (1 - SHOWN) * (probability - threshold) / (1 - threshold), 4)

    def judge(
        self, document: Document, labels: LabelSet, proposed: Sequence[tuple[str, Suggestion]]
    ) -> list[Suggestion]:
        """Return what others proposed, with the scores that the lessons suggest where its word counts."""
        view = self._view(document)
        return [
            self._judged(document, labels, view, one) if source in self.knowledge.heard else one
            for source, one in proposed
        ]

    def _judged(self, document: Document, labels: LabelSet, view: View, one: Suggestion) -> Suggestion:
        label = one.span.label
        if one.type is not None and self.knowledge.senses is not None:
            one = self._retyped(document, labels, one)
        if label not in self.knowledge.taken:
            return one
        first, last = view.units.range_of(one.span.start, one.span.end)
        if first >= last or view.units.starts[first] != one.span.start or view.units.ends[last - 1] != one.span.end:
            return replace(one, score=min(one.score, _ASIDE))
        found = [
            likelihood(posterior, number, first, last)
            for kinds, posterior in zip(self._kinds, view.layers, strict=True)
            for number, kind in enumerate(kinds)
            if label_of(kind) == label
        ]
        return replace(one, score=self.score(min(max(found), 1.0)))


_ASIDE = 0.3
"""What a proposal gets at most whose boundaries no lesson would have."""


def _known(data: bytes) -> Knowledge:
    content = unpack(data)
    try:
        return knowledge_of(content)
    except Exception as error:  # whatever a damaged file makes of the reading
        raise damaged() from error
