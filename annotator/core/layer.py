"""A layer: what one person (or the adjudication) holds of one document, and the edits that change it.

A layer is a value. It changes only by edits, and every edit says what stood there before and what stands there after:
so a log of edits can be replayed, undone exactly, and written to tables row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from annotator.core.events import Event
from annotator.core.spans import Span

ACCEPTED, FIXED, REJECTED, MANUAL = "accepted", "fixed", "rejected", "manual"
OPEN, FINISHED = "open", "finished"
MAX_STEM = 56
"""So much of an id stays where a number is put behind it."""


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A decided span. ``origin`` is ``accepted``, ``fixed`` (both from ``suggestion``) or ``manual``.

    ``decided_at`` is an ISO 8601 time in UTC.
    """

    id: str
    start: int
    end: int
    label: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    origin: str = MANUAL
    suggestion: int | None = None
    decided_at: str = ""

    @property
    def span(self) -> Span:
        """The place and the label alone."""
        return Span(self.start, self.end, self.label)


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a suggestion: ``accepted``, ``fixed`` or ``rejected``. No decision means: not decided yet."""

    suggestion: int
    verdict: str
    decided_at: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """Spans and events by id, decisions by the suggestion's id, and whether the person has finished."""

    spans: Mapping[str, MarkedSpan] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    state: str = OPEN


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
class StateEdit:
    """The layer's state was ``before`` and is ``after``."""

    before: str
    after: str


Edit = SpanEdit | EventEdit | DecisionEdit | StateEdit


def current(layer: Layer, edit: Edit) -> Any:
    """Return what the layer holds now at the place that ``edit`` is about."""
    if isinstance(edit, SpanEdit):
        return layer.spans.get(edit.id)
    if isinstance(edit, EventEdit):
        return layer.events.get(edit.id)
    if isinstance(edit, DecisionEdit):
        return layer.decisions.get(edit.id)
    return layer.state


def reversed_edit(edit: Edit) -> Edit:
    """Return the edit that takes ``edit`` back."""
    if isinstance(edit, StateEdit):
        return StateEdit(edit.after, edit.before)
    return replace(edit, before=edit.after, after=edit.before)  # type: ignore[arg-type]  # both sides have one type


def apply(layer: Layer, edits: Iterable[Edit]) -> Layer:
    """Return the layer after ``edits``, in their order; raise ``ValueError`` where one does not fit what is there."""
    spans, events, decisions = dict(layer.spans), dict(layer.events), dict(layer.decisions)
    now = Layer(spans, events, decisions, layer.state)
    for edit in edits:
        if current(now, edit) != edit.before:
            raise ValueError(f"{edit!r} does not fit the layer")
        if isinstance(edit, SpanEdit):
            _put(spans, edit.id, edit.after)
        elif isinstance(edit, EventEdit):
            _put(events, edit.id, edit.after)
        elif isinstance(edit, DecisionEdit):
            _put(decisions, edit.id, edit.after)
        else:
            now = replace(now, state=edit.after)
    return now


def with_ids_apart(layers: Iterable[Layer]) -> Iterator[Layer]:
    """Yield the layers of one document so that no two share the id of a span or of an event; most stay as they are.

    An id is its layer's own affair, but a file with several layers tells spans apart by it.
    """
    spans: set[str] = set()
    events: set[str] = set()
    for layer in layers:
        yield _renamed(layer, _free_ids(layer.spans, spans), _free_ids(layer.events, events))


def _free_ids(wanted: Iterable[str], taken: set[str]) -> Mapping[str, str]:
    """Return the id that each wanted one becomes, and count them all as taken."""
    wanted, ids = set(wanted), {}
    for one in sorted(wanted):
        candidates = (f"{one[:MAX_STEM]}-{number}" for number in count(2))
        ids[one] = one if one not in taken else next(new for new in candidates if new not in taken | wanted)
        taken.add(ids[one])
    return ids


def _renamed(layer: Layer, spans: Mapping[str, str], events: Mapping[str, str]) -> Layer:
    return replace(
        layer,
        spans={spans[id_]: replace(span, id=spans[id_]) for id_, span in layer.spans.items()},
        events={
            events[id_]: replace(
                event,
                id=events[id_],
                trigger=spans[event.trigger],
                arguments=tuple(replace(one, span=spans[one.span]) for one in event.arguments),
            )
            for id_, event in layer.events.items()
        },
    )


def _put(values: dict[Any, Any], key: Any, value: Any) -> None:
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value
