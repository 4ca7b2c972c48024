"""How a person's name goes on: surnames by lists, by their shape, by what stands beside them."""

from __future__ import annotations

from annotator.suggesters.directory import hits
from annotator.suggesters.inflection import event_words
from annotator.suggesters.lexicon import analyses, function_words, listed, ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.calendar import MONTHS
from annotator.suggesters.rules.namewords import given, particle, sure
from annotator.suggesters.rules.phrase import breaks

_OF_GOD = listed("persons", "of_god")
NISBAS = listed("persons", "nisbas")
DIVINE = listed("persons", "divine")
_NOT_DIVINE = listed("persons", "no_divine")
FIRST_HALVES = listed("persons", "first_halves")
_SAYERS = listed("persons", "sayers")
_OFFICES = listed("persons", "offices")
_KIN = listed("persons", "kin")
_COMMON = listed("persons", "common")
_NO_SURNAME = ("ون", "وا", "ات", "يين", "عا", "يا", "دا")
"""Endings of plurals, verbs and adverbs (سريعا, عائدا); foreign names of that ending are known otherwise."""
_MOSTLY = 3
"""How many times على must stand for each علي before the latter is a name whatever follows."""
_NO_SURNAMES = listed("persons", "no_surnames")
_CALENDAR = listed("dates", "parts") | listed("dates", "units") | frozenset(MONTHS)
OF_STATES = listed("persons", "of_states")


def ali(reading: Reading, place: int) -> bool:
    """Whether علي (or وعلي) is the name, not the preposition على, which some texts spell alike."""
    if reading.form(place) not in ("علي", "وعلي") or not reading.words[place].endswith("ي"):
        return False
    after, title = reading.form(place + 1), words("kinds", "person", "titles")
    named = not reading.same_line(place, place + 1) or sure(after) or particle(after) or _nisba(after)
    before = reading.form(place - 1)
    if reading.maqsuras >= 1 and (named or given(after) or given(before) or before in title):
        return True
    if reading.maqsuras >= _MOSTLY and not after.startswith("ال") and surname(reading, place + 1):
        return True
    ended = given(after) or not after.isalpha() or after in function_words() or after.startswith("و")
    return (sure(before) and (named or ended)) or (named and before in title)


def _nisba(form: str) -> bool:
    return form.startswith("ال") and len(form) > 5 and form.endswith("ي") and form not in OF_STATES


def family(reading: Reading, place: int, cut: int, last: int) -> bool:
    """Whether the word behind a sure given name, or behind two names, can be a surname though no list has it."""
    form = reading.form(last + 1)
    if not form or not (sure(reading.forms[place][cut:]) or last > place) or not surname(reading, last + 1):
        return False
    before = reading.forms[last]
    compound = reading.forms[last - 1] == "عبد" or (
        before in words("persons", "given", "second") and reading.forms[last - 1] in FIRST_HALVES
    )
    if (
        (before.startswith("ال") and last > place and not compound)
        or _foreigner(before, last > place)
        or not form.isalpha()
    ):
        return False
    if reading.forms[last - 1] in ("ابو", "ابي", "ام", "العبد"):
        return False
    usual = form in _SAYERS or form in event_words() or form in _OFFICES
    usual = usual or form in words("kinds", "person", "titles") or (form[0] == "م" and form[-1] == "ا")
    if "بن" in reading.forms[place : last + 1] and not form.startswith("ال"):
        return False
    kinds = (
        words("kinds", "place", "before")
        | words("kinds", "facility", "definite")
        | words("actors", "heads", "definite")
    )
    return not usual and form not in kinds and not form.endswith(_NO_SURNAME) and not _sayer_clitic(form)


def _foreigner(form: str, second: bool) -> bool:
    """Whether a name ends with this word: a foreign surname, or any foreign name behind another."""
    return foreign(form) or (second and form in words("persons", "given", "abroad"))


def _sayer_clitic(form: str) -> bool:
    return form[:1] in ("ل", "ب", "ف", "س", "ت", "ن") and (
        form[1:] in function_words() or form.startswith(("لل", "بال"))
    )


def continues(reading: Reading, place: int) -> bool:
    """Return whether a name goes on with this word."""
    form, before = reading.forms[place], reading.forms[place - 1]
    if (given(form) and not breaks(reading, place)) or ali(reading, place):
        return True
    if form == "خان" or (form in words("persons", "given", "families") and not breaks(reading, place)):
        return True
    if form in NISBAS and (sure(before) or reading.form(place - 2) in ("ابو", "ابي")):
        return True
    if any(hit[:2] == (0, 1) and hit[2].label == "PERSON" for hit in hits(reading, place)):
        return True
    if form in DIVINE and before in _OF_GOD:
        return True
    if particle(form) or (particle(before) and not breaks(reading, place)):
        return True
    if form in words("persons", "given", "second") and before in FIRST_HALVES:
        return True
    origin = form.startswith("ال") and len(form) > 4 and form not in OF_STATES
    origin = origin and (form.endswith("ي") or (form.endswith("ان") and (sure(before) or not given(before))))
    origin = origin and not reading.words[place].endswith("ى")
    return (origin or foreign(form)) and not breaks(reading, place)


def foreign(form: str) -> bool:
    """Whether the word looks like a surname that Arabic only spells (أوباما, ميستورا, كلينتون)."""
    endings = (
        "وف",
        "سكي",
        "تون",
        "سون",
        "ستون",
        "فيتش",
        "مان",
        "اما",
        "ورا",
        "رغ",
        "شتاين",
        "يلي",
        "ينو",
        "وغلو",
        "زاده",
    )
    return len(form) > 4 and form.endswith(endings) and not form.startswith("ال") and form not in ordinary()


def spelled(reading: Reading, place: int, vowels: int = 2) -> bool:
    """Whether the word looks like a foreign name that Arabic only spells: in no list, with ``vowels`` long vowels."""
    form = reading.form(place)
    if len(form) < 4 or not form.isalpha() or reading.words[place].endswith(("ى", "ة", "ً", "ًا")):
        return False
    if form.startswith(("ال", "است", "باسم", "سي", "لل", "بال", "ي", "ت", "م")) or form.endswith(
        ("ات", "ون", "ين", "وا", "يه", "ه")
    ):
        return False
    usual = form in _SAYERS or form in ordinary() or breaks(reading, place) or form in OF_STATES
    usual = usual or any(stem in event_words() for _cut, stem in analyses(form)) or form in _COMMON
    inner = sum(letter in "اوي" for letter in form[1:])
    return inner >= vowels and not usual and not any(hit[2].label != "PERSON" for hit in hits(reading, place))


def _in_a_place(reading: Reading, place: int) -> bool:
    """Whether the word is ب or ل with a place that is known (بحلب)."""
    return reading.form(place)[:1] in ("ب", "ل") and any(
        hit[0] == 1 and hit[2].bare and hit[2].label == "LOCATION" for hit in hits(reading, place)
    )


def surname(reading: Reading, place: int) -> bool:
    """Return whether the word can be a surname: no function word, no verb, no other name of the lists."""
    form = reading.form(place)
    listed = (
        any(hit[2].label != "PERSON" and hit[2].bare and not hit[0] for hit in hits(reading, place)) if form else True
    )
    hinted = form[:1] in ("ب", "ل") and (form[1:] in function_words() or form[1:] in event_words() or form[1:3] == "ال")
    good = (
        len(form) > 2
        and not (listed or hinted or reading.words[place].endswith("ى"))
        and not breaks(reading, place)
        and form not in ordinary()
        and form not in OF_STATES
        and form not in _CALENDAR
        and form not in _KIN
        and form not in _NO_SURNAMES
        and form not in words("kinds", "facility", "heads")
        and not _in_a_place(reading, place)
    )
    return good and reading.same_line(place - 1, place) and form[0] != "ي"


def divine(reading: Reading, place: int) -> bool:
    """Whether a name like إعجاز الحق begins here, behind a title: a word of no list before الله, الدين, الحق."""
    form = reading.form(place)
    usual = form in _NOT_DIVINE or form.startswith("ال") or form in ordinary()
    return reading.form(place + 1) in DIVINE and not usual and surname(reading, place)


def bridges(reading: Reading, place: int) -> bool:
    """Whether the word, of no list, stands between two given names (مير واعظ نوري)."""
    form, after = reading.form(place), reading.form(place + 1)
    usual = (
        form.startswith("ال") or form in _SAYERS or form in event_words() or form in words("kinds", "person", "titles")
    )
    return (
        not usual
        and surname(reading, place)
        and (sure(after) or after == "عبد")
        and reading.same_line(place, place + 1)
    )
