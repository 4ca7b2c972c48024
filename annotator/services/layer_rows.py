"""What the layers of some hundred documents hold, read by a handful of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from annotator.core.layer import REJECTED
from annotator.core.records import SuggestedSpan
from annotator.core.spans import Span
from annotator.db.documents import DocumentRow, SuggestionRow, TextRow
from annotator.db.layers import ArgumentRow, DecisionRow, EventRow, NoteRow, RefusalRow, SpanRow

_DECODE = msgspec.json.Decoder().decode


def _json(column: Any) -> Any:
    """Return a column of JSON as it is kept; most of it is an empty object, which :func:`decoded` knows."""
    return type_coerce(column, Text)


def decoded(text: str) -> Mapping[str, Any]:
    """Return the attributes that ``text`` holds."""
    found: Mapping[str, Any] = {} if text == "{}" else _DECODE(text)
    return found


_DOCUMENTS = select(
    DocumentRow.id,
    DocumentRow.key,
    DocumentRow.title,
    DocumentRow.source,
    DocumentRow.date,
    DocumentRow.meta,
    TextRow.text,
).join(TextRow, TextRow.document_id == DocumentRow.id)
_SUGGESTIONS = select(
    SuggestionRow.id,
    SuggestionRow.start,
    SuggestionRow.end,
    SuggestionRow.label,
    SuggestionRow.suggester,
    SuggestionRow.score,
    SuggestionRow.type,
    SuggestionRow.subtype,
    _json(SuggestionRow.attributes),
)
# The order of each is that of the primary key or of the place: rows that compare as equal stay in it.
_SPANS = select(
    SpanRow.layer_id,
    SpanRow.id,
    SpanRow.start,
    SpanRow.end,
    SpanRow.label,
    _json(SpanRow.attributes),
    SpanRow.origin,
    SpanRow.suggestion_id,
    SpanRow.decided_at,
)
_EVENTS = select(
    EventRow.layer_id,
    EventRow.id,
    EventRow.trigger_id,
    EventRow.type,
    EventRow.subtype,
    _json(EventRow.attributes),
)
_ARGUMENTS = select(ArgumentRow.layer_id, ArgumentRow.event_id, ArgumentRow.role, ArgumentRow.span_id).order_by(
    ArgumentRow.layer_id, ArgumentRow.place
)
_REJECTED = (
    select(DecisionRow.layer_id, DecisionRow.suggestion_id, DecisionRow.decided_at)
    .where(DecisionRow.verdict == REJECTED)
    .order_by(DecisionRow.layer_id, DecisionRow.suggestion_id)
)
_NOTES = select(
    NoteRow.layer_id,
    NoteRow.id,
    NoteRow.sort,
    NoteRow.text,
    NoteRow.span_id,
    NoteRow.suggestion_id,
    NoteRow.noted_at,
)
_REFUSED = select(
    RefusalRow.layer_id,
    RefusalRow.trigger_id,
    RefusalRow.role,
    RefusalRow.filler_id,
    RefusalRow.decided_at,
)

Grouped = Mapping[int, Sequence[Any]]
"""Rows by the id of their layer, which is the first value of each."""


class Rows:
    """The rows of some documents and layers: documents and suggestions by their id, all else by its layer's."""

    def __init__(self, session: Session, documents: Sequence[int], layers: Sequence[int]) -> None:
        self._session, self._layers = session, layers
        found = session.execute(_DOCUMENTS.where(DocumentRow.id.in_(documents)))
        self.documents: Mapping[int, Any] = {row.id: row for row in found}
        proposed = session.execute(_SUGGESTIONS.where(SuggestionRow.document_id.in_(documents)))
        self.suggested = {
            id_: SuggestedSpan(Span(start, end, label), suggester, score, kind, subtype, decoded(attributes))
            for id_, start, end, label, suggester, score, kind, subtype, attributes in proposed
        }
        self.spans = self._of(_SPANS, SpanRow.layer_id)
        self.events = self._of(_EVENTS, EventRow.layer_id)
        self.arguments = self._of(_ARGUMENTS, ArgumentRow.layer_id)
        self.rejected = self._of(_REJECTED, DecisionRow.layer_id)
        self.notes = self._of(_NOTES, NoteRow.layer_id)
        self.refused = self._of(_REFUSED, RefusalRow.layer_id)

    def _of(self, query: Any, layer: Any) -> Grouped:
        grouped: dict[int, list[Any]] = {}
        for row in self._session.execute(query.where(layer.in_(self._layers))):
            grouped.setdefault(row[0], []).append(row)
        return grouped
