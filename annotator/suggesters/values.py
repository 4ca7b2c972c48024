"""What the words of a span state: how many people and what befell them, or which day. For spans marked by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.spans import Span
from annotator.suggesters.labelling import offered
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules import calendar, counts

Values = Mapping[str, Any]


def values_of(document: Document, span: Span, labels: LabelSet) -> Values:
    """Return the attributes of ``span.label`` that the words of ``span`` state; none where they state nothing.

    A number is read in digits or Arabic words, a date against the date of the article. Only the line of the span is
    read, so that the answer does not wait for a long text.
    """
    label = labels.by_id.get(span.label)
    read = next((rule for name, rule in _RULES.items() if offered(labels, name) == span.label), None)
    if label is None or read is None or not label.attributes:
        return {}
    known = {attribute.id for attribute in label.attributes}
    return {name: value for name, value in read(document, span).items() if name in known}


def readable(labels: LabelSet) -> Sequence[str]:
    """Return the ids of the labels of which :func:`values_of` may read something."""
    found = (offered(labels, name) for name in _RULES)
    return [label for label in found if label is not None and labels.by_id[label].attributes]


def _casualties(document: Document, span: Span) -> Values:
    begin = document.text.rfind("\n", 0, span.start) + 1
    end = document.text.find("\n", span.end)
    line = document.text[begin : None if end < 0 else end]
    return counts.read(Reading(line), span.start - begin, span.end - begin)


def _date(document: Document, span: Span) -> Values:
    iso = calendar.resolve(document.text[span.start : span.end], document.date)
    return {"iso": iso} if iso else {}


_RULES: Mapping[str, Callable[[Document, Span], Values]] = {"CASUALTIES": _casualties, "DATE": _date}
