"""Edits: the only way a layer changes.

Every edit says what stood there before and what stands there after: so a log of edits can be replayed, undone exactly,
and written to tables row by row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from annotator.core.events import Event
from annotator.core.layer import Decision, Layer, MarkedSpan, Note, Refusal


@dataclass(frozen=True, slots=True)
class SpanEdit:
    """The span ``id`` was ``before`` and is ``after``; ``None`` where there is none."""

    id: str
    before: MarkedSpan | None
    after: MarkedSpan | None


@dataclass(frozen=True, slots=True)
class EventEdit:
    """The event ``id`` was ``before`` and is ``after``; ``None`` where there is none."""

    id: str
    before: Event | None
    after: Event | None


@dataclass(frozen=True, slots=True)
class DecisionEdit:
    """The decision on the suggestion ``id`` was ``before`` and is ``after``; ``None`` where there is none."""

    id: int
    before: Decision | None
    after: Decision | None


@dataclass(frozen=True, slots=True)
class NoteEdit:
    """The note ``id`` was ``before`` and is ``after``; ``None`` where there is none."""

    id: str
    before: Note | None
    after: Note | None


@dataclass(frozen=True, slots=True)
class RefusalEdit:
    """The refusal with the key ``id`` was ``before`` and is ``after``; ``None`` where there is none."""

    id: str
    before: Refusal | None
    after: Refusal | None


@dataclass(frozen=True, slots=True)
class StateEdit:
    """The layer's state was ``before`` and is ``after``."""

    before: str
    after: str


Edit = SpanEdit | EventEdit | DecisionEdit | NoteEdit | RefusalEdit | StateEdit

_PLACES: dict[type[Any], str] = {
    SpanEdit: "spans",
    EventEdit: "events",
    DecisionEdit: "decisions",
    NoteEdit: "notes",
    RefusalEdit: "refusals",
}


def current(layer: Layer, edit: Edit) -> Any:
    """Return what the layer holds now at the place that ``edit`` is about."""
    if isinstance(edit, StateEdit):
        return layer.state
    return getattr(layer, _PLACES[type(edit)]).get(edit.id)


def reversed_edit(edit: Edit) -> Edit:
    """Return the edit that takes ``edit`` back."""
    if isinstance(edit, StateEdit):
        return StateEdit(edit.after, edit.before)
    return replace(edit, before=edit.after, after=edit.before)  # type: ignore[arg-type]  # both sides have one type


def apply(layer: Layer, edits: Iterable[Edit]) -> Layer:
    """Return the layer after ``edits``, in their order; raise ``ValueError`` where one does not fit what is there."""
    changed: dict[str, Any] = {}  # only what is touched is copied
    state = layer.state
    for edit in edits:
        if isinstance(edit, StateEdit):
            if state != edit.before:
                raise ValueError(f"{edit!r} does not fit the layer")
            state = edit.after
            continue
        place = _PLACES[type(edit)]
        there = changed.get(place)
        if there is None:
            there = changed[place] = dict(getattr(layer, place))
        if there.get(edit.id) != edit.before:
            raise ValueError(f"{edit!r} does not fit the layer")
        if edit.after is None:
            there.pop(edit.id, None)
        else:
            there[edit.id] = edit.after
    held = changed.get
    return Layer(
        held("spans", layer.spans),
        held("events", layer.events),
        held("decisions", layer.decisions),
        state,
        held("notes", layer.notes),
        held("refusals", layer.refusals),
    )
