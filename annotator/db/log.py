"""Layers in and out of their rows, and edits in and out of the log's JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from annotator.core.edits import DecisionEdit, Edit, EventEdit, NoteEdit, RefusalEdit, SpanEdit, StateEdit
from annotator.core.events import Argument, Event
from annotator.core.layer import Decision, Layer, MarkedSpan, Note, Refusal
from annotator.db.base import insert_all
from annotator.db.layers import (
    ArgumentRow,
    DecisionRow,
    EventRow,
    LayerRow,
    NoteRow,
    OperationRow,
    RefusalRow,
    SpanRow,
)

_EDITS: dict[str, type[Any]] = {
    "span": SpanEdit,
    "event": EventEdit,
    "decision": DecisionEdit,
    "note": NoteEdit,
    "refusal": RefusalEdit,
    "state": StateEdit,
}
_NAMES = {kind: name for name, kind in _EDITS.items()}


def edit_to_json(edit: Edit) -> dict[str, Any]:
    """Return the edit as JSON values; ``edit`` names its kind."""
    return {"edit": _NAMES[type(edit)], **msgspec.to_builtins(edit)}


def edit_from_json(values: dict[str, Any]) -> Edit:
    """Return the edit that :func:`edit_to_json` wrote."""
    fields = {name: value for name, value in values.items() if name != "edit"}
    edit: Edit = msgspec.convert(fields, _EDITS[values["edit"]])
    return edit


def read_layer(session: Session, row: LayerRow) -> Layer:
    """Return what the layer holds now."""
    arguments: dict[str, list[ArgumentRow]] = {}
    for argument in session.scalars(select(ArgumentRow).filter_by(layer_id=row.id).order_by(ArgumentRow.place)):
        arguments.setdefault(argument.event_id, []).append(argument)
    spans = session.scalars(select(SpanRow).filter_by(layer_id=row.id))
    events = session.scalars(select(EventRow).filter_by(layer_id=row.id))
    decisions = session.scalars(select(DecisionRow).filter_by(layer_id=row.id))
    notes = session.scalars(select(NoteRow).filter_by(layer_id=row.id))
    refusals = (_refusal(one) for one in session.scalars(select(RefusalRow).filter_by(layer_id=row.id)))
    return Layer(
        {span.id: _span(span) for span in spans},
        {event.id: _event(event, arguments.get(event.id, [])) for event in events},
        {one.suggestion_id: Decision(one.suggestion_id, one.verdict, one.decided_at) for one in decisions},
        row.state,
        {note.id: _note(note) for note in notes},
        {refusal.key: refusal for refusal in refusals},
    )


def _span(row: SpanRow) -> MarkedSpan:
    return MarkedSpan(
        row.id, row.start, row.end, row.label, row.attributes, row.origin, row.suggestion_id, row.decided_at
    )


def _event(row: EventRow, arguments: Sequence[ArgumentRow]) -> Event:
    filled = tuple(Argument(argument.role, argument.span_id) for argument in arguments)
    return Event(row.id, row.trigger_id, row.type, row.subtype, row.attributes, filled)


def _note(row: NoteRow) -> Note:
    return Note(row.id, row.sort, row.text, row.span_id, row.suggestion_id, row.noted_at)


def _refusal(row: RefusalRow) -> Refusal:
    return Refusal(row.trigger_id, row.role, row.filler_id, row.decided_at)


def logged_edits(session: Session, layer_id: int, operation_id: str) -> list[Edit] | None:
    """Return what an operation of this layer changed, or ``None`` if the log does not have it."""
    found = session.scalar(
        select(OperationRow.edits).where(OperationRow.layer_id == layer_id, OperationRow.operation_id == operation_id)
    )
    return None if found is None else [edit_from_json(values) for values in found]


def write_difference(session: Session, row: LayerRow, before: Layer, after: Layer) -> None:
    """Bring the rows of a layer from ``before`` to ``after``, touching only what differs."""
    _write_spans(session, row.id, before, after)
    _write_events(session, row.id, before, after)
    _write_decisions(session, row.id, before, after)
    _write_notes(session, row.id, before, after)
    _write_refusals(session, row.id, before, after)
    row.state = after.state


def _gone(before: Iterable[Any], after: Iterable[Any]) -> list[Any]:
    kept = set(after)
    return [key for key in before if key not in kept]


def _write_spans(session: Session, layer: int, before: Layer, after: Layer) -> None:
    for gone in _gone(before.spans, after.spans):
        session.execute(delete(SpanRow).filter_by(layer_id=layer, id=gone))
    new = []
    for span in after.spans.values():
        old = before.spans.get(span.id)
        values = msgspec.to_builtins(span)
        values["suggestion_id"] = values.pop("suggestion")
        if old is None:
            new.append({"layer_id": layer, **values})
        elif old != span:
            session.execute(update(SpanRow).filter_by(layer_id=layer, id=span.id).values(values))
    insert_all(session, SpanRow, new)


def _write_events(session: Session, layer: int, before: Layer, after: Layer) -> None:
    changed = [event for event in after.events.values() if before.events.get(event.id) != event]
    stale = [event.id for event in changed if event.id in before.events]
    for old in [*_gone(before.events, after.events), *stale]:
        session.execute(delete(EventRow).filter_by(layer_id=layer, id=old))
    if changed:
        insert_all(session, EventRow, [_event_values(layer, event) for event in changed])
    arguments = [values for event in changed for values in _argument_values(layer, event)]
    insert_all(session, ArgumentRow, arguments)


def _event_values(layer: int, event: Event) -> dict[str, Any]:
    values = msgspec.to_builtins(event)
    values.pop("arguments")
    return {"layer_id": layer, "trigger_id": values.pop("trigger"), **values}


def _argument_values(layer: int, event: Event) -> list[dict[str, Any]]:
    return [
        {"layer_id": layer, "event_id": event.id, "role": argument.role, "span_id": argument.span, "place": place}
        for place, argument in enumerate(event.arguments)
    ]


def _write_decisions(session: Session, layer: int, before: Layer, after: Layer) -> None:
    changed = [one for one in after.decisions.values() if before.decisions.get(one.suggestion) != one]
    stale = [one.suggestion for one in changed if one.suggestion in before.decisions]
    for old in [*_gone(before.decisions, after.decisions), *stale]:
        session.execute(delete(DecisionRow).filter_by(layer_id=layer, suggestion_id=old))
    rows = [
        {"layer_id": layer, "suggestion_id": one.suggestion, "verdict": one.verdict, "decided_at": one.decided_at}
        for one in changed
    ]
    insert_all(session, DecisionRow, rows)


def _write_notes(session: Session, layer: int, before: Layer, after: Layer) -> None:
    changed = [note for note in after.notes.values() if before.notes.get(note.id) != note]
    stale = [note.id for note in changed if note.id in before.notes]
    for old in [*_gone(before.notes, after.notes), *stale]:
        session.execute(delete(NoteRow).filter_by(layer_id=layer, id=old))
    if changed:
        insert_all(session, NoteRow, [_note_values(layer, note) for note in changed])


def _note_values(layer: int, note: Note) -> dict[str, Any]:
    values = msgspec.to_builtins(note)
    return {"layer_id": layer, "span_id": values.pop("span"), "suggestion_id": values.pop("suggestion"), **values}


def _write_refusals(session: Session, layer: int, before: Layer, after: Layer) -> None:
    changed = [one for key, one in after.refusals.items() if before.refusals.get(key) != one]
    stale = [before.refusals[one.key] for one in changed if one.key in before.refusals]
    gone = [before.refusals[key] for key in _gone(before.refusals, after.refusals)]
    for old in [*gone, *stale]:
        session.execute(delete(RefusalRow).filter_by(**_refusal_key(layer, old)))
    if changed:
        rows = [{**_refusal_key(layer, one), "decided_at": one.decided_at} for one in changed]
        insert_all(session, RefusalRow, rows)


def _refusal_key(layer: int, refusal: Refusal) -> dict[str, Any]:
    return {"layer_id": layer, "trigger_id": refusal.trigger, "role": refusal.role, "filler_id": refusal.filler}
