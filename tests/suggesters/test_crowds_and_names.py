"""Crowds, peoples, states as parties, people's names, facilities and approximate numbers."""

from __future__ import annotations

import pytest

from annotator.core.document import Document
from annotator.labelsets import read
from annotator.suggesters import registry
from annotator.suggesters.merge import propose


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("وصل مئات المتظاهرين إلى الجسر", "ACTOR", ["المتظاهرين"]),
        ("قصف الفرنسيون القرية", "ACTOR", ["الفرنسيون"]),
        ("نزح السكان الفرنسيون", "ACTOR", []),
        ("رفضت روسيا المقترح", "ACTOR", ["روسيا"]),
        ("يعيشون في روسيا", "ACTOR", []),
        ("اقتحم مسلحون صوماليون القرية", "ACTOR", ["مسلحون صوماليون"]),
        ("وصل ثلاثة جنود إثيوبيين إلى القرية", "ACTOR", ["جنود إثيوبيين"]),
        ("أكد الطيار خليل المزروعي أن الطريق سالك", "PERSON", ["خليل المزروعي"]),
        ("وصل طارق بن زياد إلى الساحل", "PERSON", ["طارق بن زياد"]),
        ("صلوا في جامع عمر بن الخطاب", "PERSON", []),
        ("صلوا في جامع عمر بن الخطاب", "FACILITY", ["جامع عمر بن الخطاب"]),
        ("وصل إلى محطة للوقود", "FACILITY", ["محطة للوقود"]),
        ("جلسوا قرب خليج الرمان", "LOCATION", ["خليج الرمان"]),
        ("عثروا على السلاح الكيميائي هناك", "WEAPON", ["السلاح الكيميائي"]),
        ("رشقوه بالحجارة", "WEAPON", []),
        ("أصيب أكثر من سبعين شخصا", "CASUALTIES", ["أكثر من سبعين شخصا"]),
        ("أكدت الحركة مقتل جنديين اثنين", "CASUALTIES", ["جنديين اثنين"]),
    ],
)
def test_spans(found, text, label, expected):
    assert found(text, label) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قالت حركة تحرير السودان إن الطريق سالك", []),
        ("سار المتظاهرون نحو الجسر", ["سار"]),
        ("رفع المتظاهرون لافتات", ["رفع", "لافتات"]),
        ("رفع المتظاهرون لافتات خلال الاعتصام", ["رفع", "الاعتصام"]),
        ("رفع النادي لافتات في القاعة", []),
        ("تجمع أمام المحكمة عدد من المتظاهرين", ["تجمع"]),
        ("ووصفت الصحيفة المشهد", []),
        ("بيان صادر عن الحركة", []),
    ],
)
def test_triggers_of_crowds_and_words_inside_names(found, text, expected):
    assert found(text, "EVENT") == expected


def test_reasons_quote_the_words_of_the_text():
    text = "هدأت بلدة القشوان، لكن سكان القشوان خائفون"
    reasons = [str(one.suggestion.reason) for one in propose(Document(text), read("conflict"), registry.all()).spans]
    assert any("بلدة" in reason for reason in reasons)
    assert not any("بلده" in reason for reason in reasons)
