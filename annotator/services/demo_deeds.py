"""What the demo's annotators did: their marks become operations on the suggestions that they were shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from annotator.core.operations import (
    Accept,
    AddEvent,
    AddNote,
    AddSpan,
    ChangeEvent,
    ChangeSpan,
    Finish,
    Fix,
    Operation,
    RefuseArgument,
    Reject,
    SetArgument,
)
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.services.demo_layers import Marked, Marks, Noted, Told

Suggestions = Mapping[int, Suggestion]
Arguments = Sequence[tuple[int, str, int]]
"""The suggested arguments: trigger, role and filler, by the ids of suggestions."""


def operations_for(
    marks: Marks, trigger: str, suggestions: Suggestions, arguments: Arguments = (), until: int | None = None
) -> Sequence[Operation]:
    """Return the operations by which one annotator comes from the suggestions to ``marks``, in the order of the text.

    What fits is accepted, what is near is mended, all else rejected; what nobody proposed is added. ``trigger`` is the
    label of triggers. With ``until`` they end before this offset (code points), and the document is not finished.
    """
    work = _Work(marks, trigger, suggestions, arguments)
    done = sorted(work.steps(), key=lambda step: step[:2])
    kept = [operation for at, _, operation in done if until is None or at < until]
    return kept if until is not None else [*kept, Finish(id=work.next_id("finish"))]


Step = tuple[int, int, Operation]
"""Where in the text something is done, what comes first there, and the operation."""


@dataclass(slots=True)
class _Work:
    """One annotator at one article. ``ids`` names spans, ``fillers`` those that are no triggers by their places.

    ``taken`` says by suggestion which span it becomes.
    """

    marks: Marks
    trigger: str
    suggestions: Suggestions
    arguments: Arguments
    ids: dict[Span, str] = field(default_factory=dict)
    fillers: dict[tuple[int, int], str] = field(default_factory=dict)
    taken: dict[int, Span] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def next_id(self, sort: str) -> str:
        return f"{sort}-{next(self.numbers)}"

    def steps(self) -> Iterator[Step]:
        spans = {Span(one.start, one.end, one.label): one for one in self.marks.spans}
        events: dict[Span, list[Told]] = {}
        for told in self.marks.events:
            events.setdefault(Span(told.start, told.end, self.trigger), []).append(told)
        wanted = sorted([*spans, *events])
        self.ids = {span: f"span-{number}" for number, span in enumerate(wanted, 1)}
        self.fillers = {(span.start, span.end): self.ids[span] for span in spans}
        self.taken = dict(self._matches(wanted))
        for suggestion in self.suggestions.keys() - self.taken.keys():
            yield self.suggestions[suggestion].span.start, 0, Reject(id=self.next_id("reject"), suggestion=suggestion)
        chosen = {span: suggestion for suggestion, span in self.taken.items()}
        for span in wanted:
            if span in events:
                yield from self._event_steps(span, events[span], chosen.get(span))
            else:
                yield from self._span_steps(span, spans[span], chosen.get(span))
        yield from self._refusals(events)
        yield from map(self._note, self.marks.notes)

    def _matches(self, wanted: Sequence[Span]) -> Iterator[tuple[int, Span]]:
        """Yield the suggestions that are taken, as they are or mended, each with what becomes of it."""
        exact = {self.suggestions[one].span: one for one in sorted(self.suggestions, reverse=True)}
        free = [span for span in wanted if span not in exact]
        yield from ((exact[span], span) for span in wanted if span in exact)
        for one, suggestion in sorted(self.suggestions.items()):
            if suggestion.span not in wanted and (near := _nearest(suggestion.span, free)):
                free.remove(near)
                yield one, near

    def _span_steps(self, span: Span, mark: Marked, suggestion: int | None) -> Iterator[Step]:
        id_, at = self.ids[span], span.start
        if suggestion is None:
            yield self._added(span, mark.attributes)
            return
        yield at, 0, self._decision(span, suggestion)
        proposed = self.suggestions[suggestion]
        if mark.attributes != (proposed.attributes if proposed.span.label == span.label else {}):
            yield at, 1, ChangeSpan(id=self.next_id("values"), span=id_, attributes=mark.attributes)

    def _decision(self, span: Span, suggestion: int, event: str | None = None, told: Told | None = None) -> Operation:
        proposed, id_ = self.suggestions[suggestion], self.ids[span]
        kind, subtype = (told.type, told.subtype) if told else (None, None)
        if (proposed.span, proposed.type, proposed.subtype) == (span, kind, subtype):
            return Accept(id=self.next_id("accept"), suggestion=suggestion, span=id_, event=event)
        return Fix(
            id=self.next_id("fix"),
            suggestion=suggestion,
            span=id_,
            start=span.start,
            end=span.end,
            label=span.label,
            event=event,
            type=kind,
            subtype=subtype,
        )

    def _added(self, span: Span, attributes: Mapping[str, Any]) -> Step:
        id_ = self.next_id("add")
        made = AddSpan(
            id=id_, span=self.ids[span], start=span.start, end=span.end, label=span.label, attributes=attributes
        )
        return span.start, 0, made

    def _event_steps(self, span: Span, told: Sequence[Told], suggestion: int | None) -> Iterator[Step]:
        trigger = self.ids[span]
        for number, one in enumerate(told):
            event = f"{trigger}-event-{number + 1}"
            if number == 0 and suggestion is not None:
                yield span.start, 0, self._decision(span, suggestion, event, one)
            else:
                yield from self._added_event(span, event, one, first=number == 0)
            if number == 0 and suggestion is not None and one.attributes:
                changed = ChangeEvent(id=self.next_id("values"), event=event, attributes=one.attributes)
                yield span.start, 2, changed
            for role, start, end in one.arguments:
                set_ = SetArgument(id=self.next_id("argument"), event=event, role=role, span=self.fillers[start, end])
                yield max(start, span.start), 3, set_

    def _added_event(self, span: Span, event: str, told: Told, *, first: bool) -> Iterator[Step]:
        if first:
            yield self._added(span, {})
        made = AddEvent(
            id=self.next_id("event"),
            event=event,
            trigger=self.ids[span],
            type=told.type,
            subtype=told.subtype,
            attributes=told.attributes,
        )
        yield span.start, 1, made

    def _refusals(self, events: Mapping[Span, Sequence[Told]]) -> Iterator[Step]:
        """Yield what is said of suggested arguments whose spans are both taken, but not the one for the other."""
        for trigger, role, filler in self.arguments:
            if trigger in self.taken and filler in self.taken and self.taken[trigger] in events:
                span, other = self.taken[trigger], self.taken[filler]
                filled = {tuple(one) for told in events[span] for one in told.arguments}
                if (role, other.start, other.end) not in filled:
                    refused = RefuseArgument(id=self.next_id("refuse"), trigger=trigger, role=role, filler=filler)
                    yield max(span.start, other.start), 4, refused

    def _note(self, note: Noted) -> Step:
        id_ = self.next_id("note")
        if note.start is None or note.end is None:
            return 0, 5, AddNote(id=id_, note=id_, sort=note.sort, text=note.text)
        place = (note.start, note.end)
        (span,) = (one for one in self.ids if (one.start, one.end) == place)
        about = next((one for one, taken in self.taken.items() if taken == span), None)
        span_id = self.ids[span] if about is None else None
        made = AddNote(id=id_, note=id_, sort=note.sort, text=note.text, span=span_id, suggestion=about)
        return note.start, 5, made


def _nearest(proposed: Span, free: Sequence[Span]) -> Span | None:
    """Return the span that a suggestion is mended into: of its label or with its boundaries, most of it shared."""
    near = [span for span in free if span.overlaps(proposed) and _is_alike(span, proposed)]
    shared = {span: min(span.end, proposed.end) - max(span.start, proposed.start) for span in near}
    return max(near, key=lambda span: (shared[span], span), default=None)


def _is_alike(one: Span, other: Span) -> bool:
    return one.label == other.label or (one.start, one.end) == (other.start, other.end)
