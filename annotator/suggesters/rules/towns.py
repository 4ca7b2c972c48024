"""Towns by the shape of their names (تل, كفر, عين) and by their place at the head of a report."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import listed
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.phrase import breaks, heads
from annotator.suggesters.rules.placenames import (
    nameable,
    qualified,
)

_TOWNS = listed("locations", "towns")


def datelines(reading: Reading) -> Iterator[tuple[Found, tuple[str, ...]]]:
    """Yield the place that opens a line, before a dash, a colon or the agency in brackets."""
    for place in range(len(reading)):
        if place and reading.same_line(place - 1, place):
            continue
        last = place
        while last < place + 2 and reading.form(last + 1).isalpha() and not breaks(reading, last + 1):
            last += 1
        following = reading.form(last + 1)
        opener = reading.forms[place] in _TOWNS and last > place
        sign = following in ("-", "–", "ـ") or (following == ":" and opener) or (following == "(" and opener)
        if sign and (opener or (last == place and nameable(reading.forms[place]) and len(reading.forms[place]) > 4)):
            reason = Phrase(N_("It opens the line, where news puts its place."))
            forms = tuple(reading.forms[place : last + 1])
            yield Found(reading.tokens[place].start, reading.end(last), "LOCATION", 0.72, reason), forms


def townlike(reading: Reading) -> Iterator[tuple[Found, tuple[str, ...]]]:
    """Yield names that open like towns' names (تل, كفر, عين) after a preposition of place."""
    for place, _cut, stem in heads(reading, _TOWNS, "وبل"):
        before = reading.form(place - 1)
        if before not in _PREPOSITIONS and reading.forms[place] != "ب" + stem:
            continue
        if (
            breaks(reading, place + 1)
            or not reading.same_line(place, place + 1)
            or stem == "ابو"
            or len(reading.form(place + 1)) < 4
        ):
            continue
        if stem in ("ام", "عين", "بيت", "راس") and not reading.form(place + 1).startswith("ال"):
            continue
        last = place + 1 if before.endswith("ريف") else qualified(reading, place + 1)
        cut = len(reading.forms[place]) - len(stem)
        reason = Phrase(N_("It begins like the name of a town (“%(word)s”)."), {"word": reading.words[place]})
        yield (
            Found(reading.offset(place, cut), reading.end(last), "LOCATION", 0.7, reason),
            (stem, *reading.forms[place + 1 : last + 1]),
        )


_PREPOSITIONS = listed("locations", "prepositions")
