"""Organisations by their head nouns and by where reports name their source: شبكة شام, وكالة رويترز."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.phrases import N_
from annotator.suggesters.directory import hits, place_at
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import listed, ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.parties import HEAD, built
from annotator.suggesters.rules.phrase import (
    adjectives_after,
    complement,
    heads,
    indefinite_adjective,
    is_adjective,
    quotation,
)


def find(reading: Reading) -> Iterator[Found]:
    """Yield organisations."""
    yield from _organisations(reading)
    yield from _in_brackets(reading)


_SOURCE = N_("“%(word)s” stands in brackets, where reports name their source.")
_FOR_RIGHTS = listed("parties", "for_rights")
_PLACES_OF_EMBASSIES = listed("parties_of_words", "places_of_embassies")
_EMBASSIES = frozenset(("سفاره", "السفاره", "قنصليه", "القنصليه"))


def _organisations(reading: Reading) -> Iterator[Found]:
    inside = words("organisations", "heads", "inside")
    for place, cut, stem in heads(reading, inside):
        end = adjectives_after(reading, place + 1) if stem.startswith("ال") else complement(reading, place + 1)
        of_place = _of_place(reading, place + 1, stem)
        if of_place and (end < of_place or not reading.form(of_place).startswith("ال")):
            end = of_place
        end = _purpose(reading, end)
        if not of_place and reading.form(place + 1) in words("kinds", "place", "before") and stem != "وزاره":
            continue
        if not stem.startswith("ال") and _only_described(reading, place + 1, end):
            continue
        if end > place + 1 and not _place_only(reading, place + 1, end, stem):
            score = 0.85 if stem in ("شبكه", "منظمه", "وزاره", "مرصد", "حزب", "المرصد") or end > place + 2 else 0.68
            if end == of_place:
                score = 0.97  # the place is a part of the name, however well it is known
            label = "FACILITY" if stem in _EMBASSIES and _as_place(reading, place) else "ORGANISATION"
            yield built(reading, (place, cut), end, label, score, HEAD)
        elif stem in words("organisations", "heads", "alone"):
            yield built(reading, (place, cut), place + 1, "ORGANISATION", 0.7, HEAD)
    for place, _cut, stem in heads(reading, words("organisations", "heads", "outside")):
        end = quotation(reading, place + 1) or _medium(reading, place + 1)
        if end > place + 1 and stem not in ("موقع", "وكالات"):
            general = reading.form(place + 1) in (
                "الانباء",
                "انباء",
                "الصحافه",
                "الاستخبارات",
                "المخابرات",
                "قاسيون",
                "الغوث",
            ) or is_adjective(reading.form(place + 1))
            start = place if general or (end > place + 2 and is_adjective(reading.form(end - 1))) else place + 1
            opening = reading.form(start) in ("«", '"')
            cut = _cut if start == place else 0
            yield built(reading, (start + opening, cut), end - opening, "ORGANISATION", 0.82, HEAD)


def _of_place(reading: Reading, start: int, stem: str) -> int:
    """Return the token after the place that a body is named by (تنسيقية مدينة جسر الشغور), 0 where it is by none."""
    if stem not in words("organisations", "heads", "of_places"):
        return 0
    first = start
    if place_at(reading, start) is None and reading.form(start) in words("kinds", "place", "before"):
        first += 1
    found = place_at(reading, first) if reading.same_line(start - 1, first) else None
    return first + found[1] if found is not None and not found[0] else 0


def _medium(reading: Reading, start: int) -> int:
    """Return the token after the name of a medium: what a list knows, or a word with its complement."""
    listed = [hit[1] for hit in hits(reading, start) if hit[2].label == "ORGANISATION" and not hit[0]]
    if listed:
        end = start + max(listed)
        return adjectives_after(reading, end)
    end = complement(reading, start, 2)
    again = end > start + 1 and not is_adjective(reading.forms[end - 1])
    if again and any(
        form == reading.forms[start] and reading.form(at + 1) != reading.forms[start + 1]
        for at, form in enumerate(reading.forms)
    ):
        return start + 1  # the text names it by one word elsewhere
    return end


def _in_brackets(reading: Reading) -> Iterator[Found]:
    """Yield sources in brackets: after the place that opens the report, or named in full elsewhere."""
    full = words("organisations", "heads", "inside") | words("organisations", "heads", "outside")
    told = {reading.form(place + 1) for place, _cut, _stem in heads(reading, full)}
    for place in range(1, len(reading) - 1):
        if reading.forms[place - 1] != "(" or reading.forms[place + 1] != ")":
            continue
        opens = reading.form(place + 2) in ("-", "–", "ـ")
        if reading.forms[place] in told or (opens and reading.forms[place].isalpha()):
            yield built(reading, (place, 0), place + 1, "ORGANISATION", 0.75, _SOURCE)


def _purpose(reading: Reading, end: int) -> int:
    """Take along what the organisation is for (المرصد السوري لحقوق الإنسان)."""
    if reading.form(end) not in _FOR_RIGHTS:
        return end
    return max(end + 1, complement(reading, end + 1, 1))


def _as_place(reading: Reading, place: int) -> bool:
    """Whether an embassy is meant as a building: something happens before, in or near it."""
    before, second = reading.form(place - 1), reading.form(place - 2)
    return before in _PLACES_OF_EMBASSIES or (before == "من" and second in ("بالقرب", "مقربه", "القرب"))


def _only_described(reading: Reading, start: int, end: int) -> bool:
    """Whether the head has nothing but adjectives without article (منظمة إنسانية دولية): no name."""
    return end > start and all(_vague_adjective(reading.form(at)) for at in range(start, end))


def _vague_adjective(form: str) -> bool:
    return indefinite_adjective(form) or form in ("كبيره", "صغيره", "جديده", "مستقله", "خاصه", "مشتركه", "واسعه")


def _place_only(reading: Reading, start: int, end: int, stem: str) -> bool:
    """Whether a head that is rarely a name (مركز, مجلس) has only an ordinary word after it."""
    shaky = stem in (
        "مركز",
        "مكتب",
        "شركه",
        "دائره",
        "برنامج",
        "حمله",
        "قناه",
        "بعثه",
        "اتحاد",
        "مجلس",
        "منصه",
        "لجنه",
        "جامعه",
        "كليه",
        "نادي",
    )
    return (
        shaky and end == start + 1 and (reading.form(start) in ordinary() or not reading.form(start).startswith("ال"))
    )
