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
    last, anchored = _extent(reading, place, stem)
    while last > place and (reading.forms[last] in ("من", "/", "(", "-", "و", "،", "في") or _lone_part(reading, last)):
        last -= 1
    if not anchored:
        return None
    return reading.offset(place, cut), last, 0.93 if last > place or stem in _ANCHORS else 0.8


def _lone_part(reading: Reading, place: int) -> bool:
    return reading.forms[place] in ("قبيل", "حوالي", "بعيد")


def _opens(reading: Reading, place: int, stem: str) -> bool:
    if stem in _HOURS:
        return reading.form(place + 1) in _ALONE
    if stem.isdigit():
        following = reading.form(place + 1)
        near = following in MONTHS or (following == "من" and reading.form(place + 2) in MONTHS)
        return near and 1 <= int(stem) <= 31
    if stem in DAYS and stem in ("الاحد", "الجمعه", "السبت", "الخميس"):
        return reading.form(place - 1) not in ("صلاه", "سوق", "خطبه")
    return _plain(stem) or _ordinal_of_month(reading, place)


def _ordinal_of_month(reading: Reading, place: int) -> bool:
    """Whether a day is counted here, with its month behind it: الثلاثين من تشرين الأول, السابع من شهر يوليو."""
    end = after_ordinal(reading, place)
    if end == place or reading.form(end) != "من":
        return False
    return reading.form(end + 1) in MONTHS or (reading.form(end + 1) == "شهر" and reading.form(end + 2) in MONTHS)


def _extent(reading: Reading, place: int, stem: str) -> tuple[int, bool]:
    last, anchored, at = place, _anchors(reading, place, stem), place + 1
    limit = min(len(reading), place + 16)
    while at < limit and reading.same_line(place, at):
        form = reading.forms[at]
        if form in _AFTER:
            anchored = anchored or stem in _PERIODS or stem in ("السنه", "العام", "اليوم")
        elif form in MONTHS or form in DAYS or form in _ANCHORS or (stem in _HOURS and form in _ALONE):
            anchored = True
        elif form.isdigit() and _fits(reading, at, form):
            anchored = anchored or (
                stem in ("الساعه", "حوالي")
                or bool(
                    _YEAR.match(form)
                    and stem
                    in (
                        "عام",
                        "سنه",
                        "العام",
                        "السنه",
                        "بدايه",
                        "صيف",
                        "مطلع",
                        "نهايه",
                        "شتاء",
                        "منتصف",
                        "اواخر",
                        "اوائل",
                    )
                )
            )
        elif not _links(reading, at):
            break
        elif form in ORDINALS:
            anchored = True
        elif _cut(form)[1] in MONTHS or form in _PERIODS:
            anchored = True
        if form not in ("من", "/", "(", "-", "،"):
            last = at
        at += 1
    return last, anchored


def _fits(reading: Reading, place: int, form: str) -> bool:
    """Whether digits belong to the date: a year, a day with its month, an hour or its minutes."""
    before, after = reading.forms[place - 1], reading.form(place + 1)
    if _YEAR.match(form):
        return True
    day = len(form) <= 2 and (after in MONTHS or before in MONTHS or after in ("/", "-"))
    return day or (len(form) <= 2 and before in ("الساعه", ":") and int(form) < 60)


def _links(reading: Reading, place: int) -> bool:
    form, following = reading.forms[place], reading.form(place + 1)
    if form in ("/", ")", ":", "-"):
        return form != "-" or following.isdigit()
    if form in ("الثاني", "الاول", "اول", "ثاني") and reading.forms[place - 1] in ("كانون", "تشرين", "ربيع", "جمادي"):
        return True
    if form in ORDINALS and reading.forms[place - 1] in ("الساعه", "اليوم", "يوم", "ليله"):
        return reading.forms[place - 1] == "الساعه" or _ordinal_of_month(reading, place)
    if form in ("عشر", "عشره", "والعشرين", "والثلاثين", "والنصف", "والربع"):
        return reading.forms[place - 1] in ORDINALS
    if re.match(r"^ال\d+$", form):
        return reading.forms[place - 1].endswith(("يوم", "الساعات", "الساعه", "الايام", "الاشهر"))
    if form == "(":
        return following in MONTHS
    if form == "من":
        return following in MONTHS or following in (
            "العام",
            "عام",
            "الشهر",
            "شهر",
            "امس",
            "اليوم",
            "صباح",
            "فجر",
            "مساء",
            "ليله",
        )
    if form == "،":
        return False
    stem = _cut(form)[1]
    if form.startswith("و"):
        return (stem in MONTHS or stem in ("ساعات",)) and stem != form
    return (
        form in _PARTS
        or form in _PERIODS
        or form in _ALONE
        or form
        in (
            "السادسه",
            "السابعه",
            "الثامنه",
            "التاسعه",
            "العاشره",
            "الخامسه",
            "الرابعه",
            "الثالثه",
            "الثانيه",
            "الواحده",
        )
    )


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
