"""Whether a record fits a label set, for files of many records."""

from __future__ import annotations

from annotator.core.labels import LabelSet
from annotator.core.records import Record, SuggestedSpan
from annotator.core.spans import check_boundaries
from annotator.services.recorded import check_layers, check_suggested
from annotator.services.recorded_gold import check_gold
from annotator.services.recorded_notes import check_notes

_LAYERS = ("annotators", "finished", "spans", "events", "rejected", "skipped", "refused", "notes")


class Checks:
    """Checks one record after the other, and remembers the kinds of suggestions that the label set has."""

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        self._fitting: set[tuple[str, str | None, str | None]] = set()

    def check(self, record: Record) -> None:
        """Raise :class:`~annotator.core.phrases.Problem` where the record does not hold together, or does not fit."""
        text, fitting = record.document.text, self._fitting
        for suggested in record.suggestions:
            span = suggested.span
            if suggested.attributes or (span.label, suggested.type, suggested.subtype) not in fitting:
                self._check(suggested, record)
            else:
                check_boundaries(text, span.start, span.end)
        if record.gold is not None:
            check_gold(record, record.gold, self._labels)
        elif any(getattr(record, part) for part in _LAYERS):
            check_layers(record, self._labels)
            check_notes(record, self._labels)

    def _check(self, suggested: SuggestedSpan, record: Record) -> None:
        span = suggested.span
        self._labels.check_label(span.label)
        check_suggested(suggested, record, self._labels)
        self._fitting.add((span.label, suggested.type, suggested.subtype))
