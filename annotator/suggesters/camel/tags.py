"""From the model's tags to places in the text and labels of the default label set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from annotator.core.arabic import document_cuts, matching_form
from annotator.suggesters.reading import Reading
from annotator.suggesters.stems import stems

_NAMED = {"LOC": "LOCATION", "ORG": "ORGANISATION", "PERS": "PERSON", "PER": "PERSON"}
_PROCLITICS = frozenset(f"{first}{second}" for first in ("", "و", "ف") for second in ("", "ب", "ل", "ك", "لل"))


class Entity(NamedTuple):
    """``label`` in the words of the default label set, from the run's word ``first`` to ``last``, included."""

    first: int
    last: int
    label: str


def entities(tags: Sequence[str]) -> Iterator[Entity]:
    """Yield the runs of tags of one kind; one that begins with I- counts as begun there.

    Kinds that the model's catalogue does not know (a lab's own model) are labels as they stand.
    """
    first, kind = 0, ""
    for place, tag in enumerate((*tags, "O")):
        head, _, named = tag.partition("-")
        if kind and (head != "I" or named != kind):
            yield Entity(first, place - 1, _NAMED.get(kind, kind))
            kind = ""
        if named and not kind:
            first, kind = place, named


def starts(reading: Reading) -> dict[int, int]:
    """Return for the tokens that begin with a proclitic where what follows it begins (حلب in وبحلب).

    The model tags whole words; names are marked without their clitics.
    """
    words = reading.words
    heads = {words[place]: offset - reading.tokens[place].start for place, offset in _cuts(reading)}
    return {
        place: reading.tokens[place].start + _head(word, heads) for place, word in enumerate(words) if word in heads
    }


def _cuts(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield each token with a cut behind a proclitic, and the offset of that cut; the longest proclitic last."""
    place = 0
    for offset in document_cuts(reading.text, reading.tokens, stems()):
        while reading.tokens[place].end <= offset:
            place += 1
        if matching_form(reading.text[reading.tokens[place].start : offset]) in _PROCLITICS:
            yield place, offset


def _head(word: str, heads: Mapping[str, int]) -> int:
    """Return how much of a word is proclitics: what is left after one may be a word that was cut elsewhere (و, ب)."""
    cut = 0
    while (more := heads.get(word[cut:], 0)) > 0:
        cut += more
    return cut
