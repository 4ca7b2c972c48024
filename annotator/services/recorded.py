"""What a file says was decided: whether it holds together, and fits its text and the label set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from annotator.core.events import Event
from annotator.core.labels import Label, LabelSet
from annotator.core.layer import ACCEPTED, FIXED, MANUAL
from annotator.core.phrases import N_, Problem
from annotator.core.records import Record, RecordedSpan, SuggestedSpan
from annotator.core.spans import check_boundaries
from annotator.services.accounts import user_name

MAX_ID = 64
"""The longest id of a span, an event or a note, in characters."""


def check_layers(record: Record, labels: LabelSet) -> None:
    """Raise :class:`Problem` where the layers of ``record`` do not hold together or do not fit the label set."""
    names = [user_name(annotator) for annotator in record.annotators]
    check_once("annotator-double", N_("The annotator “%(id)s” is named twice."), names)
    check_ids(record)
    for recorded in record.spans:
        _check_span(recorded, record, labels)
    check_events(record, labels)
    for item in record.rejected:
        check_annotator(item.annotator, record)
        check_suggested(item.suggested, record, labels)
    _check_decisions(record)


def check_ids(record: Record) -> None:
    """Raise :class:`Problem` where two spans, or two events, have one id."""
    check_once("span-taken", N_("Two spans have the id “%(id)s”."), [recorded.id for recorded in record.spans])
    check_once("event-taken", N_("Two events have the id “%(id)s”."), [event.id for event in record.events])


def check_events(record: Record, labels: LabelSet) -> None:
    """Raise :class:`Problem` where an event does not hold together or does not fit the label set."""
    placed = {recorded.id: recorded for recorded in record.spans}
    for event in record.events:
        _check_event(event, placed, labels)


def check_suggested(suggested: SuggestedSpan, record: Record, labels: LabelSet) -> None:
    """Raise :class:`Problem` where a suggestion does not fit its text or the label set (retired labels do)."""
    check_boundaries(record.document.text, suggested.span.start, suggested.span.end)
    label = _known_label(suggested.span.label, labels)
    labels.check_attributes(suggested.attributes, label.attributes)
    if suggested.type is not None:
        _check_trigger(label, labels)
        labels.check_event_type(suggested.type, suggested.subtype)


def _known_label(label: str, labels: LabelSet) -> Label:
    return labels.by_id.get(label) or labels.check_label(label)


def check_once(code: str, message: str, ids: Sequence[str]) -> None:
    """Raise :class:`Problem` where one of ``ids`` is there twice; ``message`` names it as ``id``."""
    for one, count in Counter(ids).items():
        if count > 1:
            raise Problem(code, message, id=one)


def check_id(name: str) -> None:
    """Raise :class:`Problem` ``id-long`` where an id cannot be kept."""
    if len(name) > MAX_ID:
        raise Problem("id-long", N_("The id “%(id)s” has more than %(most)s characters."), id=name, most=MAX_ID)


def check_place(recorded: RecordedSpan, record: Record, labels: LabelSet) -> None:
    """Raise :class:`Problem` where id, place, label or attributes of a span cannot be."""
    span = recorded.span
    check_id(recorded.id)
    check_boundaries(record.document.text, span.start, span.end)
    labels.check_attributes(recorded.attributes, _known_label(span.label, labels).attributes)


def _check_span(recorded: RecordedSpan, record: Record, labels: LabelSet) -> None:
    check_place(recorded, record, labels)
    if recorded.origin not in (ACCEPTED, FIXED, MANUAL):
        raise Problem("origin", N_("“origin” is accepted, fixed or manual, not “%(origin)s”."), origin=recorded.origin)
    check_annotator(recorded.annotator, record)
    if recorded.suggested is not None:
        check_suggested(recorded.suggested, record, labels)


def check_annotator(name: str, record: Record) -> None:
    """Raise :class:`Problem` ``annotator`` where nobody of this name has a layer in ``record``."""
    if name not in record.annotators:
        raise Problem("annotator", N_("“%(name)s” is not among the annotators of this line."), name=name)


def _check_trigger(label: Label, labels: LabelSet) -> None:
    if label is not labels.trigger:
        raise Problem(
            "trigger-label",
            N_("An event stands on a span with the trigger label, not on “%(label)s”."),
            label=label.id,
        )


def _check_event(event: Event, placed: Mapping[str, RecordedSpan], labels: LabelSet) -> None:
    check_id(event.id)
    trigger = placed.get(event.trigger)
    if trigger is None:
        raise Problem("event-trigger", N_("The event “%(id)s” has no trigger span."), id=event.id)
    _check_trigger(_known_label(trigger.span.label, labels), labels)
    labels.check_event_type(event.type, event.subtype)
    labels.check_attributes(event.attributes, labels.event_attributes)
    for argument in event.arguments:
        filler = placed.get(argument.span)
        if filler is None or filler.annotator != trigger.annotator:
            raise Problem("event-argument", N_("The event “%(id)s” has an argument that is no span."), id=event.id)
        labels.check_argument(argument.role, filler.span.label)
    _check_roles(event, labels)


def _check_roles(event: Event, labels: LabelSet) -> None:
    fillers = Counter(argument.role for argument in event.arguments)
    for role, count in fillers.items():
        if (count > 1 and not labels.roles_by_id[role].many) or len(set(event.arguments)) < len(event.arguments):
            raise Problem(
                "event-role", N_("The event “%(id)s” fills the role “%(role)s” too often."), id=event.id, role=role
            )


def _check_decisions(record: Record) -> None:
    """Raise :class:`Problem` ``suggestion-decided`` where one annotator decides on one suggestion twice."""
    decided = [(one.annotator, identity(one.suggested)) for one in record.spans if one.suggested]
    decided += [(one.annotator, identity(one.suggested)) for one in record.rejected]
    for (annotator, (span, *_)), count in Counter(decided).items():
        if count > 1:
            raise Problem(
                "suggestion-decided",
                N_("“%(name)s” decides twice on the same suggestion, at %(start)s–%(end)s."),
                name=annotator,
                start=span.start,
                end=span.end,
            )


def identity(suggested: SuggestedSpan) -> tuple[Any, ...]:
    """Return what tells one suggestion of a document from another."""
    return (suggested.span, suggested.suggester, suggested.score, suggested.type, suggested.subtype)
