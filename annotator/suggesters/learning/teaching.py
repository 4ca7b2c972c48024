"""Learning: from lessons to a model. What is learned is tried on lessons held out before its word counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from annotator.core.document import Document
from annotator.core.labelfile.write import write_label_set
from annotator.core.labels import LabelSet
from annotator.core.lessons import Lesson
from annotator.core.phrases import N_, Problem
from annotator.core.suggestions import Report
from annotator.suggesters.learning.clues import Sample, sample_of
from annotator.suggesters.learning.echoes import Echoes, Heard, shares_of
from annotator.suggesters.learning.file import pack
from annotator.suggesters.learning.findings import findings, sources
from annotator.suggesters.learning.knowledge import Knowledge, content_of
from annotator.suggesters.learning.model import LearnedModel
from annotator.suggesters.learning.school import School
from annotator.suggesters.learning.schooling import prepared
from annotator.suggesters.learning.tagger import Tagger
from annotator.suggesters.learning.training import STEPS
from annotator.suggesters.learning.trying import Apart, read_apart, tried
from annotator.suggesters.learning.units import Dividing, dividing_of

_FIRST_STEPS = 25
"""So many steps the search takes for the first reading of other texts."""
_MOST_OTHERS = 60_000
"""So many units of other texts are read."""


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
    school = School(ready, labels, heard, {})
    read = read_apart(school, _part(report, 0.3, 0.5))
    verdict = tried(school, read)
    echoes = _echoes(school, read, dividing, unlabelled, _part(report, 0.5, 0.7))
    every = range(len(ready))
    known = Knowledge(
        dividing, {}, school.weights(every, STEPS, _part(report, 0.7, 0.98)), verdict.taken, heard, verdict.threshold,
        senses=school.senses(every) if verdict.events.senses else None,
        roles=school.roles(every) if verdict.events.roles else None, role_threshold=verdict.events.threshold,
        measured=verdict.figures, lessons=len(ready), passed_over=len(lessons) - len(ready), echoes=echoes,
    )  # fmt: skip
    return LearnedModel(pack(content_of(known), labels_hash(labels)))


def _echoes(school: School, read: Apart, dividing: Dividing, texts: Sequence[str], report: Report) -> Echoes:
    """Return what words are taken for in lessons and other texts, and add it to the clues of the lessons."""
    others = list(_others(dividing, school.heard, texts))
    report(0.3)
    if not others:
        return {}
    first = school.weights(range(len(school.ready)), _FIRST_STEPS, _part(report, 0.3, 1.0))
    heard = Heard([kind for kinds in school.kinds for kind in kinds])
    samples = [one.sample for one in school.ready]
    shares = [shares_of(layers) for layers in read.posteriors]
    heard.add(samples, shares)
    heard.add(others, [shares_of(layers) for layers in Tagger(first, school.classes).posteriors(others)])
    more = [heard.without(sample, share) for sample, share in zip(samples, shares, strict=True)]
    school.note([[*sample.clues, *clues] for sample, clues in zip(samples, more, strict=True)])
    return heard.echoes()


def _others(dividing: Dividing, heard: Sequence[str], texts: Sequence[str]) -> Iterator[Sample]:
    size = 0
    for text in texts:
        units = dividing(Document(text))
        size += len(units.words)
        if size > _MOST_OTHERS:
            return
        if units.words:
            yield sample_of(units, findings(Document(text), heard))


def labels_hash(labels: LabelSet) -> str:
    """Return the hash by which a model names the label set that it was made for."""
    return hashlib.sha256(write_label_set(labels).encode("utf-8", "surrogatepass")).hexdigest()


def _part(report: Report, start: float, end: float) -> Report:
    return lambda share: report(start + (end - start) * share)
