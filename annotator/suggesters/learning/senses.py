"""Which type and subtype an event has: features of its trigger and its sentence, learned from the lessons' events."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.suggesters.learning.classifier import Classifier
from annotator.suggesters.learning.words import bare, root
from annotator.suggesters.reading import Reading, read

BETWEEN = "\t"
"""What stands between type and subtype in the name of a class."""
_NEAR = 3

Findings = Sequence[tuple[str, Suggestion]]


def sense_name(kind: str, subtype: str | None) -> str:
    """Return the class of events of this type and subtype."""
    return f"{kind}{BETWEEN}{subtype or ''}"


def features_of(document: Document, trigger: Span, found: Findings) -> list[str]:
    """Return what tells the sense of a trigger, given what the rules find in its text."""
    reading = read(document)
    ends = [token.end for token in reading.tokens]
    place = bisect_left(ends, trigger.start + 1)
    return [*_of_words(reading, place), *_of_findings(reading, ends, place, trigger, found)]


def _of_words(reading: Reading, place: int) -> Iterator[str]:
    form = reading.form(place)
    yield from (f"w {form}", f"s {bare(form)}", f"r {root(form)}", f"p {bare(form)[:3]}", f"e {form[-2:]}")
    for step in (-2, -1, 1, 2):
        yield from (f"{step} {reading.form(place + step)}", f"r{step} {root(reading.form(place + step))}")
    for step in range(-_NEAR, _NEAR + 1):
        if step and reading.form(place + step):
            yield f"near {root(reading.form(place + step))}"


def _of_findings(
    reading: Reading, ends: Sequence[int], place: int, trigger: Span, found: Iterable[tuple[str, Suggestion]]
) -> Iterator[str]:
    sentence = reading.sentences[place] if place < len(reading) else -1
    for _, one in found:
        if one.type and one.span.overlaps(trigger):
            yield from (f"type {one.type}", f"subtype {one.type}/{one.subtype}")
        at = bisect_left(ends, one.span.start + 1)
        if at < len(reading) and reading.sentences[at] == sentence:
            yield f"has {one.span.label} {one.type or ''}"


def sense_of(
    document: Document, trigger: Span, found: Findings, labels: LabelSet, learned: Classifier | None
) -> tuple[str, str | None] | None:
    """Return the likeliest type and subtype that the label set offers for a trigger.

    Where none was learned, it is what the rules say of these words, or else the first type that is offered.
    """
    if learned is not None:
        case = features_of(document, trigger, found)
        chances = learned.probabilities([case])[0]
        for number in (-chances).argsort(kind="stable").tolist():
            kind, _, subtype = learned.classes[number].partition(BETWEEN)
            if _offers(labels, kind, subtype or None):
                return kind, subtype or None
    return _of_rules(trigger, found, labels)


def _of_rules(trigger: Span, found: Findings, labels: LabelSet) -> tuple[str, str | None] | None:
    said = [one for _, one in found if one.type and one.span.overlaps(trigger)]
    for one in sorted(said, key=lambda one: -one.score):
        if one.type and _offers(labels, one.type, one.subtype):
            return one.type, one.subtype
    return next(((kind.id, None) for kind in labels.event_types if not kind.retired), None)


def _offers(labels: LabelSet, kind: str, subtype: str | None) -> bool:
    known = labels.types_by_id.get(kind)
    if known is None or known.retired:
        return False
    return subtype is None or any(one.id == subtype and not one.retired for one in known.subtypes)
