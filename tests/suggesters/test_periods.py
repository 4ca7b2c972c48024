"""Dates without a month: years, centuries, durations, counted days, feasts, hours of prayer."""

from __future__ import annotations

import pytest

from annotator.suggesters.reading import Reading
from annotator.suggesters.rules import dates


def found(text):
    return [text[one.start : one.end] for one in dates.find(Reading(text), None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("تأسست القرية عام 1516 على التل", ["عام 1516"]),
        ("نزحوا في 1948 من القرية", ["1948"]),
        ("انتظروا أربع سنوات هناك", ["أربع سنوات"]),
        ("حاصروهم أقل من أسبوع", ["أقل من أسبوع"]),
        ("هدأت الجبهة منذ شهر", ["شهر"]),
        ("عادوا لليوم الثالث على التوالي", ["يوم الثالث"]),
        ("في القرن السابع عشر الميلادي", ["القرن السابع عشر الميلادي"]),
        ("وصلوا في الثلاثين من تشرين الأول", ["الثلاثين من تشرين الأول"]),
        ("خلال عيد الفطر", ["عيد الفطر"]),
        ("خرجوا بعد صلاة الجمعة", ["بعد صلاة الجمعة"]),
        ("وصلوا بعد ظهر أمس إلى القرية", ["بعد ظهر أمس"]),
        ("أمس الأول", ["أمس الأول"]),
        ("فتى عمره 15 عاما", []),
        ("سلموا 1500 صندوق", []),
        ("فجر نفسه في السوق", []),
        ("أحيوا اليوم العالمي للشجرة", []),
    ],
)
def test_periods(text, expected):
    assert found(text) == expected
