"""Finding remembered names in a text: an index by the first word, so that the number of names hardly matters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.suggesters.remembering.names import Bare, NamedText, readings


class Found(NamedTuple):
    """A name at ``text[start:end]``; ``around`` is the smallest longer name that holds it, empty where none does."""

    start: int
    end: int
    name: str
    around: str


class Findings:
    """The names in one text: ``all`` in its order, the longest first where several begin."""

    def __init__(self, found: Sequence[Found]) -> None:
        self.all = found
        self._around = {(one.start, one.end): one.around for one in found}
        self._starts = [one.start for one in found]
        self._longest = max((one.end - one.start for one in found), default=0)

    def around(self, start: int, end: int) -> str:
        """Return the smallest name that holds ``text[start:end]`` and more; empty where none does."""
        known = self._around.get((start, end))
        if known is not None:
            return known
        first, last = bisect_left(self._starts, start - self._longest), bisect_right(self._starts, start)
        holding = [one for one in self.all[first:last] if end <= one.end]
        return min(holding, key=lambda one: (one.end - one.start, one.name)).name if holding else ""


class Names:
    """A set of names that can be looked up in a text."""

    def __init__(self, known: Container[str] | None) -> None:
        """Make an empty set. ``known`` are words that are not cut; those of the lists if ``None``."""
        self._known = known
        self._names: set[str] = set()
        self._lengths: dict[str, dict[int, int]] = {}  # first word → how many words names have → how many such names
        self._last: tuple[NamedText, Findings] | None = None

    def add(self, name: str) -> None:
        """Add a name that is not there."""
        self._names.add(name)
        self._change(name, 1)

    def remove(self, name: str) -> None:
        """Remove a name that is there."""
        self._names.remove(name)
        self._change(name, -1)

    def _change(self, name: str, by: int) -> None:
        self._last = None
        first, size = name.partition(" ")[0], name.count(" ") + 1
        lengths = self._lengths.setdefault(first, {})
        lengths[size] = lengths.get(size, 0) + by
        if not lengths[size]:
            del lengths[size]
        if not lengths:
            del self._lengths[first]

    def __contains__(self, form: object) -> bool:
        """Whether a name begins with this word, or a list has it: evidence for or against a clitic."""
        return form in self._lengths or form in self._listed

    @property
    def _listed(self) -> Container[str]:
        if self._known is None:
            from annotator.suggesters.stems import stems

            self._known = stems()
        return self._known

    def find(self, named: NamedText) -> Findings:
        """Return the names in a text; the last answer is kept."""
        last = self._last
        if last is None or last[0] is not named:
            places = {place for first in range(len(named.forms)) for place in self._at(named, first)}
            found = _nested(sorted(places, key=lambda place: (place[0], -place[1], place[2])))
            self._last = last = named, Findings(found)
        return last[1]

    def _at(self, named: NamedText, first: int) -> Iterator[tuple[int, int, str]]:
        """Yield the names that begin in a token."""
        form, known = named.forms[first], self._lengths
        for bare in readings(form):
            for size in known.get(bare.stem, ()):
                if size == 1:
                    yield from self._stands(named, bare.stem, (first, bare), (first, bare))
                elif bare.tail == len(form):
                    yield from self._longer(named, first, bare, size)

    def _longer(self, named: NamedText, first: int, bare: Bare, size: int) -> Iterator[tuple[int, int, str]]:
        last = first + size - 1
        if last >= len(named.forms) or named.lines[first] != named.lines[last]:
            return
        opening = " ".join((bare.stem, *named.forms[first + 1 : last]))
        for ending in readings(named.forms[last]):
            name = f"{opening} {ending.stem}"
            if not ending.head and name in self._names:
                yield from self._stands(named, name, (first, bare), (last, ending))

    def _stands(
        self, named: NamedText, name: str, opening: tuple[int, Bare], ending: tuple[int, Bare]
    ) -> Iterator[tuple[int, int, str]]:
        """Yield the name at this place if it stands there as whole words or between clitics."""
        (first, bare), (last, end_bare) = opening, ending
        start, end = named.place(first, last, bare.head, end_bare.tail)
        if start in named.glued or end in named.glued or start >= end:
            return
        known = _With(self, end_bare.stem)
        if bare.head and not named.is_cut(first, start, known):
            return
        if end < named.tokens[last].end and not named.is_cut(last, end, known):
            return
        yield start, end, name


@dataclass(frozen=True, slots=True)
class _With:
    """The known words and one more."""

    names: Names
    stem: str

    def __contains__(self, form: object) -> bool:
        return form == self.stem or form in self.names


def _nested(places: Sequence[tuple[int, int, str]]) -> Sequence[Found]:
    """Return the places with the smallest one around each; they are in order, the longest first."""
    found: list[Found] = []
    open_: list[Found] = []
    for start, end, name in places:
        open_ = [one for one in open_ if one.end > start]
        holding = (one for one in reversed(open_) if one.end >= end and (one.start, one.end) != (start, end))
        around = min(holding, key=lambda one: (one.end - one.start, one.name), default=None)
        one = Found(start, end, name, around.name if around else "")
        found.append(one)
        open_.append(one)
    return found
