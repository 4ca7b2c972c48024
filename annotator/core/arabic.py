"""Arabic spelling and clitics: the matching form with its way back to the text, and where a word may be cut.

The matching form is a folded copy for looking up and comparing: alef forms, alef maqsura and teh marbuta as camel-tools
folds them, no harakat, tatweel or zero-width characters, presentation forms resolved (NFKC), digits 0-9, lower case.
The text itself is never changed.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from annotator.core.spans import extends_cluster
from annotator.core.tokens import Token, tokenize

_LETTERS = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": "", "ی": "ي", "ک": "ك"}
_SEATS = {"و": "ؤ", "ي": "ئ"}
_HAMZA_ABOVE = "\u0654"
_DROPPED = ("Mn", "Me", "Cf")


class _Pieces(dict[int, str]):
    """What each code point becomes, worked out once."""

    def __missing__(self, point: int) -> str:
        compatible = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", chr(point)).lower())
        self[point] = piece = "".join(map(_fold_letter, _taken_apart(compatible)))
        return piece


def _taken_apart(text: str) -> str:
    """Return the letters and their marks one by one; ؤ and ئ are letters of their own."""
    return "".join(letter if letter in _SEATS.values() else unicodedata.normalize("NFD", letter) for letter in text)


def _fold_letter(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    if unicodedata.category(letter) in _DROPPED:
        return ""
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


_PIECES = _Pieces()


@dataclass(frozen=True, slots=True)
class Folded:
    """``form`` is the matching form; ``offsets[i]`` is where in the text ``form[i]`` comes from.

    ``offsets`` has one entry more than ``form`` has characters, the length of the text, and never falls.
    """

    form: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the text that ``form[start:end]`` (not empty) comes from, marks included."""
        last = self.offsets[end - 1]
        while self.offsets[end] <= last:
            end += 1
        return self.offsets[start], self.offsets[end]


def fold(text: str) -> Folded:
    """Return the matching form of ``text`` with the map back to its code points."""
    pieces: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        if character == _HAMZA_ABOVE and pieces and pieces[-1] in _SEATS and offsets[-1] == offset - 1:
            pieces[-1] = _SEATS[pieces[-1]]
            continue
        for letter in _PIECES[ord(character)]:
            pieces.append(letter)
            offsets.append(offset)
    return Folded("".join(pieces), (*offsets, len(text)))


def matching_form(text: str) -> str:
    """Return the matching form alone: faster than :func:`fold` where no way back is needed."""
    return fold(text).form if _HAMZA_ABOVE in text else text.translate(_PIECES)


_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ل", "ك", "س", "لل")
_PROCLITICS = tuple("".join(pair) for pair in product(_CONJUNCTIONS, _PREPOSITIONS))
_ENCLITICS = ("", "ه", "ها", "هم", "هما", "هن", "نا", "ك", "كم", "كما", "كن")
_SHORTEST_STEM = 3


def clitic_cuts(word: str, known: Container[str]) -> tuple[int, ...]:
    """Return the offsets inside ``word`` where a proclitic ends or an enclitic begins, in order.

    ``known`` holds matching forms of stems. A cut needs the stem in it, with or without its article (for ``لل`` the
    article is already in the clitic); a word that is itself known is not cut, unless the article follows the clitic.
    Of two cuts in front that leave a known stem, the shorter is taken, but for ``لل``.
    The pronoun ي is never cut: nothing in the spelling tells it from the ending of سوري or of بلدتي.
    """
    return _cuts(_read(word), lambda stem: stem in known, lambda whole: whole in known)


def document_cuts(text: str, tokens: Sequence[Token], known: Container[str]) -> tuple[int, ...]:
    """Return the sorted offsets in ``text`` inside words where a span may begin or end.

    Evidence is ``known`` (matching forms of stems), or the stem standing alone elsewhere in the same text.
    """
    words = [text[start:end] for start, end in tokens]
    read = {word: _read(word) for word in set(words)}
    seen = {one.form for one in read.values()}
    found = _cut_all(read, known, seen)
    # What is itself cut is no stem: where بحلب stands, وبحلب is still وب|حلب.
    whole = seen - {read[word].form for word in found}
    found |= _cut_all({word: read[word] for word in found}, known, whole)
    return tuple(
        [token.start + cut for token, word in zip(tokens, words, strict=True) if word in found for cut in found[word]]
    )


def _cut_all(read: Mapping[str, _Word], known: Container[str], seen: Container[str]) -> dict[str, tuple[int, ...]]:
    """Return the cuts of the words that have any, by the word."""
    found = {
        word: _cuts(one, lambda stem: stem in known or stem in seen, lambda whole: whole in known)
        for word, one in read.items()
        if one.options
    }
    return {word: cuts for word, cuts in found.items() if cuts}


class _Option(NamedTuple):
    """A way to divide a word: where its stem begins and ends in the matching form, and where that is in the word.

    ``stems`` are the spellings one of which must be known.
    """

    head: int
    tail: int
    before_article: bool
    stems: tuple[str, ...]
    places: tuple[int, ...]


class _Word(NamedTuple):
    form: str
    options: tuple[_Option, ...]


@lru_cache(maxsize=8192)
def _read(word: str) -> _Word:
    """Return the matching form of a word with all ways to divide it: most words of a text were in others before."""
    folded = fold(word)
    form = folded.form
    if len(form) <= _SHORTEST_STEM:
        return _Word(form, ())
    options = [
        _Option(
            head,
            tail,
            bool(head) and form.startswith("ال", head),
            _spellings(form[:head], form[head:tail]),
            tuple(_places(word, folded, head, tail)),
        )
        for head, tail in _divisions(form)
    ]
    return _Word(form, tuple(option for option in options if option.stems))


def _cuts(word: _Word, is_stem: Callable[[str], bool], is_word: Callable[[str], bool]) -> tuple[int, ...]:
    form, options = word
    if not options:
        return ()
    if is_word(form) or (form.startswith("ال") and is_word(form[2:])):
        options = tuple(option for option in options if option.before_article)
    taken = [option for option in options if any(map(is_stem, option.stems))]
    return tuple(sorted({place for option in _longest(form, taken) for place in option.places}))


def _longest(form: str, taken: Sequence[_Option]) -> Iterator[_Option]:
    """Yield the divisions without those that cut more off in front of a known stem (و|لبنان, not ول|بنان).

    After لل both stay: its second letter is the article's or the stem's own, and the spelling does not tell.
    """
    least: dict[int, int] = {}
    for option in taken:
        least[option.tail] = min(option.head, least.get(option.tail, option.head))
    for option in taken:
        if option.head == least[option.tail] or form[: option.head].endswith("لل"):
            yield option


def _divisions(form: str) -> Iterator[tuple[int, int]]:
    """Yield where the stem may begin and end, for every spelling of clitics around it."""
    heads = [len(clitic) for clitic in _PROCLITICS if form.startswith(clitic)]
    tails = [len(form) - len(clitic) for clitic in _ENCLITICS if form.endswith(clitic)]
    for head, tail in product(heads, tails):
        whole = head == 0 and tail == len(form)
        if not whole and tail - head >= _SHORTEST_STEM and not (form[tail:] == "ك" and tail - head == _SHORTEST_STEM):
            yield head, tail


def _spellings(proclitic: str, stem: str) -> tuple[str, ...]:
    """Return the spellings in which ``stem`` may be known; none where it cannot stand behind ``proclitic``."""
    if proclitic.endswith("س") and stem[0] not in "يتنا":
        return ()  # the future س stands before an imperfect verb only
    spellings = [stem]
    if stem.endswith("ت"):
        spellings.append(stem[:-1] + "ه")  # مدينته comes from مدينة
    if stem.startswith("ال"):
        spellings.append(stem[2:])
        if proclitic.endswith("ل"):
            return ()  # ل before the article is written لل
    return tuple(form for spelling in spellings for form in (spelling, f"ال{spelling}"))


def _places(word: str, folded: Folded, head: int, tail: int) -> Iterator[int]:
    """Yield the offsets in ``word`` of both places in its matching form, where a cut tears nothing."""
    for place in (head, tail):
        offset = folded.offsets[place]
        if not 0 < place < len(folded.form) or folded.offsets[place - 1] == offset or extends_cluster(word, offset):
            continue
        if place == head or word[offset] not in "ةى":  # these fold to the letters of a pronoun, but are none
            yield offset


def clitic_free(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the boundaries of ``text[start:end]`` as they count when clitics do not.

    For comparing two spans only, and to be applied to both: whatever could be a clitic at the edge of the span's first
    or last word is left out, known stem or not (of بيروت the ب too), so that boundaries that differ only by a clitic
    become equal. The answer depends on the words alone, and applying it twice changes nothing.
    """
    first, last = stem_at(text, start), stem_at(text, end - 1)
    if first is None or last is None:
        return start, end
    free = max(start, first[0]), min(end, last[1])
    return free if free[0] < free[1] else (start, end)


def stem_at(text: str, offset: int) -> tuple[int, int] | None:
    """Return the boundaries of the word at ``offset`` without all that may be a clitic; ``None`` between words."""
    word = _word_at(text, offset)
    return None if word is None else stem_of(text, word)


def _word_at(text: str, offset: int) -> Token | None:
    if not 0 <= offset < len(text):
        return None
    left, right = offset, offset + 1
    while left > 0 and not text[left - 1].isspace():
        left -= 1
    while right < len(text) and not text[right].isspace():
        right += 1
    tokens = tokenize(text[left:right])
    place = bisect_left([token.end for token in tokens], offset - left + 1)
    if place == len(tokens):
        return None
    return Token(left + tokens[place].start, left + tokens[place].end)


def stem_of(text: str, word: Token) -> tuple[int, int]:
    """Return the boundaries of a word (a token) without all that may be a clitic, two letters or more being left."""
    before, behind = stem_edges(text[word.start : word.end])
    return word.start + before, word.start + behind


@lru_cache(maxsize=16384)
def stem_edges(spelling: str) -> tuple[int, int]:
    """Return the boundaries of the stem within a word."""
    folded = fold(spelling)
    form, size = folded.form, len(folded.form)
    heads = [len(clitic) for clitic in _PROCLITICS if form.startswith(clitic) and size - len(clitic) >= 2]
    head = max(heads, default=0)
    tails = [size - len(clitic) for clitic in (*_ENCLITICS, "ي") if form.endswith(clitic)]
    tail = min((tail for tail in tails if tail - head >= 2), default=size)
    before = next(_places(spelling, folded, head, head), 0)
    behind = next(_places(spelling, folded, 0, tail), len(spelling))
    return before, behind
