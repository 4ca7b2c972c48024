"""Learning: from lessons to a model. What is learned is tried on lessons held out before its word counts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from annotator.core.labelfile.write import write_label_set
from annotator.core.labels import LabelSet
from annotator.core.lessons import Lesson
from annotator.core.phrases import N_, Problem
from annotator.core.suggestions import Report
from annotator.suggesters.learning.file import pack
from annotator.suggesters.learning.findings import sources
from annotator.suggesters.learning.knowledge import Knowledge, content_of
from annotator.suggesters.learning.model import LearnedModel
from annotator.suggesters.learning.school import School
from annotator.suggesters.learning.schooling import prepared
from annotator.suggesters.learning.training import STEPS
from annotator.suggesters.learning.trying import tried
from annotator.suggesters.learning.units import dividing_of


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
    report(0.35)
    verdict = tried(school, _part(report, 0.35, 0.6))
    every = range(len(ready))
    known = Knowledge(
        dividing, {}, school.weights(every, STEPS, _part(report, 0.6, 0.95)), verdict.taken, heard, verdict.threshold,
        senses=school.senses(every), roles=school.roles(every), measured=verdict.figures,
        lessons=len(ready), passed_over=len(lessons) - len(ready),
    )  # fmt: skip
    return LearnedModel(pack(content_of(known), labels_hash(labels)))


def labels_hash(labels: LabelSet) -> str:
    """Return the hash by which a model names the label set that it was made for."""
    return hashlib.sha256(write_label_set(labels).encode("utf-8", "surrogatepass")).hexdigest()


def _part(report: Report, start: float, end: float) -> Report:
    return lambda share: report(start + (end - start) * share)
