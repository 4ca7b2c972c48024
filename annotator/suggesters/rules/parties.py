"""Parties, organisations, facilities by their head nouns: كتائب السدر, شبكة شام, وكالة رويترز, مطار الضمير."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.gazetteer import names, place_at
from annotator.suggesters.inflection import event_words
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import listed, ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.phrase import (
    adjectives,
    adjectives_after,
    breaks,
    complement,
    heads,
    is_adjective,
    quotation,
)

_HEAD = N_("It opens with “%(word)s”.")
_SOURCE = N_("“%(word)s” stands in brackets, where reports name their source.")
_MEMBERS = N_("It follows “%(word)s”, which names members of a party.")
_FOR_RIGHTS = listed("parties", "for_rights")
_VAGUE = listed("parties", "vague")
_NOT_FACILITIES = listed("parties", "not_facilities")


def find(reading: Reading) -> Iterator[Found]:
    """Yield parties, organisations and facilities."""
    yield from _parties(reading)
    yield from _members(reading)
    yield from _organisations(reading)
    yield from _in_brackets(reading)
    yield from _facilities(reading)


def _built(reading: Reading, start: tuple[int, int], end: int, label: str, score: float, message: str) -> Found:
    reason = Phrase(message, {"word": reading.words[start[0]]})
    return Found(reading.offset(*start), reading.end(end - 1), label, score, reason)


def _parties(reading: Reading) -> Iterator[Found]:
    for place, cut, stem in heads(reading, words("actors", "heads", "construct")):
        if stem == "غرفه" and reading.form(place + 1) != "عمليات":
            continue
        known = [hit[1] for hit in names().at(reading.forms, place) if hit[2].label == "ACTOR" and hit[1] > 1]
        end = adjectives_after(reading, place + max(known)) if known else complement(reading, place + 1)
        if end == place + 1 or (stem == "غرفه" and end == place + 2):
            continue
        numbered = reading.form(end).isdigit()
        vague = stem in _VAGUE and not (_proper(reading, place + 1) or reading.form(end - 1).startswith("ال"))
        if reading.form(place + 1) in event_words() or (stem == "نظام" and not _of_state(reading, place + 1)):
            continue
        score = 0.36 if vague else 0.85
        yield _built(reading, (place, cut), _loyal(reading, end + numbered), "ACTOR", score, _HEAD)
    for place, cut, stem in heads(reading, words("actors", "heads", "definite")):
        end = adjectives_after(reading, place + 1)
        if reading.form(end).isdigit() and stem in ("اللواء", "الفرقه", "الفوج", "الكتيبه", "الفيلق"):
            end += 1
        listed = stem in words("actors", "alone")
        if end > place + 1 or listed:
            score = 0.8 if end > place + 1 else 0.7
            if stem == "الكتيبه" and reading.form(place - 1) in ("علي", "في", "والكتيبه", "دبابات"):
                score = 0.5  # a barracks
            yield _built(reading, (place, cut), _loyal(reading, end), "ACTOR", score, _HEAD)


def _proper(reading: Reading, place: int) -> bool:
    form = reading.form(place)
    return (
        form.startswith("ال")
        or "ال" + form in adjectives()
        or place_at(reading, place) is not None
        or form.endswith(("يه", "ي"))
    )


def _of_state(reading: Reading, place: int) -> bool:
    """Whether نظام is a government: of a state, a capital or a ruler."""
    ruler = any(hit[2].label in ("PERSON", "LOCATION") for hit in names().at(reading.forms, place))
    return ruler or reading.form(place) in ("الاسد", "البشير", "القذافي", "الحكم")


def _loyal(reading: Reading, end: int) -> int:
    """Take along who the party is loyal to (المليشيات الموالية للنظام)."""
    if reading.form(end - 1) == "المواليه" and (
        reading.form(end) in ("له", "لها") or reading.form(end).startswith("لل")
    ):
        return end + 1
    return end


def _members(reading: Reading) -> Iterator[Found]:
    for place, _cut, _stem in heads(reading, words("actors", "heads", "members")):
        start = place + 1 + (reading.form(place + 1) in ("من", "في"))
        form = reading.form(start)
        listed = any(hit[2].label == "ACTOR" for hit in names().at(reading.forms, start)) if form else False
        if listed or not form or form in words("actors", "heads", "construct"):
            continue
        definite = form.startswith("ال") and form in words("actors", "heads", "definite")
        if definite and reading.same_line(place, start):
            end = adjectives_after(reading, start + 1)
            yield _built(reading, (start, 0), end, "ACTOR", 0.7, _MEMBERS)


def _organisations(reading: Reading) -> Iterator[Found]:
    inside = words("organisations", "heads", "inside")
    for place, cut, stem in heads(reading, inside):
        end = adjectives_after(reading, place + 1) if stem.startswith("ال") else complement(reading, place + 1)
        end = _purpose(reading, end)
        if end > place + 1 and not _place_only(reading, place + 1, end, stem):
            score = 0.85 if stem in ("شبكه", "منظمه", "وزاره", "مرصد", "حزب", "المرصد") or end > place + 2 else 0.68
            yield _built(reading, (place, cut), end, "ORGANISATION", score, _HEAD)
        elif stem in words("organisations", "heads", "alone"):
            yield _built(reading, (place, cut), place + 1, "ORGANISATION", 0.7, _HEAD)
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
            yield _built(reading, (start + opening, cut), end - opening, "ORGANISATION", 0.82, _HEAD)


def _medium(reading: Reading, start: int) -> int:
    """Return the token after the name of a medium: what a list knows, or a word with its complement."""
    listed = [hit[1] for hit in names().at(reading.forms, start) if hit[2].label == "ORGANISATION" and not hit[0]]
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
            yield _built(reading, (place, 0), place + 1, "ORGANISATION", 0.75, _SOURCE)


def _purpose(reading: Reading, end: int) -> int:
    """Take along what the organisation is for (المرصد السوري لحقوق الإنسان)."""
    if reading.form(end) not in _FOR_RIGHTS:
        return end
    return max(end + 1, complement(reading, end + 1, 1))


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


def _facilities(reading: Reading) -> Iterator[Found]:
    for place, cut, stem in heads(reading, words("kinds", "facility", "heads")):
        end = _facility_end(reading, place)
        if end == place + 1 or reading.form(place + 1) in (
            "سكنيه",
            "خاصه",
            "عده",
            "تجاريه",
            "بيانات",
            "البيانات",
            "ادله",
            "ضخم",
            "صغير",
            "الغام",
            "شعبيه",
        ):
            continue
        known = place_at(reading, place + 1) is not None
        score = 0.6 if stem in _NOT_FACILITIES and not known else 0.85
        yield _built(reading, (place, cut), end, "FACILITY", score, _HEAD)
    for place, cut, stem in heads(reading, words("kinds", "facility", "definite")):
        end = place + 1
        while reading.form(end) in words("kinds", "facility", "adjectives") and reading.same_line(place, end):
            end += 1
        if reading.form(end).isdigit() and stem == "الكتيبه":
            end = end + 2 if reading.form(end + 1) == "دبابات" else end + 1
        if end > place + 1 or stem in words("kinds", "facility", "alone"):
            yield _built(reading, (place, cut), end, "FACILITY", 0.75 if end > place + 1 else 0.6, _HEAD)


def _facility_end(reading: Reading, place: int) -> int:
    known = place_at(reading, place + 1)
    if known and not known[0]:
        end = place + 1 + known[1]
        while reading.form(end) in words("kinds", "facility", "adjectives") and reading.same_line(place, end):
            end += 1
        return end
    end = complement(reading, place + 1, 2)
    if reading.form(end).isdigit() and reading.form(end - 1) in ("الكيلو", "رقم"):
        return end + 1
    while end > place + 2 and breaks(reading, end - 1):
        end -= 1
    return end
