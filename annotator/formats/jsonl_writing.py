"""Writing a line of JSON Lines."""

from __future__ import annotations

from typing import Any

from annotator.core.events import Event
from annotator.core.records import Record, RecordedNote, RecordedSpan, RefusedArgument, Rejection, SuggestedSpan
from annotator.formats.jsonl_gold import with_gold
from annotator.formats.jsonl_reading import day_of


def line_of(record: Record) -> dict[str, Any]:
    """Return the JSON values of a record's line."""
    document, gold = record.document, record.gold
    meta = dict(document.meta)
    if document.source:
        meta["source"] = document.source
    if document.date and day_of(meta.get("date")) != document.date:
        meta["date"] = document.date.isoformat()
    line = {
        "id": record.key,
        "title": document.title,
        "text": document.text,
        "sha256": document.sha256,
        "meta": meta,
        "annotators": list(record.annotators),
        "finished": list(record.finished),
        "skipped": list(record.skipped),
        "spans": [_span_line(span, document.text) for span in record.spans],
        "events": [_event_line(event) for event in record.events],
        "rejected": [_rejection_line(item) for item in record.rejected],
        "refused": [_refused_line(item) for item in record.refused],
        "notes": [_note_line(note) for note in record.notes],
    }
    return line if gold is None else with_gold(line, gold)


def _span_line(recorded: RecordedSpan, text: str) -> dict[str, Any]:
    id_, place, attributes, origin, annotator, decided_at, suggested = recorded
    start, end = place.start, place.end
    line: dict[str, Any] = {
        "id": id_,
        "start": start,
        "end": end,
        "text": text[start:end],
        "label": place.label,
        "attributes": attributes or {},
        "origin": origin,
        "suggester": None if suggested is None else suggested.suggester,
        "score": None if suggested is None else suggested.score,
        "annotator": annotator or None,
        "decided_at": decided_at,
    }
    if suggested is not None:
        line["suggested"] = _suggested_line(suggested)
    return line


def _suggested_line(suggested: SuggestedSpan) -> dict[str, Any]:
    place = suggested.span
    line: dict[str, Any] = {"start": place.start, "end": place.end, "label": place.label}
    if suggested.type:
        line |= {"type": suggested.type, "subtype": suggested.subtype}
    if suggested.attributes:
        line["attributes"] = dict(suggested.attributes)
    return line


def _event_line(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "trigger": event.trigger,
        "type": event.type,
        "subtype": event.subtype,
        "attributes": dict(event.attributes),
        "arguments": [{"role": argument.role, "span": argument.span} for argument in event.arguments],
    }


def _rejection_line(item: Rejection) -> dict[str, Any]:
    return {**_whole_line(item.suggested), "annotator": item.annotator, "decided_at": item.decided_at}


def _whole_line(suggested: SuggestedSpan) -> dict[str, Any]:
    """Return a suggestion that no span of the line stands beside: also who made it."""
    return {**_suggested_line(suggested), "suggester": suggested.suggester, "score": suggested.score}


def _refused_line(item: RefusedArgument) -> dict[str, Any]:
    return {
        "trigger": _whole_line(item.trigger),
        "role": item.role,
        "filler": _whole_line(item.filler),
        "annotator": item.annotator,
        "decided_at": item.decided_at,
    }


def _note_line(note: RecordedNote) -> dict[str, Any]:
    line: dict[str, Any] = {
        "id": note.id,
        "sort": note.sort,
        "text": note.text,
        "annotator": note.annotator,
        "noted_at": note.noted_at,
    }
    if note.span is not None:
        line["span"] = note.span
    if note.suggested is not None:
        line["suggested"] = _whole_line(note.suggested)
    return line
