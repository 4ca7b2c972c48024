"""Layers in and out of their rows, and edits in and out of the log's JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from annotator.core.edits import DecisionEdit, Edit, EventEdit, NoteEdit, RefusalEdit, SpanEdit, StateEdit
from annotator.core.events import Argument, Event
from annotator.core.layer import Decision, Layer, MarkedSpan, Note, Refusal
from annotator.db.base import Insertion, json_text, table_of
from annotator.db.layers import (
    ArgumentRow,
    DecisionRow,
    EventRow,
    NoteRow,
    OperationRow,
    RefusalRow,
    SpanRow,
)


class HasContent(Protocol):
    """The row of a layer, or what was selected of it."""

    @property
    def id(self) -> Any: ...  # noqa: D102  # the layer's
    @property
    def state(self) -> Any: ...  # noqa: D102  # the layer's


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


def edits_text(edits: Iterable[Edit]) -> str:
    """Return edits as the log keeps them: the JSON of what :func:`edit_to_json` makes of each, made at once."""
    return f"[{','.join(_OPENINGS[type(edit)] + msgspec.json.encode(edit)[1:].decode() for edit in edits)}]"


_OPENINGS = {kind: f'{{"edit":"{name}",' for name, kind in _EDITS.items()}


def edit_from_json(values: dict[str, Any]) -> Edit:
    """Return the edit that :func:`edit_to_json` wrote."""
    fields = {name: value for name, value in values.items() if name != "edit"}
    edit: Edit = msgspec.convert(fields, _EDITS[values["edit"]])
    return edit


def _content(row: type[Any], *columns: str) -> Any:
    table = table_of(row)
    return select(*(table.c[name] for name in columns)).where(table.c.layer_id == bindparam("layer"))


_SPANS = _content(
    SpanRow, "id", "start", "end", "label", "attributes", "origin", "suggestion_id", "decided_at"
)  # in the order of MarkedSpan
_EVENTS = _content(EventRow, "id", "trigger_id", "type", "subtype", "attributes")
_ARGUMENTS = _content(ArgumentRow, "event_id", "role", "span_id").order_by(table_of(ArgumentRow).c.place)
_DECISIONS = _content(DecisionRow, "suggestion_id", "verdict", "decided_at")
_NOTES = _content(NoteRow, "id", "sort", "text", "span_id", "suggestion_id", "noted_at")
_REFUSALS = _content(RefusalRow, "trigger_id", "role", "filler_id", "decided_at")


def read_layer(session: Session, row: HasContent) -> Layer:
    """Return what the layer holds now."""
    connection, asked = session.connection(), {"layer": row.id}
    arguments: dict[str, list[Argument]] = {}
    for event, role, span in connection.execute(_ARGUMENTS, asked):
        arguments.setdefault(event, []).append(Argument(role, span))
    refusals = [Refusal(*one) for one in connection.execute(_REFUSALS, asked)]
    return Layer(
        {one.id: MarkedSpan(*one) for one in connection.execute(_SPANS, asked)},
        {one.id: _event(one, arguments.get(one.id, ())) for one in connection.execute(_EVENTS, asked)},
        {one.suggestion_id: Decision(*one) for one in connection.execute(_DECISIONS, asked)},
        row.state,
        {one.id: Note(*one) for one in connection.execute(_NOTES, asked)},
        {refusal.key: refusal for refusal in refusals},
    )


def _event(one: Any, arguments: Iterable[Argument]) -> Event:
    return Event(one.id, one.trigger_id, one.type, one.subtype, one.attributes, tuple(arguments))


def logged_edits(session: Session, layer_id: int, operation_id: str) -> list[Edit] | None:
    """Return what an operation of this layer changed, or ``None`` if the log does not have it."""
    found = session.scalar(
        select(OperationRow.edits).where(OperationRow.layer_id == layer_id, OperationRow.operation_id == operation_id)
    )
    return None if found is None else [edit_from_json(values) for values in found]


def write_difference(session: Session, layer_id: int, before: Layer, after: Layer) -> None:
    """Bring what a layer holds from ``before`` to ``after``, touching only what differs; its state is the caller's."""
    connection = session.connection()
    for name, rows in _ROWS.items():
        rows.bring(connection, layer_id, getattr(before, name), getattr(after, name))


class _Rows:
    """The rows of one kind of things in a layer, and of their ``parts``: what changed is deleted and made anew."""

    def __init__(
        self,
        row: type[Any],
        columns: Sequence[str],
        values: Callable[[int, Any], tuple[Any, ...]],
        parts: Callable[[Connection, int, Sequence[Any]], None] | None = None,
    ) -> None:
        table = table_of(row)
        key = [column.name for column in table.primary_key]
        if [*columns][: len(key)] != key:
            raise ValueError(f"{row.__name__}: the key comes first")
        self._key, self._values, self._parts = len(key), values, parts
        self._insert = Insertion(row, *columns)
        self._delete = f"DELETE FROM {table.name} WHERE {' AND '.join(f'{name} = ?' for name in key)}"  # noqa: S608  # names of ours

    def bring(self, connection: Connection, layer: int, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> None:
        if before is after:
            return
        gone = [self._values(layer, old)[: self._key] for key, old in before.items() if after.get(key) != old]
        new = [one for key, one in after.items() if before.get(key) != one]
        if gone:
            connection.exec_driver_sql(self._delete, gone)
        self._insert(connection, [self._values(layer, one) for one in new])
        if self._parts and new:
            self._parts(connection, layer, new)


def _span_values(layer: int, span: MarkedSpan) -> tuple[Any, ...]:
    attributes = json_text(span.attributes)
    made = (span.origin, span.suggestion, span.decided_at)
    return layer, span.id, span.start, span.end, span.label, attributes, *made


def _event_values(layer: int, event: Event) -> tuple[Any, ...]:
    return layer, event.id, event.trigger, event.type, event.subtype, json_text(event.attributes)


_insert_arguments = Insertion(ArgumentRow, "layer_id", "event_id", "role", "span_id", "place")


def _write_arguments(connection: Connection, layer: int, events: Sequence[Event]) -> None:
    """Write the arguments of events that are new; those of the old ones went with them."""
    rows = [
        (layer, event.id, argument.role, argument.span, place)
        for event in events
        for place, argument in enumerate(event.arguments)
    ]
    _insert_arguments(connection, rows)


_ROWS = {
    "spans": _Rows(
        SpanRow,
        ("layer_id", "id", "start", "end", "label", "attributes", "origin", "suggestion_id", "decided_at"),
        _span_values,
    ),
    "events": _Rows(
        EventRow,
        ("layer_id", "id", "trigger_id", "type", "subtype", "attributes"),
        _event_values,
        _write_arguments,
    ),
    "decisions": _Rows(
        DecisionRow,
        ("layer_id", "suggestion_id", "verdict", "decided_at"),
        lambda layer, one: (layer, one.suggestion, one.verdict, one.decided_at),
    ),
    "notes": _Rows(
        NoteRow,
        ("layer_id", "id", "sort", "text", "span_id", "suggestion_id", "noted_at"),
        lambda layer, one: (layer, one.id, one.sort, one.text, one.span, one.suggestion, one.noted_at),
    ),
    "refusals": _Rows(
        RefusalRow,
        ("layer_id", "trigger_id", "filler_id", "role", "decided_at"),
        lambda layer, one: (layer, one.trigger, one.filler, one.role, one.decided_at),
    ),
}
