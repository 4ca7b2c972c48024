"""What every registered suggester promises."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.labels import EventType, Label, LabelSet
from annotator.core.spans import Span, check_boundaries
from annotator.core.suggestions import ArgumentSuggestion, Suggester, Suggestion
from annotator.labelsets import read
from annotator.suggesters import registry
from annotator.suggesters.memory import Memory, verdict_on
from annotator.suggesters.merge import propose

SUGGESTERS = registry.all()
REMEMBERED = (
    ("حلب", "LOCATION", None, True),
    ("تل", "LOCATION", None, False),
    ("ريف حلب", "LOCATION", None, True),
    ("النظام", "ACTOR", None, True),
    ("قصف", "EVENT", "Explosions/Remote violence", True),
    ("قتيلا", "CASUALTIES", None, True),
)
"""What a project decided: the registered memory knows nothing, and would say nothing."""
CONFLICT = read("conflict")
PIECES = [
    "قصف",
    "النظام",
    "مدينة",
    "حلب",
    "بالصواريخ",
    "في",
    "بلدتي",
    "حيان",
    "وعندان",
    "لواء",
    "كتائب",
    "حركة",
    "قوات",
    "مطار",
    "محطة",
    "وكالة",
    "رويترز",
    "قال",
    "العقيد",
    "أبو",
    "أحمد",
    "الخالد",
    "بن",
    "عبد",
    "الله",
    "مقتل",
    "18",
    "قتيلا",
    "وسبعين",
    "جريحا",
    "منذ",
    "يوم",
    "أمس",
    "فبراير",
    "/",
    "شباط",
    "الماضي",
    "(",
    "الجزيرة",
    ")",
    "الساعة",
    "21",
    ":",
    "35",
    "قبل",
    "يومين",
    "من",
    "نوع",
    "أرض",
    "و",
    "ب",
    "لل",
    "«",
    "»",
    "هجوما",
    "انتحاريا",
    "استهدف",
    "اعتقلت",
    "تظاهر",
    "المئات",
    "اتفاق",
    "هدنة",
    "،",
    ".",
    "؟",
    "12/05/2016",
    "الـ16",
    "حَلَبَ",
    "حلـــب",
    "💥",
    "👨\u200d👩\u200d👧",
    "\n",
    "\u200f",
    "abc",
    "ـ",
    "ريف",
    "تل",
    "كفر",
]
SHORT = (
    "",
    " ",
    "ا",
    "و",
    "،",
    ".؟!«»،؛",
    "💥👨‍👩‍👧‍👦🇸🇾",
    "\n\n",
    "قُتِلَ ثَلاثَةُ مَدَنِيِّينَ فِي حَلَبَ",
    "حلـــــب وإدلـــب",
    "\u200f\u200e",
    "في",
    "من نوع",
    "بين و",
)

texts = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)


def a_memory() -> Memory:
    memory = Memory()
    for words, label, kind, accepted in REMEMBERED:
        memory.add(verdict_on(words, Span(0, len(words), label), accepted=accepted, type=kind))
    return memory


documents = st.one_of(texts, st.text(max_size=30), st.sampled_from(SHORT)).map(Document)
EACH = {**SUGGESTERS, "a project's memory": a_memory()}
each = pytest.mark.parametrize("suggester", EACH.values(), ids=EACH)


def answers(
    suggester: Suggester, document: Document, labels: LabelSet = CONFLICT
) -> list[Suggestion | ArgumentSuggestion]:
    given_spans: list[Suggestion] = []
    if suggester.reads == "annotations":
        first = {name: one for name, one in SUGGESTERS.items() if one.reads == "text"}
        given_spans = [proposed.suggestion for proposed in propose(document, labels, first).spans]
    return list(suggester.suggest(document, labels, given_spans))


def test_the_shipped_suggesters_are_registered():
    assert {"gazetteer", "patterns", "triggers", "arguments", "memory"} <= set(SUGGESTERS)


@each
def test_has_what_the_contract_names(suggester):
    assert isinstance(suggester, Suggester)
    assert suggester.reads in ("text", "annotations")
    assert type(suggester).__module__.rsplit(".", 1)[-1] == suggester.id
    assert str(suggester.title)
    assert str(suggester.version)


@each
def test_ready_does_not_raise(suggester):
    reason = suggester.ready()
    assert reason is None or str(reason)


@each
@given(document=documents)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_answers_lie_inside_the_text_and_on_the_label_set(suggester, document):
    for found in answers(suggester, document):
        assert 0.0 <= found.score <= 1.0
        assert str(found.reason)
        check_boundaries(document.text, found.span.start, found.span.end)
        assert CONFLICT.offers(found.span.label)
        if isinstance(found, ArgumentSuggestion):
            CONFLICT.check_argument(found.role, found.span.label)
            assert found.trigger.label == CONFLICT.trigger.id
        elif found.span.label == CONFLICT.trigger.id:
            CONFLICT.check_event_type(found.type, found.subtype)
        else:
            CONFLICT.check_attributes(found.attributes, CONFLICT.by_id[found.span.label].attributes)
            assert found.type is None


@each
@given(document=documents)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_document_gets_the_same_answer_and_stays_as_it_is(suggester, document):
    before = Document(document.text)
    first = answers(suggester, document)
    answers(suggester, Document("شيء آخر في حلب"))
    assert answers(suggester, document) == first
    assert document == before


@each
@pytest.mark.parametrize("name", ["wojood", "ace", "anercorp"])
def test_other_label_sets_get_only_labels_they_have(suggester, name):
    labels = read(name)
    document = Document(
        "قصفت قوات النظام مدينة حلب أمس، وقال العقيد هاني الخالد لوكالة رويترز إن 18 قتيلا سقطوا في مطار الضمير."
    )
    for found in answers(suggester, document, labels):
        assert labels.offers(found.span.label)
        if isinstance(found, Suggestion) and found.type is not None:
            labels.check_event_type(found.type, found.subtype)


@each
def test_retired_labels_and_types_get_no_suggestion(suggester):
    title = {"en": "x"}
    labels = LabelSet(
        "retired",
        title,
        (Label("LOCATION", title, "#000000", retired=True),),
        Label("EVENT", title, "#000000"),
        (EventType("Battles", title, retired=True),),
    )
    assert answers(suggester, Document("دارت اشتباكات في مدينة حلب"), labels) == []
