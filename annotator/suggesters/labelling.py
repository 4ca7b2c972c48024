"""Which label of a label set a suggester's finding gets: its own id, or an obvious synonym of another set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.core.labels import LabelSet
from annotator.core.phrases import Phrase
from annotator.core.spans import Span, check_boundaries, trimmed
from annotator.core.suggestions import Suggestion

_SYNONYMS = {
    "PERSON": ("PER", "PERS"),
    "LOCATION": ("LOC", "GPE", "Location"),
    "ORGANISATION": ("ORG", "ORGANIZATION"),
    "ACTOR": ("ORG",),
    "FACILITY": ("FAC",),
    "WEAPON": ("WEA",),
    "DATE": ("TIME",),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found, in the words of the default label set."""

    start: int
    end: int
    label: str
    score: float
    reason: Phrase
    attributes: Mapping[str, Any] = field(default_factory=dict)


def offered(labels: LabelSet, label: str) -> str | None:
    """Return the id under which the label set offers this label, or ``None``."""
    return next((name for name in (label, *_SYNONYMS.get(label, ())) if labels.offers(name)), None)


def as_suggestions(text: str, labels: LabelSet, found: Iterable[Found]) -> Iterator[Suggestion]:
    """Yield the findings that the label set has a label for, with the attributes that this label knows."""
    for one in found:
        label = offered(labels, one.label)
        if label is None:
            continue
        start, end = trimmed(text, one.start, one.end)
        check_boundaries(text, start, end)
        known = {attribute.id for attribute in labels.by_id[label].attributes}
        attributes = {name: value for name, value in one.attributes.items() if name in known}
        yield Suggestion(Span(start, end, label), one.score, one.reason, attributes=attributes)
