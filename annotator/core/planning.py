"""Planning: which edits an operation makes, or why it cannot be done.

:func:`plan` checks an operation against the layer and its ground and answers with edits; nothing is changed here. The
page plans the same in ``static/js/text/layer.js``; both are held to ``tests/data/operations.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import singledispatch
from typing import Any

from annotator.core.consequences import holds_together, settled, with_trigger, without_misfits, without_span
from annotator.core.events import Argument, Event
from annotator.core.ground import Ground
from annotator.core.layer import (
    ACCEPTED,
    FINISHED,
    FIXED,
    MANUAL,
    OPEN,
    REJECTED,
    Decision,
    DecisionEdit,
    Edit,
    EventEdit,
    Layer,
    MarkedSpan,
    SpanEdit,
    StateEdit,
    apply,
    current,
    reversed_edit,
)
from annotator.core.operations import (
    Accept,
    AddEvent,
    AddSpan,
    ChangeEvent,
    ChangeSpan,
    Finish,
    Fix,
    Operation,
    Reject,
    RemoveEvent,
    RemoveSpan,
    Reopen,
    Resume,
    SetArgument,
    Undo,
    UnsetArgument,
)
from annotator.core.phrases import N_, Problem
from annotator.core.spans import check_boundaries
from annotator.core.suggestions import Suggestion


def plan(operation: Operation, layer: Layer, ground: Ground) -> tuple[Edit, ...]:
    """Return the edits that ``operation`` makes; raise :class:`Problem` where it cannot be done.

    Codes beside those of the span and label checks: ``finished``, ``suggestion-unknown``, ``suggestion-decided``,
    ``span-unknown``, ``span-taken``, ``span-double``, ``event-unknown``, ``event-taken``, ``event-missing``,
    ``trigger-label``, ``undo-unknown``, ``undo-changed``.
    """
    if layer.state == FINISHED and not isinstance(operation, Resume | Undo):
        raise Problem("finished", N_("This document is finished. Open it again to change it."))
    return tuple(_plan(operation, layer, ground))


@singledispatch
def _plan(operation: Operation, layer: Layer, ground: Ground) -> list[Edit]:
    raise TypeError(f"no plan for {type(operation).__name__}")


@_plan.register
def _(operation: Accept, layer: Layer, ground: Ground) -> list[Edit]:
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
        *_new_span(marked, layer, ground),
        *_new_event(operation.event, operation.span, suggestion.type, suggestion.subtype, layer, ground),
        _decided(operation, operation.suggestion, ACCEPTED, layer),
    ]


@_plan.register
def _(operation: Fix, layer: Layer, ground: Ground) -> list[Edit]:
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
        *_new_span(marked, layer, ground),
        *_new_event(operation.event, operation.span, kind, subtype, layer, ground),
        _decided(operation, operation.suggestion, origin, layer),
    ]


@_plan.register
def _(operation: Reject, layer: Layer, ground: Ground) -> list[Edit]:
    _undecided(operation.suggestion, layer, ground)
    return [_decided(operation, operation.suggestion, REJECTED, layer)]


@_plan.register
def _(operation: Reopen, layer: Layer, ground: Ground) -> list[Edit]:
    decision = layer.decisions.get(operation.suggestion)
    if decision is None or decision.verdict != REJECTED:
        raise Problem("suggestion-decided", N_("This suggestion was not rejected, so it cannot be opened again."))
    return [DecisionEdit(operation.suggestion, decision, None)]


@_plan.register
def _(operation: AddSpan, layer: Layer, ground: Ground) -> list[Edit]:
    marked = MarkedSpan(
        operation.span,
        operation.start,
        operation.end,
        operation.label,
        dict(operation.attributes),
        MANUAL,
        None,
        operation.at,
    )
    return _new_span(marked, layer, ground)


@_plan.register
def _(operation: ChangeSpan, layer: Layer, ground: Ground) -> list[Edit]:
    old = _span(operation.span, layer)
    label = old.label if operation.label is None else operation.label
    kept = old.attributes if label == old.label else {}
    new = replace(
        old,
        start=old.start if operation.start is None else operation.start,
        end=old.end if operation.end is None else operation.end,
        label=label,
        attributes=dict(kept if operation.attributes is None else operation.attributes),
        decided_at=operation.at,
    )
    _check_span(new, layer, ground, relabelled=label != old.label)
    edits = without_misfits(new, layer, ground)
    return [*edits, *settled(old, new, apply(layer, edits), ground)]


@_plan.register
def _(operation: RemoveSpan, layer: Layer, ground: Ground) -> list[Edit]:
    old = _span(operation.span, layer)
    edits: list[Edit] = [*without_span(old.id, layer), SpanEdit(old.id, old, None)]
    if old.suggestion is not None:
        edits.append(_decided(operation, old.suggestion, REJECTED, layer))
    return edits


@_plan.register
def _(operation: AddEvent, layer: Layer, ground: Ground) -> list[Edit]:
    trigger = _span(operation.trigger, layer)
    if not ground.is_trigger(trigger.label):
        raise Problem(
            "trigger-label",
            N_("An event stands on a span with the trigger label, not on “%(label)s”."),
            label=trigger.label,
        )
    ground.labels.check_attributes(operation.attributes, ground.labels.event_attributes)
    edits = _new_event(operation.event, trigger.id, operation.type, operation.subtype, layer, ground)
    return [_with_attributes(edit, operation.attributes) for edit in edits]


@_plan.register
def _(operation: ChangeEvent, layer: Layer, ground: Ground) -> list[Edit]:
    old = _event(operation.event, layer)
    new = old
    if operation.type is not None:
        ground.labels.check_event_type(operation.type, operation.subtype, new=True)
        new = replace(new, type=operation.type, subtype=operation.subtype)
    if operation.attributes is not None:
        ground.labels.check_attributes(operation.attributes, ground.labels.event_attributes)
        new = replace(new, attributes=dict(operation.attributes))
    return with_trigger(EventEdit(old.id, old, new), operation.at, layer, ground)


@_plan.register
def _(operation: RemoveEvent, layer: Layer, ground: Ground) -> list[Edit]:
    old = _event(operation.event, layer)
    return with_trigger(EventEdit(old.id, old, None), operation.at, layer, ground)


@_plan.register
def _(operation: SetArgument, layer: Layer, ground: Ground) -> list[Edit]:
    event, span = _event(operation.event, layer), _span(operation.span, layer)
    role = ground.labels.check_argument(operation.role, span.label, new=True)
    kept = [argument for argument in event.arguments if role.many or argument.role != role.id]
    argument = Argument(role.id, span.id)
    arguments = kept if argument in kept else [*kept, argument]
    return [EventEdit(event.id, event, replace(event, arguments=tuple(arguments)))]


@_plan.register
def _(operation: UnsetArgument, layer: Layer, ground: Ground) -> list[Edit]:
    event = _event(operation.event, layer)
    gone = Argument(operation.role, operation.span)
    kept = tuple(argument for argument in event.arguments if argument != gone)
    return [EventEdit(event.id, event, replace(event, arguments=kept))]


@_plan.register
def _(operation: Finish, layer: Layer, ground: Ground) -> list[Edit]:
    return [StateEdit(layer.state, FINISHED)]


@_plan.register
def _(operation: Resume, layer: Layer, ground: Ground) -> list[Edit]:
    return [StateEdit(layer.state, OPEN)]


@_plan.register
def _(operation: Undo, layer: Layer, ground: Ground) -> list[Edit]:
    edits: list[Edit] = []
    for earlier in reversed(operation.operations):
        logged = ground.edits_of(earlier)
        if logged is None:
            raise Problem("undo-unknown", N_("What should be undone is not in this document's log."))
        edits += [reversed_edit(edit) for edit in reversed(logged)]
    if layer.state == FINISHED and not any(isinstance(edit, StateEdit) for edit in edits):
        raise Problem("finished", N_("This document is finished. Open it again to change it."))
    now = layer
    for edit in edits:
        if current(now, edit) != edit.before:
            raise _changed_again()
        now = apply(now, [edit])
    if not holds_together(now, edits, ground):
        raise _changed_again()
    return edits


def _changed_again() -> Problem:
    return Problem("undo-changed", N_("This was changed again later, so it cannot be undone on its own."))


def _undecided(suggestion: int, layer: Layer, ground: Ground) -> Suggestion:
    found = ground.suggestions.get(suggestion)
    if found is None:
        raise Problem("suggestion-unknown", N_("This suggestion does not belong to this document."))
    if suggestion in layer.decisions:
        raise Problem("suggestion-decided", N_("This suggestion is decided already."))
    return found


def _decided(operation: Operation, suggestion: int, verdict: str, layer: Layer) -> DecisionEdit:
    return DecisionEdit(suggestion, layer.decisions.get(suggestion), Decision(suggestion, verdict, operation.at))


def _span(span: str, layer: Layer) -> MarkedSpan:
    found = layer.spans.get(span)
    if found is None:
        raise Problem("span-unknown", N_("This span is not there any more."))
    return found


def _event(event: str, layer: Layer) -> Event:
    found = layer.events.get(event)
    if found is None:
        raise Problem("event-unknown", N_("This event is not there any more."))
    return found


def _new_span(marked: MarkedSpan, layer: Layer, ground: Ground) -> list[Edit]:
    if marked.id in layer.spans:
        raise Problem("span-taken", N_("There is a span with this id already."))
    _check_span(marked, layer, ground, relabelled=True)
    return [SpanEdit(marked.id, None, marked)]


def _check_span(marked: MarkedSpan, layer: Layer, ground: Ground, *, relabelled: bool) -> None:
    check_boundaries(ground.text, marked.start, marked.end)
    # A span may keep a label that was retired under it; only a new one must be on offer.
    label = ground.labels.check_label(marked.label) if relabelled else ground.labels.by_id.get(marked.label)
    ground.labels.check_attributes(marked.attributes, label.attributes if label else ())
    for other in layer.spans.values():
        if other.span == marked.span and other.id != marked.id:
            raise Problem("span-double", N_("This place is marked with this label already."))


def _new_event(
    event: str | None, trigger: str, kind: str | None, subtype: str | None, layer: Layer, ground: Ground
) -> list[Edit]:
    if kind is None:
        return []
    if event is None:
        raise Problem("event-missing", N_("A trigger is marked together with its event, but no event was given."))
    if event in layer.events:
        raise Problem("event-taken", N_("There is an event with this id already."))
    ground.labels.check_event_type(kind, subtype, new=True)
    return [EventEdit(event, None, Event(event, trigger, kind, subtype))]


def _with_attributes(edit: Edit, attributes: Mapping[str, Any]) -> Edit:
    if isinstance(edit, EventEdit) and edit.after is not None:
        return replace(edit, after=replace(edit.after, attributes=dict(attributes)))
    return edit
