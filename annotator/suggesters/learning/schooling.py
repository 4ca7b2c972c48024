"""Lessons made ready: which of them can be learned from, their units, kinds of spans, and what the rules find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotator.core.labels import LabelSet
from annotator.core.lessons import Lesson
from annotator.core.spans import Span
from annotator.core.suggestions import Report
from annotator.suggesters.learning.clues import Sample, sample_of
from annotator.suggesters.learning.findings import findings, sources
from annotator.suggesters.learning.layers import Placed, with_depths
from annotator.suggesters.learning.units import Dividing, Units
from annotator.suggesters.merge import SHOWN, propose

MOST_UNITS = 400_000
"""So many units are learned from, of the last lessons: more take minutes, and change little."""
_DENSE = 0.6
"""Where spans begin at a larger share of the units, somebody has marked everything, or a program has."""
_SHORT = 20
"""Texts of so few units may well be names alone."""


class Prepared(NamedTuple):
    """A lesson ready to be learned from: ``spans`` by units; ``rules`` is what the rules would show of its labels."""

    lesson: Lesson
    units: Units
    sample: Sample
    spans: tuple[Placed, ...]
    rules: frozenset[Span]


def prepared(
    lessons: Sequence[Lesson], labels: LabelSet, dividing: Dividing, heard: Sequence[str], report: Report
) -> list[Prepared]:
    """Return the lessons that can be learned from, in their order."""
    found: list[Prepared] = []
    size = 0
    for done, lesson in enumerate(reversed(lessons)):
        report(done / len(lessons))
        units = dividing(lesson.document)
        if not units.words or size + len(units.words) > MOST_UNITS:
            continue
        spans = _spans(lesson, labels, units)
        if _is_sound(len(units.words), spans):
            sample = sample_of(units, findings(lesson.document, heard))
            found.append(Prepared(lesson, units, sample, spans, _shown(lesson, labels)))
            size += len(units.words)
    return found[::-1]


def _shown(lesson: Lesson, labels: LabelSet) -> frozenset[Span]:
    found = propose(lesson.document, labels, sources())
    return frozenset(one.suggestion.span for one in found.spans if one.suggestion.score >= SHOWN)


def _spans(lesson: Lesson, labels: LabelSet, units: Units) -> tuple[Placed, ...]:
    known = [span for span in lesson.spans if labels.offers(span.label)]
    if len(known) > 3 * len(units.words) + _SHORT:
        return tuple((place, place + 1, "") for place in range(len(units.words)))
    return tuple(_placed(span, kind, units) for span, kind in with_depths(known) if _inside(span, lesson))


def _inside(span: Span, lesson: Lesson) -> bool:
    return 0 <= span.start < span.end <= len(lesson.document.text)


def _placed(span: Span, kind: str, units: Units) -> Placed:
    first, last = units.range_of(span.start, span.end)
    return first, max(last, first), kind


def _is_sound(size: int, spans: Sequence[Placed]) -> bool:
    """Whether a person may have marked this: not nearly every word."""
    return size <= _SHORT or len({first for first, _, _ in spans}) <= _DENSE * size
