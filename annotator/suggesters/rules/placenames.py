"""Which words can be the name of a place, and how far it goes on."""

from __future__ import annotations

from functools import cache

from annotator.suggesters.inflection import event_words
from annotator.suggesters.lexicon import listed, ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.namewords import sure
from annotator.suggesters.rules.phrase import breaks

OPENERS = listed("locations", "openers")
QUALIFIERS = listed("locations", "qualifiers")
_NOT_A_NAME = listed("locations", "not_a_name")


@cache
def single() -> frozenset[str]:
    """Return the kind words before one place."""
    return words("kinds", "place", "before")


@cache
def several_kinds() -> frozenset[str]:
    """Return the kind words before several places."""
    return words("kinds", "place", "many") | words("kinds", "place", "dual")


def nameable(stem: str) -> bool:
    """Return whether the word can be the name of a place."""
    if (stem in event_words() and stem not in OPENERS) or stem in _listed_nouns():
        return False
    return (
        not stem.endswith(("يين", "يون"))
        and (len(stem) > 2 or stem in OPENERS)
        and stem[0].isalpha()
        and stem not in _NOT_A_NAME
        and not stem.startswith(("لل", "بال"))
    )


@cache
def _listed_nouns() -> frozenset[str]:
    """Return words that name no place, whatever stands before: weapons, facilities, parties by their bare nouns."""
    definite = words("actors", "heads", "definite") | words("kinds", "facility", "definite")
    return definite | words("kinds", "weapon", "single") | words("actors", "alone")


def extent(reading: Reading, place: int, stem: str) -> int:
    """Return the last token of the name that begins here with this stem."""
    last = place
    following = reading.form(place + 1)
    if stem in OPENERS and not breaks(reading, place + 1) and reading.same_line(place, place + 1):
        last = place + 1
        if reading.forms[last] in ("ابي", "ابو", "عبد") and not breaks(reading, last + 1):
            last += 1
    elif not stem.startswith("ال") and following and not following.startswith("ال") and rare(reading, place + 1):
        last = place + 1
    return qualified(reading, last)


def rare(reading: Reading, place: int) -> bool:
    """Whether the next word looks like the second half of a name: no word that any list knows."""
    form = reading.form(place)
    usual = (
        breaks(reading, place)
        or form in ordinary()
        or form.endswith(("ات", "ون", "ين"))
        or form in single()
        or sure(form)
        or form in _NOT_A_NAME
    )
    return not usual and len(form) <= 6 and reading.same_line(place - 1, place) and form[0] not in "بلكفوسيتمن"


def qualified(reading: Reading, last: int) -> int:
    """Return the last token of a name, a qualifier behind it (الشرقية, الكبرى) included."""
    form = reading.form(last + 1)
    if form in QUALIFIERS and reading.same_line(last, last + 1):
        return last + 1
    return last
