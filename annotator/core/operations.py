"""What a person can do to a layer, and what each deed changes.

An operation is a person's intention, with an id of its own. :func:`plan` checks it against the layer and the ground it
stands on (text, label set, suggestions) and answers with edits; nothing is changed here. The JavaScript page plans the
same operations in ``static/js/text/layer.js``; both are held to ``tests/data/operations.json``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Any

from annotator.core.events import Argument, Event
from annotator.core.labels import LabelSet
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
from annotator.core.phrases import N_, Problem
from annotator.core.spans import check_boundaries
from annotator.core.suggestions import Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """``id`` is made where the operation is made: sending it twice does it once. ``at`` is set when it is received."""

    id: str
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Operation):
    """Take a suggestion as it is, as the new span ``span`` (and, for a trigger, the new event ``event``)."""

    suggestion: int
    span: str
    event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix(Operation):
    """Take a suggestion with other boundaries, another label, or another event type."""

    suggestion: int
    span: str
    start: int
    end: int
    label: str
    event: str | None = None
    type: str | None = None
    subtype: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Operation):
    """Say that a suggestion is wrong."""

    suggestion: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Operation):
    """Make a rejected suggestion undecided again."""

    suggestion: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSpan(Operation):
    """Mark what no suggester proposed."""

    span: str
    start: int
    end: int
    label: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSpan(Operation):
    """Give a decided span other boundaries, another label or other attributes; what is ``None`` stays."""

    span: str
    start: int | None = None
    end: int | None = None
    label: str | None = None
    attributes: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSpan(Operation):
    """Take a decided span away, with its events and its places as an argument. Its suggestion counts as rejected."""

    span: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEvent(Operation):
    """Say that a trigger span reports an event."""

    event: str
    trigger: str
    type: str
    subtype: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEvent(Operation):
    """Give an event another type, subtype or other attributes. Type and subtype go together."""

    event: str
    type: str | None = None
    subtype: str | None = None
    attributes: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveEvent(Operation):
    """Take an event away; its trigger stays a span."""

    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetArgument(Operation):
    """Let a span fill a role. In a role that holds one span only, it takes the other's place."""

    event: str
    role: str
    span: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsetArgument(Operation):
    """Take a span out of a role."""

    event: str
    role: str
    span: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish(Operation):
    """Say that the document is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Operation):
    """Open a finished document again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Operation):
    """Take earlier operations back, the last one first. Undoing an undo does them again."""

    operations: tuple[str, ...]


KINDS: Mapping[str, type[Operation]] = {
    "accept": Accept,
    "fix": Fix,
    "reject": Reject,
    "reopen": Reopen,
    "add_span": AddSpan,
    "change_span": ChangeSpan,
    "remove_span": RemoveSpan,
    "add_event": AddEvent,
    "change_event": ChangeEvent,
    "remove_event": RemoveEvent,
    "set_argument": SetArgument,
    "unset_argument": UnsetArgument,
    "finish": Finish,
    "resume": Resume,
    "undo": Undo,
}
"""Every operation by the word that names it in JSON and in the log."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a layer stands on. ``edits_of`` gives the logged edits of an operation of this layer, or ``None``."""

    text: str
    labels: LabelSet
    suggestions: Mapping[int, Suggestion]
    edits_of: Callable[[str], Sequence[Edit] | None] = field(default=lambda operation: None)


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
    if not _is_trigger(operation.label, ground):
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
    edits = _without_misfits(new, layer, ground)
    return [*edits, *_settled(old, new, apply(layer, edits), ground)]


@_plan.register
def _(operation: RemoveSpan, layer: Layer, ground: Ground) -> list[Edit]:
    old = _span(operation.span, layer)
    edits: list[Edit] = [*_without_span(old.id, layer), SpanEdit(old.id, old, None)]
    if old.suggestion is not None:
        edits.append(_decided(operation, old.suggestion, REJECTED, layer))
    return edits


@_plan.register
def _(operation: AddEvent, layer: Layer, ground: Ground) -> list[Edit]:
    trigger = _span(operation.trigger, layer)
    if not _is_trigger(trigger.label, ground):
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
        ground.labels.check_event_type(operation.type, operation.subtype)
        new = replace(new, type=operation.type, subtype=operation.subtype)
    if operation.attributes is not None:
        ground.labels.check_attributes(operation.attributes, ground.labels.event_attributes)
        new = replace(new, attributes=dict(operation.attributes))
    return _with_trigger(EventEdit(old.id, old, new), operation, layer, ground)


@_plan.register
def _(operation: RemoveEvent, layer: Layer, ground: Ground) -> list[Edit]:
    old = _event(operation.event, layer)
    return _with_trigger(EventEdit(old.id, old, None), operation, layer, ground)


@_plan.register
def _(operation: SetArgument, layer: Layer, ground: Ground) -> list[Edit]:
    event, span = _event(operation.event, layer), _span(operation.span, layer)
    role = ground.labels.check_argument(operation.role, span.label)
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
    if not _holds_together(now, edits, ground):
        raise _changed_again()
    return edits


def _changed_again() -> Problem:
    return Problem("undo-changed", N_("This was changed again later, so it cannot be undone on its own."))


def _holds_together(layer: Layer, edits: Sequence[Edit], ground: Ground) -> bool:
    """Whether what ``edits`` touched still fits what was done since: a trigger or an argument may have gone."""
    spans = {edit.id for edit in edits if isinstance(edit, SpanEdit)}
    events = {edit.id for edit in edits if isinstance(edit, EventEdit)}
    for event in layer.events.values():
        held = {event.trigger, *(argument.span for argument in event.arguments)}
        if (event.id in events or held & spans) and not _stands(event, layer, ground):
            return False
    places = Counter(span.span for span in layer.spans.values())
    return all(places[layer.spans[span].span] == 1 for span in spans if span in layer.spans)


def _stands(event: Event, layer: Layer, ground: Ground) -> bool:
    trigger = layer.spans.get(event.trigger)
    if trigger is None or not _is_trigger(trigger.label, ground):
        return False
    roles = ground.labels.roles_by_id
    fillers = [(roles.get(argument.role), layer.spans.get(argument.span)) for argument in event.arguments]
    return all(role is not None and span is not None and span.label in role.labels for role, span in fillers)


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


def _is_trigger(label: str, ground: Ground) -> bool:
    return ground.labels.trigger is not None and ground.labels.trigger.id == label


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
    ground.labels.check_event_type(kind, subtype)
    return [EventEdit(event, None, Event(event, trigger, kind, subtype))]


def _with_attributes(edit: Edit, attributes: Mapping[str, Any]) -> Edit:
    if isinstance(edit, EventEdit) and edit.after is not None:
        return replace(edit, after=replace(edit.after, attributes=dict(attributes)))
    return edit


def _without_span(span: str, layer: Layer) -> list[Edit]:
    """Return the edits that take a span out of every event: as the trigger with the event, as an argument alone."""
    edits: list[Edit] = []
    for event in layer.events.values():
        if event.trigger == span:
            edits.append(EventEdit(event.id, event, None))
        elif any(argument.span == span for argument in event.arguments):
            kept = tuple(argument for argument in event.arguments if argument.span != span)
            edits.append(EventEdit(event.id, event, replace(event, arguments=kept)))
    return edits


def _without_misfits(new: MarkedSpan, layer: Layer, ground: Ground) -> list[Edit]:
    """Return the edits that end what the span can no longer be under its new label: a trigger, a role's filler."""
    edits: list[Edit] = []
    roles = ground.labels.roles_by_id
    for event in layer.events.values():
        if event.trigger == new.id and not _is_trigger(new.label, ground):
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


def _settled(old: MarkedSpan, new: MarkedSpan, layer: Layer, ground: Ground) -> list[Edit]:
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


def _with_trigger(edit: EventEdit, operation: Operation, layer: Layer, ground: Ground) -> list[Edit]:
    """Return the edit with what it means for the trigger: another type than the suggested one is a fix."""
    trigger = layer.spans[layer.events[edit.id].trigger]
    if trigger.suggestion is None:
        return [edit]
    return [edit, *_settled(trigger, replace(trigger, decided_at=operation.at), apply(layer, [edit]), ground)]


def _as_suggested(marked: MarkedSpan, layer: Layer, suggestion: Suggestion) -> bool:
    if marked.span != suggestion.span:
        return False
    kinds = {(event.type, event.subtype) for event in layer.events.values() if event.trigger == marked.id}
    return suggestion.type is None or (suggestion.type, suggestion.subtype) in kinds
