"""Marks that hold a word together: AK-47, 18.500, name@example.org, @handle, 85%.

The tokenizer takes them apart, and rightly; a name does not end inside them. ``static/js/text/glue.js`` is the twin.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"(?<=[A-Za-z0-9٠-٩])[-_@#/:.,٫٬'’+&=?%٪~]+(?=[A-Za-z0-9٠-٩])")
_SEAM = re.compile(r"(?<=[@#])(?=\w)|(?<=[%٪])(?=[0-9٠-٩])|(?<=[0-9٠-٩])(?=[%٪])")
_SEAMED = re.compile(r"[@#%٪]")


def glued_offsets(text: str) -> frozenset[int]:
    """Return the offsets in ``text`` (code points) where two tokens meet and are one word all the same."""
    inside = (offset for run in _RUN.finditer(text) for offset in range(run.start(), run.end() + 1))
    seams = _SEAM.finditer(text) if _SEAMED.search(text) else ()
    return frozenset(inside).union(seam.start() for seam in seams)
