"""Places by the words around them: بلدة س, بلدتي س وص, ريف س الجنوبي, and the same names elsewhere in the text."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.directory import place_at
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import analyses, listed, ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.phrase import breaks, heads
from annotator.suggesters.rules.placenames import (
    OPENERS,
    QUALIFIERS,
    extent,
    nameable,
    qualified,
    rare,
    several_kinds,
    single,
)
from annotator.suggesters.rules.towns import datelines, townlike

_WIDE = listed("locations", "wide")
_MASDARS = ("الت", "الاز", "الاح", "الانت", "الاست")
_WEAK_KINDS = listed("locations", "weak_kinds")
_Span = tuple[int, int, int, bool]
_ELSEWHERE = N_("Elsewhere in the text it follows “%(word)s”.")
_AS_A_PLACE = N_("Elsewhere in the text it stands as the name of a place.")
_CONTEXT = N_("It follows “%(word)s”, which names a kind of place.")


def find(reading: Reading) -> Iterator[Found]:
    """Yield places after kind words, the regions round a place, and every other mention of the names so found."""
    introduced: dict[tuple[str, ...], str] = {}
    by_kind = list(_after_kinds(reading))
    for found, forms, _kind in by_kind:
        introduced.setdefault(forms, str(found.reason.values["word"]))
    for found, forms, kind in by_kind:
        if (kind, *forms) in introduced:  # وادي is part of the name where the text says بلدة وادي الحنظل
            introduced.pop(forms, None)
        else:
            yield found
    for found, forms in (*datelines(reading), *townlike(reading)):
        introduced.setdefault(forms, "")
        yield found
    yield from _countrysides(reading)
    yield from _elsewhere(reading, introduced)


def _after_kinds(reading: Reading) -> Iterator[tuple[Found, tuple[str, ...], str]]:
    for place, _cut, stem in heads(reading, single() | several_kinds()):
        several = stem in several_kinds()
        if reading.form(place - 1) in ("عن", "من") and stem in ("طريق", "ناحيه"):
            continue  # by way of, on the one hand
        whole = place_at(reading, place)
        if whole and whole[1] > 1 and not place_at(reading, place + 1):
            continue  # مدينة الصدر is a name itself
        at, first = place + 1 + (reading.form(place + 1) in ("«", "“", '"')), True
        while (name := _name(reading, at, first, several)) is not None:
            start, last, cut, known = name
            score = 0.92 if known else (0.78 if first else 0.66)
            reason = Phrase(_CONTEXT, {"word": reading.text[reading.offset(place, _cut) : reading.end(place)]})
            where = (reading.offset(start, cut), reading.end(last))
            forms = (reading.forms[start][cut:], *reading.forms[start + 1 : last + 1])
            if first and stem in words("kinds", "place", "kept"):
                where, forms = (reading.offset(place, _cut), where[1]), (stem, *forms)
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
        return place, qualified(reading, place + known[1] - 1), known[0], True
    if (not first and not several) or _after_comma(reading, place, several, first):
        return None
    stem = reading.forms[place][conjunction:]
    if stem in single() | several_kinds() and stem not in OPENERS:
        return None
    if several and first and stem.startswith(_MASDARS) and len(stem) > 6:
        return None  # مناطق التبادل
    weak = reading.forms[place - 1].lstrip("ولب") in _WEAK_KINDS and not stem.startswith("ال")
    if (not conjunction and stem not in OPENERS and breaks(reading, place)) or not nameable(stem) or weak:
        return None
    return place, extent(reading, place, stem), conjunction, False


def _after_comma(reading: Reading, place: int, several: bool, first: bool) -> bool:
    return (
        not first
        and not several
        and reading.words[place - 1] in ("،", ",")
        and not reading.forms[place].startswith("و")
    )


def _countrysides(reading: Reading) -> Iterator[Found]:
    for place, cut, _stem in heads(reading, words("kinds", "place", "inside")):
        kind = int(reading.form(place + 1) in single() and place_at(reading, place + 2) is not None)
        known = place_at(reading, place + 1 + kind)
        size = known[1] + kind if known and not known[0] else 0
        if size == 1 and reading.forms[place + 1] in OPENERS and rare(reading, place + 2):
            size = 0
        if not size and not breaks(reading, place + 1) and nameable(reading.form(place + 1)):
            size = extent(reading, place + 1, reading.forms[place + 1]) - place
        last = place + size
        if size and reading.same_line(place, last):
            inner = last - 1 if reading.forms[last] in QUALIFIERS and size > 1 else last
            yield Found(
                reading.tokens[place + 1 + kind].start, reading.end(inner), "LOCATION", 0.85, _inside(reading, place)
            )
            last = qualified(reading, last)
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
                    reason = Phrase(_ELSEWHERE, {"word": kind}) if kind else Phrase(_AS_A_PLACE)
                    yield Found(
                        reading.offset(place, cut),
                        reading.end(last),
                        "LOCATION",
                        0.84 if len(forms) > 1 else 0.75,
                        reason,
                    )
