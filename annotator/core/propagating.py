"""The same name elsewhere in one text: whatever its spelling, and whatever clitics stand around it.

A name decided on once is offered at its other places. ``static/js/text/same_names.js`` is the twin, held to the same
cases in ``tests/data/same_names.json``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from annotator.core.arabic import document_cuts, fold, matching_form
from annotator.core.glue import glued_offsets
from annotator.core.spans import Span
from annotator.core.tokens import tokenize

_HEAD = re.compile("[وف]?(?:[بلكس]|لل)?")
_TAIL = re.compile("(?:ها?|هما?|هن|نا|كم?|كما|كن)?")

Place = tuple[int, int]


class Words:
    """The words of one text. A name may begin and end at the edges of its words and at ``cuts`` inside them.

    ``cuts`` are offsets in code points, as :func:`annotator.core.arabic.document_cuts` returns them.
    """

    def __init__(self, text: str, cuts: Sequence[int] = ()) -> None:
        """Read ``text``: as long as a call of :meth:`others`, so keep it while the text is the same."""
        tokens, glued = tokenize(text), glued_offsets(text)
        self._starts = [token.start for token in tokens if token.start not in glued]
        self._ends = [token.end for token in tokens if token.end not in glued]
        pieces = _pieces(text)
        self._form = "".join(pieces)
        self._at = list(accumulate(map(len, pieces), initial=0))
        starts, ends = sorted({*self._starts, *cuts}), sorted({*self._ends, *cuts})
        self._openings = {self._at[one]: one for one in starts if _HEAD.fullmatch(self._before(one))}
        self._closings = {self._at[one]: one for one in ends if _TAIL.fullmatch(self._behind(one))}

    def name(self, start: int, end: int) -> str:
        """Return the matching form of ``text[start:end]`` as it is written alone.

        It has the article that لل swallowed (للنظام gives النظام), and ة where a pronoun made it ت (مدينتهم gives
        مدينه). Every run of white space is one space.
        """
        return self._spellings(start, end)[-1]

    def others(self, start: int, end: int) -> list[Place]:
        """Return the other places of the words of ``text[start:end]``, in order; none overlaps another, or these."""
        found = sorted({place for form in self._spellings(start, end) for place in self._written(form)})
        places: list[Place] = []
        for place in found:
            is_apart = place[1] <= start or place[0] >= end
            if is_apart and (not places or places[-1][1] <= place[0]):
                places.append(place)
        return places

    def _spellings(self, start: int, end: int) -> Sequence[str]:
        form = ("ال" if self._is_after_lil(start) else "") + self._slice(start, end)
        if not form.strip():
            return [""]
        return [form, f"{form[:-1]}ه"] if self._behind(end) and form.endswith("ت") else [form]

    def _written(self, form: str) -> Iterator[Place]:
        """Yield where ``form`` stands: as it is, with ت for ة before a pronoun, after لل without its article."""
        if not form:
            return
        for ending, is_bound in ((form, False), (f"{form[:-1]}ت", True)) if form.endswith("ه") else ((form, False),):
            plain = ((place, False) for place in self._places(ending, 0))
            article = len(form) > 2 and form.startswith("ال") and form[2] != "\n"
            after_lil = ((place, True) for place in self._places(f"لل{ending[2:]}", 2)) if article else ()
            for place, is_lil in (*plain, *after_lil):
                if self._is_after_lil(place[0]) == is_lil and (not is_bound or self._behind(place[1])):
                    yield place

    def _places(self, written: str, lead: int) -> Iterator[Place]:
        """Yield where ``written`` stands so that a span may begin ``lead`` letters on in it, and end with it."""
        index = self._form.find(written)
        while index >= 0:
            start, end = self._openings.get(index + lead), self._closings.get(index + len(written))
            if start is not None and end is not None:
                yield start, end
            index = self._form.find(written, index + 1)

    def _is_after_lil(self, offset: int) -> bool:
        return self._before(offset).endswith("لل")

    def _before(self, offset: int) -> str:
        """Return what stands before ``offset`` in its word."""
        place = bisect_right(self._starts, offset)
        start = self._starts[place - 1] if place else offset
        place = bisect_right(self._ends, start)
        end = self._ends[place] if place < len(self._ends) else offset
        return self._slice(start, offset) if offset < end else ""

    def _behind(self, offset: int) -> str:
        """Return what stands behind ``offset`` in its word."""
        place = bisect_left(self._ends, offset)
        end = self._ends[place] if place < len(self._ends) else offset
        place = bisect_left(self._starts, end)
        start = self._starts[place - 1] if place else offset
        return self._slice(offset, end) if offset > start else ""

    def _slice(self, start: int, end: int) -> str:
        return self._form[self._at[start] : self._at[end]]


def _pieces(text: str) -> list[str]:
    """Return the matching form of each code point; a run of white space is one space, and a line's end is none."""
    folded = fold(text)
    pieces = [""] * len(text)
    for letter, offset in zip(folded.form, folded.offsets, strict=False):
        pieces[offset] += letter
    for offset, character in enumerate(text):
        if character.isspace():
            before = text[offset - 1] if offset else ""
            pieces[offset] = "\n" if character == "\n" else "" if before.isspace() and before != "\n" else " "
    return pieces


def occurrences(text: str, span: Span, cuts: Sequence[int], without: Collection[Span] = ()) -> list[Span]:
    """Return the other places of the name ``text[span.start:span.end]``, with its label, in the order of the text.

    ``cuts`` are the offsets inside words where a span may begin or end (see :func:`name_cuts`). ``without`` are spans
    that need no offer: marked already, or rejected by this person; one is left out where boundaries and label are the
    same. None of the places overlaps another, or the span; none goes over the end of a line.
    """
    found = (Span(start, end, span.label) for start, end in Words(text, cuts).others(span.start, span.end))
    return [one for one in found if one not in without]


def name_cuts(text: str, span: Span, known: Container[str]) -> tuple[int, ...]:
    """Return the clitic cuts of ``text``, with the words of the span as evidence beside the ``known`` stems."""
    name = Words(text).name(span.start, span.end)
    here = matching_form(text[span.start : span.end])
    return document_cuts(text, tokenize(text), _Either(known, frozenset((*name.split(), *here.split()))))


@dataclass(frozen=True, slots=True)
class _Either:
    """What one or the other holds, without a copy of either."""

    one: Container[str]
    other: Container[str]

    def __contains__(self, form: object) -> bool:
        return form in self.one or form in self.other
