"""A layer: what one person (or the adjudication) holds of one document. It is a value: ``edits`` make another of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from annotator.core.events import Event
from annotator.core.spans import Span

ACCEPTED, FIXED, REJECTED, MANUAL = "accepted", "fixed", "rejected", "manual"
OPEN, FINISHED, SKIPPED = "open", "finished", "skipped"
COMMENT, UNSURE, FLAG, SKIP = "comment", "unsure", "flag", "skip"
MAX_NOTE = 4000
"""The longest text of a note, in characters."""
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
class Note:
    """What a person says beside deciding. ``sort``: ``comment``, ``unsure``, ``flag``, ``skip`` (why it was skipped).

    It is about the span ``span``, which was added by hand, or about ``suggestion`` and what came of it; where both are
    ``None``, about the document. ``noted_at`` is an ISO 8601 time in UTC.
    """

    id: str
    sort: str
    text: str = ""
    span: str | None = None
    suggestion: int | None = None
    noted_at: str = ""

    @property
    def target(self) -> tuple[str | None, int | None]:
        """What it is about."""
        return self.span, self.suggestion


@dataclass(frozen=True, slots=True)
class Refusal:
    """A suggested argument that was rejected: the suggestion ``filler`` in ``role`` of the event of ``trigger``."""

    trigger: int
    role: str
    filler: int
    decided_at: str = ""

    @property
    def key(self) -> str:
        """What tells it from the other refusals of its layer."""
        return f"{self.trigger} {self.filler} {self.role}"


@dataclass(frozen=True, slots=True)
class Layer:
    """Spans, events and notes by id, decisions by the suggestion's id, refusals by their key.

    ``state`` is ``open``, ``finished`` or ``skipped``; a note of the sort ``skip`` is there only while it is skipped.
    """

    spans: Mapping[str, MarkedSpan] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    state: str = OPEN
    notes: Mapping[str, Note] = field(default_factory=dict)
    refusals: Mapping[str, Refusal] = field(default_factory=dict)


def with_ids_apart(layers: Iterable[Layer]) -> Iterator[Layer]:
    """Yield the layers of one document so that no two share the id of a span, event or note; most stay as they are.

    An id is its layer's own affair, but a file with several layers tells spans apart by it.
    """
    spans: set[str] = set()
    events: set[str] = set()
    notes: set[str] = set()
    for layer in layers:
        ids = free_ids(layer.spans, spans), free_ids(layer.events, events), free_ids(layer.notes, notes)
        yield _renamed(layer, *ids)


def free_ids(wanted: Iterable[str], taken: set[str]) -> Mapping[str, str]:
    """Return the id that each wanted one becomes, and count them all as taken."""
    wanted = set(wanted)
    if taken.isdisjoint(wanted):
        taken |= wanted
        return {one: one for one in wanted}
    ids: dict[str, str] = {}
    for one in sorted(wanted):
        candidates = (f"{one[:MAX_STEM]}-{number}" for number in count(2))
        ids[one] = one if one not in taken else next(new for new in candidates if new not in taken | wanted)
        taken.add(ids[one])
    return ids


def _renamed(layer: Layer, spans: Mapping[str, str], events: Mapping[str, str], notes: Mapping[str, str]) -> Layer:
    return replace(
        layer,
        spans={spans[id_]: replace(span, id=spans[id_]) for id_, span in layer.spans.items()},
        events={events[id_]: _renamed_event(event, events[id_], spans) for id_, event in layer.events.items()},
        notes={
            notes[id_]: replace(note, id=notes[id_], span=None if note.span is None else spans[note.span])
            for id_, note in layer.notes.items()
        },
    )


def _renamed_event(event: Event, id_: str, spans: Mapping[str, str]) -> Event:
    arguments = tuple(replace(one, span=spans[one.span]) for one in event.arguments)
    return replace(event, id=id_, trigger=spans[event.trigger], arguments=arguments)
