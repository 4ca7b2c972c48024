"""Layers as records: what people hold of a document, with the suggestions that it stands on, as formats write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.layer import FINISHED, REJECTED, SKIPPED, Layer, MarkedSpan, with_ids_apart
from annotator.core.records import (
    Record,
    RecordedNote,
    RecordedSpan,
    RefusedArgument,
    Rejection,
    SuggestedSpan,
)
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.layers import LayerRow
from annotator.db.log import read_layer
from annotator.services.recorded import identity


def layers_record(session: Session, document: DocumentRow, held: Sequence[tuple[str, LayerRow]]) -> Record:
    """Return what the layers in ``held``, each with its annotator's name, say of a document."""
    suggested = _suggested(session, document.id)
    apart = with_ids_apart(read_layer(session, row) for _, row in held)
    layers = [(name, layer) for (name, _), layer in zip(held, apart, strict=True)]
    return Record(
        document.value(),
        document.key,
        annotators=[name for name, _ in layers],
        finished=[name for name, layer in layers if layer.state == FINISHED],
        spans=[_recorded(span, name, suggested) for name, layer in layers for span in _in_order(layer)],
        events=[event for _, layer in layers for event in sorted(layer.events.values(), key=_place_of(layer))],
        rejected=[item for name, layer in layers for item in _rejections(layer, name, suggested)],
        skipped=[name for name, layer in layers if layer.state == SKIPPED],
        refused=[item for name, layer in layers for item in _refused(layer, name, suggested)],
        notes=[note for name, layer in layers for note in _notes(layer, name, suggested)],
    )


def _in_order(layer: Layer) -> Sequence[MarkedSpan]:
    return sorted(layer.spans.values(), key=lambda span: (span.start, -span.end, span.label, span.id))


def _place_of(layer: Layer) -> Any:
    return lambda event: (layer.spans[event.trigger].start, event.id)


def _suggested(session: Session, document_id: int) -> Mapping[int, SuggestedSpan]:
    return {
        row.id: SuggestedSpan(row.value().span, row.suggester, row.score, row.type, row.subtype, row.attributes)
        for row in session.scalars(select(SuggestionRow).filter_by(document_id=document_id))
    }


def _recorded(span: MarkedSpan, annotator: str, suggested: Mapping[int, SuggestedSpan]) -> RecordedSpan:
    source = suggested[span.suggestion] if span.suggestion is not None else None
    return RecordedSpan(span.id, span.span, span.attributes, span.origin, annotator, span.decided_at, source)


def _rejections(layer: Layer, annotator: str, suggested: Mapping[int, SuggestedSpan]) -> Iterable[Rejection]:
    items = [
        Rejection(suggested[one.suggestion], annotator, one.decided_at)
        for one in layer.decisions.values()
        if one.verdict == REJECTED
    ]
    return sorted(items, key=lambda item: (item.suggested.span, item.suggested.suggester))


def _refused(layer: Layer, annotator: str, suggested: Mapping[int, SuggestedSpan]) -> Iterable[RefusedArgument]:
    items = [
        RefusedArgument(suggested[one.trigger], one.role, suggested[one.filler], annotator, one.decided_at)
        for one in layer.refusals.values()
    ]
    return sorted(items, key=_order_of)


def _order_of(item: RefusedArgument) -> Any:
    # Words last, not the values themselves: an event type may be None.
    words = str((identity(item.trigger), identity(item.filler)))
    return item.trigger.span, item.role, item.filler.span, words


def _notes(layer: Layer, annotator: str, suggested: Mapping[int, SuggestedSpan]) -> Iterable[RecordedNote]:
    for note in sorted(layer.notes.values(), key=lambda note: (note.noted_at, note.id)):
        source = suggested[note.suggestion] if note.suggestion is not None else None
        yield RecordedNote(note.id, note.sort, note.text, annotator, note.noted_at, note.span, source)
