"""Events: what two people have in common of one document.

Everything is counted as F1 of sets: matches and the sum of what both have, of which F1 is 2 · matches / sum.

- ``event_trigger_f1``: words that trigger an event, by their boundaries; ``_clitic_free`` without clitics at the edges.
- ``event_type``, ``event_subtype``: of triggers that both marked (clitic-free), the types, and types with subtypes.
- ``argument_f1``: (trigger, role, filler), all by boundaries, of all events; ``_clitic_free`` without clitics.
- ``event_attributes``: of events with a trigger (clitic-free) and a type in common, the attributes with their values.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

from annotator.core.agreement.values import Coded, CodedEvent
from annotator.core.arabic import clitic_free
from annotator.core.spans import Span

ALL, TYPE, ROLE, PAIR = "all", "type", "role", "pair"

EVENTS = (
    "event_trigger_f1",
    "event_trigger_f1_clitic_free",
    "event_type",
    "event_subtype",
    "event_attributes",
    "argument_f1",
    "argument_f1_clitic_free",
)

_Place = tuple[int, int]
_Pair = tuple[str, str]
_Items = set[tuple[str, Hashable]]
"""What one person has: (type or role, the thing itself)."""


class Cell(NamedTuple):
    """What a count is of: a measure, over all, a type, a role, or two names."""

    measure: str
    scope: str
    name: Hashable = None


def event_counts(coded: Coded) -> Mapping[Cell, tuple[int, int]]:
    """Return (matches, sum of both) of each cell that has any, summed over the pairs of people."""
    counts: dict[Cell, tuple[int, int]] = {}
    things = {name: _Things(coded.text, coded.events.get(name, ())) for name in sorted(coded.spans)}
    for one, other in combinations(things, 2):
        for measure, mine, theirs in _compared(things[one], things[other]):
            for cell, matches, total in _counted(measure, (one, other), mine, theirs):
                before = counts.get(cell, (0, 0))
                counts[cell] = before[0] + matches, before[1] + total
    return counts


def _counted(measure: str, pair: _Pair, mine: _Items, theirs: _Items) -> Iterator[tuple[Cell, int, int]]:
    both, total = len(mine & theirs), len(mine) + len(theirs)
    if not total:
        return
    yield Cell(measure, ALL), both, total
    yield Cell(measure, PAIR, pair), both, total
    matches, sums = Counter(group for group, _ in mine & theirs), Counter(group for group, _ in [*mine, *theirs])
    for group, count in sums.items():
        yield Cell(measure, ROLE if measure.startswith("argument") else TYPE, group), matches[group], count


class _Things:
    """What one person coded, under places with and without clitics."""

    def __init__(self, text: str, events: Sequence[CodedEvent]) -> None:
        self.events = events
        self._text = text
        self.free = cache(self._free)

    def _free(self, span: Span) -> _Place:
        return clitic_free(self._text, span.start, span.end)

    def triggers(self, place: Callable[[Span], _Place]) -> _Items:
        return {(one.type, place(one.trigger)) for one in self.events}

    def arguments(self, place: Callable[[Span], _Place]) -> _Items:
        return {
            (role, (place(one.trigger), role, place(filler))) for one in self.events for role, filler in one.arguments
        }

    def places(self) -> set[_Place]:
        return {self.free(one.trigger) for one in self.events}

    def types(self, shared: set[_Place], *, subtypes: bool) -> _Items:
        return {
            (one.type, (self.free(one.trigger), one.type, one.subtype if subtypes else None))
            for one in self.events
            if self.free(one.trigger) in shared
        }

    def attributes(self, shared: _Items) -> _Items:
        """Return the attributes of the events whose (type, trigger) is shared."""
        found: _Items = set()
        for one in self.events:
            event = one.type, self.free(one.trigger)
            if event in shared:
                found |= {(one.type, (event, name, _spelt(value))) for name, value in one.attributes.items()}
        return found


def _spelt(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _exact(span: Span) -> _Place:
    return span.start, span.end


def _compared(mine: _Things, theirs: _Things) -> Iterable[tuple[str, _Items, _Items]]:
    """Yield each measure with what one has and what the other has."""
    shared = mine.places() & theirs.places()
    same = mine.triggers(mine.free) & theirs.triggers(theirs.free)
    # A trigger counts once, whatever its types: its type would make two of one that both marked.
    yield "event_trigger_f1", *_once(mine, theirs, _exact, _exact)
    yield "event_trigger_f1_clitic_free", *_once(mine, theirs, mine.free, theirs.free)
    yield "event_type", mine.types(shared, subtypes=False), theirs.types(shared, subtypes=False)
    yield "event_subtype", mine.types(shared, subtypes=True), theirs.types(shared, subtypes=True)
    yield "event_attributes", mine.attributes(same), theirs.attributes(same)
    yield "argument_f1", mine.arguments(_exact), theirs.arguments(_exact)
    yield "argument_f1_clitic_free", mine.arguments(mine.free), theirs.arguments(theirs.free)


def _once(
    mine: _Things, theirs: _Things, my_place: Callable[[Span], _Place], their_place: Callable[[Span], _Place]
) -> tuple[_Items, _Items]:
    return (
        {("", my_place(one.trigger)) for one in mine.events},
        {("", their_place(one.trigger)) for one in theirs.events},
    )
