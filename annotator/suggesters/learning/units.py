"""The units that get tags: words, taken apart at clitics where the lessons mark names without them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from annotator.core.arabic import document_cuts, matching_form
from annotator.core.document import Document
from annotator.core.lessons import Lesson
from annotator.core.spans import extends_cluster
from annotator.core.tokens import Token, tokenize
from annotator.suggesters.reading import Reading, read
from annotator.suggesters.stems import stems

LONGEST = 150
"""Units that a sequence has at most: a longer sentence goes on in the next one."""
_LEAST_SHARE = 0.01
"""So many of the marked boundaries must lie inside words for words to be taken apart."""
_SHORTEST_STEM = 3


class Units(NamedTuple):
    """The units of a text. ``starts`` and ``ends`` are offsets; ``words`` what they are known by.

    A unit that another one touches in front is known by its letters after a ``+``, one that is touched behind by its
    letters before a ``+``. ``lengths`` are those of the sequences, which lie end to end.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    words: tuple[str, ...]
    lengths: tuple[int, ...]

    def range_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the first unit that ends after ``start``, and the one behind the last that begins before ``end``."""
        return bisect_left(self.ends, start + 1), bisect_left(self.starts, end)


class Dividing:
    """How texts are taken apart: not at all inside words, or at the clitics before and behind known stems."""

    def __init__(self, inside: bool, more: Iterable[str] = ()) -> None:
        """``more`` are matching forms of stems that the lessons show."""
        self.inside, self.more = inside, frozenset(more)
        self._known = _Either(self.more, stems()) if inside else self.more

    def __call__(self, document: Document) -> Units:
        """Return the units of a document."""
        reading = read(document)
        cuts = document_cuts(document.text, reading.tokens, self._known) if self.inside else ()
        starts, ends, words, places = _pieces(reading, cuts)
        return Units(starts, ends, words, _lengths(reading, places))


class _Either:
    """What is in one or the other."""

    def __init__(self, one: Container[str], other: Container[str]) -> None:
        self._one, self._other = one, other

    def __contains__(self, word: object) -> bool:
        return word in self._one or word in self._other


def _pieces(
    reading: Reading, cuts: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...], Sequence[int]]:
    """Return starts, ends and words of the units, and the token that each is a piece of."""
    if not cuts:
        return (*_columns(reading.tokens), tuple(reading.words), range(len(reading)))
    pieces: list[tuple[int, int, str, int]] = []
    at = 0
    for place, (start, end) in enumerate(reading.tokens):
        bounds = [start]
        while at < len(cuts) and cuts[at] < end:
            bounds.append(cuts[at])
            at += 1
        bounds.append(end)
        for low, high in pairwise(bounds):
            word = ("+" if low > start else "") + reading.text[low:high] + ("+" if high < end else "")
            pieces.append((low, high, word, place))
    starts, ends, words, places = zip(*pieces, strict=True)
    return starts, ends, words, places


def _columns(tokens: Sequence[Token]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple([token[0] for token in tokens]), tuple([token[1] for token in tokens])


def _lengths(reading: Reading, places: Sequence[int]) -> tuple[int, ...]:
    """Return the lengths of the sequences: sentences, or so much of one as a sequence may have."""
    lengths: list[int] = []
    current = None
    for place in places:
        sentence = reading.sentences[place]
        if sentence != current or lengths[-1] >= LONGEST:
            lengths.append(0)
            current = sentence
        lengths[-1] += 1
    return tuple(lengths)


def dividing_of(lessons: Sequence[Lesson]) -> Dividing:
    """Return how texts are taken apart, as the lessons mark them."""
    stems_seen: set[str] = set()
    inside = total = 0
    for lesson in lessons:
        text, tokens = lesson.document.text, tokenize(lesson.document.text)
        starts, ends = _columns(tokens)
        for span in lesson.spans:
            total += 2
            first, last = bisect_left(ends, span.start + 1), bisect_left(starts, span.end) - 1
            if not 0 <= first <= last < len(tokens):
                continue
            cut_before, cut_behind = span.start > starts[first], span.end < ends[last]
            inside += cut_before + cut_behind
            if cut_before or cut_behind:
                stems_seen |= _stems(text, span.start, span.end, ends[first], starts[last])
    return Dividing(bool(inside) and inside >= _LEAST_SHARE * total, stems_seen)


def _stems(text: str, start: int, end: int, first_end: int, last_start: int) -> set[str]:
    """Return the first and last word of a span as stems, without the article too."""
    found = {matching_form(text[start : min(end, first_end)]), matching_form(text[max(start, last_start) : end])}
    found |= {form[2:] for form in found if form.startswith("ال")}
    return {form for form in found if len(form) >= _SHORTEST_STEM}


def fits(text: str, start: int, end: int) -> bool:
    """Whether a span may have these boundaries."""
    return start < end and not extends_cluster(text, start) and not extends_cluster(text, end)
