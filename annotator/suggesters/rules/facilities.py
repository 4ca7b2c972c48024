"""Facilities by their head nouns: مطار الضمير العسكري, جامع الفاروق."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.suggesters.directory import place_at
from annotator.suggesters.inflection import event_words
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import function_words, listed, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.namewords import given
from annotator.suggesters.rules.parties import HEAD, built
from annotator.suggesters.rules.phrase import (
    adjectives_after,
    breaks,
    complement,
    heads,
    indefinite_adjective,
)
from annotator.suggesters.rules.surnames import surname

_GENERIC = listed("facilities", "generic")
_SENTENCE = listed("facilities", "sentence")
_OFFICES = listed("persons", "offices")
_NOT_FACILITIES = listed("parties", "not_facilities")


def find(reading: Reading) -> Iterator[Found]:
    """Yield facilities."""
    for place, cut, stem in heads(reading, words("kinds", "facility", "heads")):
        end = _facility_end(reading, place)
        if end == place + 1 or _is_generic(reading, place, stem):
            continue
        known = place_at(reading, place + 1) is not None
        score = 0.6 if stem in _NOT_FACILITIES and not known else 0.85
        yield built(reading, (place, cut), end, "FACILITY", score, HEAD)
    for place, cut, stem in heads(reading, words("kinds", "facility", "definite")):
        end = place + 1
        while reading.form(end) in words("kinds", "facility", "adjectives") and reading.same_line(place, end):
            end += 1
        if reading.form(end).isdigit() and stem == "الكتيبه":
            end = end + 2 if reading.form(end + 1) == "دبابات" else end + 1
        if _is_no_building(reading, place, stem):
            continue
        if end > place + 1 or stem in words("kinds", "facility", "alone"):
            yield built(reading, (place, cut), end, "FACILITY", 0.75 if end > place + 1 else 0.6, HEAD)


def _is_generic(reading: Reading, place: int, stem: str) -> bool:
    """Whether the word behind the head only describes it, or is a kind of area (مركز المحافظة is its main town)."""
    behind = reading.form(place + 1)
    area = behind.removeprefix("ال") in words("kinds", "place", "before") and not behind.endswith("مخيم")
    return behind in _GENERIC or (stem == "مركز" and area)


def _is_no_building(reading: Reading, place: int, stem: str) -> bool:
    """Whether السجن is a sentence (السجن المؤبد), المعتقل a person (المعتقل سامر الراوي)."""
    behind = reading.form(place + 1)
    return (stem == "السجن" and behind in _SENTENCE) or (stem == "المعتقل" and given(behind))


def _bearer(reading: Reading, place: int, end: int) -> int:
    """Take along the rest of the name a building bears (جامع الفاروق عمر بن الخطاب), and the closing mark."""
    while end < place + 7 and reading.same_line(place, end):
        lineage = reading.form(end) in ("بن", "ابن") or reading.form(end - 1) in ("بن", "ابن")
        name = reading.form(end) in words("persons", "given") and end > place + 1
        if not lineage and not name and not _surname_of_bearer(reading, place, end):
            break
        end += 1
    opened = any(form in ("«", '"', "“") for form in reading.forms[place:end])
    closed = any(form in ("»", "”") for form in reading.forms[place:end]) or reading.forms[place:end].count('"') > 1
    return end + (opened and not closed and reading.form(end) in ("»", '"', "”"))


def _surname_of_bearer(reading: Reading, place: int, end: int) -> bool:
    """Whether a last word of the name stands here, behind a given name (مدرسة عبد القادر شاشو)."""
    named = given(reading.form(end - 1)) or reading.form(end - 2) == "عبد"
    behind = reading.form(end + 1)
    ended = not behind.isalpha() or behind in function_words() or behind[:1] == "و"
    return named and end > place + 1 and ended and reading.form(end).isalpha() and surname(reading, end)


_FOR_USE = frozenset(
    (
        "مركز",
        "محطه",
        "معسكر",
        "قاعده",
        "مستودع",
        "مصنع",
        "نقطه",
        "مقر",
        "مخيم",
        "ثكنه",
        "حاجز",
        "مستشفي",
        "مشفي",
        "مدرسه",
        "مخفر",
        "مهبط",
        "معتقل",
    )
)


def _facility_end(reading: Reading, place: int) -> int:
    """Return the token after the facility's name, which ends before ب with a place (فندق الواحة بتل أبيب)."""
    end = _name_end(reading, place)
    for at in range(place + 2, end):
        found = place_at(reading, at)
        if found and found[0] == 1 and found[1] > 1 and reading.forms[at][0] in "بل":
            return at
        if given(reading.forms[at]) and reading.form(place - 1).lstrip("ول") in _OFFICES:
            return at  # مدير مستشفى النور سليم الراوي
    return end


def _name_end(reading: Reading, place: int) -> int:
    known = place_at(reading, place + 1)
    if known and not known[0]:
        end = place + 1 + known[1]
        while reading.form(end) in words("kinds", "facility", "adjectives") and reading.same_line(place, end):
            end += 1
        return end
    end = complement(reading, place + 1, 2)
    use = reading.form(end).startswith("لل") and reading.form(end)[2:] not in event_words()
    if end == place + 1 and use and reading.forms[place].removeprefix("و") in _FOR_USE:
        return adjectives_after(reading, end + 1)
    while end > place + 1 and indefinite_adjective(reading.form(end)) and not reading.form(end - 1).startswith("ال"):
        end += 1
    if reading.form(end).isdigit() and reading.form(end - 1) in ("الكيلو", "رقم"):
        return end + 1
    end = _bearer(reading, place, end)
    while end > place + 2 and breaks(reading, end - 1):
        end -= 1
    return end
