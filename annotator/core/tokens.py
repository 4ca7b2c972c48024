"""The one tokenizer: the page's snapping, the exports and the agreement measures count the same tokens.

The tokens are those of camel-tools' ``simple_word_tokenize``, with their offsets: white space separates, each
punctuation mark or symbol is a token, everything else that touches is one word, so harakat, tatweel and zero-width
marks stay inside it. It differs on purpose in two places, as no token may begin or end inside a grapheme cluster: a
mark, joiner or variation selector that follows a symbol stays with that symbol (camel-tools opens a word with it), and
an emoji sequence is one token even where camel-tools' list does not know it (there it sticks to the word beside it).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple


class Token(NamedTuple):
    """``text[start:end]`` is a token; code points, end exclusive."""

    start: int
    end: int


class _Classes(dict[int, str]):
    """One letter per code point, worked out once: what the pattern below reads instead of the text."""

    def __missing__(self, point: int) -> str:
        self[point] = letter = _class_of(chr(point), point)
        return letter


_RANGES = (
    ("r", 0x1F1E6, 0x1F1FF),  # regional indicators: two of them make a flag
    ("m", 0x1F3FB, 0x1F3FF),  # emoji modifiers
    ("v", 0xFE00, 0xFE0F),  # variation selectors
    ("z", 0x200D, 0x200D),  # zero-width joiner
    ("k", 0x20E3, 0x20E3),  # combining keycap
    ("t", 0xE0020, 0xE007F),  # tags, as in the flag of Scotland
    ("d", 0x30, 0x39),
    ("q", 0x2194, 0x2194),  # the one mathematical symbol that goes into emoji sequences
    ("e", 0x2139, 0x2139),  # an emoji that Unicode counts as a letter
)
_BY_CATEGORY = {"Mn": "x", "Me": "x", "Mc": "x", "So": "e"}


def _class_of(character: str, point: int) -> str:
    for letter, first, last in _RANGES:
        if first <= point <= last:
            return letter
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Cn" and 0x1F000 <= point <= 0x1FAFF:
        return "e"  # an emoji younger than this Python's Unicode tables
    return _BY_CATEGORY.get(category) or ("p" if category[0] in "PS" else "w")


_CLASSES = _Classes()
_TAIL = "(?:[xvkmz]|(?<=z)[er])*"
_TOKEN = re.compile(
    rf"dv?k{_TAIL}"  # keycaps
    rf"|rr?{_TAIL}"  # flags
    r"|[em](?:[xvkmzt]|(?<=z)[erq])*"  # emoji and other symbols
    rf"|[pq]{_TAIL}"  # punctuation
    r"|(?:[wxvkztm]|d(?!v?k)|(?<=z)[er])+"  # words
)


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of ``text`` in order; they cover all of it but the white space."""
    classes = text.translate(_CLASSES)
    made = tuple.__new__  # three times as fast as to call the class
    return tuple([made(Token, match.span()) for match in _TOKEN.finditer(classes)])
