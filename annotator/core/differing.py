"""On what annotators differ at a case, and which cases they differ at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

from annotator.core.cases import Case
from annotator.core.events import Event


class Kind(StrEnum):
    """A way to differ. A case can show several at once.

    ``MISSED``: somebody marked nothing there. ``BOUNDARY``: other boundaries, by more than clitics; ``CLITIC``: by
    clitics only. ``EVENT``: on the same trigger, not all tell the event. ``TYPE``, ``SUBTYPE`` (within one type),
    ``ROLE``: a span fills other roles of the event; ``FILLER``: not for all it fills one. ``ATTRIBUTE``: of the span or
    of the event.
    """

    MISSED = "missed"
    BOUNDARY = "boundary"
    CLITIC = "clitic"
    LABEL = "label"
    EVENT = "event"
    TYPE = "type"
    SUBTYPE = "subtype"
    ROLE = "role"
    FILLER = "filler"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``values`` holds by annotator what they say; who has no say in it is not in it.

    What the values are: ``MISSED``, ``EVENT``: whether it is there; ``BOUNDARY``, ``CLITIC``: (start, end); ``LABEL``,
    ``TYPE``: the id; ``SUBTYPE``: the id or ``None``; ``ROLE``, ``FILLER``: the roles that the span fills, sorted, and
    ``what`` is the key of its case; ``ATTRIBUTE``: the value or ``None``, and ``what`` is the attribute's id. ``event``
    is the place in ``case.events``; ``None`` where it is about the span. Subtypes are compared within a type, and the
    attributes of spans within a label: of others there are other ones.
    """

    kind: Kind
    values: Mapping[str, Any]
    what: str = ""
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A case at which annotators differ. Where a pair was asked for, ``case`` holds the two alone."""

    case: Case
    differences: tuple[Difference, ...]

    @property
    def kinds(self) -> set[Kind]:
        """The ways in which they differ."""
        return {one.kind for one in self.differences}


def kinds(case: Case) -> set[Kind]:
    """Return the ways in which any two of the annotators differ; none where all have the same."""
    return {difference.kind for difference in differences(case)}


def differences(case: Case) -> tuple[Difference, ...]:
    """Return all differences, those of the span first, then event by event."""
    if not case.marks:
        return ()
    of_events = (_of_event(case, number, slot) for number, slot in enumerate(case.events))
    return (*_of_span(case), *chain.from_iterable(of_events))


def disagreements(
    cases: Iterable[Case], *, pair: tuple[str, str] | None = None, label: str | None = None, kind: Kind | None = None
) -> Iterator[Disagreement]:
    """Yield the cases at which annotators differ, in their order, narrowed down by all that is given.

    ``pair``: as these two alone see it (none where one of them did not do the document); ``label``: somebody (of the
    pair) marked it so; ``kind``: they differ in this way, in others too maybe.
    """
    for whole in cases:
        if pair is not None and not set(pair) <= set(whole.annotators):
            continue
        case = whole if pair is None else whole.among(pair)
        if label is not None and label not in {mark.span.label for mark in case.marks.values()}:
            continue
        found = Disagreement(case, differences(case))
        if found.differences and (kind is None or kind in found.kinds):
            yield found


def _of_span(case: Case) -> Iterator[Difference]:
    if len(case.marks) < len(case.annotators):
        yield Difference(Kind.MISSED, {name: name in case.marks for name in case.annotators})
    places = {name: (mark.span.start, mark.span.end) for name, mark in case.marks.items()}
    stems = {mark.free for mark in case.marks.values()}
    if len(stems) > 1:
        yield Difference(Kind.BOUNDARY, places)
    if len(set(places.values())) > len(stems):  # among those who agree but for clitics, there are several boundaries
        yield Difference(Kind.CLITIC, places)
    yield from _unlike(Kind.LABEL, {name: mark.span.label for name, mark in case.marks.items()})
    by_label: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for name, mark in case.marks.items():
        by_label[mark.span.label][name] = mark.span.attributes
    for _label, attributes in sorted(by_label.items()):
        yield from _of_attributes(attributes, None)


def _of_event(case: Case, number: int, slot: Mapping[str, Event]) -> Iterator[Difference]:
    if len(slot) < len(case.marks):
        yield Difference(Kind.EVENT, {name: name in slot for name in case.marks}, event=number)
    yield from _unlike(Kind.TYPE, {name: event.type for name, event in slot.items()}, number)
    yield from _of_subtypes(slot, number)
    yield from _of_arguments(case, number, slot)
    yield from _of_attributes({name: event.attributes for name, event in slot.items()}, number)


def _of_subtypes(slot: Mapping[str, Event], number: int) -> Iterator[Difference]:
    by_type: dict[str, dict[str, str | None]] = defaultdict(dict)
    for name, event in slot.items():
        by_type[event.type][name] = event.subtype
    for _type, values in sorted(by_type.items()):
        yield from _unlike(Kind.SUBTYPE, values, number)


def _of_arguments(case: Case, number: int, slot: Mapping[str, Event]) -> Iterator[Difference]:
    roles: dict[str, dict[str, tuple[str, ...]]] = defaultdict(lambda: dict.fromkeys(slot, ()))
    for name, event in slot.items():
        for argument in sorted(case.marks[name].arguments(event)):
            roles[argument.span][name] += (argument.role,)
    for filler, values in sorted(roles.items()):
        filled = [value for value in values.values() if value]
        if len(filled) < len(values):
            yield Difference(Kind.FILLER, values, filler, number)
        if len(set(filled)) > 1:
            yield Difference(Kind.ROLE, values, filler, number)


def _of_attributes(by_name: Mapping[str, Mapping[str, Any]], number: int | None) -> Iterator[Difference]:
    for attribute in sorted({one for attributes in by_name.values() for one in attributes}):
        values = {name: attributes.get(attribute) for name, attributes in by_name.items()}
        yield from _unlike(Kind.ATTRIBUTE, values, number, attribute)


def _unlike(kind: Kind, values: Mapping[str, Any], number: int | None = None, what: str = "") -> Iterator[Difference]:
    first = next(iter(values.values()))
    if any(value != first for value in values.values()):
        yield Difference(kind, values, what, number)
