"""Finding what an operation names, or saying that it is not there."""

from __future__ import annotations

from annotator.core.edits import DecisionEdit
from annotator.core.events import Event
from annotator.core.ground import Ground
from annotator.core.layer import Decision, Layer, MarkedSpan, Note
from annotator.core.operations import Operation
from annotator.core.phrases import N_, Problem
from annotator.core.suggestions import Suggestion


def span_of(span: str, layer: Layer) -> MarkedSpan:
    """Return the span; code ``span-unknown``."""
    found = layer.spans.get(span)
    if found is None:
        raise Problem("span-unknown", N_("This span is not there any more."))
    return found


def event_of(event: str, layer: Layer) -> Event:
    """Return the event; code ``event-unknown``."""
    found = layer.events.get(event)
    if found is None:
        raise Problem("event-unknown", N_("This event is not there any more."))
    return found


def note_of(note: str, layer: Layer) -> Note:
    """Return the note; code ``note-unknown``."""
    found = layer.notes.get(note)
    if found is None:
        raise Problem("note-unknown", N_("This note is not there any more."))
    return found


def suggestion_of(suggestion: int, ground: Ground) -> Suggestion:
    """Return the suggestion; code ``suggestion-unknown``."""
    found = ground.suggestions.get(suggestion)
    if found is None:
        raise Problem("suggestion-unknown", N_("This suggestion does not belong to this document."))
    return found


def decided(operation: Operation, suggestion: int, verdict: str, layer: Layer) -> DecisionEdit:
    """Return the edit by which ``operation`` decides on a suggestion, whatever was decided before."""
    return DecisionEdit(suggestion, layer.decisions.get(suggestion), Decision(suggestion, verdict, operation.at))
