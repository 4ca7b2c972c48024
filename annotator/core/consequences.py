"""What follows from a change to one span or event for the others of its layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from annotator.core.edits import DecisionEdit, Edit, EventEdit, NoteEdit, SpanEdit, apply
from annotator.core.events import Event
from annotator.core.ground import Ground
from annotator.core.layer import ACCEPTED, FIXED, UNSURE, Layer, MarkedSpan
from annotator.core.suggestions import Suggestion


def without_span(span: str, layer: Layer) -> list[Edit]:
    """Return the edits that take a span out of every event: as the trigger with the event, as an argument alone."""
    edits: list[Edit] = []
    for event in layer.events.values():
        if event.trigger == span:
            edits.append(EventEdit(event.id, event, None))
        elif any(argument.span == span for argument in event.arguments):
            kept = tuple(argument for argument in event.arguments if argument.span != span)
            edits.append(EventEdit(event.id, event, replace(event, arguments=kept)))
    return edits


def without_notes(span: str, layer: Layer) -> list[Edit]:
    """Return the edits that take away what is noted about a span."""
    return [NoteEdit(note.id, note, None) for note in layer.notes.values() if note.span == span]


def without_misfits(new: MarkedSpan, layer: Layer, ground: Ground) -> list[Edit]:
    """Return the edits that end what the span can no longer be under its new label: a trigger, a role's filler."""
    edits: list[Edit] = []
    roles = ground.labels.roles_by_id
    for event in layer.events.values():
        if event.trigger == new.id and not ground.is_trigger(new.label):
            edits.append(EventEdit(event.id, event, None))
            continue
        kept = tuple(
            argument
            for argument in event.arguments
            if argument.span != new.id or (argument.role in roles and new.label in roles[argument.role].labels)
        )
        if kept != event.arguments:
            edits.append(EventEdit(event.id, event, replace(event, arguments=kept)))
    return edits


def settled(old: MarkedSpan, new: MarkedSpan, layer: Layer, ground: Ground) -> list[Edit]:
    """Return the edits from ``old`` to ``new`` with the origin and the decision that follow from them."""
    if old.suggestion is None:
        return [SpanEdit(old.id, old, new)]
    verdict = ACCEPTED if _as_suggested(new, layer, ground.suggestions[old.suggestion]) else FIXED
    new = replace(new, origin=verdict)
    decision = layer.decisions[old.suggestion]
    return [
        SpanEdit(old.id, old, new),
        DecisionEdit(old.suggestion, decision, replace(decision, verdict=verdict, decided_at=new.decided_at)),
    ]


def with_trigger(edit: EventEdit, at: str, layer: Layer, ground: Ground) -> list[Edit]:
    """Return the edit with what it means for the trigger: another type than the suggested one is a fix."""
    trigger = layer.spans[layer.events[edit.id].trigger]
    if trigger.suggestion is None:
        return [edit]
    return [edit, *settled(trigger, replace(trigger, decided_at=at), apply(layer, [edit]), ground)]


def _as_suggested(marked: MarkedSpan, layer: Layer, suggestion: Suggestion) -> bool:
    if marked.span != suggestion.span:
        return False
    kinds = {(event.type, event.subtype) for event in layer.events.values() if event.trigger == marked.id}
    return suggestion.type is None or (suggestion.type, suggestion.subtype) in kinds


def holds_together(layer: Layer, edits: Sequence[Edit], ground: Ground) -> bool:
    """Whether what ``edits`` touched still fits what was done since: a trigger or a note's span may have gone."""
    spans = {edit.id for edit in edits if isinstance(edit, SpanEdit)}
    events = {edit.id for edit in edits if isinstance(edit, EventEdit)}
    for event in layer.events.values():
        held = {event.trigger, *(argument.span for argument in event.arguments)}
        if (event.id in events or held & spans) and not _stands(event, layer, ground):
            return False
    if not _notes_stand({edit.id for edit in edits if isinstance(edit, NoteEdit)}, spans, layer):
        return False
    places = Counter(span.span for span in layer.spans.values())
    return all(places[layer.spans[span].span] == 1 for span in spans if span in layer.spans)


def _stands(event: Event, layer: Layer, ground: Ground) -> bool:
    trigger = layer.spans.get(event.trigger)
    if trigger is None or not ground.is_trigger(trigger.label):
        return False
    roles = ground.labels.roles_by_id
    fillers = [(roles.get(argument.role), layer.spans.get(argument.span)) for argument in event.arguments]
    return all(role is not None and span is not None and span.label in role.labels for role, span in fillers)


def _notes_stand(notes: set[str], spans: set[str], layer: Layer) -> bool:
    """Whether what is noted about ``spans``, and the touched ``notes``, have their span and say unsure only once."""
    unsure = Counter(note.target for note in layer.notes.values() if note.sort == UNSURE)
    touched = [note for note in layer.notes.values() if note.id in notes or note.span in spans]
    held = [layer.spans.get(note.span) for note in touched if note.span is not None]
    return all(span is not None and span.suggestion is None for span in held) and all(
        unsure[note.target] == 1 for note in touched if note.sort == UNSURE
    )
