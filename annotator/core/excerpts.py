"""Excerpts: some words of a text as they stand in their line, with what is beside them."""

from __future__ import annotations

from typing import NamedTuple

BESIDE = 60
"""So many characters are shown at either side, and what is left of the word there."""


class Excerpt(NamedTuple):
    """What stands before the words, the words, what stands after; an ellipsis where the line goes on."""

    before: str
    words: str
    after: str


def excerpt(text: str, start: int, end: int, window: tuple[int, int] | None = None) -> Excerpt:
    """Return ``text[start:end]`` with its surroundings; ``window`` is the place that these surround, itself by default.

    With the window of two places, excerpts of both begin and end alike.
    """
    first, last = window or (start, end)
    begin, stop = _begin(text, first), _stop(text, last)
    lead = "…" if begin and text[begin - 1] not in "\r\n" else ""
    tail = "…" if stop < len(text) and text[stop] not in "\r\n" else ""
    return Excerpt(lead + text[begin:start], text[start:end], text[end:stop] + tail)


def _begin(text: str, first: int) -> int:
    line = max(text.rfind("\n", 0, first), text.rfind("\r", 0, first)) + 1
    if first - line <= BESIDE:
        return line
    space = text.rfind(" ", line, first - BESIDE)
    return line if space < 0 else space + 1


def _stop(text: str, last: int) -> int:
    ends = [place for place in (text.find("\n", last), text.find("\r", last)) if place >= 0]
    line = min(ends, default=len(text))
    if line - last <= BESIDE:
        return line
    space = text.find(" ", last + BESIDE, line)
    return line if space < 0 else space
