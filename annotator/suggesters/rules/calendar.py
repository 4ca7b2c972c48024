"""The words of the calendar, and the ISO date or interval that an expression means on the day of its article."""

from __future__ import annotations

import datetime
import re

from annotator.core.arabic import matching_form

_MONTHS = (
    "يناير كانون", "فبراير شباط فيفري", "مارس اذار", "ابريل نيسان افريل", "مايو ايار", "يونيو حزيران جوان",
    "يوليو تموز جويليه",
    "اغسطس اب اوت", "سبتمبر ايلول شتنبر", "اكتوبر تشرين", "نوفمبر", "ديسمبر دجنبر",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_SECOND = {
    "كانون": {"الاول": 12, "اول": 12, "الثاني": 1, "ثاني": 1},
    "تشرين": {"الاول": 10, "اول": 10, "الثاني": 11, "ثاني": 11},
}
DAYS = {"الاثنين": 0, "الثلاثاء": 1, "الاربعاء": 2, "الخميس": 3, "الجمعه": 4, "السبت": 5, "الاحد": 6}
_DAY = datetime.timedelta(days=1)
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$")
_AGO = {"يومين": 2, "يوم": 1, "اسبوع": 7, "اسبوعين": 14}


def resolve(expression: str, date: datetime.date | None) -> str | None:
    """Return ``YYYY-MM-DD``, an interval of two such dates with a slash between, or ``None`` if it does not follow."""
    form = matching_form(expression)
    try:
        return (
            _numeric(form)
            or _by_month(form.replace("/", " ").replace("(", " ").replace(")", " ").split(), date)
            or (_relative(form.split(), date) if date else None)
        )
    except ValueError:  # the 31st of a month that has 30 days
        return None


def _numeric(form: str) -> str | None:
    if match := _YEAR_FIRST.match(form):
        return datetime.date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    match = _NUMERIC.match(form)
    return datetime.date(int(match[3]), int(match[2]), int(match[1])).isoformat() if match else None


def _month(words: list[str]) -> int | None:
    for place, word in enumerate(words):
        if word in _SECOND:
            following = words[place + 1] if place + 1 < len(words) else ""
            if following in _SECOND[word]:
                return _SECOND[word][following]
        elif word in MONTHS:
            return MONTHS[word]
    return None


def _by_month(words: list[str], date: datetime.date | None) -> str | None:
    month = _month(words)
    year = next((int(word) for word in words if re.match(r"(19|20)\d{2}$", word)), None)
    if month is None:
        whole = year is not None and words[0] in ("عام", "سنه", "العام", "السنه") and len(words) == 2
        return f"{year}-01-01/{year}-12-31" if whole else None
    if year is None:
        if date is None:
            return None
        future = any(word in ("المقبل", "القادم") for word in words)
        year = date.year + (1 if future and month <= date.month else -1 if not future and month > date.month else 0)
        if not future and month == date.month and "الماضي" in words:
            year -= 1
    day = next((int(word) for word in words if word.isdigit() and int(word) <= 31), None)
    if day is not None:
        return datetime.date(year, month, day).isoformat()
    first = datetime.date(year, month, 1)
    last = (first + 31 * _DAY).replace(day=1) - _DAY
    return f"{first.isoformat()}/{last.isoformat()}"


def _relative(words: list[str], date: datetime.date) -> str | None:
    if words[:3] == ["اول", "من", "امس"]:
        return (date - 2 * _DAY).isoformat()
    if words[0] == "قبل" and len(words) == 2 and words[1] in _AGO:
        return (date - _AGO[words[1]] * _DAY).isoformat()
    for word in words:
        if word in ("امس", "الامس", "البارحه"):
            return (date - _DAY).isoformat()
        if word == "اليوم":
            return date.isoformat()
    day = next((DAYS[word] for word in words if word in DAYS), None)
    if day is None:
        return None
    if any(word in ("المقبل", "القادم") for word in words):
        return (date + ((day - date.weekday() - 1) % 7 + 1) * _DAY).isoformat()
    return (date - ((date.weekday() - day) % 7) * _DAY).isoformat()
