"""What a place in a text tells beyond the words around it: what other suggesters find there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from annotator.core.suggestions import Suggestion
from annotator.suggesters.learning.units import Units

Clue = tuple[int, str]
"""At the unit with this number is this clue."""


class Sample(NamedTuple):
    """A text as the tagger reads it: ``words`` of the units, ``clues`` at units, ``lengths`` of the sequences."""

    words: tuple[str, ...]
    clues: Sequence[Clue]
    lengths: tuple[int, ...]


def sample_of(units: Units, found: Iterable[tuple[str, Suggestion]]) -> Sample:
    """Return the sample of a text, given what other suggesters find in it (with their ids)."""
    clues = [clue for source, one in found for clue in _clues(units, source, one)]
    return Sample(units.words, clues, units.lengths)


def _clues(units: Units, source: str, found: Suggestion) -> Iterator[Clue]:
    """Yield what a finding tells at its units and at the two beside it."""
    first, last = units.range_of(found.span.start, found.span.end)
    if first >= last:
        return
    name = found.span.label
    sure = f"{source} {name} {int(found.score * 5)}"
    for place in range(first, last):
        part = "B" if place == first else "I"
        yield place, f"{part} {source} {name}"
        yield place, f"{part} {sure}"
        yield place, f"{part} {name}"
    yield last - 1, f"E {source} {name}"
    if found.type:
        yield first, f"T {found.type}/{found.subtype}"
    if first > 0:
        yield first - 1, f"< {name}"
    if last < len(units.words):
        yield last, f"> {name}"
