"""People, places and facilities that no list has, or that other words spell alike."""

from __future__ import annotations

import pytest

from annotator.core.document import Document
from annotator.labelsets import read
from annotator.suggesters import registry
from annotator.suggesters.merge import SHOWN, propose

LABELS = read("conflict")


def shown(text, label):
    spans = [one.suggestion for one in propose(Document(text), LABELS, registry.all()).spans]
    return [text[one.span.start : one.span.end] for one in spans if one.span.label == label and one.score >= SHOWN]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصل العقيد علي الجنابي إلى البلدة", ["علي الجنابي"]),
        ("رد محمد علي عوض على السؤال", ["محمد علي عوض"]),
        ("وقع الحادث علي الطريق", []),
        ("رد الرجل على السؤال علي كتابة", []),
        ("قتل القيادي أبو حفص الأردني", ["أبو حفص الأردني"]),
        ("قال العميد فرنسوا الحاج إن الوضع هادئ", ["فرنسوا الحاج"]),
        ("قال الميجر جنرال وحيد ارشاد إن الوضع هادئ", ["وحيد ارشاد"]),
        ("تحدث وزير الشؤون الدينية اعجاز الحق", ["اعجاز الحق"]),
        ("وصل أحمد ضحية عبد الرحمن إلى البلدة", ["أحمد ضحية عبد الرحمن"]),
        ("خطف مسلحون إدريس فرج الله من منزله", ["إدريس فرج الله"]),
        ("نشر هادي العبد الله مقطعا قصيرا", ["هادي العبد الله"]),
        ("دفع ذلك الملك حسين لمواجهة الفصائل", ["حسين"]),
        ("اعتقل سمير الملقب بخطاب المقدسي", ["خطاب المقدسي"]),
        ("قتل رجل دين في البلدة", []),
        ("وفاة المعتقل وسيم رزوق", ["وسيم رزوق"]),
        ("هاجموا مستشفى عمر بن عبد العزيز", []),
        ("وهذا يزيد احتمال وقوع غارة", []),
        ("قرأ قصة ابن كثير كلها", []),
    ],
)
def test_people(text, expected):
    assert shown(text, "PERSON") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("خرجت مظاهرات في جوبا وواو وملكال ورمبيك", ["جوبا", "واو", "ملكال", "رمبيك"]),
        ("في دمشق وحلب والشنوان، ثم هدأت", ["دمشق", "حلب", "الشنوان"]),
        ("في دمشق والشنوان، ثم هدأت", ["دمشق"]),
        ("في دمشق وحلب والحكومة", ["دمشق", "حلب"]),
        ("وقع الهجوم في منطقة الشيخ سعيد بحلب", ["الشيخ سعيد", "حلب"]),
    ],
)
def test_places(text, expected):
    assert shown(text, "LOCATION") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("انفجرت عبوة قرب فندق بالاس في البلدة", ["فندق بالاس"]),
        ("استهدفت الغارة مدرسة عبد القادر شاشو ومحيطها", ["مدرسة عبد القادر شاشو"]),
        ("حكم عليه بالسجن المؤبد", []),
        ("اقتحموا السجن ليلا", ["السجن"]),
        ("وصلوا إلى الكوت، مركز محافظة واسط", []),
        ("اقتحموا مبنى المحافظة", ["مبنى المحافظة"]),
        ("تعرضت مدرسة للقصف", []),
        ("ذهبوا إلى مستشفى شنان لإنقاذ المدنيين", ["مستشفى شنان"]),
    ],
)
def test_facilities(text, expected):
    assert shown(text, "FACILITY") == expected
