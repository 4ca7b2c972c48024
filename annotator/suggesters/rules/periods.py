"""Dates without a month: years, centuries, durations, days counted from an event, feasts, hours of prayer."""

from __future__ import annotations

import re

from annotator.suggesters.lexicon import listed
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.numbers import approximated, number_at

Run = tuple[int, int, float]
"""Where an expression begins in the text, its last token, its score."""

_BARE_YEAR = re.compile(r"^(1\d{3}|20[0-4]\d)$")
_YEAR = re.compile(r"^\d{2,4}$")
_UNITS = listed("dates", "units")
_DUALS = listed("dates", "duals")
_PAIRS = listed("dates", "pairs")
_AFTER = listed("dates", "after")
_YEAR_WORDS = listed("dates", "year_words")
_SINCE = listed("dates", "since")
_AGE = listed("dates", "age")
_FEASTS = listed("dates", "feasts")
_MOMENTS = listed("dates", "moments")
_ERAS = listed("dates", "eras")
ORDINALS = listed("dates", "ordinals")
_AFTER_ORDINAL = frozenset(("عشر", "عشره", "والعشرين", "والعشرون", "والثلاثين", "والثلاثون"))


def after_ordinal(reading: Reading, place: int) -> int:
    """Return the token after an ordinal (السابع, الحادي عشر, الثاني والعشرين), ``place`` where none stands."""
    if reading.form(place) not in ORDINALS:
        return place
    return place + 1 + (reading.form(place + 1) in _AFTER_ORDINAL)


def period(reading: Reading, place: int) -> Run | None:
    """Return the expression without a month that begins at this token."""
    for rule in (_that_day, _ago, _moment, _year, _century, _duration, _counted_day, _feast, _bare_year):
        run = rule(reading, place)
        if run is not None and reading.same_line(place, run[1]):
            return run
    return None


def _stem(reading: Reading, place: int) -> tuple[int, str]:
    form = reading.form(place)
    if form.startswith("لل"):
        return 2, "ال" + form[2:]
    cut = int(form[:1] in ("و", "ف", "ب", "ل") and len(form) > 3)
    return cut, form[cut:]


def _ago(reading: Reading, place: int) -> Run | None:
    """قبل يومين, بعد حوالي 30 دقيقة."""
    form = reading.forms[place]
    cut = int(form in ("وقبل", "وبعد"))
    if form[cut:] not in ("قبل", "بعد"):
        return None
    at = place + 1
    while reading.form(at) in ("نحو", "حوالي", "اكثر", "اقل", "من", "قرابه"):
        at += 1
    number = number_at(reading, at)
    after = number[0] if number else at
    if reading.form(after) not in (_UNITS if number else _DUALS):
        return None
    return reading.offset(place, cut), after, 0.85


def _that_day(reading: Reading, place: int) -> Run | None:
    """ذلك اليوم, يومنا هذا, وقت سابق اليوم."""
    form, following = reading.forms[place], reading.form(place + 1)
    if (form in ("ذلك", "تلك", "نفس") and following in ("اليوم", "الليله")) or (
        form in _OUR_DAYS and following == "هذا"
    ):
        return reading.tokens[place].start, place + 1, 0.82
    if form == "وقت" and following in ("سابق", "لاحق", "متاخر", "مبكر"):
        of = int(reading.form(place + 2) == "من")
        day = reading.form(place + 2 + of)
        if day in ("امس", "اليوم", "الامس"):
            return reading.tokens[place].start, place + 2 + of, 0.95
    return None


_OUR_DAYS = frozenset(("يومنا", "عامنا", "عصرنا", "يومهم"))


def _moment(reading: Reading, place: int) -> Run | None:
    """بعد صلاة الجمعة, قبيل أذان المغرب, بعد حلول الليل."""
    if reading.forms[place] not in ("بعد", "قبل", "قبيل", "بعيد"):
        return None
    first = reading.form(place + 1)
    if (
        first in ("صلاه", "اذان", "حلول", "غروب", "شروق", "طلوع", "منتصف", "مغيب")
        and reading.form(place + 2) in _MOMENTS
    ):
        return reading.tokens[place].start, place + 2, 0.75
    if first in ("الافطار", "الظهر", "العصر", "المغرب", "الغروب", "الفجر", "منتصف"):
        return reading.tokens[place].start, place + 1, 0.7
    return None


def _year(reading: Reading, place: int) -> Run | None:
    """عام 1516, سنة 61 هـ, عامي 2003 و2006."""
    cut, stem = (0, reading.forms[place]) if reading.forms[place] in _YEAR_WORDS else _stem(reading, place)
    if stem not in _YEAR_WORDS or not _YEAR.match(reading.form(place + 1)):
        return None
    last = place + 1
    if reading.form(last + 1).removeprefix("و").isdigit() and stem in ("عامي", "اعوام", "سنوات", "سنتي"):
        last += 1
    elif reading.form(last + 1) == "-" and _YEAR.match(reading.form(last + 2)):
        last += 2
    if reading.form(last + 1) in ("ه", "م", "هجري", "هجريه", "ميلادي", "ميلاديه", "للهجره"):
        last += 1
    return reading.offset(place, cut), last, 0.86


def _century(reading: Reading, place: int) -> Run | None:
    """القرن السابع عشر, القرن الـ19, العهد المملوكي الأخير."""
    cut, stem = _stem(reading, place)
    cut, stem = (0, reading.forms[place]) if reading.forms[place] in _ERAS else (cut, stem)
    if stem not in _ERAS:
        return None
    following = reading.form(place + 1)
    end = after_ordinal(reading, place + 1)
    if stem in ("القرن", "القرنين") and (end > place + 1 or re.match(r"^(ال)?\d+$", following)):
        last = max(end, place + 2) - 1
        return reading.offset(place, cut), last + (reading.form(last + 1) in ("الميلادي", "الهجري")), 0.8
    adjective = following.startswith("ال") and (following.endswith(("ي", "يه")) or following == "الوسطي")
    if not adjective or stem in ("القرن", "القرنين"):
        return None
    last = place + 1 + (reading.form(place + 2) in _AFTER)
    return reading.offset(place, cut), last, 0.6


def _duration(reading: Reading, place: int) -> Run | None:
    """أربع سنوات, 20 عاما, أقل من أسبوع, يومين, لمدة شهر."""
    cut = 0
    number = number_at(reading, place)
    if number is None and reading.forms[place][:1] in ("و", "ل", "ب") and not reading.forms[place].isdigit():
        cut, number = 1, number_at(reading, place, 1)
    if number and reading.form(number[0]) in _UNITS and not _is_age(reading, place, number[0]):
        first = place if cut else approximated(reading, place)
        last = number[0] + (reading.form(number[0] + 1) in _AFTER)
        return reading.offset(first, cut if first == place else 0), last, 0.72
    form = reading.forms[place]
    if form in _PAIRS and reading.form(place - 1) not in ("كل", "عمر"):
        first = approximated(reading, place)
        return reading.tokens[first].start, place + (reading.form(place + 1) in _AFTER), 0.62
    if form in _DUALS and (reading.form(place - 1) in _SINCE or approximated(reading, place) < place):
        return reading.tokens[approximated(reading, place)].start, place, 0.6
    return None


def _is_age(reading: Reading, place: int, unit: int) -> bool:
    """Whether the years are someone's age."""
    behind = reading.forms[unit + 1 : unit + 3]
    if reading.form(place - 1) == "(" and behind[:1] == [")"]:
        return True
    return not _AGE.isdisjoint(reading.forms[max(0, place - 3) : place]) or "عمره" in behind or "العمر" in behind


def _counted_day(reading: Reading, place: int) -> Run | None:
    """اليوم الثالث, الأسبوع الثاني: not where a date with its month goes on."""
    form = reading.forms[place]
    cut, stem = (2, "ال" + form[2:]) if form.startswith("لل") else (0, form)
    end = after_ordinal(reading, place + 1)
    if (
        reading.form(end - 1) == "الواحد"
        or stem not in ("اليوم", "الاسبوع", "الليله")
        or end == place + 1
        or reading.form(end) == "من"
    ):
        return None
    return reading.offset(place, cut), end - 1, 0.75


def _feast(reading: Reading, place: int) -> Run | None:
    """عيد الميلاد, شهر رمضان."""
    cut, stem = (0, reading.forms[place]) if reading.forms[place] in ("عيد", "شهر", "يوم") else _stem(reading, place)
    following = reading.form(place + 1)
    if (stem == "عيد" and following in _FEASTS) or (stem == "شهر" and following == "رمضان"):
        return reading.offset(place, cut), place + 1 + (reading.form(place + 2) in _AFTER | {"المبارك"}), 0.8
    return None


def _bare_year(reading: Reading, place: int) -> Run | None:
    """A year by itself (في 1202, مونديال 2006), no count of anything."""
    form = reading.forms[place]
    cut = int(form.startswith("و") and len(form) == 5)
    if not _BARE_YEAR.match(form[cut:]):
        return None
    before, after = reading.form(place - 1), reading.form(place + 1)
    if not (before.isalpha() or before in ("(", "،", "-")) or after in ("/", "-", ",", "%", ":") or before == "رقم":
        return None
    if approximated(reading, place) < place or after in _UNITS or before.endswith("الف") or before in _COUNTING:
        return None
    counts = after.isalpha() and after not in _FOLLOW and not after.startswith(("و", "بال", "لل", "ال"))
    return None if counts else (reading.offset(place, cut), place, 0.6)


_FOLLOW = listed("dates", "follow_a_year")
_COUNTING = listed("dates", "counting")
