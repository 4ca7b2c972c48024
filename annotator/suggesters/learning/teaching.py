"""Learning: from lessons to a model. What is learned is tried on lessons held out before its word counts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from annotator.core.labelfile.write import write_label_set
from annotator.core.labels import LabelSet
from annotator.core.lessons import Lesson
from annotator.core.phrases import N_, Problem
from annotator.core.suggestions import Report
from annotator.suggesters.learning.classifier import Case, Classifier, classifier
from annotator.suggesters.learning.design import design
from annotator.suggesters.learning.file import pack
from annotator.suggesters.learning.findings import findings, sources
from annotator.suggesters.learning.knowledge import Knowledge, content_of
from annotator.suggesters.learning.layers import layers_of, tagged
from annotator.suggesters.learning.linking import NO_ROLE
from annotator.suggesters.learning.model import LearnedModel
from annotator.suggesters.learning.pairs import Scene, Trigger
from annotator.suggesters.learning.schooling import Prepared, prepared
from annotator.suggesters.learning.senses import features_of, sense_name
from annotator.suggesters.learning.tagger import Weights, tags_for
from annotator.suggesters.learning.training import STEPS, train
from annotator.suggesters.learning.trying import tried
from annotator.suggesters.learning.units import dividing_of
from annotator.suggesters.learning.words import Classes

_FEW_STEPS = 25
"""So many steps the search takes where a model is made only to be tried."""
_LEAST_EVENTS = 5


def learn(lessons: Sequence[Lesson], labels: LabelSet, unlabelled: Sequence[str], report: Report) -> LearnedModel:
    """Return the model that ``lessons`` teach; raises :class:`Problem` ``lessons-empty`` where none can be used."""
    heard = tuple(sorted(sources()))
    dividing = dividing_of(lessons)
    ready = prepared(lessons, labels, dividing, heard, _part(report, 0.0, 0.3))
    if not ready or not any(one.spans for one in ready):
        raise Problem(
            "lessons-empty",
            N_("There is nothing to learn from: no finished document has marked spans. Finish some documents first."),
        )
    first = Knowledge(
        dividing, {}, (), frozenset(labels.by_id), heard, 0.3, lessons=len(ready), passed_over=len(lessons) - len(ready)
    )
    known = tried(ready, labels, first, lambda some: _taught(some, labels, first, _FEW_STEPS, _part(report, 0.3, 0.5)))
    known = _taught(ready, labels, known, STEPS, _part(report, 0.5, 1.0))
    return LearnedModel(pack(content_of(known), labels_hash(labels)))


def labels_hash(labels: LabelSet) -> str:
    """Return the hash by which a model names the label set that it was made for."""
    return hashlib.sha256(write_label_set(labels).encode("utf-8", "surrogatepass")).hexdigest()


def _part(report: Report, start: float, end: float) -> Report:
    return lambda share: report(start + (end - start) * share)


def _taught(ready: Sequence[Prepared], labels: LabelSet, known: Knowledge, steps: int, report: Report) -> Knowledge:
    """Return ``known`` with taggers and classifiers of these lessons."""
    layers = layers_of([one.spans for one in ready])
    matrices = design([one.sample for one in ready], known.classes)
    taggers = []
    for number, kinds in enumerate(layers):
        gold = [tag for one in ready for tag in tagged(len(one.units.words), one.spans, kinds)]
        inner = _part(report, number / len(layers), (number + 1) / len(layers))
        taggers.append(train(matrices, tags_for(kinds), gold, steps=steps, report=inner))
    return replace(known, layers=tuple(taggers), senses=_senses(ready, known), roles=_roles(ready, labels))


def _senses(ready: Sequence[Prepared], known: Knowledge) -> Classifier | None:
    cases: list[Case] = []
    names: list[str] = []
    for one in ready:
        found = findings(one.lesson.document, known.heard) if one.lesson.events else []
        for event in one.lesson.events:
            cases.append(features_of(one.lesson.document, event.trigger, found))
            names.append(sense_name(event.type, event.subtype))
    return classifier(cases, names) if len(cases) >= _LEAST_EVENTS else None


def _roles(ready: Sequence[Prepared], labels: LabelSet) -> Classifier | None:
    cases: list[Case] = []
    names: list[str] = []
    for one in ready:
        events = one.lesson.events
        fillers = {(event.trigger, span): role for event in events for role, span in event.arguments}
        if not events:
            continue
        places = {event.trigger for event in events}
        triggers = [Trigger(event.trigger, event.type) for event in events]
        spans = [span for span in one.lesson.spans if span not in places]
        for pair in Scene(one.lesson.document, labels, triggers, spans).pairs():
            cases.append(pair.features)
            names.append(fillers.get((pair.trigger, pair.span), NO_ROLE))
    linked = sum(name != NO_ROLE for name in names)
    return classifier(cases, names) if linked >= _LEAST_EVENTS else None
