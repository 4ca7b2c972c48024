"""What every registered learner promises."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.phrases import Problem
from annotator.core.spans import check_boundaries
from annotator.core.suggestions import ArgumentSuggestion, Learner, Model
from annotator.suggesters import registry

sys.path.insert(0, str(Path(__file__).parent / "learning"))
from lessons import ACTORS, LABELS, LESSONS, PLACES, TARGETS, UNSEEN, VERBS  # a module of the tests

LEARNERS = {name: one for name, one in registry.all().items() if isinstance(one, Learner)}
each = pytest.mark.parametrize("name", LEARNERS)
WORDS = [word for words in (VERBS, ACTORS, TARGETS, PLACES) for one in words for word in one.split()]
texts = st.lists(st.sampled_from([*WORDS, "و", "بحلب", "😀", "\n", ".", "ـ", "\u064b"]), max_size=20).map(" ".join)
_models: dict[str, Model] = {}


def model_of(name: str) -> Model:
    if name not in _models:
        _models[name] = LEARNERS[name].learn(LESSONS[:12], LABELS)
    return _models[name]


def test_there_is_a_learner():
    assert "learned" in LEARNERS


@each
def test_by_itself_it_says_that_it_knows_nothing(name):
    assert str(LEARNERS[name].ready())
    assert list(LEARNERS[name].suggest(Document("حلب"), LABELS)) == []


@each
def test_its_model_is_a_suggester_of_the_same_id(name):
    model = model_of(name)
    assert isinstance(model, Model)
    assert model.id == name
    assert model.ready() is None
    assert len(model.version) == 12
    assert set(model.version) <= set("0123456789abcdef")


@each
def test_the_same_lessons_give_the_same_model(name):
    assert LEARNERS[name].learn(LESSONS[:12], LABELS).data == model_of(name).data


@each
def test_a_model_that_was_kept_answers_as_before(name):
    model, loaded = model_of(name), LEARNERS[name].load(model_of(name).data)
    assert loaded.version == model.version
    for lesson in UNSEEN[:5]:
        assert list(loaded.suggest(lesson.document, LABELS)) == list(model.suggest(lesson.document, LABELS))


@each
@pytest.mark.parametrize("data", [b"", b"nonsense", b"\x80\x04K\x01."])
def test_what_is_no_model_is_refused(name, data):
    with pytest.raises(Problem) as caught:
        LEARNERS[name].load(data)
    assert caught.value.code in ("model-damaged", "model-version")


@each
def test_half_a_model_is_refused(name):
    data = model_of(name).data
    with pytest.raises(Problem) as caught:
        LEARNERS[name].load(data[: len(data) // 2])
    assert caught.value.code == "model-damaged"


@each
@given(text=st.one_of(texts, st.text(max_size=30)))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_answers_lie_inside_the_text_and_on_the_label_set(name, text):
    document = Document(text)
    found = list(model_of(name).suggest(document, LABELS))
    for one in found:
        assert 0.0 <= one.score <= 1.0
        assert str(one.reason)
        check_boundaries(text, one.span.start, one.span.end)
        assert LABELS.offers(one.span.label)
        if isinstance(one, ArgumentSuggestion):
            LABELS.check_argument(one.role, one.span.label, new=True)
        elif one.span.label == LABELS.trigger.id:
            LABELS.check_event_type(one.type, one.subtype, new=True)
    assert list(model_of(name).suggest(document, LABELS)) == found
