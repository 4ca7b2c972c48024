"""Words that tell of an assault or a protest without naming it: shown where nothing else does, or where they lead."""

from __future__ import annotations

import pytest

from annotator.core.document import Document
from annotator.labelsets import read
from annotator.suggesters import registry
from annotator.suggesters.merge import SHOWN, propose

LABELS = read("conflict")


def shown(text):
    spans = [one.suggestion for one in propose(Document(text), LABELS, registry.all()).spans]
    return [text[one.span.start : one.span.end] for one in spans if one.span.label == "EVENT" and one.score >= SHOWN]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قتل سبعة رعاة في هجوم انتحاري قرب السوق", ["قتل", "هجوم"]),
        ("أعلنت الشرطة مقتل شرطيين في تفجير عبوة ناسفة", ["مقتل", "تفجير"]),
        ("وقع التفجير قرب مدرسة للبنات في الحي القديم، وأسفر عن مقتل معلمة", ["التفجير", "مقتل"]),
        ("أسفر التفجير عن مقتل معلمة", ["التفجير"]),
        ("قتل سبعة أشخاص في قصف مدفعي على السوق", ["قصف"]),
        ("قتل سبعة أشخاص في معارك قرب السوق", ["معارك"]),
        ("إصابة طفلين قرب الجدار", ["إصابة"]),
        ("كما أصيب ثلاثة آخرون", []),
        ("قتل حارس وأصيب طفلان قرب الجدار", ["قتل"]),
        ("بلغ عدد الإصابات ثلاثين", []),
        ("بعد القصف نددت المنظمة بإصابة المستشفى", ["القصف", "إصابة"]),
    ],
)
def test_results(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("نزل مئات السكان إلى الشوارع للتنديد بالغلاء", ["نزل"]),
        ("اعتصم العمال أمام المصنع وردد المتظاهرون أناشيد", ["اعتصم", "ردد"]),
        ("وصل مئات الطلاب إلى الساحة مطالبين برحيل الوزير", ["مطالبين"]),
        ("قاطعت الكتلة الجلسة احتجاجا على القرار", []),
        ("شكل مئات الطلاب سلسلة بشرية حول الجامعة", ["سلسلة"]),
        ("دعت النقابة إلى يوم غضب", ["غضب"]),
        ("أثار القرار سلسلة ردود وموجة غضب", []),
        ("تجمعوا في ساحة التحرير", []),
    ],
)
def test_crowds(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("فتح مسلح النار على زبائن مقهى", ["فتح"]),
        ("فتح البائع متجره صباحا", []),
        ("انهال رجال الأمن على الطلاب بالهراوات", ["انهال"]),
        ("تعرض صحفي للضرب على أيدي مجهولين", ["ضرب"]),
        ("ضرب عناصر الشرطة عددا من النساء", ["ضرب"]),
        ("ضرب زلزال الساحل", []),
        ("نجا الرجل بعد أن فجر انتحاري نفسه", ["فجر"]),
        ("نجا الرجل قبل أن يفجر انتحاري نفسه", []),
        ("عملية انتحارية قرب الجسر", ["عملية"]),
        ("عملية جراحية قرب الجسر", []),
    ],
)
def test_assaults(text, expected):
    assert shown(text) == expected
