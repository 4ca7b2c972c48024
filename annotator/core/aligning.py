"""Aligning the layers of one document: which spans of different annotators are about the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from annotator.core.arabic import clitic_free
from annotator.core.cases import Case, Filler, Mark, key_of
from annotator.core.events import Event
from annotator.core.joining import Form, Group, Member, Step, join
from annotator.core.layer import Layer
from annotator.core.slots import slots
from annotator.core.spans import Span


def align(text: str, layers: Mapping[str, Layer]) -> Sequence[Case]:
    """Return the cases of a document in the order of the text, from the layers of all who did it, by their names.

    Spans of different annotators become one case step by step: first the very same; then the same label where the
    boundaries differ by clitics only; then the same label on overlapping places; then another label on the same place
    but for clitics; then another label on places that cross. Of a span inside one of another label (a place in the
    name of an organisation) each is a case by itself, as both may be right. A case has one span of each annotator at
    most, and all its spans share a character. Of several ways to join, the one with the most pairs is taken and, of
    those, the one with the most shared characters: the best for two annotators, near it for more (see ``joining``).

    The result does not depend on the names or the order of the annotators, but for the names in it. Pass finished
    layers only: who has not finished has not said “nothing here”.
    """
    names = sorted(layers)
    groups = _exact(text, [layers[name] for name in names])
    for step in _STEPS:
        groups = join(groups, step)
    return _cases(sorted(groups, key=lambda group: group.order), names, layers)


def _label(group: Group) -> str:
    return next(iter(group.forms)).label


def _nested(one: Form, other: Form) -> bool:
    """Whether one lies in the other under another label, also without clitics."""
    if one.label == other.label or one.free == other.free:
        return False
    (start, end), (begin, stop) = one.free, other.free
    return (start <= begin and stop <= end) or (begin <= start and end <= stop)


_STEPS = (
    Step(lambda group: (_label(group), next(iter(group.forms)).free), lambda one, other: True),
    Step(_label, lambda one, other: True),
    Step(lambda group: None, lambda one, other: one.free == other.free, _nested),
    Step(lambda group: None, lambda one, other: True, _nested),
)


def _exact(text: str, layers: Sequence[Layer]) -> list[Group]:
    """Return who marked the very same. What one person marked twice makes a second group, and so on."""
    members: dict[tuple[int, int, str, int], dict[int, Member]] = defaultdict(dict)
    for annotator, layer in enumerate(layers):
        for number, member in _numbered(layer):
            span = member.span
            members[span.start, span.end, span.label, number][annotator] = member
    frees = {place: clitic_free(text, *place) for place in {key[:2] for key in members}}
    return [
        Group.of(Form(start, end, label, frees[start, end]), number, found)
        for (start, end, label, number), found in members.items()
    ]


def _numbered(layer: Layer) -> Iterator[tuple[int, Member]]:
    """Yield the spans with their events, and with 2, 3 … where there was one with the same place and label before."""
    events = _by_trigger(layer)
    doubles: dict[tuple[int, int, str], list[Member]] = defaultdict(list)
    for span in layer.spans.values():
        doubles[span.start, span.end, span.label].append(Member(span, events.get(span.id, ())))
    for found in doubles.values():
        yield from enumerate(sorted(found, key=_content) if len(found) > 1 else found, 1)


def _by_trigger(layer: Layer) -> Mapping[str, tuple[Event, ...]]:
    events: dict[str, tuple[Event, ...]] = {}
    for event in layer.events.values():
        events[event.trigger] = (*events.get(event.trigger, ()), event)
    return events


def _content(member: Member) -> tuple[str, ...]:
    kinds = sorted(f"{event.type} {event.subtype}" for event in member.events)
    return str(sorted(member.span.attributes.items(), key=str)), *kinds, member.span.id


def _cases(groups: Sequence[Group], names: Sequence[str], layers: Mapping[str, Layer]) -> list[Case]:
    keys = _keys(groups)
    of_span = {
        (annotator, member.span.id): key
        for key, group in zip(keys, groups, strict=True)
        for annotator, member in group.members.items()
    }
    everybody = tuple(names)
    cases: list[Case] = []
    for key, group in zip(keys, groups, strict=True):
        marks: dict[str, Mark] = {}
        frees = {(form.start, form.end): form.free for form in group.forms}
        for annotator in sorted(group.members):
            member, layer = group.members[annotator], layers[names[annotator]]
            free = frees[member.span.start, member.span.end]
            fillers = _fillers(member, layer, annotator, of_span) if member.events else {}
            marks[names[annotator]] = Mark(member.span, free, member.events, fillers)
        cases.append(Case(key, everybody, marks, slots(marks)))
    return cases


def _fillers(
    member: Member, layer: Layer, annotator: int, of_span: Mapping[tuple[int, str], str]
) -> Mapping[str, Filler]:
    wanted = {argument.span for argument in chain.from_iterable(event.arguments for event in member.events)}
    there = (id_ for id_ in sorted(wanted) if id_ in layer.spans)
    return {id_: Filler(layer.spans[id_].span, of_span[annotator, id_]) for id_ in there}


def _keys(groups: Iterable[Group]) -> list[str]:
    """Return a key for each: its first place, and a number where another one begins with the same."""
    numbers: dict[Span, int] = defaultdict(int)
    keys: list[str] = []
    for group in groups:
        first = group.order[0][0]
        span = Span(first.start, first.end, first.label)
        numbers[span] += 1
        keys.append(key_of(span, numbers[span]))
    return keys
