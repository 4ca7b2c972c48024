"""Change a label set without losing what was marked with it: what is in use is retired, never dropped."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from annotator.core.labels import EventType, Label, LabelSet, Role, Subtype
from annotator.core.phrases import N_, Problem

_T = TypeVar("_T", Label, EventType, Subtype, Role)


def with_retired(label_set: LabelSet, in_use: Collection[str], new: LabelSet) -> LabelSet:
    """Return ``new`` with what it lacks of ``label_set`` and that is in use, retired.

    ``in_use`` holds the ids of the labels, event types, subtypes and roles that spans and events carry. A type comes
    along with a subtype in use, and a role with the labels that may fill it. A retired label gives up its key.
    Raises :class:`Problem` ``label-set-trigger`` where events are in use whose trigger label ``new`` gives to spans.
    """
    types = _merged_types(label_set, in_use, new)
    roles = _lacking(label_set.roles, new.roles, in_use) if types else ()
    wanted = {*in_use, *(label for role in roles for label in role.labels)}
    trigger = _trigger(label_set, new) if types else new.trigger
    carriers = (*new.labels, trigger) if trigger else new.labels
    labels = _lacking(tuple(label_set.by_id.values()), carriers, wanted)
    return replace(
        new,
        labels=(*new.labels, *(replace(label, key="") for label in labels)),
        trigger=trigger,
        event_types=types,
        roles=(*new.roles, *roles),
    )


def _lacking(old: tuple[_T, ...], new: tuple[_T, ...], wanted: Collection[str]) -> tuple[_T, ...]:
    """Return what ``new`` lacks of the wanted parts of ``old``, retired."""
    present = {part.id for part in new}
    return tuple(replace(part, retired=True) for part in old if part.id in wanted and part.id not in present)


def _merged_types(label_set: LabelSet, in_use: Collection[str], new: LabelSet) -> tuple[EventType, ...]:
    kept = (_with_subtypes(kind, label_set.types_by_id.get(kind.id), in_use) for kind in new.event_types)
    wanted = {
        kind.id
        for kind in label_set.event_types
        if kind.id in in_use or any(subtype.id in in_use for subtype in kind.subtypes)
    }
    gone = _lacking(label_set.event_types, new.event_types, wanted)
    return (*kept, *(_with_subtypes(replace(kind, subtypes=()), kind, in_use) for kind in gone))


def _with_subtypes(kind: EventType, old: EventType | None, in_use: Collection[str]) -> EventType:
    if old is None:
        return kind
    return replace(kind, subtypes=(*kind.subtypes, *_lacking(old.subtypes, kind.subtypes, in_use)))


def _trigger(label_set: LabelSet, new: LabelSet) -> Label | None:
    """Return the trigger label of a set with event types: the new one, or else the old one, retired."""
    if new.trigger or label_set.trigger is None:
        return new.trigger
    if label_set.trigger.id in new.by_id:
        raise Problem(
            "label-set-trigger",
            N_("The label “%(label)s” marks events that are in use: it cannot become a label without events."),
            label=label_set.trigger.id,
        )
    return replace(label_set.trigger, retired=True, key="")
