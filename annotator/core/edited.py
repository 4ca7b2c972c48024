"""What a curator edits has to fit the text and the label set, as what an annotator marks does."""

from __future__ import annotations

from collections.abc import Collection

from annotator.core.events import Event
from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Problem
from annotator.core.spans import check_boundaries
from annotator.core.verdicts import Edited


def check_edited(text: str, labels: LabelSet, edited: Edited, cases: Collection[str]) -> None:
    """Raise :class:`Problem` unless the span, its attributes and its events can be gold of the text.

    ``cases`` are the keys that arguments may name. Codes: those of :func:`annotator.core.spans.check_boundaries` and of
    the label set's checks, ``trigger-label`` (events on a span that is no trigger), ``filler-unknown``.
    """
    span = edited.span
    check_boundaries(text, span.start, span.end)
    # A label or role that was retired under a span may stay: only what the set does not know is refused.
    label = labels.by_id.get(span.label) or labels.check_label(span.label)
    labels.check_attributes(edited.attributes, label.attributes)
    if edited.events and (labels.trigger is None or span.label != labels.trigger.id):
        message = N_("An event stands on a span with the trigger label, not on “%(label)s”.")
        raise Problem("trigger-label", message, label=span.label)
    for event in edited.events:
        _check_event(labels, event, cases)


def _check_event(labels: LabelSet, event: Event, cases: Collection[str]) -> None:
    labels.check_event_type(event.type, event.subtype)
    labels.check_attributes(event.attributes, labels.event_attributes)
    for argument in event.arguments:
        labels.check_role(argument.role)
        if argument.span not in cases:
            raise Problem("filler-unknown", N_("What should fill a role is not there any more: choose it again."))
