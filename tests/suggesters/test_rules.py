"""Each rule on sentences made up for it: the brackets hold what is to be found."""

from __future__ import annotations

import datetime

import pytest

from annotator.core.document import Document
from annotator.labelsets import read
from annotator.suggesters import registry
from annotator.suggesters.merge import SHOWN, propose

LABELS = read("conflict")
DATE = datetime.date(2016, 4, 13)  # a Wednesday


def proposals(text, label):
    shown = (one.suggestion for one in propose(Document(text, date=DATE), LABELS, registry.all()).spans)
    return [one for one in shown if one.span.label == label and one.score >= SHOWN]


def found(text, label):
    return [text[one.span.start : one.span.end] for one in proposals(text, label)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("وصلت القافلة إلى مدينة حلب", ["حلب"]),
        ("سيطروا على بلدة قرطابا أمس", ["قرطابا"]),
        ("في بلدتي الشنوان وقرطابا", ["الشنوان", "قرطابا"]),
        ("عاد الهدوء إلى بلدة القشوان، لكن سكان القشوان خائفون", ["القشوان", "القشوان"]),
        ("قصف على ريف حلب الجنوبي", ["ريف حلب الجنوبي", "حلب"]),
        ("هجوم بحلب ووصول إلى بيروت", ["حلب", "بيروت"]),
        ("توغل في حي الشيخ مقصود", ["الشيخ مقصود"]),
        ("تجدد القصف على تل الرمان وعاد الهدوء", ["تل الرمان"]),
        ("كان الباب مفتوحا على العلم", []),
        ("وفي سوريا ولبنان", ["سوريا", "لبنان"]),
        ("خطفوا مواطنا سوريا", []),
    ],
)
def test_places(text, places):
    assert found(text, "LOCATION") == places


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("أعلنت كتائب السدر مسؤوليتها", ["كتائب السدر"]),
        ("هجوم للنظام على المعارضة", ["نظام", "المعارضة"]),
        ("انسحب لواء شهداء اليرموك من موقعه", ["لواء شهداء اليرموك"]),
        ("مسلحي المعارضة", ["المعارضة"]),
        ("اقتحمت قوة إسرائيلية مكونة من آليات", ["قوة إسرائيلية"]),
        ("وبحسب القوات الحكومية", ["القوات الحكومية"]),
        ("قال إن فتح الطريق صعب", []),
    ],
)
def test_actors(text, actors):
    assert found(text, "ACTOR") == actors


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("نقلت وكالة رويترز عن مسؤول", "ORGANISATION", ["رويترز"]),
        ("وفق ما أفادت شبكة شام", "ORGANISATION", ["شبكة شام"]),
        ("وثق المرصد السوري لحقوق الإنسان", "ORGANISATION", ["المرصد السوري لحقوق الإنسان"]),
        ("صورة من المدينة (الجزيرة)", "ORGANISATION", ["الجزيرة"]),
        ("هبطت طائرة في مطار الضمير العسكري", "FACILITY", ["مطار الضمير العسكري"]),
        ("نقلوا إلى المستشفى", "FACILITY", ["المستشفى"]),
        ("قاعدة بيانات كبيرة", "FACILITY", []),
        ("قال العقيد هاني الخالد إن الوضع هادئ", "PERSON", ["هاني الخالد"]),
        ("التقى محمد بن سالم الكثيري أمس", "PERSON", ["محمد بن سالم الكثيري"]),
        ("صاروخ من نوع أرض أرض سقط", "WEAPON", ["صاروخ من نوع أرض أرض"]),
        ("انفجرت سيارة مفخخة هناك", "WEAPON", ["سيارة مفخخة"]),
        ("وصلت طائرة الركاب", "WEAPON", []),
        ("أسقطوا طائرة مسيّرة أمس", "WEAPON", ["طائرة مسيّرة"]),
    ],
)
def test_other_names(text, label, expected):
    assert found(text, label) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("نشرت تنسيقية جسر الشغور صورا", [("تنسيقية جسر الشغور", "ORGANISATION")]),
        ("نشرت تنسيقية حلب صورا", [("تنسيقية حلب", "ORGANISATION")]),
        ("وقالت تنسيقية عين العرب أمس", [("تنسيقية عين العرب", "ORGANISATION")]),
        ("نفت تنسيقية مدينة جسر الشغور ذلك", [("تنسيقية مدينة جسر الشغور", "ORGANISATION")]),
        ("دعت رابطة حمص ونقابة الرقة إلى اجتماع", [("رابطة حمص", "ORGANISATION"), ("نقابة الرقة", "ORGANISATION")]),
        ("قال مرصد حماة لحقوق الإنسان", [("مرصد حماة لحقوق الإنسان", "ORGANISATION")]),
        ("وصل وفد المنظمة إلى حلب", [("المنظمة", "ORGANISATION"), ("حلب", "LOCATION")]),
        ("اجتمعت هيئة بحلب", [("حلب", "LOCATION")]),
    ],
)
def test_a_body_that_is_named_by_a_place_is_proposed_and_not_the_place_alone(text, expected):
    spans = propose(Document(text), LABELS, registry.all()).spans
    kinds = ("ORGANISATION", "LOCATION")
    got = [one.suggestion.span for one in spans if one.suggestion.span.label in kinds]
    assert [(text[one.start : one.end], one.label) for one in got] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سقوط 18 قتيلا وسبعين جريحا", [("18 قتيلا", "killed", 18), ("سبعين جريحا", "wounded", 70)]),
        ("مقتل ما لا يقل عن 28 شخصا", [("28 شخصا", "killed", 28)]),
        ("أصيب خمسة وعشرون مدنيا", [("خمسة وعشرون مدنيا", "wounded", 25)]),
        ("مقتل مئتين وأربعة عشر شخصا", [("مئتين وأربعة عشر شخصا", "killed", 214)]),
        ("قتل 15 من قوات النظام", [("15 من قوات النظام", "killed", 15)]),
        ("سقط قتيلان", [("قتيلان", "killed", 2)]),
        ("سقوط عشرات الجرحى", [("عشرات الجرحى", "wounded", None)]),
        ("شارك 15 شخصا في اللقاء", []),
        ("إطلاق سراح 140 أسيرا", []),
    ],
)
def test_casualties(text, expected):
    got = [
        (text[one.span.start : one.span.end], one.attributes["kind"], one.attributes.get("low"))
        for one in proposals(text, "CASUALTIES")
    ]
    assert got == expected


def test_at_least_has_no_upper_bound():
    (one,) = proposals("مقتل ما لا يقل عن 28 شخصا", "CASUALTIES")
    assert one.attributes["low"] == 28
    assert "high" not in one.attributes


@pytest.mark.parametrize(
    ("text", "expected", "iso"),
    [
        ("وصلوا ظهر اليوم إلى", "ظهر اليوم", "2016-04-13"),
        ("منذ يوم أمس هناك", "يوم أمس", "2016-04-12"),
        ("بدأ أواخر فبراير/ شباط الماضي بعد", "أواخر فبراير/ شباط الماضي", "2016-02-01/2016-02-29"),
        ("وقع قبل يومين في", "قبل يومين", "2016-04-11"),
        ("عقد فجر الثلاثاء هناك", "فجر الثلاثاء", "2016-04-12"),
        ("بتاريخ 27/09/2013 صدر", "27/09/2013", "2013-09-27"),
        ("في 7 حزيران / يونيو 2018 صدر", "7 حزيران / يونيو 2018", "2018-06-07"),
        ("في تشرين الثاني/نوفمبر الماضي خسرته", "تشرين الثاني/نوفمبر الماضي", "2015-11-01/2015-11-30"),
        ("في يوليو ( تموز ) 2005 هناك", "يوليو ( تموز ) 2005", "2005-07-01/2005-07-31"),
        ("وصل الاثنين المقبل إلى", "الاثنين المقبل", "2016-04-18"),
        ("خلال الشهر الجاري كله", "الشهر الجاري", None),
    ],
)
def test_dates(text, expected, iso):
    (one,) = proposals(text, "DATE")
    assert text[one.span.start : one.span.end] == expected
    assert one.attributes.get("iso") == iso


def test_no_date_without_one():
    assert found("قبل المدير العرض وهو على علم به", "DATE") == []


@pytest.mark.parametrize(
    ("text", "word", "subtype"),
    [
        ("دارت اشتباكات عنيفة قرب البلدة", "اشتباكات", "Armed clash"),
        ("شنت الطائرات غارات على البلدة", "غارات", "Air/drone strike"),
        ("تعرضت البلدة لقصف مدفعي", "قصف", "Shelling/artillery/missile attack"),
        ("تعرضت البلدة لقصف جوي", "قصف", "Air/drone strike"),
        ("انفجار عبوة ناسفة على الطريق", "انفجار", "Remote explosive/landmine/IED"),
        ("هجوم انتحاري على حاجز", "هجوم", "Suicide bomb"),
        ("هجوم كيميائي على البلدة", "هجوم", "Chemical weapon"),
        ("انسحاب التنظيم من البلدة", "انسحاب", "Non-violent transfer of territory"),
        ("وقع الطرفان هدنة جديدة", "هدنة", "Agreement"),
        ("اعتقلت الشرطة رجلين", "اعتقلت", "Arrests"),
        ("سيطر مسلحو الحركة على البلدة", "سيطر", "Non-state actor overtakes territory"),
        ("سيطرة قوات النظام على البلدة", "سيطرة", "Government regains territory"),
        ("استعادت القوات الحكومية القرية", "استعادت", "Government regains territory"),
        ("خطف مجهولون طبيبا", "خطف", "Abduction/forced disappearance"),
        ("خرجت مظاهرة في المدينة", "مظاهرة", "Peaceful protest"),
        ("سقوط قذائف على حي سكني", "سقوط", "Shelling/artillery/missile attack"),
        ("ألقى جنود قنبلة يدوية على منزل", "ألقى", "Grenade"),
        ("مقتل مدني في بلدة صغيرة", "مقتل", "Attack"),
        ("وإعطابها بالكامل", "إعطابها", "Looting/property destruction"),
    ],
)
def test_triggers(text, word, subtype):
    triggers = {text[one.span.start : one.span.end]: one.subtype for one in proposals(text, "EVENT")}
    assert triggers.get(word) == subtype


@pytest.mark.parametrize(
    "text",
    [
        "فجر الثلاثاء كان الجو هادئا",
        "منطقة خاضعة لسيطرة المعارضة",
        "تحاول القوات السيطرة على البلدة",
        "منظمة حظر الأسلحة الكيميائية",
        "فرض وقف إطلاق النار",
        "يستخدم هذا البحث أدوات جديدة",
        "طائرة مسيّرة",
        "كان الطقس جميلا والسوق مزدحما",
    ],
)
def test_no_trigger(text):
    assert found(text, "EVENT") == []


def test_results_are_second_thoughts_beside_the_violence_itself():
    text = "أدى انفجار قنبلة إلى مقتل خمسة أشخاص"
    every = [one.suggestion for one in propose(Document(text), LABELS, registry.all()).spans]
    scores = {text[one.span.start : one.span.end]: one.score for one in every if one.span.label == "EVENT"}
    assert scores["مقتل"] < SHOWN < scores["انفجار"]


def test_negation_lowers_the_score():
    (said,) = proposals("شهدت البلدة غارات كثيرة", "EVENT")
    (denied,) = proposals("لم تشهد البلدة غارات كثيرة", "EVENT")
    assert denied.score < said.score


def arguments(text):
    proposal = propose(Document(text), LABELS, registry.all())
    return {
        (one.suggestion.role, text[one.suggestion.span.start : one.suggestion.span.end]) for one in proposal.arguments
    }


def test_arguments_by_order_and_preposition():
    got = arguments("قصفت قوات النظام بلدة حيان بصواريخ غراد أمس")
    assert got >= {("initiator", "قوات النظام"), ("location", "حيان"), ("weapon", "صواريخ غراد"), ("time", "أمس")}


def test_both_sides_of_a_clash_initiate():
    got = arguments("دارت اشتباكات بين كتائب المعارضة ولواء شهداء اليرموك في درعا")
    assert got >= {("initiator", "كتائب المعارضة"), ("initiator", "لواء شهداء اليرموك"), ("location", "درعا")}


def test_who_says_so_is_the_source():
    assert ("source", "شبكة شام") in arguments("قصفت قوات النظام بلدة حيان وفق ما أفادت شبكة شام")


def test_a_passive_has_no_initiator_right_behind_it():
    assert "initiator" not in {role for role, _text in arguments("قُتل الجيش")}
