"""Which proposals can stand beside each other: the guideline of the default label set, and the better of two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotator.core.spans import Span
from annotator.suggesters.proposed import Proposed

_NAMES = frozenset(("ACTOR", "ORGANISATION", "FACILITY", "PERSON", "LOCATION"))
"""What a trigger may not be an inner word of: names of the default label set."""

_MOST, _EACH = 0.2, 0.011
"""How much a span's length adds to its rank: at most, and for each character."""


def standing_together(found: Iterable[Proposed], trigger: str) -> Sequence[Proposed]:
    """Return the proposals, one of each span and label, without those that better ones forbid.

    ``trigger`` is the label of triggers, or empty.
    """
    kept = _Kept()
    for proposed in sorted(found, key=_rank):
        if not any(_conflict(proposed, other, trigger) for other in kept.near(proposed)):
            kept.add(proposed)
    return [one for one in kept.all if not (one.suggestion.span.label == trigger and _in_a_name(one, kept))]


class _Kept:
    """Proposals by the stretches of text that they touch, so that only neighbours are compared."""

    def __init__(self) -> None:
        self.all: list[Proposed] = []
        self._by_stretch: dict[int, list[Proposed]] = {}

    def add(self, proposed: Proposed) -> None:
        self.all.append(proposed)
        for stretch in _stretches(proposed):
            self._by_stretch.setdefault(stretch, []).append(proposed)

    def near(self, proposed: Proposed) -> Iterator[Proposed]:
        """Yield all that overlap, and others; one may come more than once."""
        for stretch in _stretches(proposed):
            yield from self._by_stretch.get(stretch, ())


def _stretches(proposed: Proposed) -> range:
    span = proposed.suggestion.span
    return range(span.start >> 5, (span.end - 1 >> 5) + 1)


def _in_a_name(proposed: Proposed, kept: _Kept) -> bool:
    """Whether a trigger is an inner word of a name (حركة تحرير السودان)."""
    span = proposed.suggestion.span
    for other in kept.near(proposed):
        name = other.suggestion.span
        if name.label in _NAMES and name.start < span.start and span.end <= name.end and other.shown:
            return True
    return False


def _rank(proposed: Proposed) -> tuple[float, int, Span]:
    """Order by score, a longer span counting as a little better than its score."""
    span = proposed.suggestion.span
    bonus = min(_MOST, _EACH * (span.end - span.start))
    return -(proposed.suggestion.score + bonus), span.start - span.end, span


def _conflict(proposed: Proposed, before: Proposed, trigger: str) -> bool:
    """Whether a proposal may not stand beside the other, which ranks before it."""
    span, other = proposed.suggestion.span, before.suggestion.span
    if not span.overlaps(other) or (span.label == trigger) != (other.label == trigger):
        return False
    same = (span.start, span.end) == (other.start, other.end)
    if same or not (span.covers(other) or other.covers(span)):
        return True
    return not _nests(*((other, span) if other.covers(span) else (span, other)))


def _nests(outer: Span, inner: Span) -> bool:
    """Whether a span of one label may lie inside one of another, by the guideline of the default label set."""
    if outer.label == inner.label:
        return outer.label == "LOCATION"
    if outer.label == "CASUALTIES":
        return inner.label in ("ACTOR", "ORGANISATION", "PERSON")
    if outer.label == "FACILITY":
        return inner.label in ("LOCATION", "PERSON", "ORGANISATION", "ACTOR", "WEAPON") and outer.start < inner.start
    return False
