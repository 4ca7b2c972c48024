"""What the words of a hand-made span state: counts in digits and words, days against the article's date."""

from __future__ import annotations

import datetime

import pytest

from annotator.core.document import Document
from annotator.core.spans import Span
from annotator.labelsets import read
from annotator.suggesters.values import values_of

LABELS = read("conflict")
DAY = datetime.date(2016, 2, 25)  # a Thursday


def stated(text, words, label, labels=LABELS, date=DAY):
    start = text.index(words)
    return dict(values_of(Document(text, date=date), Span(start, start + len(words), label), labels))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("أدى القصف إلى مقتل 18 مدنيا وجرح سبعين آخرين", "18 مدنيا", ("killed", 18, 18)),
        ("أدى القصف إلى مقتل 18 مدنيا وجرح سبعين آخرين", "سبعين آخرين", ("wounded", 70, 70)),
        ("أدى القصف إلى مقتل 18 مدنيا وجرح سبعين آخرين", "مقتل 18 مدنيا", ("killed", 18, 18)),
        ("أدى القصف إلى مقتل ١٨ مدنيا", "١٨", ("killed", 18, 18)),
        ("سقط ما بين 10 و15 قتيلا", "ما بين 10 و15 قتيلا", ("killed", 10, 15)),
        ("سقط 10 إلى 15 جريحا أمس", "10 إلى 15 جريحا", ("wounded", 10, 15)),
        ("سقط أكثر من خمسة وعشرين جريحا هناك", "أكثر من خمسة وعشرين جريحا", ("wounded", 25, None)),
        ("سقط أكثر من خمسة وعشرين جريحا هناك", "خمسة وعشرين", ("wounded", 25, None)),
        ("لقي ما يصل إلى ثلاثين شخصا حتفهم", "ما يصل إلى ثلاثين شخصا", ("killed", None, 30)),
        ("نزوح 3 آلاف شخص من البلدة", "3 آلاف شخص", ("displaced", 3000, 3000)),
        ("وقتل جنديان في الكمين", "جنديان", ("killed", 2, 2)),
        ("مقتل طفل وإصابة والدته", "طفل", ("killed", 1, 1)),
        ("نقل عدد من الجرحى إلى المشفى", "عدد من الجرحى", ("wounded", None, None)),
        ("سطر قبله\nونزح أربعة صيادين\nقتل 9", "أربعة صيادين", ("displaced", 4, 4)),
        ("وصلت حافلات إلى البلدة", "حافلات", (None, None, None)),
    ],
)
def test_a_count_is_read_in_digits_and_in_words(text, words, expected):
    found = stated(text, words, "CASUALTIES")
    assert (found.get("kind"), found.get("low"), found.get("high")) == expected
    LABELS.check_attributes(found, LABELS.by_id["CASUALTIES"].attributes)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("السبت الماضي", "2016-02-20"),
        ("20 فبراير", "2016-02-20"),
        ("2016/02/20", "2016-02-20"),
        ("20/2/2016", "2016-02-20"),
        ("٢٠ شباط ٢٠١٦", "2016-02-20"),
        ("31 شباط 2016", None),
        ("قريبا", None),
    ],
)
def test_a_date_is_read_against_the_date_of_the_article(words, expected):
    assert stated(f"وقع ذلك {words} هناك", words, "DATE").get("iso") == expected


def test_a_date_that_needs_the_article_s_date_is_left_open_without_one():
    assert stated("وقع ذلك السبت الماضي", "السبت الماضي", "DATE", date=None) == {}


def test_other_labels_and_label_sets_state_nothing():
    assert stated("مقتل 18 مدنيا", "18 مدنيا", "PERSON") == {}
    assert stated("مقتل 18 مدنيا", "18 مدنيا", "PERS", read("anercorp")) == {}
    assert stated("مقتل 18 مدنيا", "18 مدنيا", "no such label") == {}
