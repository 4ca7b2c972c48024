"""Weapons with their adjectives: صاروخ من نوع أرض أرض, قذائف هاون, طائرة مسيّرة."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import Names, listed, names_of, words
from annotator.suggesters.reading import Reading

_REASON = N_("“%(word)s” names a weapon.")
_PEACEFUL = listed("weapons", "peaceful")
_WARLIKE = listed("weapons", "warlike")
_POISON = listed("events", "chemical") - {"غاز", "الغاز", "بالغاز", "الغازات", "غازات"} | {"هجوم", "الهجوم", "اختناق"}
_OWNERS = ("هم", "ها")
_GENERIC = frozenset(["اسلحه", "الاسلحه", "سلاح", "ذخائر", "الذخائر", "ذخيره", "الذخيره"])
_MODELS = frozenset(["سوخوي", "ميغ", "توبوليف", "مي", "انتونوف", "اليوشن", "اف"])
_MODEL_PARTS = frozenset(["سو", "سي", "ام", "يو", "بي", "ان", "اي", "ال", "ب", "تو", "-"])
_NOT_WEAPONS = listed("weapons", "not_weapons")


@cache
def _index() -> Names[str]:
    names = words("kinds", "weapon", "single")
    owned = (name + pronoun for name in names if " " not in name and not name.startswith("ال") for pronoun in _OWNERS)
    return names_of((name, name) for name in (*names, *owned))


def find(reading: Reading) -> Iterator[Found]:
    """Yield weapons; what has peaceful uses (a plane, gas) needs a warlike word behind it."""
    place = 0
    while place < len(reading):
        hits = list(_index().at(reading.forms, place))
        if not hits:
            place += 1
            continue
        cut, size, _name = max(hits, key=lambda hit: (hit[1], -hit[0]))
        last = _extent(reading, place + size - 1)
        if _stands(reading, place, cut, last):
            generic = last == place and reading.forms[place][cut:] in _GENERIC
            score = 0.38 if generic else 0.85 if last > place else 0.7
            reason = Phrase(_REASON, {"word": reading.words[place]})
            yield Found(reading.offset(place, cut), reading.end(last), "WEAPON", score, reason)
        place = last + 1


def _extent(reading: Reading, last: int) -> int:
    while last + 1 < len(reading) and reading.same_line(last, last + 1):
        form = reading.forms[last + 1]
        if form in words("kinds", "weapon", "adjectives"):
            last += 1
        elif form == "من" and reading.form(last + 2) in ("نوع", "طراز", "عيار"):
            last = _kind(reading, last + 2)
        elif (form in ("بدون", "بلا") and reading.form(last + 2) == "طيار") or (
            form == "عن" and reading.form(last + 2) == "بعد"
        ):
            last += 2
        elif (form.isdigit() and (reading.forms[last] in _MODELS or reading.forms[last] in _MODEL_PARTS)) or (
            reading.forms[place_of(reading, last)] in _MODELS and form in _MODEL_PARTS
        ):
            last += 1
        else:
            break
    return last


def place_of(reading: Reading, last: int) -> int:
    """Return the token where the make begins that the parts of a model up to this one belong to."""
    while last > 0 and (reading.forms[last] in _MODEL_PARTS or reading.forms[last].isdigit()):
        last -= 1
    return last


def _kind(reading: Reading, place: int) -> int:
    """Return the last word of a make (من نوع أرض أرض) or calibre (من عيار 122 ملم)."""
    last = place
    known = words("kinds", "weapon", "adjectives")
    for at in range(place + 1, min(place + 4, len(reading))):
        form = reading.forms[at]
        if not (at == place + 1 or form in known or form in ("ملم", "مم") or form == reading.forms[at - 1]):
            break
        last = at
    return last


def _stands(reading: Reading, place: int, cut: int, last: int) -> bool:
    stem = reading.forms[place][cut:]
    if cut and reading.forms[place] in _NOT_WEAPONS:
        return False
    if stem in ("الغاز", "الغازات", "غازات") and last == place:
        return not _POISON.isdisjoint(reading.forms[max(0, place - 8) : place + 9])
    if stem in _PEACEFUL and last == place:
        return stem in ("مسيره", "المسيرات", "مسيرات", "المسيره") and "ّ" in reading.words[place]
    if stem in _PEACEFUL:
        return any(form in _WARLIKE or form == "من" for form in reading.forms[place + 1 : last + 1])
    return True
