"""What the model is given of a text: lines of bare words, cut where they are too long, each word with its token.

The model knows words without harakat and tatweel. Words of which it has no piece (a direction mark, an invisible
space) would be dropped by it without a word, and every later tag would move: they are left out here, and counted over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from annotator.suggesters.reading import Reading

_TATWEEL = "ـ"
_LONGEST = 60
"""The most pieces of one word: beyond it stands an address or a row of letters, and no name."""
_PAUSES = frozenset("،,؛;:-–—")


class Word(NamedTuple):
    """``place`` is the number of the token, ``form`` what the model sees of it, ``size`` its number of pieces."""

    place: int
    form: str
    size: int
    sentence: int


@lru_cache(maxsize=1)
def _dediac() -> Callable[[str], str]:
    from camel_tools.utils.dediac import dediac_ar

    return lambda word: str(dediac_ar(word)).replace(_TATWEEL, "")


def lines(reading: Reading, pieces: Callable[[str], Sequence[str]]) -> Iterator[list[Word]]:
    """Yield the words of each line that the model knows a piece of."""
    line: list[Word] = []
    for place, word in enumerate(reading.words):
        if place and not reading.same_line(place - 1, place):
            yield line
            line = []
        form = _dediac()(word)
        size = len(pieces(form)) if form else 0
        if 0 < size <= _LONGEST:
            line.append(Word(place, form, size, reading.sentences[place]))
    yield line


def cut(line: Sequence[Word], most: int) -> Iterator[Sequence[Word]]:
    """Yield the line in runs of at most ``most`` pieces: cut at the last sentence's end, else at a pause, else there.

    No word is lost, and none stands in two runs.
    """
    start = 0
    while start < len(line):
        end = _fitting(line, start, most)
        if end < len(line):
            end = _best(line, start, end)
        yield line[start:end]
        start = end


def _fitting(line: Sequence[Word], start: int, most: int) -> int:
    end, room = start + 1, most - line[start].size
    while end < len(line) and line[end].size <= room:
        room -= line[end].size
        end += 1
    return end


def _best(line: Sequence[Word], start: int, end: int) -> int:
    places = range(end, start, -1)
    sentence = next((at for at in places if line[at].sentence != line[at - 1].sentence), None)
    pause = next((at for at in places if line[at - 1].form in _PAUSES), None)
    return sentence or pause or end
