"""What is learned from lessons: spans that no rule knows, senses, arguments; and bad lessons."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from lessons import LABELS, LESSONS, UNSEEN, poisoned

from annotator.core.document import Document
from annotator.core.labels import Label, LabelSet
from annotator.core.lessons import Lesson
from annotator.core.phrases import Problem
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.suggesters import registry
from annotator.suggesters.learned import suggester
from annotator.suggesters.merge import SHOWN, propose

TITLE = {"en": "x"}


def shown(model, lesson, labels=LABELS):
    proposal = propose(lesson.document, labels, {**registry.all(), model.id: model})
    return {one.suggestion.span for one in proposal.spans if one.suggestion.score >= SHOWN}, proposal


def test_unseen_sentences_are_marked_as_the_lessons_are(model):
    for lesson in UNSEEN:
        assert shown(model, lesson)[0] == set(lesson.spans)


def test_the_types_of_events_are_learned(model):
    for lesson in UNSEEN[:12]:
        _, proposal = shown(model, lesson)
        found = {(one.suggestion.type, one.suggestion.subtype) for one in proposal.spans if one.suggestion.type}
        assert found == {(event.type, event.subtype) for event in lesson.events}


def test_arguments_are_learned(model):
    for lesson in UNSEEN[:12]:
        _, proposal = shown(model, lesson)
        found = {(one.suggestion.role, one.suggestion.span) for one in proposal.arguments}
        assert found == {pair for event in lesson.events for pair in event.arguments}


def test_what_a_model_looks_at_together_it_sees_as_alone(model):
    fresh = suggester.load(model.data)
    documents = [lesson.document for lesson in UNSEEN[:5]] + [Document("")]
    fresh.prepare(documents)
    for document in documents:
        assert list(fresh.suggest(document, LABELS)) == list(model.suggest(document, LABELS))


@pytest.fixture
def hurried() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_several_threads_read_with_one_model_as_one_does(model, hurried):
    words = ["".join(letters) for letters in product("بتثجحخدرسشصع", repeat=3)]
    texts = [Document(" ".join(words[place::24])) for place in range(24)]
    alone, shared = suggester.load(model.data), suggester.load(model.data)
    expected = [alone._looked_at([one])[0] for one in texts]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: shared._looked_at([one]), texts))
    for document, view in zip(texts, expected, strict=True):
        for one, other in zip(view.layers, shared._looked_at([document])[0].layers, strict=True):
            np.testing.assert_allclose(one.tags, other.tags, atol=1e-6)


def test_poisoned_lessons_are_passed_over_quickly():
    begun = time.perf_counter()
    found = suggester.learn([*LESSONS, *([poisoned()] * 20)], LABELS)
    assert time.perf_counter() - begun < 60
    assert found.knowledge.passed_over == 20
    assert found.knowledge.lessons == len(LESSONS)
    assert shown(found, UNSEEN[0])[0] == set(UNSEEN[0].spans)


def test_a_great_many_spans_on_one_word_are_passed_over():
    text = "كلمة " * 30
    spans = tuple(Span(start, end, "TARGET") for start in range(100) for end in range(start + 1, 140))
    assert suggester.learn([*LESSONS, Lesson(Document(text), spans)], LABELS).knowledge.passed_over == 1


@pytest.mark.parametrize("lessons", [[], [Lesson(Document("حلب"), ())], [Lesson(Document(""), ())], [poisoned()]])
def test_nothing_to_learn_from_is_said(lessons):
    with pytest.raises(Problem) as caught:
        suggester.learn(lessons, LABELS)
    assert caught.value.code == "lessons-empty"


def test_one_lesson_and_one_label_are_enough_not_to_fail():
    labels = LabelSet("one", TITLE, (Label("TARGET", TITLE, "#000000"),))
    lesson = Lesson(LESSONS[0].document, tuple(span for span in LESSONS[0].spans if span.label == "TARGET"))
    found = suggester.learn([lesson], labels)
    assert all(one.span.label == "TARGET" for one in found.suggest(UNSEEN[0].document, labels))


def test_labels_that_are_gone_are_dropped(model):
    gone = replace(LABELS, labels=LABELS.labels[1:], event_types=(), roles=())
    for lesson in UNSEEN[:5]:
        for one in model.suggest(lesson.document, gone):
            assert gone.offers(one.span.label)
            assert isinstance(one, Suggestion)
            assert one.type is None


def test_roles_that_are_gone_are_dropped(model):
    gone = replace(LABELS, roles=LABELS.roles[1:])
    for lesson in UNSEEN[:5]:
        found = list(model.suggest(lesson.document, gone))
        assert {one.role for one in found if isinstance(one, ArgumentSuggestion)} <= {"where"}


def test_nested_spans_of_different_and_of_the_same_label_are_learned():
    labels = LabelSet("nested", TITLE, (Label("GROUP", TITLE, "#000000"), Label("PLACE", TITLE, "#000000")))

    def nested(town, verb):
        text = f"{verb} مجلس {town} الكبير في ريف {town} الواسع اليوم ."
        first, second = text.index(town), text.rindex(town)
        outer = Span(text.index("مجلس"), text.index("الكبير") + 6, "GROUP")
        region = Span(text.index("ريف"), text.index("الواسع") + 6, "PLACE")
        inner = (Span(first, first + len(town), "PLACE"), Span(second, second + len(town), "PLACE"))
        return Lesson(Document(text), (outer, region, *inner))

    towns, verbs = ("جوبر", "عندان", "حيان", "تادف", "منبج", "خناصر"), ("اجتمع", "عقد", "نفى", "أكد")
    every = [nested(town, verb) for town in towns for verb in verbs]
    found = suggester.learn(every[4:], labels)
    for lesson in every[:4]:
        spans = {one.span for one in found.suggest(lesson.document, labels) if one.score >= SHOWN}
        assert spans == set(lesson.spans)


def test_a_report_may_end_the_learning():
    class EndedError(Exception):
        pass

    shares = []

    def report(share):
        shares.append(share)
        if share > 0.7:
            raise EndedError

    with pytest.raises(EndedError):
        suggester.learn(LESSONS, LABELS, report=report)
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] <= 1.0


def test_labels_that_rules_know_better_are_left_to_them():
    """Where a handful of lessons contradicts itself, what is learned does worse than the rules, and stays silent."""
    texts = ["وصل الوفد إلى مدينة حلب أمس", "زار الوزير مدينة حلب اليوم", "عاد الجيش من مدينة حلب"]
    lessons = []
    for number, text in enumerate(texts * 4):
        place = text.index("حلب") if number % 2 else text.index("مدينة")
        lessons.append(Lesson(Document(text), (Span(place, text.index("حلب") + 3, "LOCATION"),)))
    model = suggester.learn(lessons, LABELS)
    found = shown(model, Lesson(Document("انفجار في مدينة إدلب"), ()))[0]
    assert len(found) >= 1
