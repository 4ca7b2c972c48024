"""Which events of different annotators on one trigger are the same one: nearly always there is one of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

from annotator.core.cases import Mark
from annotator.core.events import Event

Slot = Mapping[str, Event]
"""One event, by annotator."""
_Told = tuple[str, str, tuple[tuple[str, str], ...]]
"""Type, subtype and arguments (role, case): what events are compared by."""
_KEYS: Sequence[Callable[[_Told], Hashable]] = (lambda told: told, lambda told: told[:2], lambda told: told[0], len)


def slots(marks: Mapping[str, Mark]) -> tuple[Slot, ...]:
    """Return the events that the marks trigger, put together: equal ones, those of one kind, of one type, the rest.

    Each annotator has one event at most in each. Names decide nothing but the order inside.
    """
    telling = {name: mark for name, mark in marks.items() if mark.events}
    if all(len(mark.events) == 1 for mark in telling.values()):
        return ({name: mark.events[0] for name, mark in telling.items()},) if telling else ()
    groups = [({name: event}, [_told(mark, event)]) for name, mark in telling.items() for event in mark.events]
    for key in _KEYS:
        groups = _joined(groups, key)
    return tuple(dict(sorted(slot.items())) for slot, _told_of in sorted(groups, key=_order))


_Group = tuple[dict[str, Event], list[_Told]]


def _told(mark: Mark, event: Event) -> _Told:
    arguments = sorted((argument.role, argument.span) for argument in mark.arguments(event))
    return event.type, event.subtype or "", tuple(arguments)


def _order(group: _Group) -> tuple[list[_Told], int]:
    return sorted(group[1]), -len(group[0])


def _joined(groups: Sequence[_Group], key: Callable[[_Told], Hashable]) -> list[_Group]:
    """Put each group to the first before it that has its key and none of its annotators."""
    found: dict[Hashable, list[_Group]] = defaultdict(list)
    for slot, told in sorted(groups, key=_order):
        same = found[key(told[0])]
        for place, (events, others) in enumerate(same):
            if events.keys().isdisjoint(slot):
                same[place] = {**events, **slot}, [*others, *told]
                break
        else:
            same.append((slot, told))
    return [group for same in found.values() for group in same]
