"""Which measures of agreement a case lowers, seen by two alone, and of which roles it holds unlike arguments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Set
from enum import IntFlag

from annotator.core.cases import Case, Mark
from annotator.core.differing import Kind, kinds


class Lowers(IntFlag):
    """What a case lowers: a bit for all measures that take the same cases as unlike. The numbers are kept.

    ``EXACT``: the marks are not the very same; ``FREE``: nor are they but for clitics; ``ANSWER``: one marked nothing,
    or another label; ``PLACE``: one marked nothing, or other boundaries; ``SAME_PLACE``: another label on the same
    boundaries; ``LABEL``: another label. The others are about events: the words that name one (by their boundaries);
    of events on the same words but for clitics, the type, the subtype, the attributes; arguments, by the boundaries of
    trigger and filler.
    """

    EXACT = 1
    FREE = 2
    ANSWER = 4
    PLACE = 8
    SAME_PLACE = 16
    LABEL = 32
    EVENT = 64
    TYPE = 128
    SUBTYPE = 256
    ATTRIBUTE = 512
    ARGUMENT = 1024


MEASURES: Mapping[str, Lowers] = {
    "span_f1_exact": Lowers.EXACT,
    "span_f1_clitic_free": Lowers.FREE,
    "span_f1_overlap": Lowers.ANSWER,
    "span_f1_partial": Lowers.EXACT,
    "span_f1_boundaries": Lowers.PLACE,
    "span_label_given_boundaries": Lowers.SAME_PLACE,
    "token_agreement": Lowers.FREE,
    "kappa_cohen": Lowers.FREE,
    "kappa_fleiss": Lowers.FREE,
    "alpha_tokens": Lowers.FREE,
    "alpha_unitised": Lowers.EXACT,
    "alpha_unit_boundaries": Lowers.PLACE,
    "alpha_unit_labels": Lowers.LABEL,
    "gamma": Lowers.EXACT,
    "event_trigger_f1": Lowers.EVENT,
    "event_type": Lowers.TYPE,
    "event_subtype": Lowers.SUBTYPE,
    "event_attributes": Lowers.ATTRIBUTE,
    "argument_f1": Lowers.ARGUMENT,
    "answers": Lowers.ANSWER,
}
"""What the cases of a measure lower. ``answers`` is by what reliability is estimated: a label, or nothing."""

_BY_KIND: Mapping[Lowers, Set[Kind]] = {
    Lowers.EXACT: {Kind.MISSED, Kind.BOUNDARY, Kind.CLITIC, Kind.LABEL},
    Lowers.FREE: {Kind.MISSED, Kind.BOUNDARY, Kind.LABEL},
    Lowers.ANSWER: {Kind.MISSED, Kind.LABEL},
    Lowers.PLACE: {Kind.MISSED, Kind.BOUNDARY, Kind.CLITIC},
    Lowers.LABEL: {Kind.LABEL},
}


def lowered(case: Case, known: Set[Kind] | None = None) -> tuple[Lowers, Set[str]]:
    """Return what a case of two annotators lowers, and the roles of which one has an argument that the other has not.

    ``known`` are the ways in which they differ, where these were looked for already. A case may lower a measure without
    a difference of its own: the words in a role have other boundaries.
    """
    there, found = kinds(case) if known is None else known, Lowers(0)
    for bit, enough in _BY_KIND.items():
        found |= bit if there & enough else Lowers(0)
    if Kind.LABEL in there and not there & {Kind.BOUNDARY, Kind.CLITIC}:
        found |= Lowers.SAME_PLACE
    one, other = (case.marks.get(name) for name in case.annotators)
    roles = {role for _place, role, _filler in _arguments(one) ^ _arguments(other)}
    found |= Lowers.ARGUMENT if roles else Lowers(0)
    found |= Lowers.EVENT if _trigger(one) != _trigger(other) else Lowers(0)
    if one and other and one.events and other.events and one.free == other.free:
        found |= _of_events(one, other)
    return found, roles


def _trigger(mark: Mark | None) -> tuple[int, int] | None:
    return (mark.span.start, mark.span.end) if mark and mark.events else None


def _arguments(mark: Mark | None) -> Set[tuple[object, str, tuple[int, int]]]:
    """Return (trigger, role, filler), both by their boundaries."""
    if mark is None:
        return set()
    fillers = {id_: (one.span.start, one.span.end) for id_, one in mark.fillers.items()}
    every = (argument for event in mark.events for argument in event.arguments)
    return {(_trigger(mark), one.role, fillers[one.span]) for one in every if one.span in fillers}


def _of_events(one: Mark, other: Mark) -> Lowers:
    """Return what the events of two marks on the same words lower."""
    types = [{event.type for event in mark.events} for mark in (one, other)]
    told: Mapping[Lowers, Callable[[Mark], object]] = {
        Lowers.TYPE: lambda mark: {event.type for event in mark.events},
        Lowers.SUBTYPE: lambda mark: {(event.type, event.subtype) for event in mark.events},
        Lowers.ATTRIBUTE: lambda mark: _attributes(mark, types[0] & types[1]),
    }
    found = Lowers(0)
    for bit, of in told.items():
        found |= bit if of(one) != of(other) else Lowers(0)
    return found


def _attributes(mark: Mark, shared: Collection[str]) -> object:
    every = (event for event in mark.events if event.type in shared)
    return {(event.type, name, repr(value)) for event in every for name, value in event.attributes.items()}
