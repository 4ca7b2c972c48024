"""Spans: places in a text, counted in code points, end exclusive, in logical order.

The rules are those of the W3C Web Annotation text position selector: code points, start included, end excluded, no cut
inside a grapheme cluster (a base letter stays with its marks).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from annotator.core.phrases import N_, Problem

_ZERO_WIDTH_JOINER = "\u200d"
_VARIATION_SELECTORS = frozenset(chr(point) for point in range(0xFE00, 0xFE10))
_EMOJI_MODIFIERS = frozenset(chr(point) for point in range(0x1F3FB, 0x1F400))


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``text[start:end]`` carries ``label``. Spans may overlap, nest and coincide."""

    start: int
    end: int
    label: str

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies inside this one (or has the same boundaries)."""
        return self.start <= other.start and other.end <= self.end


def extends_cluster(text: str, offset: int) -> bool:
    """Whether the code point at ``offset`` belongs to the one before it (a haraka, a joiner, an emoji's second half).

    A cut at such an offset would tear a grapheme cluster. This covers what Arabic news holds: marks, ZWJ sequences,
    variation selectors, emoji modifiers, CR LF; not the conjoining scripts of UAX 29.
    """
    if offset <= 0 or offset >= len(text):
        return False
    here, before = text[offset], text[offset - 1]
    if before == "\r" and here == "\n":
        return True
    if unicodedata.category(here) in ("Mn", "Me", "Mc"):
        return not before.isspace()
    if here == _ZERO_WIDTH_JOINER or here in _VARIATION_SELECTORS or here in _EMOJI_MODIFIERS:
        return not before.isspace()
    # A joiner glues symbols (an emoji family); between letters it only shapes, and a word may be cut after it.
    return before == _ZERO_WIDTH_JOINER and unicodedata.category(here) == "So"


class _Plain(dict[str, bool]):
    """Whether a character can begin a span or follow one wherever it stands; found out once for each."""

    def __missing__(self, char: str) -> bool:
        self[char] = plain = not (
            char.isspace()
            or unicodedata.category(char) in ("Mn", "Me", "Mc", "So")
            or char == _ZERO_WIDTH_JOINER
            or char in _VARIATION_SELECTORS
            or char in _EMOJI_MODIFIERS
        )
        return plain


_PLAIN = _Plain({" ": False})
_AFTER = _Plain({" ": True})
"""The same for what stands behind a span: a space is as good there as a letter."""


def check_boundaries(text: str, start: int, end: int) -> None:
    """Raise :class:`Problem` unless ``text[start:end]`` is a span that can be stored.

    Codes: ``span-outside`` (not inside the text), ``span-empty``, ``span-blank`` (only white space), ``span-cluster``
    (it would tear a letter from its marks).
    """
    # Most spans begin with a letter and end before one or a space: then there is nothing to look at more closely.
    if 0 <= start < end <= len(text) and _PLAIN[text[start]] and (end == len(text) or _AFTER[text[end]]):
        return
    if start < 0 or end > len(text):
        raise Problem(
            "span-outside",
            N_("The span %(start)s–%(end)s lies outside the text, which has %(length)s characters."),
            start=start,
            end=end,
            length=len(text),
        )
    if start >= end:
        raise Problem(
            "span-empty",
            N_("The span %(start)s–%(end)s is empty: its end must come after its start."),
            start=start,
            end=end,
        )
    if text[start:end].isspace():
        raise Problem("span-blank", N_("The span %(start)s–%(end)s holds only white space."), start=start, end=end)
    for offset in (start, end):
        if extends_cluster(text, offset):
            raise Problem(
                "span-cluster",
                N_("The span %(start)s–%(end)s would tear a letter from its marks at %(offset)s."),
                start=start,
                end=end,
                offset=offset,
            )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the boundaries without the white space at either side (both equal if nothing else is there)."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
