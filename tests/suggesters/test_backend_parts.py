"""The parts of the remote suggester that call nobody: addresses, label configuration, offsets, reading answers."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_server import Told

from annotator.core.document import Document
from annotator.core.labels import EventType, Label, LabelSet, Role, Subtype
from annotator.core.phrases import Problem
from annotator.core.spans import Span, check_boundaries
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.labelsets import read
from annotator.suggesters.backend.address import parse
from annotator.suggesters.backend.answers import SCORE, Nonsense, answers
from annotator.suggesters.backend.asking import label_config, regions, webhook_request
from annotator.suggesters.backend.offsets import Place, settle

CONFLICT = read("conflict")
TEXT = "دارت اشتباكات 💥 في حلب"


@pytest.mark.parametrize(
    ("given_", "shown", "private"),
    [
        ("http://127.0.0.1:9090", "http://127.0.0.1:9090", True),
        (" http://localhost/ ", "http://localhost", True),
        ("http://[::1]:9090/ml/", "http://[::1]:9090/ml", True),
        ("http://10.0.0.7:80", "http://10.0.0.7", False),
        ("https://user:pa%40ss@lab.example:443/a/b", "https://lab.example/a/b", True),
    ],
)
def test_an_address_is_shown_without_what_is_secret(given_, shown, private):
    address = parse(given_)
    assert (str(address), address.private) == (shown, private)
    assert "pa@ss" not in repr(address)
    assert "Basic" not in repr(address)


@pytest.mark.parametrize(
    "given_",
    [
        "",
        "lab.example",
        "ftp://lab.example",
        "file:///etc/passwd",
        "http://",
        "http://lab.example:x",
        "http://lab.example:99999",
        "http://lab.example?x=1",
        "http://lab.example#x",
        "http://s3cret%0d%0aX: y@lab.example",
        "http://s3cret\r\n@lab.example",
        "http://s3cret@lab .example",
        "http://[::1",
        "http://مثال.example",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(given_):
    with pytest.raises(Problem) as raised:
        parse(given_)
    assert raised.value.code == "backend-address"
    assert "s3cret" not in str(raised.value)


def test_the_label_configuration_holds_what_is_offered():
    title = {"en": "x"}
    labels = LabelSet(
        "x",
        title,
        (Label('A&"<', title, "#112233"), Label("OLD", title, "#000000", retired=True)),
        Label("EVENT", title, "#445566"),
        (EventType("Battles", title, (Subtype("Armed clash", title),)), EventType("Gone", title, retired=True)),
        roles=(Role("place", title, ('A&"<',)),),
    )
    view = ElementTree.fromstring(label_config(labels, events=True))
    assert [one.get("value") for one in view.iter("Label")] == ['A&"<', "EVENT"]
    assert [one.get("value") for one in view.iter("Choice")] == ["Battles", "Armed clash"]
    assert [one.get("value") for one in view.iter("Relation")] == ["place"]
    assert view.find("Text").get("value") == "$text"


@pytest.mark.parametrize(("name", "events"), [("anercorp", True), ("conflict", False)])
def test_where_the_set_or_the_model_knows_no_events_they_are_not_asked_for(name, events):
    view = ElementTree.fromstring(label_config(read(name), events=events))
    assert view.find("Taxonomy") is None
    assert view.find("Relations") is None


def wide(text: str, offset: int) -> int:
    """An offset as JavaScript counts it."""
    return len(text[:offset].encode("utf-16-le")) // 2


@given(st.data())
def test_offsets_are_found_in_either_unit(data):
    parts = data.draw(st.lists(st.sampled_from(["حلب", "💥", "👨‍👩‍👧", " ", "في", "\n", "a"]), min_size=1, max_size=12))
    text, places = "", []
    for part in parts:
        if not part.isspace() and "\u200d" not in part:
            places.append((len(text), len(text) + len(part)))
        text += part + " "
    said = [Place(start, end, text[start:end]) for start, end in places]
    assert settle(text, said) == places
    turned = [Place(wide(text, start), wide(text, end), text[start:end]) for start, end in places]
    distinct = len({place.words for place in turned}) == len(turned)
    if distinct:
        assert settle(text, turned) == places


def test_an_answer_is_in_one_unit_even_where_single_words_fit_both():
    text = "💥 حلب حلب حلب قصف"
    said = [(2, 5), (6, 9), (10, 13), (14, 17)]
    turned = [Place(wide(text, start), wide(text, end), text[start:end]) for start, end in said]
    assert settle(text, turned) == said


def test_without_words_code_points_are_believed_and_white_space_is_no_difference():
    assert settle("💥 حلب", [Place(2, 5, None)]) == [(2, 5)]
    assert settle("ريف  حلب\nكله", [Place(0, 12, "ريف حلب\\nكله")]) == [(0, 12)]
    assert settle(" حلب ", [Place(0, 5, " حلب ")]) == [(1, 4)]
    assert settle("حَلب", [Place(0, 1, None), Place(3, 3, None), Place(-1, 2, None), Place(0, 9, None)]) == [None] * 4


def found(*results: object, text: str = TEXT, labels: LabelSet = CONFLICT, **more: object) -> list:
    value = {"results": [{"result": list(results), **more}]}
    return list(answers(value, [Document(text)], labels)[0].found)


def test_what_was_told_comes_back_the_same():
    trigger, place = Span(5, 13, "EVENT"), Span(19, 22, "LOCATION")
    event = Told(trigger, "Battles", "Armed clash", (("location", place),))
    spans = found(*regions(TEXT, [trigger, place], [event]))
    assert [(one.span, one.type, one.subtype) for one in spans if isinstance(one, Suggestion)] == [
        (trigger, "Battles", "Armed clash"),
        (place, None, None),
    ]
    (argument,) = (one for one in spans if isinstance(one, ArgumentSuggestion))
    assert (argument.trigger, argument.role, argument.span) == (trigger, "location", place)


def test_a_trigger_without_a_type_of_the_label_set_is_left_out():
    told = regions(TEXT, [], [Told(Span(5, 13, "EVENT"), "Weddings", None)])
    assert found(*told) == []
    assert found(*regions(TEXT, [Span(5, 13, "EVENT")], [])) == []
    unknown = regions(TEXT, [], [Told(Span(5, 13, "EVENT"), "Battles", "Weddings")])
    assert [(one.type, one.subtype) for one in found(*unknown)] == [("Battles", None)]


def test_labels_are_mapped_as_for_all_suggesters_and_unknown_ones_left_out():
    told = regions(TEXT, [Span(19, 22, "LOC"), Span(0, 4, "UNHEARD")], [])
    assert found(*told) == []
    assert found(*regions(TEXT, [Span(19, 22, "LOCATION")], []), labels=read("anercorp"))[0].span.label.startswith("L")


@pytest.mark.parametrize(
    ("own", "inside", "whole", "score"),
    [
        (0.3, None, 0.5, 0.3),
        (None, 0.3, 0.5, 0.3),
        (None, None, 0.5, 0.5),
        (None, None, None, SCORE),
        (None, None, 0.0, SCORE),
        (7, None, None, 1.0),
        (-7, None, None, 0.0),
        (float("nan"), None, None, SCORE),
        (10**400, None, None, 1.0),
        (True, "1", [], SCORE),
    ],
)
def test_scores_are_brought_into_their_range(own, inside, whole, score):
    (told,) = regions(TEXT, [Span(19, 22, "LOCATION")], [])
    told["score"], told["value"]["score"] = own, inside
    assert found(told, score=whole)[0].score == score


def test_several_predictions_for_a_text_are_one_answer():
    one, other = ({"result": regions(TEXT, [span], [])} for span in (Span(19, 22, "LOCATION"), Span(0, 4, "PERSON")))
    (answer,) = answers({"results": [[one, other]], "model_version": "v\n" + "9" * 90}, [Document(TEXT)], CONFLICT)
    assert len(answer.found) == 2
    assert len(answer.version) == 36


KEYS = ("results", "result", "type", "value", "labels", "start", "end", "text", "id", "from_id", "score", "taxonomy")
scalars = st.sampled_from(
    [None, True, -1, 3, 10**400, 0.5, 5.0, float("inf"), float("nan"), "labels", "LOCATION", "EVENT", "r1", "\ud800"]
)
junk = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.sampled_from(KEYS), scalars, max_size=3)
nonsense = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)
value_like = st.fixed_dictionaries(
    {},
    optional={
        "start": st.integers(-1, 25) | junk,
        "end": st.integers(-1, 25) | junk,
        "labels": st.lists(st.sampled_from(["LOCATION", "EVENT", "ACTOR", 3, None]), max_size=3) | junk,
        "text": junk,
        "taxonomy": st.just([["Battles", "Armed clash"]]) | junk,
    },
)
region_like = st.fixed_dictionaries(
    {"type": st.sampled_from(["labels", "taxonomy", "relation", "choices", 1])},
    optional={
        "id": st.sampled_from(["r1", "r2", 1, None]),
        "value": value_like | junk,
        "from_id": st.sampled_from(["r1", "r2"]) | junk,
        "to_id": st.sampled_from(["r1", "r2"]) | junk,
        "labels": st.lists(st.sampled_from(["location", "initiator", 3]), max_size=2) | junk,
        "score": junk,
    },
)


@given(
    value=nonsense
    | st.fixed_dictionaries({"results": st.lists(st.fixed_dictionaries({"result": st.lists(region_like)}), max_size=2)})
)
def test_whatever_is_answered_is_read_or_is_nonsense(value):
    try:
        read_ = answers(value, [Document(TEXT)], CONFLICT)
    except Nonsense:
        return
    for one in read_[0].found:
        assert 0.0 <= one.score <= 1.0
        check_boundaries(TEXT, one.span.start, one.span.end)
        assert CONFLICT.offers(one.span.label)
        if isinstance(one, ArgumentSuggestion):
            CONFLICT.check_argument(one.role, one.span.label)
        elif one.span.label == "EVENT":
            CONFLICT.check_event_type(one.type, one.subtype)
        else:
            assert one.type is None


def test_the_same_text_is_always_the_same_task():
    first, second = (
        webhook_request(1, "<View/>", Document(TEXT, title=title), [], [], again=False) for title in ("a", "b")
    )
    assert first == second
    assert first["task"]["id"] < 2**53
