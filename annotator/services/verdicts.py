"""What a layer says about names: which words it accepts with which label, and which it rejects."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotator.core.layer import FIXED, REJECTED, Layer
from annotator.core.spans import Span
from annotator.core.suggestions import Suggestion
from annotator.core.tokens import tokenize
from annotator.suggesters.memory import Row, Verdict, rows_of, verdict_on

TOO_DENSE = 0.75
"""With more spans for each word than this, a layer marks anything: what it says of names is not counted."""
DENSE_FROM = 20
"""Shorter texts may well be all names: a headline, a list."""


def verdicts(text: str, layer: Layer, suggestions: Mapping[int, Suggestion]) -> Iterator[Verdict]:
    """Yield what a layer says; ``suggestions`` holds those that it decides on.

    A span that is there is accepted, whoever proposed it. A suggestion that was rejected, or fixed into another span,
    is rejected, unless the very same span is there after all.
    """
    spans = [one.span for one in layer.spans.values()]
    if is_overdone(text, spans):
        return
    smallest = Surroundings(spans)
    kinds: dict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for event in layer.events.values():
        kinds[event.trigger].append((event.type, event.subtype))
    for marked in layer.spans.values():
        for type_, subtype in dict.fromkeys(kinds.get(marked.id) or [(None, None)]):
            around = smallest.around(marked.span)
            yield verdict_on(text, marked.span, accepted=True, type=type_, subtype=subtype, around=around)
    there = set(spans)
    for decision in layer.decisions.values():
        suggestion = suggestions.get(decision.suggestion)
        if suggestion and decision.verdict in (REJECTED, FIXED) and suggestion.span not in there:
            around = smallest.around(suggestion.span)
            kind = {"type": suggestion.type, "subtype": suggestion.subtype}
            yield verdict_on(text, suggestion.span, accepted=False, around=around, **kind)


def is_overdone(text: str, spans: Sequence[Span]) -> bool:
    """Whether so much is marked that nothing can be learned from it (every word a span)."""
    return len(spans) >= DENSE_FROM and len({(one.start, one.end) for one in spans}) > TOO_DENSE * len(tokenize(text))


class Surroundings:
    """The spans of a layer, to be asked which one holds another: a text of a whole day has thousands."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [one.start for one in self._spans]
        self._longest = max((one.end - one.start for one in self._spans), default=0)

    def around(self, inner: Span) -> Span | None:
        """Return the smallest span that holds ``inner`` and more."""
        first, last = bisect_left(self._starts, inner.end - self._longest), bisect_right(self._starts, inner.start)
        near = self._spans[first:last]
        holding = [one for one in near if inner.end <= one.end and (one.start, one.end) != (inner.start, inner.end)]
        return min(holding, key=lambda one: (one.end - one.start, one), default=None)


def smallest_around(spans: Iterable[Span], inner: Span) -> Span | None:
    """Return the smallest of ``spans`` that holds ``inner`` and more."""
    return Surroundings(spans).around(inner)


class Changes:
    """What is to be added to the counts of a memory."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, str | None, str | None, str], list[int]] = {}

    def add(self, found: Iterable[Verdict], times: int) -> None:
        """Count verdicts, or (``times`` = -1) take them back."""
        for verdict in found:
            for row in rows_of(verdict):
                counts = self._counts.setdefault(row[:5], [0, 0])
                counts[0] += times * row.accepted
                counts[1] += times * row.rejected

    def add_all(self, others: Changes) -> None:
        """Add what others have."""
        for key, (accepted, rejected) in others._counts.items():
            counts = self._counts.setdefault(key, [0, 0])
            counts[0] += accepted
            counts[1] += rejected

    def rows(self) -> Iterator[Row]:
        """Yield what has changed, one row for each key."""
        for key, (accepted, rejected) in self._counts.items():
            if accepted or rejected:
                yield Row(*key, accepted, rejected)
