"""What changed from one text to another, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED, SKIPPED = "same", "added", "removed", "skipped"

AROUND = 3
"""Lines that are shown around a change."""
MOST_COMPARED = 3000
"""More changed lines than that are told as one block: finding what they share takes too long."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that is the ``same`` or was ``added`` or ``removed``; or ``count`` lines that are ``skipped``."""

    kind: str
    text: str = ""
    count: int = 1


def line_changes(old: str, new: str) -> Sequence[LineChange]:
    """Return the lines that changed with a few around them; nothing where the texts are equal."""
    if old == new:
        return []
    return list(_near_changes(list(_all(old.splitlines(), new.splitlines()))))


def _all(old: list[str], new: list[str]) -> Iterator[LineChange]:
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    yield from _lines(SAME, old[:head])
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    yield from _lines(SAME, old[len(old) - tail :])


def _shared(old: list[str], new: list[str]) -> int:
    """Return how many lines both begin with."""
    return next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _middle(old: list[str], new: list[str]) -> Iterator[LineChange]:
    if max(len(old), len(new)) > MOST_COMPARED:
        yield from _lines(REMOVED, old)
        yield from _lines(ADDED, new)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new).get_opcodes():
        if tag == "equal":
            yield from _lines(SAME, old[i1:i2])
        else:
            yield from _lines(REMOVED, old[i1:i2])
            yield from _lines(ADDED, new[j1:j2])


def _lines(kind: str, texts: Sequence[str]) -> Iterator[LineChange]:
    return (LineChange(kind, text) for text in texts)


def _near_changes(lines: list[LineChange]) -> Iterator[LineChange]:
    changed = [at for at, line in enumerate(lines) if line.kind != SAME]
    near = {at + step for at in changed for step in range(-AROUND, AROUND + 1)}
    skipped = 0
    for at, line in enumerate(lines):
        if at not in near:
            skipped += 1
            continue
        if skipped:
            yield LineChange(SKIPPED, count=skipped)
        skipped = 0
        yield line
    if skipped:
        yield LineChange(SKIPPED, count=skipped)
