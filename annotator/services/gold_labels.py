"""The label set that gold files imply: what the default set has keeps its meaning, the rest are plain labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotator import labelsets
from annotator.core.labels import EventType, Label, LabelSet, Role, Subtype
from annotator.core.lessons import Lesson
from annotator.core.spans import Span

_COLOUR = "#555555"


def implied_labels(lessons: Sequence[Lesson]) -> LabelSet:
    """Return the labels, event types and roles that occur in ``lessons``.

    Where triggers occur without types, all event types and roles of the default set are offered.
    """
    default = labelsets.read(labelsets.DEFAULT)
    used = sorted({span.label for lesson in lessons for span in lesson.spans})
    trigger = _trigger(lessons, default, used)
    labels = tuple(_label(one, default) for one in used if trigger is None or one != trigger.id)
    if trigger is None:
        return LabelSet("gold", {"en": "Gold"}, labels)
    events = [event for lesson in lessons for event in lesson.events]
    kinds = _types([(event.type, event.subtype) for event in events], default)
    roles = _roles([pair for event in events for pair in event.arguments], default)
    return LabelSet("gold", {"en": "Gold"}, labels, trigger, kinds, default.event_attributes, roles)


def _label(name: str, default: LabelSet) -> Label:
    return default.by_id.get(name) or Label(name, {"en": name}, _COLOUR)


def _trigger(lessons: Sequence[Lesson], default: LabelSet, used: Sequence[str]) -> Label | None:
    """Return the label of triggers: that of most events, or the default one where spans carry it."""
    named = Counter(event.trigger.label for lesson in lessons for event in lesson.events)
    if named:
        return _label(max(sorted(named), key=named.__getitem__), default)
    return default.trigger if default.trigger and default.trigger.id in used else None


def _types(used: Sequence[tuple[str, str | None]], default: LabelSet) -> tuple[EventType, ...]:
    subtypes: defaultdict[str, set[str]] = defaultdict(set)
    for kind, subtype in used:
        subtypes[kind] |= {subtype} if subtype else set()
    known = default.event_types if not used or any(kind in default.types_by_id for kind in subtypes) else ()
    return tuple(
        _with_subtypes(default.types_by_id.get(kind) or EventType(kind, {"en": kind}), subtypes[kind])
        for kind in dict.fromkeys([*(one.id for one in known), *sorted(subtypes)])
    )


def _with_subtypes(kind: EventType, used: Iterable[str]) -> EventType:
    more = sorted(set(used) - {one.id for one in kind.subtypes})
    return replace(kind, subtypes=(*kind.subtypes, *(Subtype(one, {"en": one}) for one in more)))


def _roles(used: Sequence[tuple[str, Span]], default: LabelSet) -> tuple[Role, ...]:
    fillers: defaultdict[str, set[str]] = defaultdict(set)
    for role, span in used:
        fillers[role].add(span.label)
    known = default.roles if not used or any(role in default.roles_by_id for role in fillers) else ()
    return tuple(
        _filled(default.roles_by_id.get(role) or Role(role, {"en": role}, ()), fillers[role])
        for role in dict.fromkeys([*(one.id for one in known), *sorted(fillers)])
    )


def _filled(role: Role, labels: Iterable[str]) -> Role:
    return replace(role, labels=(*role.labels, *sorted(set(labels) - set(role.labels))))
