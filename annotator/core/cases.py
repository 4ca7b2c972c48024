"""Cases: one thing in a document that one or more annotators marked, with what each of them has there.

A case is found anew from the layers whenever it is needed (:func:`annotator.core.aligning.align`). Its ``key`` comes
from place and label alone, so it is the same the next time; :attr:`Case.seen` tells whether what stands there is, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from annotator.core.events import Argument, Event
from annotator.core.layer import MarkedSpan
from annotator.core.spans import Span

NOTHING_SEEN = ""
"""What :attr:`Case.seen` holds for an annotator who marked nothing there."""


@dataclass(frozen=True, slots=True)
class Filler:
    """The span that fills a role, and the key of the case that it belongs to."""

    span: Span
    case: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What one annotator has at a case: a span and the events that it triggers.

    ``free`` are its boundaries as they count when clitics do not (:func:`annotator.core.arabic.clitic_free`). The
    events are those of the layer, with its ids; ``fillers`` says by id what their arguments stand for.
    """

    span: MarkedSpan
    free: tuple[int, int]
    events: tuple[Event, ...] = ()
    fillers: Mapping[str, Filler] = field(default_factory=dict)

    def arguments(self, event: Event) -> frozenset[Argument]:
        """Return the event's arguments with the key of a case in the place of an id: so they can be compared."""
        known = (one for one in event.arguments if one.span in self.fillers)
        return frozenset(Argument(one.role, self.fillers[one.span].case) for one in known)

    def digest(self) -> str:
        """Return 16 letters that change when anything changes that was marked here: not with ids, not with the key."""
        span = self.span
        content = [span.start, span.end, span.label, dict(span.attributes), sorted(map(self._told, self.events))]
        return blake2b(_json(content).encode(), digest_size=8).hexdigest()

    def _told(self, event: Event) -> str:
        places = ((one.role, self.fillers[one.span].span) for one in event.arguments if one.span in self.fillers)
        arguments = sorted([role, span.start, span.end, span.label] for role, span in places)
        return _json([event.type, event.subtype, dict(event.attributes), arguments])


@dataclass(frozen=True, slots=True)
class Case:
    """One thing, by annotator. All spans of a case share at least one character.

    ``marks`` holds those who marked it, ``annotators`` all who did the document, both in the order of their names.
    Each of ``events`` is one event by annotator: who tells none there, is not in it.
    """

    key: str
    annotators: tuple[str, ...]
    marks: Mapping[str, Mark]
    events: tuple[Mapping[str, Event], ...] = ()

    @property
    def places(self) -> tuple[Span, ...]:
        """The spans that were marked, each once, in order."""
        return tuple(sorted({mark.span.span for mark in self.marks.values()}))

    @property
    def seen(self) -> Mapping[str, str]:
        """The digest of what each annotator has here; :data:`NOTHING_SEEN` for nothing."""
        return {name: self.marks[name].digest() if name in self.marks else NOTHING_SEEN for name in self.annotators}

    def among(self, names: Iterable[str]) -> Case:
        """Return the case as these annotators alone leave it; it may hold no mark any more."""
        kept = set(names)
        events = ({name: event for name, event in slot.items() if name in kept} for slot in self.events)
        return replace(
            self,
            annotators=tuple(name for name in self.annotators if name in kept),
            marks={name: mark for name, mark in self.marks.items() if name in kept},
            events=tuple(slot for slot in events if slot),
        )


def key_of(span: Span, number: int = 1) -> str:
    """Return the key of the case whose first place is ``span``; ``number`` tells apart those that begin alike."""
    key = f"{span.start}-{span.end}-{span.label}"
    return key if number == 1 else f"{key}#{number}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
