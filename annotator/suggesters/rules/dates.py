"""Date and time expressions, whole: أواخر فبراير/ شباط الماضي, ظهر اليوم, قبل يومين, 27/09/2013."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from annotator.core.phrases import N_, Phrase
from annotator.suggesters.labelling import Found
from annotator.suggesters.lexicon import listed
from annotator.suggesters.reading import Reading
from annotator.suggesters.rules.calendar import DAYS, MONTHS, resolve
from annotator.suggesters.rules.periods import ORDINALS, Run, after_ordinal, period

_PARTS = listed("dates", "parts")
_ANCHORS = listed("dates", "anchors")
_ALONE = listed("dates", "alone")
_PERIODS = listed("dates", "periods")
_AFTER = listed("dates", "after")
_NUMERIC = re.compile(r"(?<![\d/])(\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})(?![\d/])")
_YEAR = re.compile(r"^(1\d|20)\d{2}$")
_LOOSE_ENDS = frozenset(("من", "/", "(", "-", "و", "،", "في", ":"))
_BEFORE_A_YEAR = listed("dates", "before_a_year")
_AFTER_OF = listed("dates", "after_of")
_SECOND_HALVES = frozenset(("عشر", "عشره", "والعشرين", "والثلاثين", "والنصف", "والربع"))
_NOONS = frozenset(("ظهر", "الظهر", "عصر", "منتصف"))
_HOURS = listed("dates", "hours")
_REASON = N_("The words of a date or time.")


def find(reading: Reading, date: datetime.date | None) -> Iterator[Found]:
    """Yield the expressions, with the ISO date or interval where it follows from the words and the article's date."""
    taken = 0
    for match in _NUMERIC.finditer(reading.text):
        yield _built(reading.text, match.start(), match.end(), 0.95, date)
    place = 0
    while place < len(reading):
        run = _run(reading, place)
        if run is None:
            place += 1
            continue
        start, last, score = run
        if start >= taken:
            yield _built(reading.text, start, reading.end(last), score, date)
            taken = reading.end(last)
        place = last + 1


def _built(text: str, start: int, end: int, score: float, date: datetime.date | None) -> Found:
    iso = resolve(text[start:end], date)
    return Found(start, end, "DATE", score, Phrase(_REASON), {"iso": iso} if iso else {})


def _cut(form: str) -> tuple[int, str]:
    """Return (letters, stem) of a date word behind a proclitic."""
    if _plain(form):
        return 0, form
    if len(form) > 3 and form[0] in "وفبل" and _plain(form[1:]):
        return 1, form[1:]
    if form.startswith("لل") and _plain("ال" + form[2:]):
        return 2, "ال" + form[2:]
    return 0, form


def _plain(form: str) -> bool:
    return form in _PARTS or form in _ANCHORS or form in _PERIODS or form in MONTHS or form in DAYS or form in _ALONE


def _run(reading: Reading, place: int) -> Run | None:
    """Return (offset, last token, score) of the expression that begins at this token."""
    whole = _dated(reading, place)
    short = period(reading, place)
    return max((run for run in (whole, short) if run is not None), key=lambda run: (run[1], run[2]), default=None)


def _dated(reading: Reading, place: int) -> Run | None:
    cut, stem = _cut(reading.forms[place])
    if not _opens(reading, place, stem):
        return None
    if stem == "اليوم" and reading.form(place + 1) in ("الواحد", "العالمي", "الوطني", "الدولي"):
        return None
    last, anchored = _extent(reading, place, stem)
    while last > place and (reading.forms[last] in _LOOSE_ENDS or _lone_part(reading, last)):
        last -= 1
    if not anchored:
        return None
    if not cut and stem in _NOONS and reading.form(place - 1) in ("بعد", "قبل") and reading.same_line(place - 1, place):
        place -= 1
    return reading.offset(place, cut), last, 0.93 if last > place or stem in _ANCHORS else 0.8


def _lone_part(reading: Reading, place: int) -> bool:
    return reading.forms[place] in ("قبيل", "حوالي", "بعيد")


def _opens(reading: Reading, place: int, stem: str) -> bool:
    if stem in _HOURS:
        after = place + 1 + (reading.form(place + 1) in ("والنصف", "والربع"))
        noon = reading.form(after) == "من" and reading.form(after + 1) in ("بعد", "ظهر", "فجر", "صباح", "مساء", "ليل")
        return reading.form(after) in _ALONE or noon
    if stem.isdigit():
        following = reading.form(place + 1)
        near = following in MONTHS or (following == "من" and reading.form(place + 2) in MONTHS)
        return near and 1 <= int(stem) <= 31
    if stem == "فجر" and not _dawn(reading.form(place + 1)):
        return False
    if stem in DAYS and stem in ("الاحد", "الجمعه", "السبت", "الخميس"):
        return reading.form(place - 1) not in ("صلاه", "سوق", "خطبه")
    return _plain(stem) or _ordinal_of_month(reading, place)


def _dawn(following: str) -> bool:
    """Whether فجر is the hour and not the verb: a day, a month or a number stands behind it."""
    return following in DAYS or following in _ANCHORS or following in ("يوم", "غد") or following.isdigit()


def _ordinal_of_month(reading: Reading, place: int) -> bool:
    """Whether a day is counted here, with its month behind it: الثلاثين من تشرين الأول, السابع من شهر يوليو."""
    end = after_ordinal(reading, place)
    if end == place or reading.form(end) != "من":
        return False
    if reading.form(end + 1) == "الشهر" and reading.form(end + 2) in _AFTER:
        return True
    return reading.form(end + 1) in MONTHS or (reading.form(end + 1) == "شهر" and reading.form(end + 2) in MONTHS)


def _extent(reading: Reading, place: int, stem: str) -> tuple[int, bool]:
    """Return the last token of the expression, and whether it names a day, a month, a year or an hour at all."""
    last, anchored, at = place, _anchors(reading, place, stem), place + 1
    limit = min(len(reading), place + 16)
    while at < limit and reading.same_line(place, at):
        form = reading.forms[at]
        fitting = form.isdigit() and _fits(reading, at, form)
        anchor = (
            form in MONTHS
            or form in DAYS
            or form in _ANCHORS
            or (stem in _HOURS and (form in _ALONE or form in ("ظهر", "فجر", "صباح", "مساء", "ليل")))
        )
        if not (form in _AFTER or anchor or fitting or _links(reading, at)):
            break
        anchored = anchored or anchor or (form != "الواحد" and _anchored_by(reading, at, stem))
        if form not in ("من", "/", "(", "-", "،"):
            last = at
        at += 1
    return last, anchored


def _anchored_by(reading: Reading, place: int, stem: str) -> bool:
    """Whether the word gives an expression that begins with ``stem`` its day, month, year or hour."""
    form = reading.forms[place]
    if form in _AFTER:
        return stem in _PERIODS or stem in ("السنه", "العام", "اليوم") or stem in ORDINALS
    if form.isdigit():
        return stem in ("الساعه", "حوالي") or bool(_YEAR.match(form) and stem in _BEFORE_A_YEAR)
    return form in ORDINALS or _cut(form)[1] in MONTHS or form in _PERIODS


def _fits(reading: Reading, place: int, form: str) -> bool:
    """Whether digits belong to the date: a year, a day with its month, an hour or its minutes."""
    before, after = reading.forms[place - 1], reading.form(place + 1)
    if _YEAR.match(form):
        return True
    day = len(form) <= 2 and (after in MONTHS or before in MONTHS or after in ("/", "-"))
    return day or (len(form) <= 2 and before in ("الساعه", ":") and int(form) < 60)


def _links(reading: Reading, place: int) -> bool:
    """Whether a word that is no calendar word itself keeps the expression going."""
    form, before, following = reading.forms[place], reading.forms[place - 1], reading.form(place + 1)
    if form == "،":
        return before in MONTHS and bool(_YEAR.match(following))
    if form in ("/", ")", ":", "-"):
        return form != "-" or following.isdigit()
    if form == "(":
        return following in MONTHS
    if form == "من":
        noon = following in ("بعد", "ظهر", "فجر", "صباح", "مساء", "ليل") and before in _SECOND_HALVES | _HOURS
        return following in MONTHS or following in _AFTER_OF or noon
    if form == "بعد":
        return before == "من" and following in _NOONS
    stem = _cut(form)[1]
    if _counts(reading, place):
        return True
    if form in ORDINALS and before in ("اليوم", "يوم", "ليله"):
        return False
    if form.startswith("و"):
        return stem != form and (stem in MONTHS or stem == "ساعات")
    return form in _PARTS or form in _PERIODS or form in _ALONE or form in _HOURS


def _counts(reading: Reading, place: int) -> bool:
    """Whether the word is the number of a month, a day or an hour (تشرين الثاني, الساعة الرابعة, الساعات الـ24)."""
    form, before = reading.forms[place], reading.forms[place - 1]
    if form in ("الثاني", "الاول", "اول", "ثاني") and before in ("كانون", "تشرين", "ربيع", "جمادي"):
        return True
    if form in ORDINALS and before in ("الساعه", "اليوم", "يوم", "ليله"):
        return before == "الساعه" or _ordinal_of_month(reading, place)
    if form in _SECOND_HALVES:
        return before in ORDINALS
    if before in DAYS and after_ordinal(reading, place) > place:
        return _ordinal_of_month(reading, place)
    numbered = re.match(r"^ال\d+$", form) and before.endswith(("يوم", "الساعات", "الساعه", "الايام", "الاشهر"))
    return bool(numbered) or (form == "الاول" and before == "امس")


def _anchors(reading: Reading, place: int, stem: str) -> bool:
    if stem in _ANCHORS or stem in DAYS or stem in _ALONE:
        return True
    if stem in MONTHS:
        return stem not in ("مارس", "اب", "ايار") or not reading.form(place + 1).startswith("ال")
    return stem in ("الليل", "الفجر") and reading.form(place - 1) in (
        "طوال",
        "منتصف",
        "حتي",
        "منذ",
        "خلال",
        "في",
        "طيله",
        "ساعات",
    )
