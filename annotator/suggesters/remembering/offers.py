"""What a memory offers for a name: a label, the kind of event, and how likely it is accepted."""

from __future__ import annotations

from typing import NamedTuple

from annotator.core.labels import LabelSet
from annotator.core.phrases import N_, Phrase, Problem
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion

Kind = tuple[str, str | None, str | None]
"""A label with the type and subtype of an event."""


class Offer(NamedTuple):
    """A remembered name with one kind, and what speaks for it."""

    chance: float
    accepted: int
    rejected: int
    kind: Kind

    def rank(self) -> tuple[float, int, tuple[str, ...]]:
        """Order offers of one label: the likeliest last, then the one decided most often."""
        return self.chance, self.accepted, tuple(part or "" for part in self.kind)

    def at(self, start: int, end: int) -> Suggestion:
        """Return the suggestion for one place."""
        label, type_, subtype = self.kind
        reason = Phrase(
            N_("Accepted in this project: %(accepted)s, rejected: %(rejected)s."),
            {"accepted": self.accepted, "rejected": self.rejected},
        )
        return Suggestion(Span(start, end, label), self.chance, reason, type_, subtype)


def is_offered(kind: Kind, labels: LabelSet) -> bool:
    """Whether a new span may be of this kind: a trigger needs a type, and nothing else has one."""
    label, type_, subtype = kind
    is_trigger = labels.trigger is not None and labels.trigger.id == label
    if not labels.offers(label) or is_trigger != (type_ is not None):
        return False
    try:
        if type_ is not None:
            labels.check_event_type(type_, subtype, new=True)
    except Problem:
        return False
    return True
