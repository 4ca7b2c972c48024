"""What a place in a text tells beyond the words around it: what other suggesters find there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from annotator.core.suggestions import Suggestion
from annotator.suggesters.learning.units import Units


class Sample(NamedTuple):
    """A text as the tagger reads it: ``words`` of the units, ``clues[i]`` of unit i, ``lengths`` of the sequences."""

    words: tuple[str, ...]
    clues: Sequence[Sequence[str]]
    lengths: tuple[int, ...]


def sample_of(units: Units, found: Iterable[tuple[str, Suggestion]]) -> Sample:
    """Return the sample of a text, given what other suggesters find in it (with their ids)."""
    clues: list[list[str]] = [[] for _ in units.words]
    for source, one in found:
        _note(clues, units, source, one)
    return Sample(units.words, clues, units.lengths)


def _note(clues: list[list[str]], units: Units, source: str, found: Suggestion) -> None:
    """Note a finding at its units and at the two beside it."""
    first, last = units.range_of(found.span.start, found.span.end)
    name = found.span.label
    sure = f"{source} {name} {int(found.score * 5)}"
    for place in range(first, last):
        part = "B" if place == first else "I"
        clues[place] += (f"{part} {source} {name}", f"{part} {sure}", f"{part} {name}")
    if last > first:
        clues[last - 1].append(f"E {source} {name}")
        if found.type:
            clues[first].append(f"T {found.type}/{found.subtype}")
        if first > 0:
            clues[first - 1].append(f"< {name}")
        if last < len(clues):
            clues[last].append(f"> {name}")
