"""What a curator edits has to fit the text and the label set, as what an annotator marks does."""

from __future__ import annotations

from collections.abc import Collection

from annotator.core.cases import Case
from annotator.core.events import Event
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Problem
from annotator.core.spans import check_boundaries
from annotator.core.verdicts import Edited


def check_edited(
    text: str, labels: LabelSet, edited: Edited, cases: Collection[str], there: Collection[str] = ()
) -> None:
    """Raise :class:`Problem` unless the span, its attributes and its events can be gold of the text.

    ``cases`` are the keys that arguments may name, ``there`` what stands at the case already (:func:`standing`): that
    may stay although it is retired by now. Codes: those of :func:`annotator.core.spans.check_boundaries` and of the
    label set's checks, ``trigger-label`` (events on a span that is no trigger), ``filler-unknown``.
    """
    span = edited.span
    check_boundaries(text, span.start, span.end)
    is_there = span.label in labels.by_id and span.label in there
    label = labels.by_id[span.label] if is_there else labels.check_label(span.label)
    labels.check_attributes(edited.attributes, label.attributes)
    if edited.events and (labels.trigger is None or span.label != labels.trigger.id):
        message = N_("An event stands on a span with the trigger label, not on “%(label)s”.")
        raise Problem("trigger-label", message, label=span.label)
    for event in edited.events:
        _check_event(labels, event, cases, there)


def standing(case: Case | None, earlier: Edited | None = None) -> Collection[str]:
    """Return the ids of the labels, types, subtypes and roles at a case, those of an ``earlier`` edit among them."""
    marks = list(case.marks.values()) if case else []
    found = {mark.span.label for mark in marks}
    events = [event for mark in marks for event in mark.events]
    if earlier is not None:
        found.add(earlier.span.label)
        events += earlier.events
    for event in events:
        found |= {event.type, *([event.subtype] if event.subtype else ()), *(one.role for one in event.arguments)}
    return found


def _check_event(labels: LabelSet, event: Event, cases: Collection[str], there: Collection[str]) -> None:
    kind = {event.type, *([event.subtype] if event.subtype else ())}
    labels.check_event_type(event.type, event.subtype, new=not kind <= set(there))
    labels.check_attributes(event.attributes, labels.event_attributes)
    for argument in event.arguments:
        labels.check_role(argument.role, new=argument.role not in there)
        if argument.span not in cases:
            raise Problem("filler-unknown", N_("What should fill a role is not there any more: choose it again."))
