"""Layers as records: what people hold of a document, with the suggestions that it stands on, as formats write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.core.document import Document
from annotator.core.events import Argument, Event
from annotator.core.layer import FINISHED, SKIPPED, free_ids
from annotator.core.records import Record, RecordedNote, RecordedSpan, RefusedArgument, Rejection
from annotator.core.spans import Span
from annotator.services.layer_rows import Rows, decoded
from annotator.services.recorded import identity


@dataclass(frozen=True, slots=True)
class Held:
    """One layer of a document: whose it is, and in which state."""

    id: int
    document: int
    state: str
    annotator: str


def layers_record(rows: Rows, document: int, held: Sequence[Held]) -> Record:
    """Return what the layers in ``held`` say of a document; ``rows`` has read what they hold."""
    row = rows.documents[document]
    apart = _Apart()
    layers = [_Layer(rows, one, apart) for one in held]
    return Record(
        Document(row.text, row.title, row.source, row.date, row.meta),
        row.key,
        annotators=[one.annotator for one in held],
        finished=[one.annotator for one in held if one.state == FINISHED],
        spans=[span for layer in layers for span in layer.spans()],
        events=[event for layer in layers for event in layer.events()],
        rejected=[item for layer in layers for item in layer.rejections()],
        skipped=[one.annotator for one in held if one.state == SKIPPED],
        refused=[item for layer in layers for item in layer.refused()],
        notes=[note for layer in layers for note in layer.notes()],
    )


class _Apart:
    """The ids that are taken in a line: an id is its layer's own affair, but a line tells spans apart by it."""

    def __init__(self) -> None:
        self.spans: set[str] = set()
        self.events: set[str] = set()
        self.notes: set[str] = set()


class _Layer:
    """One layer's part of a record."""

    def __init__(self, rows: Rows, held: Held, apart: _Apart) -> None:
        self._rows, self._annotator = rows, held.annotator
        self._spans, self._events = rows.spans.get(held.id, ()), rows.events.get(held.id, ())
        self._rejected, self._notes = rows.rejected.get(held.id, ()), rows.notes.get(held.id, ())
        self._refused, self._arguments = rows.refused.get(held.id, ()), rows.arguments.get(held.id, ())
        self._span_ids = free_ids([row[1] for row in self._spans], apart.spans)
        self._event_ids = free_ids([row[1] for row in self._events], apart.events)
        self._note_ids = free_ids([row[1] for row in self._notes], apart.notes)

    def spans(self) -> Sequence[RecordedSpan]:
        """Return the spans, in the order of the text."""
        suggested, ids, annotator = self._rows.suggested, self._span_ids, self._annotator
        found = []
        for _, id_, start, end, label, attributes, origin, suggestion, decided_at in self._spans:
            source = None if suggestion is None else suggested[suggestion]
            place = None if source is None else source.span
            # What was accepted stands where it was suggested.
            if place is None or place.start != start or place.end != end or place.label != label:
                place = Span(start, end, label)
            values = {} if attributes == "{}" else decoded(attributes)
            recorded = RecordedSpan(ids[id_], place, values, origin, annotator, decided_at, source)
            found.append((start, -end, label, ids[id_], recorded))
        found.sort()
        return [one[4] for one in found]

    def events(self) -> Sequence[Event]:
        """Return the events, in the order of their triggers."""
        starts: Mapping[str, int] = {row[1]: row[2] for row in self._spans} if self._events else {}
        filled: dict[str, list[Argument]] = {}
        for _, event, role, span in self._arguments:
            filled.setdefault(event, []).append(Argument(role, self._span_ids[span]))
        found = [
            (
                starts[trigger],
                Event(
                    self._event_ids[id_],
                    self._span_ids[trigger],
                    kind,
                    subtype,
                    decoded(attributes),
                    tuple(filled.get(id_, ())),
                ),
            )
            for _, id_, trigger, kind, subtype, attributes in self._events
        ]
        return [event for _, event in sorted(found, key=lambda one: (one[0], one[1].id))]

    def rejections(self) -> Iterable[Rejection]:
        """Return the rejected suggestions, in the order of the text."""
        suggested = self._rows.suggested
        items = [Rejection(suggested[one], self._annotator, decided_at) for _, one, decided_at in self._rejected]
        return sorted(items, key=lambda item: (item.suggested.span, item.suggested.suggester))

    def refused(self) -> Iterable[RefusedArgument]:
        """Return the rejected arguments, in the order of their events."""
        suggested = self._rows.suggested
        items = [
            RefusedArgument(suggested[trigger], role, suggested[filler], self._annotator, decided_at)
            for _, trigger, role, filler, decided_at in self._refused
        ]
        return sorted(items, key=_order_of)

    def notes(self) -> Iterable[RecordedNote]:
        """Return the notes, the oldest first."""
        found = [self._note(row) for row in self._notes]
        return sorted(found, key=lambda note: (note.noted_at, note.id))

    def _note(self, row: Any) -> RecordedNote:
        _, id_, sort, text, span, suggestion, noted_at = row
        source = self._rows.suggested[suggestion] if suggestion is not None else None
        about = None if span is None else self._span_ids[span]
        return RecordedNote(self._note_ids[id_], sort, text, self._annotator, noted_at, about, source)


def _order_of(item: RefusedArgument) -> Any:
    # Words last, not the values themselves: an event type may be None.
    words = str((identity(item.trigger), identity(item.filler)))
    return item.trigger.span, item.role, item.filler.span, words
