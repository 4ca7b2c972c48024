"""Planning what spans have to do with one another: events and their arguments, also the suggested ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from annotator.core.consequences import with_trigger
from annotator.core.edits import Edit, EventEdit, RefusalEdit
from annotator.core.events import Argument, Event
from annotator.core.finding import event_of, span_of, suggestion_of
from annotator.core.ground import Ground, Plan
from annotator.core.layer import Layer, Refusal
from annotator.core.operations import (
    AddEvent,
    ChangeEvent,
    Operation,
    RefuseArgument,
    RemoveEvent,
    ReopenArgument,
    SetArgument,
    UnsetArgument,
)
from annotator.core.phrases import N_, Problem


def _add_event(operation: AddEvent, layer: Layer, ground: Ground) -> list[Edit]:
    trigger = span_of(operation.trigger, layer)
    if not ground.is_trigger(trigger.label):
        raise Problem(
            "trigger-label",
            N_("An event stands on a span with the trigger label, not on “%(label)s”."),
            label=trigger.label,
        )
    ground.labels.check_attributes(operation.attributes, ground.labels.event_attributes)
    edits = new_event(operation.event, trigger.id, operation.type, operation.subtype, layer, ground)
    return [_with_attributes(edit, operation.attributes) for edit in edits]


def _change_event(operation: ChangeEvent, layer: Layer, ground: Ground) -> list[Edit]:
    old = event_of(operation.event, layer)
    new = old
    if operation.type is not None:
        ground.labels.check_event_type(operation.type, operation.subtype, new=True)
        new = replace(new, type=operation.type, subtype=operation.subtype)
    if operation.attributes is not None:
        ground.labels.check_attributes(operation.attributes, ground.labels.event_attributes)
        new = replace(new, attributes=dict(operation.attributes))
    return with_trigger(EventEdit(old.id, old, new), operation.at, layer, ground)


def _remove_event(operation: RemoveEvent, layer: Layer, ground: Ground) -> list[Edit]:
    old = event_of(operation.event, layer)
    return with_trigger(EventEdit(old.id, old, None), operation.at, layer, ground)


def _set_argument(operation: SetArgument, layer: Layer, ground: Ground) -> list[Edit]:
    event, span = event_of(operation.event, layer), span_of(operation.span, layer)
    role = ground.labels.check_argument(operation.role, span.label, new=True)
    kept = [argument for argument in event.arguments if role.many or argument.role != role.id]
    argument = Argument(role.id, span.id)
    arguments = kept if argument in kept else [*kept, argument]
    return [EventEdit(event.id, event, replace(event, arguments=tuple(arguments)))]


def _unset_argument(operation: UnsetArgument, layer: Layer, ground: Ground) -> list[Edit]:
    event = event_of(operation.event, layer)
    gone = Argument(operation.role, operation.span)
    kept = tuple(argument for argument in event.arguments if argument != gone)
    return [EventEdit(event.id, event, replace(event, arguments=kept))]


def _refuse_argument(operation: RefuseArgument, layer: Layer, ground: Ground) -> list[Edit]:
    if suggestion_of(operation.trigger, ground).type is None:
        raise Problem("argument-trigger", N_("This suggestion names no event, so it has no arguments."))
    suggestion_of(operation.filler, ground)
    ground.labels.check_role(operation.role)
    refusal = Refusal(operation.trigger, operation.role, operation.filler, operation.at)
    if refusal.key in layer.refusals:
        raise Problem("argument-refused", N_("This suggested argument is rejected already."))
    return [RefusalEdit(refusal.key, None, refusal)]


def _reopen_argument(operation: ReopenArgument, layer: Layer, ground: Ground) -> list[Edit]:
    refusal = layer.refusals.get(Refusal(operation.trigger, operation.role, operation.filler).key)
    if refusal is None:
        message = N_("This suggested argument was not rejected, so it cannot be opened again.")
        raise Problem("argument-not-refused", message)
    return [RefusalEdit(refusal.key, refusal, None)]


def new_event(
    event: str | None, trigger: str, kind: str | None, subtype: str | None, layer: Layer, ground: Ground
) -> list[Edit]:
    """Return the edits that make the event of a trigger; none where its kind is ``None``."""
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


PLANS: Mapping[type[Operation], Plan] = {
    AddEvent: _add_event,
    ChangeEvent: _change_event,
    RemoveEvent: _remove_event,
    SetArgument: _set_argument,
    UnsetArgument: _unset_argument,
    RefuseArgument: _refuse_argument,
    ReopenArgument: _reopen_argument,
}
