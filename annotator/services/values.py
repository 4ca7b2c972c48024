"""Values: what the words of a span that somebody marks state, to fill its attributes with."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.document import Document
from annotator.core.labels import LabelSet
from annotator.core.spans import Span, check_boundaries
from annotator.suggesters.values import Values, readable, values_of


def readable_labels(labels: LabelSet) -> Sequence[str]:
    """Return the ids of the labels whose spans have attributes that can be read from their words."""
    return readable(labels)


def stated(document: Document, labels: LabelSet, span: Span) -> Values:
    """Return the attributes that the words of ``span`` state: a count, a day.

    Raises :class:`~annotator.core.phrases.Problem` for a span or label that nobody could mark.
    """
    check_boundaries(document.text, span.start, span.end)
    labels.check_label(span.label)
    return values_of(document, span, labels)
