"""The words that the lists know: evidence for a clitic cut on the page."""

from __future__ import annotations

from collections.abc import Container
from functools import cache

from annotator.suggesters.directory import names
from annotator.suggesters.lexicon import function_words, listed, ordinary

_SHORTEST = 3


@cache
def stems() -> Container[str]:
    """Return the names of one word that any list has, and the words that open longer ones, as matching forms."""
    usual = function_words() | ordinary() - listed("locations", "openers")
    opening = (word for word in names().first_words if len(word) >= _SHORTEST and word not in usual)
    return frozenset(names().stems).union(opening)
