"""Layers: what overlaps in the lessons is learned by taggers of its own, as a tag sequence cannot hold both.

A *kind* is a label at a depth: ``0 LOCATION``, and ``1 LOCATION`` for one inside another. Kinds that overlap get
different layers: a colouring of the graph of overlaps, the most frequent kind first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from annotator.core.spans import Span

MOST = 4
"""So many layers there are at most."""
DEEPEST = 1
"""Inside so many spans of its own label a span may lie; what lies deeper is not learned."""
_SELDOM = 0.02
"""Kinds that overlap in a smaller share of their spans stay in one layer, and one of both spans is passed over."""

Placed = tuple[int, int, str]
"""The units from the first to before the second are a span of a kind."""


def label_of(kind: str) -> str:
    """Return the label of a kind."""
    return kind.partition(" ")[2]


def with_depths(spans: Iterable[Span]) -> list[tuple[Span, str]]:
    """Return spans with their kinds; those that lie too deep, or cross one of their own label, are left out."""
    kept: list[tuple[Span, str]] = []
    for span in sorted(set(spans), key=lambda one: (one.start, -one.end, one.label)):
        around = [other for other, _ in kept if other.label == span.label and other.overlaps(span)]
        if len(around) <= DEEPEST and all(other.covers(span) for other in around):
            kept.append((span, f"{len(around)} {span.label}"))
    return kept


def layers_of(documents: Sequence[Sequence[Placed]]) -> tuple[tuple[str, ...], ...]:
    """Return the kinds of each layer, for the spans of documents."""
    counts = Counter(kind for document in documents for _, _, kind in document)
    overlaps: Counter[tuple[str, str]] = Counter()
    for document in documents:
        overlaps.update(_overlapping(document))
    layers: list[list[str]] = []
    for kind in sorted(counts, key=lambda one: (-counts[one], one)):
        _put(kind, layers, counts, overlaps)
    return tuple(tuple(sorted(layer)) for layer in layers)


def _overlapping(document: Sequence[Placed]) -> Iterable[tuple[str, str]]:
    """Yield the pairs of kinds of which two spans overlap."""
    ordered = sorted(document)
    open_spans: list[Placed] = []
    for one in ordered:
        open_spans = [other for other in open_spans if other[1] > one[0]]
        yield from (_pair(one[2], other[2]) for other in open_spans)
        open_spans.append(one)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _put(kind: str, layers: list[list[str]], counts: Counter[str], overlaps: Counter[tuple[str, str]]) -> None:
    def conflict(layer: list[str]) -> int:
        found = [(overlaps[_pair(kind, other)], min(counts[kind], counts[other])) for other in layer]
        return sum(many for many, least in found if many > _SELDOM * least)

    for layer in layers:
        if not conflict(layer):
            layer.append(kind)
            return
    if len(layers) < MOST:
        layers.append([kind])
    else:
        min(layers, key=conflict).append(kind)


def tagged(size: int, spans: Iterable[Placed], kinds: Sequence[str]) -> list[int]:
    """Return the numbers of the tags of ``size`` units for the spans of ``kinds``, the longest of overlapping ones."""
    numbers = {kind: number for number, kind in enumerate(kinds)}
    tags = [0] * size
    for first, last, kind in sorted(spans, key=lambda one: (one[0] - one[1], one)):
        if kind in numbers and not any(tags[first:last]):
            tags[first:last] = [2 + 2 * numbers[kind]] * (last - first)
            tags[first] -= 1
    return tags
