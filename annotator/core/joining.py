"""Joining the spans of several annotators into groups, one span of each at most.

For two annotators this is a matching of a bipartite graph: as many pairs as can be, and of those ways the one with the
most shared characters (an assignment problem, Kuhn 1955, solved by SciPy). For three or more the best total is a
multidimensional assignment, which is NP-hard (3-dimensional matching, Karp 1972): there the annotators are taken up one
by one, each by a best matching with what is joined already. Nothing depends on their names or order: they are taken up
in the order of what they marked in this stretch of text.

All spans of a group share a character: who overlaps only a part of a group's spans stays out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

from annotator.core.events import Event
from annotator.core.layer import MarkedSpan

PAIR = 1e8
"""What a pair counts against a shared character: more than any text has of these."""


class Form(NamedTuple):
    """A place and label as some annotator marked it, and its boundaries without clitics (``free``)."""

    start: int
    end: int
    label: str
    free: tuple[int, int]


class Member(NamedTuple):
    """One annotator's span, and the events that it triggers."""

    span: MarkedSpan
    events: tuple[Event, ...]


@dataclass(slots=True, eq=False)
class Group:
    """Spans that count as one thing: ``members`` by annotator (a number), ``forms`` with how many marked them.

    ``order`` sorts groups by what they hold, ``mask`` has the bit of each annotator, ``text[low:high]`` is shared.
    """

    order: tuple[tuple[Form, ...], int]
    members: dict[int, Member]
    forms: dict[Form, int]
    mask: int
    low: int
    high: int

    @classmethod
    def of(cls, form: Form, number: int, members: dict[int, Member]) -> Group:
        """Return the group of those who marked the very same; ``number`` counts doubles of one annotator."""
        mask = sum(1 << one for one in members)
        return cls(((form,), number), members, {form: len(members)}, mask, form.start, form.end)

    def with_(self, other: Group) -> Group:
        """Return both as one."""
        forms = dict(self.forms)
        for form, count in other.forms.items():
            forms[form] = forms.get(form, 0) + count
        order = tuple(sorted(forms)), min(self.order[1], other.order[1])
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Group(order, self.members | other.members, forms, self.mask | other.mask, low, high)


_Same = Callable[[Form, Form], bool]
_Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of joining, within one ``bucket``: ``same`` must hold for some of their forms, ``unless`` for none."""

    bucket: Callable[[Group], Hashable]
    same: _Same
    unless: _Same = field(default=lambda one, other: False)

    def allows(self, one: Group, other: Group) -> bool:
        """Whether both may become one group."""
        if one.mask & other.mask or one.low >= other.high or other.low >= one.high:
            return False
        pairs = [(mine, theirs) for mine in one.forms for theirs in other.forms]
        return any(self.same(*pair) for pair in pairs) and not any(self.unless(*pair) for pair in pairs)


def join(groups: Iterable[Group], step: Step) -> list[Group]:
    """Return the groups after one step."""
    buckets: dict[Hashable, list[Group]] = defaultdict(list)
    for group in groups:
        buckets[step.bucket(group)].append(group)
    return [joined for bucket in buckets.values() for joined in _in_bucket(bucket, step)]


def _in_bucket(groups: list[Group], step: Step) -> Iterator[Group]:
    if len(groups) == 1:
        yield groups[0]
        return
    for part, pairs in _parts(groups, _pairs(groups, step)):
        if 2 * len(pairs) == len(part) * (len(part) - 1):  # each with each: nothing to choose
            yield reduce(Group.with_, part)
        else:
            yield from _one_by_one(part, step)


def _pairs(groups: list[Group], step: Step) -> Iterator[_Pair]:
    """Yield the numbers of those that may be joined; sorts the groups by where they begin."""
    groups.sort(key=lambda group: (group.low, group.order))
    lows = [group.low for group in groups]
    for i, group in enumerate(groups):
        high, j = group.high, i + 1
        while j < len(groups) and lows[j] < high:
            if step.allows(group, groups[j]):
                yield i, j
            j += 1


def _parts(
    groups: list[Group], pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[list[Group], list[tuple[int, int]]]]:
    """Yield what hangs together by the pairs, with its pairs, in the order of the groups."""
    heads: dict[int, int] = {}

    def head(one: int) -> int:
        while (up := heads.get(one, one)) != one:
            heads[one] = one = heads.get(up, up)
        return one

    listed = list(pairs)
    for i, j in listed:
        heads[max(head(i), head(j))] = min(head(i), head(j))
    parts: dict[int, tuple[list[Group], list[_Pair]]] = {}
    for number, group in enumerate(groups):
        parts.setdefault(head(number), ([], []))[0].append(group)
    for pair in listed:
        parts[head(pair[0])][1].append(pair)
    yield from parts.values()


def _one_by_one(groups: Sequence[Group], step: Step) -> list[Group]:
    """Take up the annotators of one stretch, in the order of what they marked there."""
    left = sorted(groups, key=lambda group: group.order)
    joined: list[Group] = []
    for bit in _annotators(left):
        fresh = [group for group in left if group.mask & bit]
        left = [group for group in left if not group.mask & bit]
        joined = _taken_up(joined, fresh, step) if joined else fresh
    return joined


def _annotators(groups: Sequence[Group]) -> list[int]:
    bits: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for one in group.members:
            bits[1 << one].append(number)
    return sorted(bits, key=lambda bit: bits[bit])


def _taken_up(joined: list[Group], fresh: list[Group], step: Step) -> list[Group]:
    every, new = [*joined, *fresh], set(map(id, fresh))
    pairs = _pairs(every, step)
    across = [(i, j) for i, j in pairs if (id(every[i]) in new) != (id(every[j]) in new)]
    result: list[Group] = []
    for part, _pairs_of in _parts(every, across):
        ours = [group for group in part if id(group) not in new]
        theirs = [group for group in part if id(group) in new]
        result += _matched(ours, theirs, step) if ours and theirs else part
    return result


def _matched(ours: list[Group], theirs: list[Group], step: Step) -> list[Group]:
    """Join the two sides of one part by the matching that is worth most."""
    found = _best(ours, theirs, step)
    pairs = [(ours[i], theirs[j]) for i, j in found if step.allows(ours[i], theirs[j])]
    gone = {id(group) for pair in pairs for group in pair}
    return [one.with_(other) for one, other in pairs] + [one for one in [*ours, *theirs] if id(one) not in gone]


def _best(ours: list[Group], theirs: list[Group], step: Step) -> Iterable[_Pair]:
    if len(ours) == len(theirs) == 1:
        return [(0, 0)]
    from scipy.optimize import linear_sum_assignment

    worth = [[_worth(one, other) if step.allows(one, other) else 0.0 for other in theirs] for one in ours]
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return zip(rows.tolist(), columns.tolist(), strict=True)


def _worth(one: Group, other: Group) -> float:
    return sum(
        many * more * (PAIR + min(mine.end, theirs.end) - max(mine.start, theirs.start))
        for mine, many in one.forms.items()
        for theirs, more in other.forms.items()
    )
