"""A document as every suggester reads it: tokens, matching forms, sentences. Prepared once, and kept for a while.

The tokens are the core's (those of camel-tools' word tokenizer, with offsets). Their matching forms go through
camel-tools' normalisers, then the core's folding, which gives the way back into the text. The folding drops what
camel-tools' dediacritiser would: importing that one looks at all of Unicode, for most of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from annotator.core.arabic import fold, matching_form
from annotator.core.document import Document
from annotator.core.spans import extends_cluster
from annotator.core.tokens import tokenize

_SENTENCE_ENDS = frozenset(".!?؟؛…")


@lru_cache(maxsize=1)
def _camel() -> Callable[[str], str]:
    from camel_tools.utils.normalize import (
        normalize_alef_ar,
        normalize_alef_maksura_ar,
        normalize_teh_marbuta_ar,
        normalize_unicode,
    )

    def normalise(word: str) -> str:
        composed = normalize_alef_ar(normalize_unicode(word))
        return str(normalize_teh_marbuta_ar(normalize_alef_maksura_ar(composed)))

    return normalise


@lru_cache(maxsize=100_000)
def form_of(word: str) -> str:
    """Return the matching form of one token."""
    return matching_form(_camel()(word))


@lru_cache(maxsize=100_000)
def _bare(form: str) -> str:
    """Return a form without one proclitic in front, where it may have one; for the search of words near by."""
    if form.startswith("لل") and len(form) > 4:
        return "ال" + form[2:]
    return form[1:] if len(form) > 3 and form[0] in "وفبل" else form


_PROCLITICS = frozenset("وفبلك")


def _taken_apart(form: str) -> Iterator[tuple[int, str]]:
    """Yield (letters cut off, stem) for a form, the fewest letters first."""
    yield 0, form
    if len(form) > 2 and form[0] in _PROCLITICS:
        yield 1, form[1:]
        if form.startswith("لل"):
            yield 2, "ال" + form[2:]
        elif len(form) > 3 and form[1] in _PROCLITICS:
            yield 2, form[2:]


class Reading:
    """The tokens of a text: ``forms``, the same without one proclitic (``bare``), and the number of its sentence.

    ``maqsuras`` is how often على stands in the text for each علي: a text that spells the preposition with ى means a
    name by the other.
    """

    def __init__(self, text: str) -> None:
        """Read ``text``."""
        self.text = text
        self.tokens = tokenize(text)
        self.words = [text[start:end] for start, end in self.tokens]
        self.forms = [form_of(word) for word in self.words]
        self.bare = [_bare(form) for form in self.forms]
        self.sentences = self._number_sentences()
        self.maqsuras = self.words.count("على") / max(1, self.words.count("علي"))
        self.kept: dict[Hashable, Any] = {}
        self.hits: dict[int, tuple[Any, ...]] = {}
        """What the lists know at a token, kept by :func:`annotator.suggesters.directory.hits`."""

    @cached_property
    def stems(self) -> dict[str, list[tuple[int, int]]]:
        """Return the tokens of each stem, with the letters cut off: none, one or two proclitics, ال written as لل."""
        found: dict[str, list[tuple[int, int]]] = {}
        for place, form in enumerate(self.forms):
            for cut, stem in _taken_apart(form):
                found.setdefault(stem, []).append((place, cut))
        return found

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.tokens)

    def form(self, place: int) -> str:
        """Return the matching form of a token, the empty string outside the text."""
        return self.forms[place] if 0 <= place < len(self.forms) else ""

    def offset(self, place: int, letters: int) -> int:
        """Return the offset in the text of the letter number ``letters`` of a token's matching form."""
        start, end = self.tokens[place]
        if not letters:
            return start
        offsets = fold(self.words[place]).offsets
        at = start + offsets[min(letters, len(offsets) - 1)]
        return at if at < end and not extends_cluster(self.text, at) else start

    def end(self, place: int) -> int:
        """Return where a token ends."""
        return self.tokens[place].end

    def same_line(self, first: int, last: int) -> bool:
        """Whether no line ends between two tokens, and both are in the text."""
        return last < len(self.tokens) and "\n" not in self.text[self.tokens[first].start : self.tokens[last].end]

    def _number_sentences(self) -> list[int]:
        numbers, number = [], 0
        for place, (start, _end) in enumerate(self.tokens):
            before = self.tokens[place - 1].end if place else 0
            if "\n" in self.text[before:start] or (place and self._ends_sentence(place - 1)):
                number += 1
            numbers.append(number)
        return numbers

    def _ends_sentence(self, place: int) -> bool:
        if self.words[place] not in _SENTENCE_ENDS:
            return False
        before = self.forms[place - 1] if place else ""
        return not (self.words[place] == "." and len(before) <= 1)  # أ. ف. ب


KEPT = 64
"""Of so many documents the readings are kept: those that are looked at together."""


@lru_cache(maxsize=KEPT)
def _reading(text: str) -> Reading:
    return Reading(text)


def read(document: Document) -> Reading:
    """Return the reading of a document; the last ones are kept for the other suggesters."""
    return _reading(document.text)


Found = TypeVar("Found")


def kept(reading: Reading, name: Hashable, find: Callable[[], Iterable[Found]]) -> list[Found]:
    """Return what ``find`` finds, looked for once in each reading under a ``name``; not to be changed."""
    found: list[Found] | None = reading.kept.get(name)
    if found is None:
        reading.kept[name] = found = list(find())
    return found
