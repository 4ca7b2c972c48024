"""Planning what becomes of suggestions: accepted, fixed, rejected, opened again."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.core.edits import DecisionEdit, Edit
from annotator.core.finding import decided, suggestion_of
from annotator.core.ground import Ground, Plan
from annotator.core.layer import ACCEPTED, FIXED, REJECTED, Layer, MarkedSpan
from annotator.core.marking import new_span
from annotator.core.operations import Accept, Fix, Operation, Reject, Reopen
from annotator.core.phrases import N_, Problem
from annotator.core.relating import new_event
from annotator.core.suggestions import Suggestion


def _accept(operation: Accept, layer: Layer, ground: Ground) -> list[Edit]:
    suggestion = _undecided(operation.suggestion, layer, ground)
    place = suggestion.span
    marked = MarkedSpan(
        operation.span,
        place.start,
        place.end,
        place.label,
        dict(suggestion.attributes),
        ACCEPTED,
        operation.suggestion,
        operation.at,
    )
    return [
        *new_span(marked, layer, ground),
        *new_event(operation.event, operation.span, suggestion.type, suggestion.subtype, layer, ground),
        decided(operation, operation.suggestion, ACCEPTED, layer),
    ]


def _fix(operation: Fix, layer: Layer, ground: Ground) -> list[Edit]:
    suggestion = _undecided(operation.suggestion, layer, ground)
    kind, subtype = suggestion.type, suggestion.subtype
    if operation.type is not None:
        kind, subtype = operation.type, operation.subtype
    if not ground.is_trigger(operation.label):
        kind, subtype = None, None
    same = (operation.start, operation.end, operation.label, kind, subtype) == (
        suggestion.span.start,
        suggestion.span.end,
        suggestion.span.label,
        suggestion.type,
        suggestion.subtype,
    )
    origin = ACCEPTED if same else FIXED
    attributes = dict(suggestion.attributes) if operation.label == suggestion.span.label else {}
    marked = MarkedSpan(
        operation.span,
        operation.start,
        operation.end,
        operation.label,
        attributes,
        origin,
        operation.suggestion,
        operation.at,
    )
    return [
        *new_span(marked, layer, ground),
        *new_event(operation.event, operation.span, kind, subtype, layer, ground),
        decided(operation, operation.suggestion, origin, layer),
    ]


def _reject(operation: Reject, layer: Layer, ground: Ground) -> list[Edit]:
    _undecided(operation.suggestion, layer, ground)
    return [decided(operation, operation.suggestion, REJECTED, layer)]


def _reopen(operation: Reopen, layer: Layer, ground: Ground) -> list[Edit]:
    decision = layer.decisions.get(operation.suggestion)
    if decision is None or decision.verdict != REJECTED:
        raise Problem("suggestion-decided", N_("This suggestion was not rejected, so it cannot be opened again."))
    return [DecisionEdit(operation.suggestion, decision, None)]


def _undecided(suggestion: int, layer: Layer, ground: Ground) -> Suggestion:
    found = suggestion_of(suggestion, ground)
    if suggestion in layer.decisions:
        raise Problem("suggestion-decided", N_("This suggestion is decided already."))
    return found


PLANS: Mapping[type[Operation], Plan] = {
    Accept: _accept,
    Fix: _fix,
    Reject: _reject,
    Reopen: _reopen,
}
