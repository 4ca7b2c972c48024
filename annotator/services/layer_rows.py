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

# The columns themselves, not the mapped attributes: then rows are plain tuples, and there are a hundred a document.
_SUGGESTION = SuggestionRow.__table__.c
_SPAN = SpanRow.__table__.c
_EVENT = EventRow.__table__.c
_ARGUMENT = ArgumentRow.__table__.c
_DECISION = DecisionRow.__table__.c
_NOTE = NoteRow.__table__.c
_REFUSAL = RefusalRow.__table__.c


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
    DocumentRow.gold,
    TextRow.text,
).join(TextRow, TextRow.document_id == DocumentRow.id)
_SUGGESTIONS = select(
    _SUGGESTION.id,
    _SUGGESTION.start,
    _SUGGESTION.end,
    _SUGGESTION.label,
    _SUGGESTION.suggester,
    _SUGGESTION.score,
    _SUGGESTION.type,
    _SUGGESTION.subtype,
    _json(_SUGGESTION.attributes),
)
# The order of each is that of the primary key or of the place: rows that compare as equal stay in it.
_SPANS = select(
    _SPAN.layer_id,
    _SPAN.id,
    _SPAN.start,
    _SPAN.end,
    _SPAN.label,
    _json(_SPAN.attributes),
    _SPAN.origin,
    _SPAN.suggestion_id,
    _SPAN.decided_at,
)
_EVENTS = select(
    _EVENT.layer_id,
    _EVENT.id,
    _EVENT.trigger_id,
    _EVENT.type,
    _EVENT.subtype,
    _json(_EVENT.attributes),
)
_ARGUMENTS = select(_ARGUMENT.layer_id, _ARGUMENT.event_id, _ARGUMENT.role, _ARGUMENT.span_id).order_by(
    _ARGUMENT.layer_id, _ARGUMENT.place
)
_REJECTED = (
    select(_DECISION.layer_id, _DECISION.suggestion_id, _DECISION.decided_at)
    .where(_DECISION.verdict == REJECTED)
    .order_by(_DECISION.layer_id, _DECISION.suggestion_id)
)
_NOTES = select(
    _NOTE.layer_id,
    _NOTE.id,
    _NOTE.sort,
    _NOTE.text,
    _NOTE.span_id,
    _NOTE.suggestion_id,
    _NOTE.noted_at,
)
_REFUSED = select(
    _REFUSAL.layer_id,
    _REFUSAL.trigger_id,
    _REFUSAL.role,
    _REFUSAL.filler_id,
    _REFUSAL.decided_at,
)

Grouped = Mapping[int, Sequence[Any]]
"""Rows by the id of their layer, which is the first value of each."""


def document_rows(session: Session, documents: Sequence[int]) -> Mapping[int, Any]:
    """Return key, title, source, date, meta, gold and text of documents, by their id."""
    return {row.id: row for row in session.execute(_DOCUMENTS.where(DocumentRow.id.in_(documents)))}


class Rows:
    """The rows of some documents and layers: documents and suggestions by their id, all else by its layer's."""

    def __init__(self, session: Session, documents: Sequence[int], layers: Sequence[int]) -> None:
        self._connection, self._layers = session.connection(), layers
        self.documents = document_rows(session, documents)
        proposed = self._tuples(_SUGGESTIONS.where(_SUGGESTION.document_id.in_(documents)))
        self.suggested = {
            id_: SuggestedSpan(
                Span(start, end, label),
                suggester,
                score,
                kind,
                subtype,
                {} if attributes == "{}" else decoded(attributes),
            )
            for id_, start, end, label, suggester, score, kind, subtype, attributes in proposed
        }
        self.spans = self._of(_SPANS, _SPAN.layer_id)
        self.events = self._of(_EVENTS, _EVENT.layer_id)
        self.arguments = self._of(_ARGUMENTS, _ARGUMENT.layer_id)
        self.rejected = self._of(_REJECTED, _DECISION.layer_id)
        self.notes = self._of(_NOTES, _NOTE.layer_id)
        self.refused = self._of(_REFUSED, _REFUSAL.layer_id)

    def _of(self, query: Any, layer: Any) -> Grouped:
        grouped: dict[int, list[Any]] = {}
        for row in self._tuples(query.where(layer.in_(self._layers))):
            grouped.setdefault(row[0], []).append(row)
        return grouped

    def _tuples(self, query: Any) -> Sequence[Any]:
        """Return the rows as the driver gives them; nothing in them needs to be converted."""
        result = self._connection.execute(query)
        rows: Sequence[Any] = result.cursor.fetchall()
        result.close()
        return rows
