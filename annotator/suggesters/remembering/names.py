"""Names as they are compared: the matching forms of their tokens, without clitics, one space between two."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import NamedTuple

from annotator.core.arabic import clitic_cuts, fold, matching_form
from annotator.core.glue import glued_offsets
from annotator.core.tokens import Token, tokenize

_CONJUNCTIONS, _PREPOSITIONS = ("", "و", "ف"), ("", "ب", "ل", "ك", "س", "لل")
_HEADS = tuple(one + other for one in _CONJUNCTIONS for other in _PREPOSITIONS if one + other)
_TAILS = ("ه", "ها", "هم", "هما", "هن", "نا", "ك", "كم", "كما", "كن")
_SHORTEST = 3


class Bare(NamedTuple):
    """A way to read a token: ``head`` letters of its form are a clitic in front, those from ``tail`` on one behind."""

    stem: str
    head: int
    tail: int


@lru_cache(maxsize=200_000)
def readings(form: str) -> tuple[Bare, ...]:
    """Return the ways to read a form, first as it is: clitics that the spelling allows, likely or not."""
    found = [Bare(form, 0, len(form))]
    heads = [len(clitic) for clitic in _HEADS if form.startswith(clitic)]
    tails = [len(form) - len(clitic) for clitic in _TAILS if form.endswith(clitic)]
    for head in (0, *heads):
        for tail in (len(form), *tails):
            if tail - head >= _SHORTEST and (head or tail < len(form)):
                found += [Bare(stem, head, tail) for stem in _stems(form, head, tail)]
    return tuple(found)


def _stems(form: str, head: int, tail: int) -> Sequence[str]:
    """Return how the letters between are written alone: with the article that لل swallowed, with ة for ت."""
    stem = f"ال{form[head:tail]}" if form[:head].endswith("لل") else form[head:tail]
    return [stem, f"{stem[:-1]}ه"] if tail < len(form) and stem.endswith("ت") else [stem]


class NamedText:
    """A text as names are looked up in it: ``tokens`` that have letters or signs, ``forms``, ``lines`` (by number)."""

    def __init__(self, text: str) -> None:
        """Read ``text``; :meth:`of` keeps the last few."""
        self.text = text
        tokens = tokenize(text)
        forms = [_form(text[start:end]) for start, end in tokens]
        self.tokens: Sequence[Token] = [token for token, form in zip(tokens, forms, strict=True) if form]
        self.forms: Sequence[str] = [form for form in forms if form]
        self._ends = [token.end for token in self.tokens]
        self.lines = self._lines()
        self.glued = glued_offsets(text)

    @staticmethod
    @lru_cache(maxsize=4)
    def of(text: str) -> NamedText:
        """Return the reading of a text."""
        return NamedText(text)

    def _lines(self) -> Sequence[int]:
        ends = [place for place, character in enumerate(self.text) if character == "\n"] if "\n" in self.text else []
        return [bisect_right(ends, token.start) for token in self.tokens] if ends else [0] * len(self.tokens)

    def name(self, start: int, end: int) -> str:
        """Return the name ``text[start:end]``; clitics that touch it from outside show how it is written alone."""
        return " ".join([piece for place in self._places(start, end) if (piece := self._piece(place, start, end))])

    def _places(self, start: int, end: int) -> range:
        first = bisect_right(self._ends, start)
        last = first
        while last < len(self.tokens) and self.tokens[last].start < end:
            last += 1
        return range(first, last)

    def _piece(self, place: int, start: int, end: int) -> str:
        token = self.tokens[place]
        if start <= token.start and token.end <= end:
            return self.forms[place]
        stem = _form(self.text[max(start, token.start) : min(end, token.end)])
        if start > token.start and _form(self.text[token.start : start]).endswith("لل"):
            stem = f"ال{stem}"
        is_bound = end < token.end and _form(self.text[end : token.end]) and stem.endswith("ت")
        return f"{stem[:-1]}ه" if is_bound else stem

    def beside(self, start: int, end: int) -> tuple[str, str]:
        """Return the words before and behind ``text[start:end]`` on its line, without a clitic in front."""
        places = self._places(start, end)
        return self._neighbour(places.start, -1), self._neighbour(places.stop - 1, 1)

    def _neighbour(self, place: int, step: int) -> str:
        other = place + step
        if not (0 <= place < len(self.tokens) and 0 <= other < len(self.tokens)):
            return ""
        return _bare(self.forms[other]) if self.lines[other] == self.lines[place] else ""

    def place(self, first: int, last: int, head: int, tail: int) -> tuple[int, int]:
        """Return the offsets from ``head`` letters on in token ``first`` to letter ``tail`` of token ``last``."""
        start, end = self.tokens[first].start, self.tokens[last].end
        if head:
            start += fold(self.text[start : self.tokens[first].end]).offsets[head]
        if tail < len(self.forms[last]):
            begin = self.tokens[last].start
            end = begin + fold(self.text[begin:end]).offsets[tail]
        return start, end

    def is_cut(self, token: int, offset: int, known: Container[str]) -> bool:
        """Whether a name may begin or end at ``offset``, which lies inside a token."""
        start, end = self.tokens[token]
        return offset - start in clitic_cuts(self.text[start:end], known)


@lru_cache(maxsize=100_000)
def _form(word: str) -> str:
    """Return the matching form of a token; a sign that stands for several words has no space in it."""
    return "".join(matching_form(word).split())


@lru_cache(maxsize=100_000)
def _bare(form: str) -> str:
    """Return a word of the surroundings without one clitic, where it may have one: ريف counts as وريف and بريف do."""
    if form.startswith("لل") and len(form) > 4:
        return f"ال{form[2:]}"
    return form[1:] if len(form) > _SHORTEST and form[0] in "وفبل" else form
