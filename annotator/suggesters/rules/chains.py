"""Runs of words that make a person's name: from a given name on, or after a title."""

from __future__ import annotations

from annotator.suggesters.directory import place_at
from annotator.suggesters.inflection import event_words
from annotator.suggesters.lexicon import ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.namewords import given, kunya, particle, royal_titles, ruler, unknown
from annotator.suggesters.rules.phrase import breaks
from annotator.suggesters.rules.surnames import FIRST_HALVES, ali, bridges, continues, divine, family, surname

Run = tuple[int, int, int]
"""First token, last token, letters cut off the first."""
_LONGEST = 7


def between_signs(reading: Reading, place: int) -> bool:
    """Whether a given name and one more word stand alone between commas (an apposition)."""
    signs = not reading.form(place - 1).isalnum() and not reading.form(place + 2).isalnum()
    return signs and bool(reading.form(place - 1)) and surname(reading, place + 1) and reading.form(place + 1).isalpha()


def chain(reading: Reading, place: int, cut: int, titled: bool = False) -> Run | None:
    """Return the run of name words after a given name, each with its own evidence; no place unless ``titled``."""
    known = place_at(reading, place)
    if known and known[1] > 1 and not titled:
        return None
    last = place
    for at in range(place + 1, min(place + _LONGEST, len(reading))):
        form = reading.forms[at]
        if not reading.same_line(place, at) or not (continues(reading, at) or bridges(reading, at)):
            break
        last = at
        compound = reading.forms[at - 1] in FIRST_HALVES
        if form.startswith("ال") and form.endswith("ي") and not given(form) and not compound:
            break
    if last > place and last < len(reading) - 2 and surname(reading, last + 1) and not reading.form(last + 2).isalnum():
        last += not reading.forms[last].startswith("ال")
    elif family(reading, place, cut, last):
        last += 1
    if reading.form(last + 1) in REGNAL and last == place and ruler(reading, place, cut):
        last += 1
    while last > place and particle(reading.forms[last]):
        last -= 1
    return (place, last, cut)


REGNAL = frozenset(("الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"))


def name_at(reading: Reading, place: int, titled: bool, close: bool) -> Run | None:
    """Return the name that begins at a token after a title; an unknown first word needs the title right before."""
    if place >= len(reading):
        return None
    form = reading.forms[place]
    if (given(form) and not reading.words[place].endswith("ى")) or kunya(reading, place) or ali(reading, place):
        run = chain(reading, place, 0, titled)
        if run is None:
            return None
        last = run[1]
        title = reading.form(place + 1) in words("kinds", "person", "titles")
        if (
            last == place
            and not title
            and surname(reading, place + 1)
            and (titled or reading.form(place + 1).startswith("ال"))
        ):
            last += 1
        return (place, last, 0) if last > place or titled else None
    usual = breaks(reading, place) or form in ordinary() or form.endswith(("ه", "ات", "ين", "ون")) or len(form) < 3
    if titled and divine(reading, place):
        return (place, place + 1, 0)
    if not (titled and close) or usual or form.startswith("ال") or (form[0] in "بلفك" and form[1:] in event_words()):
        return None
    royal = reading.form(place - 1).lstrip("ولب") in royal_titles() and not place_at(reading, place)
    if royal and unknown(reading, place) and not surname(reading, place + 1):
        return (place, place + (reading.form(place + 1) in REGNAL), 0)
    if royal and reading.form(place + 1) in REGNAL:
        return (place, place + 1, 0)
    second = reading.form(place + 1)
    common = second.startswith("ال") and not second.endswith(("ي", "ان"))
    common = common and second not in words("persons", "given", "families")
    if place_at(reading, place) or not surname(reading, place + 1) or common:
        return None
    return (place, place + 1, 0)
