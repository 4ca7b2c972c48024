"""The words around a place: so much of the text that one understands what stands there."""

from __future__ import annotations

import re

from annotator.core.spans import extends_cluster

MOST = 160
"""So many characters before a place, and after it, are enough."""
_ENDS = re.compile(r"[.!?؟…]\s|[\r\n]")


def excerpt(text: str, start: int, end: int, most: int = MOST) -> tuple[int, int]:
    """Return the boundaries of the sentence around ``text[start:end]``, cut at a space where it is very long.

    Offsets are code points, end exclusive; the place itself lies inside whole.
    """
    before = list(_ENDS.finditer(text, max(0, start - most), start))
    begin = before[-1].end() if before else _cut(text, max(0, start - most), start)
    after = _ENDS.search(text, end, min(len(text), end + most))
    stop = after.start() + (after[0][0] not in "\r\n") if after else _cut_back(text, min(len(text), end + most), end)
    return min(begin, start), max(stop, end)


def _cut(text: str, at: int, start: int) -> int:
    """Return where the first whole word begins from ``at`` on."""
    if at == 0:
        return 0
    space = text.find(" ", at, start)
    return space + 1 if space >= 0 else _whole(text, at)


def _cut_back(text: str, at: int, end: int) -> int:
    if at == len(text):
        return at
    space = text.rfind(" ", end, at)
    return space if space >= 0 else _whole(text, at)


def _whole(text: str, at: int) -> int:
    while extends_cluster(text, at):
        at += 1
    return at
