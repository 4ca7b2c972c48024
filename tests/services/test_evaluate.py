"""Suggesters scored against gold, with the rules alone."""

from __future__ import annotations

import pytest

from annotator.core.document import Document
from annotator.core.lessons import Lesson, LessonEvent
from annotator.core.phrases import Problem
from annotator.core.spans import Span
from annotator.services.evaluate import measured, trained
from annotator.services.gold_labels import implied_labels

TEXT = "قصفت قوات النظام مدينة حلب أمس."
LESSON = Lesson(
    Document(TEXT),
    (Span(0, 4, "EVENT"), Span(5, 16, "ACTOR"), Span(23, 26, "LOCATION"), Span(17, 22, "OTHER")),
    (LessonEvent(Span(0, 4, "EVENT"), "Explosions/Remote violence", "Shelling/artillery/missile attack",
                 (("location", Span(23, 26, "LOCATION")),)),),
)  # fmt: skip


def figures(only=(), wanted=()):
    labels = implied_labels([LESSON])
    return measured([LESSON], labels, trained([], labels, wanted).suggesters, only)


def test_rules_are_scored_without_lessons():
    found = figures()
    assert found.scores.of("LOCATION").f1 == found.scores.of("ACTOR").f1 == 1.0
    assert found.scores.of("OTHER").recall == 0.0
    assert found.events["types"].micro().f1 == 1.0
    assert found.events["arguments"].micro().recall == 1.0
    assert found.tokens == 7
    assert found.tokens_per_second > 0
    json = found.as_json()
    assert set(json) == {"micro", "labels", "events", "tokens_per_second"}
    assert set(json["micro"]) == {"exact", "clitic_free", "overlap"}


def test_only_some_labels_count():
    assert figures(only=["LOCATION"]).scores.labels == ("LOCATION",)


def test_only_some_suggesters_count():
    assert figures(wanted=["triggers"]).scores.of("LOCATION").proposed == 0
    with pytest.raises(Problem) as caught:
        trained([], implied_labels([]), ["nobody"])
    assert caught.value.code == "suggester-unknown"
    assert "triggers" in str(caught.value)


def test_who_is_not_ready_is_left_out_with_the_reason():
    taught = trained([], implied_labels([LESSON]))
    assert set(taught.left_out) | set(taught.suggesters) >= {"gazetteer", "learned"}
    assert all(str(reason) for reason in taught.left_out.values())
