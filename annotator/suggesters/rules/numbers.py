"""Numbers in digits and in Arabic words: all genders and cases, duals, tens, hundreds, thousands."""

from __future__ import annotations

import re

from annotator.suggesters.lexicon import listed
from annotator.suggesters.reading import Reading

_UNITS = {
    1: "واحد واحده احد احدي", 2: "اثنان اثنين اثنتان اثنتين", 3: "ثلاثه ثلاث", 4: "اربعه اربع", 5: "خمسه خمس",
    6: "سته ست", 7: "سبعه سبع", 8: "ثمانيه ثمان ثماني", 9: "تسعه تسع", 10: "عشره عشر",
    20: "عشرون عشرين", 30: "ثلاثون ثلاثين", 40: "اربعون اربعين", 50: "خمسون خمسين", 60: "ستون ستين",
    70: "سبعون سبعين", 80: "ثمانون ثمانين", 90: "تسعون تسعين",
    100: "مئه مائه", 200: "مئتان مئتين مائتان مائتين مئتا مئتي",
    1000: "الف الفا الاف", 2000: "الفان الفين الفا", 1_000_000: "مليون مليونا ملايين",
}  # fmt: skip
_WORDS = {word: value for value, several in _UNITS.items() for word in several.split()}
_WORDS["الفا"] = 1000
for _value in range(3, 10):
    for _unit in _UNITS[_value].split():
        for _hundred in ("مئه", "مائه"):
            _WORDS[_unit.removesuffix("ه") + _hundred] = _value * 100
            _WORDS[_unit + _hundred] = _value * 100
_DIGITS = re.compile(r"^\d{1,6}$")
_ABOUT = listed("numbers", "about")
_THAN = listed("numbers", "than")
_CAN_STAND_ALONE = listed("numbers", "can_stand_alone")


def number_at(reading: Reading, place: int, cut: int = 0) -> tuple[int, int] | None:
    """Return (token after the number, value) for a number that begins at ``place`` after ``cut`` letters."""
    form = reading.form(place)[cut:]
    if _DIGITS.match(form):
        return _digits(reading, place, form)
    if form not in _WORDS:
        return None
    total, current, at = 0, _WORDS[form], place + 1
    while at < len(reading) and reading.same_line(place, at):
        following = reading.forms[at]
        joined = following.startswith("و") and following[1:] in _WORDS
        value = _WORDS.get(following[1:] if joined else following)
        if value is None or (not joined and not _multiplies(current, value)):
            break
        current = _added(current, value, joined)
        at += 1
    return at, total + current


def _digits(reading: Reading, place: int, form: str) -> tuple[int, int]:
    value, at = int(form), place + 1
    while reading.form(at) in (",", ".") and re.match(r"^\d{3}$", reading.form(at + 1)):
        value, at = value * 1000 + int(reading.form(at + 1)), at + 2
    if reading.form(at) in ("الف", "الفا", "الاف", "مليون"):
        value, at = value * _WORDS[reading.form(at)], at + 1
    return at, value


def _multiplies(current: int, value: int) -> bool:
    return (value == 10 and 0 < current % 100 < 10) or (value >= 100 and current < 1000 and value > current)


def _added(current: int, value: int, joined: bool) -> int:
    if joined or value == 10:
        return current + value
    return current * value


def lone(form: str) -> bool:
    """Whether the word is a number that is an ordinary word as well (أحد, عشر)."""
    return form in _CAN_STAND_ALONE


def approximated(reading: Reading, place: int) -> int:
    """Return the token where the words of approximation before a number begin (أكثر من, حوالي), else ``place``."""
    before = reading.form(place - 1)
    if before.removeprefix("و").removeprefix("ل") in _ABOUT:
        return place - 1
    if before in ("من", "عن") and reading.form(place - 2).removeprefix("و").removeprefix("ب") in _THAN:
        return place - 2
    return place
