"""Spans out of posteriors: how likely it is that a span has just these boundaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.suggesters.learning.tagger import Posterior

LEAST = 0.1
"""What is less likely is nobody's business."""


class Segment(NamedTuple):
    """The units from ``first`` to before ``last`` are a span of ``kind`` with this probability."""

    first: int
    last: int
    kind: str
    probability: float


def segments(found: Posterior, kinds: Sequence[str], least: float = LEAST) -> list[Segment]:
    """Return every span that is at least so likely, most likely first."""
    begins = found.tags[:, 1::2]
    places, numbers = (begins >= least).nonzero()
    every = [
        one
        for place, number in zip(places.tolist(), numbers.tolist(), strict=True)
        for one in _from(found, kinds[number], number, place, least)
    ]
    return sorted(every, key=lambda one: (-one.probability, one))


def _from(found: Posterior, kind: str, number: int, first: int, least: float) -> Iterator[Segment]:
    """Yield the spans that begin at a unit: the tags are a Markov chain, so their likelihoods multiply."""
    held, last, size = float(found.tags[first, 1 + 2 * number]), first + 1, len(found.tags)
    onward = found.from_begin
    while held >= least:
        share = float(onward[last, number]) if last < size else 0.0
        if held * (1 - share) >= least:
            yield Segment(first, last, kind, held * (1 - share))
        held *= share
        last += 1
        onward = found.from_inside


def likelihood(found: Posterior, number: int, first: int, last: int) -> float:
    """Return how likely a span of the kind with this number has just these boundaries."""
    if not 0 <= first < last <= len(found.tags):
        return 0.0
    held = float(found.tags[first, 1 + 2 * number])
    for place in range(first + 1, last + 1):
        onward = found.from_begin if place == first + 1 else found.from_inside
        share = float(onward[place, number]) if place < len(found.tags) else 0.0
        held *= share if place < last else 1 - share
    return held


def apart(found: Sequence[Segment]) -> list[Segment]:
    """Return the segments, likeliest first, that overlap none before them."""
    kept: list[Segment] = []
    for one in found:
        if all(one.last <= other.first or other.last <= one.first for other in kept):
            kept.append(one)
    return kept
