"""Which words can be part of a person's name, by lists and by their shape."""

from __future__ import annotations

from functools import cache

from annotator.suggesters.directory import hits
from annotator.suggesters.inflection import event_words
from annotator.suggesters.lexicon import analyses, function_words, listed, ordinary, words
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.phrase import breaks

_SAYERS = listed("persons", "sayers")
_SPEAKERS_FOR = listed("persons", "speakers_for")


@cache
def _names() -> frozenset[str]:
    lists = words("persons", "given") | words("persons", "given", "more") | words("persons", "given", "wider")
    lists |= words("persons", "given", "abroad")
    return lists - function_words()


def given(form: str) -> bool:
    """Return whether the word is a given name of the lists, or a joined one (عبدالرحمن, نورالدين)."""
    return form in _names() or (
        len(form) > 6 and (form.startswith("عبدال") or form.endswith("الدين")) and form[0] != "ا"
    )


def sure(form: str) -> bool:
    """Return whether the word is a given name and no ordinary word."""
    return form == "علي" or (given(form) and form not in words("persons", "given", "ordinary"))


def particle(form: str) -> bool:
    """Return whether the word joins parts of a name (بن, أبو, آل)."""
    return form in words("persons", "given", "particles")


def lineal(reading: Reading, place: int) -> bool:
    """Return whether the word can stand beside بن."""
    form = reading.forms[place]
    return form.isalpha() and len(form) > 1 and form not in function_words() and form not in ("بن", "ابن")


def unknown(reading: Reading, place: int) -> bool:
    """Whether the word is in no list: neither a common noun of news nor any other name."""
    form = reading.forms[place]
    usual = form in _SAYERS or form in ordinary() or breaks(reading, place)
    usual = usual or any(stem in event_words() for _cut, stem in analyses(form))
    return (
        len(form) > 3
        and not usual
        and not form.startswith(("ال", "ي", "ت", "ن", "م"))
        and not form.endswith(("ه", "ون", "ات", "ين"))
        and not any(hits(reading, place))
    )


def kunya(reading: Reading, place: int) -> bool:
    """Return whether a kunya begins here (أبو محمد), no place that is spelled like one."""
    return reading.forms[place] in ("ابو", "ابي") and reading.form(place + 1) not in (
        "ظبي",
        "غريب",
        "ديس",
        "الظهور",
        "الخصيب",
        "سليم",
        "كمال",
    )


def speaks_for(reading: Reading, place: int) -> bool:
    """Whether باسم behind the title is no name (الناطق باسم الجيش)."""
    return reading.form(place + 1) == "باسم" and reading.bare[place].removeprefix("و") in _SPEAKERS_FOR


def ruler(reading: Reading, place: int, cut: int) -> bool:
    """Whether an ordinal behind the given name counts rulers (سليم الأول)."""
    titled = any(reading.form(place - back).lstrip("ولب") in words("kinds", "person", "titles") for back in (1, 2))
    return titled or sure(reading.forms[place][cut:])


@cache
def royal_titles() -> frozenset[str]:
    """Return the titles that one name may follow (الملك, البابا)."""
    return words("kinds", "person", "royal")
