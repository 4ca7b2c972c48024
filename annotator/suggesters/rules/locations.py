"""Places by the words around them: بلدة س, بلدتي س وص, ريف س الجنوبي, and the same names elsewhere in the text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.gazetteer import place_at
from annotator.suggesters.inflection import event_words
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import analyses, listed, ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.phrase import breaks, heads

_OPENERS = listed("locations", "openers")
_QUALIFIERS = listed("locations", "qualifiers")
_WIDE = listed("locations", "wide")
_NOT_A_NAME = listed("locations", "not_a_name")
_MASDARS = ("الت", "الاز", "الاح", "الانت", "الاست")
_WEAK_KINDS = listed("locations", "weak_kinds")
_TOWNS = listed("locations", "towns")
_Span = tuple[int, int, int, bool]
_CONTEXT = N_("It follows “%(word)s”, which names a kind of place.")


@cache
def _single() -> frozenset[str]:
    return words("kinds", "place", "before")


@cache
def _several() -> frozenset[str]:
    return words("kinds", "place", "many") | words("kinds", "place", "dual")


def find(reading: Reading) -> Iterator[Found]:
    """Yield places after kind words, the regions round a place, and every other mention of the names so found."""
    introduced: dict[tuple[str, ...], str] = {}
    by_kind = list(_after_kinds(reading))
    for _found, forms, kind in by_kind:
        introduced.setdefault(forms, kind)
    for found, forms, kind in by_kind:
        if (kind, *forms) not in introduced:  # وادي is part of the name where the text says بلدة وادي الحنظل
            yield found
    for found, forms in (*_datelines(reading), *_townlike(reading)):
        introduced.setdefault(forms, "–")
        yield found
    yield from _countrysides(reading)
    yield from _elsewhere(reading, introduced)


def _after_kinds(reading: Reading) -> Iterator[tuple[Found, tuple[str, ...], str]]:
    for place, _cut, stem in heads(reading, _single() | _several()):
        several = stem in _several()
        if reading.form(place - 1) in ("عن", "من") and stem in ("طريق", "ناحيه"):
            continue  # by way of, on the one hand
        whole = place_at(reading, place)
        if whole and whole[1] > 1 and not place_at(reading, place + 1):
            continue  # مدينة الصدر is a name itself
        at, first = place + 1, True
        while (name := _name(reading, at, first, several)) is not None:
            start, last, cut, known = name
            score = 0.92 if known else (0.78 if first else 0.66)
            reason = Phrase(_CONTEXT, {"word": reading.words[place]})
            where = (reading.offset(start, cut), reading.end(last))
            forms = (reading.forms[start][cut:], *reading.forms[start + 1 : last + 1])
            yield Found(*where, "LOCATION", score, reason), forms, stem
            at, first = _next_item(reading, last + 1), False
            if not at:
                break


def _next_item(reading: Reading, place: int) -> int:
    """Return where the next name of a list begins, or 0."""
    form = reading.form(place)
    if form in ("،", "و", ","):
        return place + 1 if reading.form(place + 1) != "و" else place + 2
    return place if form.startswith("و") and len(form) > 2 else 0


def _name(reading: Reading, place: int, first: bool, several: bool) -> _Span | None:
    if place >= len(reading) or not reading.same_line(place - 1, place):
        return None
    conjunction = 0 if first else int(reading.forms[place].startswith("و") and reading.words[place - 1] not in "،و,")
    known = place_at(reading, place)
    if known and (known[0] == conjunction or known[0] == 0) and not _after_comma(reading, place, several, first):
        return place, _qualified(reading, place + known[1] - 1), known[0], True
    if (not first and not several) or _after_comma(reading, place, several, first):
        return None
    stem = reading.forms[place][conjunction:]
    if stem in _single() | _several() and stem not in _OPENERS:
        return None
    if several and first and stem.startswith(_MASDARS) and len(stem) > 6:
        return None  # مناطق التبادل
    weak = reading.forms[place - 1].lstrip("ولب") in _WEAK_KINDS and not stem.startswith("ال")
    if (not conjunction and stem not in _OPENERS and breaks(reading, place)) or not _nameable(stem) or weak:
        return None
    return place, _extent(reading, place, stem), conjunction, False


def _after_comma(reading: Reading, place: int, several: bool, first: bool) -> bool:
    return (
        not first
        and not several
        and reading.words[place - 1] in ("،", ",")
        and not reading.forms[place].startswith("و")
    )


def _nameable(stem: str) -> bool:
    if stem in event_words() or stem in _listed_nouns():
        return False
    return (
        (len(stem) > 2 or stem in _OPENERS)
        and stem[0].isalpha()
        and stem not in _NOT_A_NAME
        and not stem.startswith(("لل", "بال"))
    )


@cache
def _listed_nouns() -> frozenset[str]:
    """Return words that name no place, whatever stands before: weapons, facilities, parties by their bare nouns."""
    definite = words("actors", "heads", "definite") | words("kinds", "facility", "definite")
    return definite | words("kinds", "weapon", "single") | words("actors", "alone")


def _extent(reading: Reading, place: int, stem: str) -> int:
    last = place
    following = reading.form(place + 1)
    if stem in _OPENERS and not breaks(reading, place + 1) and reading.same_line(place, place + 1):
        last = place + 1
        if reading.forms[last] in ("ابي", "ابو", "عبد") and not breaks(reading, last + 1):
            last += 1
    elif not stem.startswith("ال") and following and not following.startswith("ال") and _rare(reading, place + 1):
        last = place + 1
    return _qualified(reading, last)


def _rare(reading: Reading, place: int) -> bool:
    """Whether the next word looks like the second half of a name: no word that any list knows."""
    form = reading.form(place)
    usual = breaks(reading, place) or form in ordinary() or form in _single() or form in _NOT_A_NAME
    return not usual and len(form) <= 6 and reading.same_line(place - 1, place) and form[0] not in "بلكفوسيتمن"


def _qualified(reading: Reading, last: int) -> int:
    form = reading.form(last + 1)
    if form in _QUALIFIERS and reading.same_line(last, last + 1):
        return last + 1
    return last


def _datelines(reading: Reading) -> Iterator[tuple[Found, tuple[str, ...]]]:
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
        if sign and (opener or (last == place and _nameable(reading.forms[place]) and len(reading.forms[place]) > 4)):
            reason = Phrase(N_("It opens the line, where news puts its place."))
            forms = tuple(reading.forms[place : last + 1])
            yield Found(reading.tokens[place].start, reading.end(last), "LOCATION", 0.72, reason), forms


def _townlike(reading: Reading) -> Iterator[tuple[Found, tuple[str, ...]]]:
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
        last = place + 1 if before.endswith("ريف") else _qualified(reading, place + 1)
        cut = len(reading.forms[place]) - len(stem)
        reason = Phrase(N_("It begins like the name of a town (“%(word)s”)."), {"word": reading.words[place]})
        yield (
            Found(reading.offset(place, cut), reading.end(last), "LOCATION", 0.7, reason),
            (stem, *reading.forms[place + 1 : last + 1]),
        )


_PREPOSITIONS = listed("locations", "prepositions")


def _countrysides(reading: Reading) -> Iterator[Found]:
    for place, cut, _stem in heads(reading, words("kinds", "place", "inside")):
        known = place_at(reading, place + 1)
        size = known[1] if known and not known[0] else 0
        if size == 1 and reading.forms[place + 1] in _OPENERS and _rare(reading, place + 2):
            size = 0
        if not size and not breaks(reading, place + 1) and _nameable(reading.form(place + 1)):
            size = _extent(reading, place + 1, reading.forms[place + 1]) - place
        last = place + size
        if size and reading.same_line(place, last):
            inner = last - 1 if reading.forms[last] in _QUALIFIERS and size > 1 else last
            yield Found(reading.tokens[place + 1].start, reading.end(inner), "LOCATION", 0.85, _inside(reading, place))
            last = _qualified(reading, last)
            yield Found(reading.offset(place, cut), reading.end(last), "LOCATION", 0.9, _inside(reading, place))
    for place, cut, _stem in heads(reading, _WIDE):
        if reading.form(place + 1) in words("kinds", "place", "directions"):
            last = place + 1
            if reading.form(place + 2).startswith("ل") and place_at(reading, place + 2):
                last = place + 2
            score = 0.75 if last > place + 1 else 0.6
            yield Found(reading.offset(place, cut), reading.end(last), "LOCATION", score, _inside(reading, place))


def _inside(reading: Reading, place: int) -> Phrase:
    return Phrase(_CONTEXT, {"word": reading.words[place]})


def _elsewhere(reading: Reading, introduced: dict[tuple[str, ...], str]) -> Iterator[Found]:
    firsts = {forms[0] for forms in introduced}
    for place, form in enumerate(reading.forms):
        for cut, stem in analyses(form):
            if stem not in firsts or (cut and form in firsts):
                continue
            for forms, kind in introduced.items():
                last = place + len(forms) - 1
                alike = forms[0] == stem and tuple(reading.forms[place + 1 : last + 1]) == forms[1:]
                if alike and last < len(reading) and (len(forms) > 1 or (stem not in ordinary() and len(stem) > 3)):
                    reason = Phrase(N_("Elsewhere in the text it follows “%(word)s”."), {"word": kind})
                    yield Found(
                        reading.offset(place, cut),
                        reading.end(last),
                        "LOCATION",
                        0.84 if len(forms) > 1 else 0.75,
                        reason,
                    )
