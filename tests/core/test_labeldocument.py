"""A label set as a document: the way to TOML and back, and documents that nobody should have sent."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import labelsets
from annotator.core.labelfile import (
    DocumentProblem,
    document_of,
    read_document,
    read_label_set,
    write_label_set,
)
from tests.core.test_labelfile import SOME, label_sets


def errors_of(document):
    with pytest.raises(DocumentProblem) as caught:
        read_document(document)
    return [(error[0], str(error[1])) for error in caught.value.errors]


def small(**more):
    label = {"id": "SHIP", "title": {"ar": "سفينة", "en": "Ship"}, "colour": "#0072b2"}
    return {"id": "harbour", "title": {"ar": "الميناء", "en": "Harbour"}, "labels": [label | more]}


@pytest.mark.parametrize("name", labelsets.names())
def test_every_shipped_set_goes_through_json_and_toml_unchanged(name):
    label_set = labelsets.read(name)
    document = json.loads(json.dumps(document_of(label_set)))
    read = read_document(document)
    assert read == label_set
    assert read_label_set(write_label_set(read), name) == label_set


@given(label_sets())
@SOME
def test_every_set_goes_through_json_and_toml_unchanged(label_set):
    document = json.loads(json.dumps(document_of(label_set)))
    read = read_document(document)
    assert read == label_set
    assert document_of(read_label_set(write_label_set(read), "x")) == document


keys = st.sampled_from(
    ["id", "title", "ar", "labels", "trigger", "event_types", "roles", "key", "guideline", "choices"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(keys, values))
@settings(deadline=None)
def test_whatever_is_sent_is_a_label_set_or_a_problem(document):
    with suppress(DocumentProblem):
        label_set = read_document(document)
        assert read_label_set(write_label_set(label_set), "x") == label_set


@pytest.mark.parametrize(
    ("more", "path", "part"),
    [
        ({"colour": "red"}, ("labels", 0, "colour"), "#rrggbb"),
        ({"colour": None}, ("labels", 0, "colour"), "missing"),
        ({"title": None}, ("labels", 0, "title"), "missing"),
        ({"title": {"ar": "", "en": "Ship"}}, ("labels", 0, "title"), "1 to 200"),
        ({"key": "a"}, ("labels", 0, "key"), "commands"),
        (
            {"attributes": [{"id": "x", "title": "x", "kind": "choice"}]},
            ("labels", 0, "attributes", 0, "choices"),
            "one",
        ),
        ({"onclick": "x"}, ("labels", 0, "onclick"), "not known"),
    ],
)
def test_an_error_names_the_way_to_its_field(more, path, part):
    ((found, sentence),) = errors_of(small(**more))
    assert found == path
    assert part in sentence


def test_a_key_given_twice_is_refused():
    document = small(key="1")
    document["labels"].append(document["labels"][0] | {"id": "QUAY"})
    assert errors_of(document) == [(("labels", 1, "key"), "The key “1” is taken already: it must be unique.")]


def test_a_document_too_large_for_a_file_is_refused():
    ((path, sentence),) = errors_of(small(guideline={"ar": "ا" * 600_000, "en": ""}))
    assert path == ()
    assert "1000000 bytes" in sentence


def test_a_document_nested_without_end_is_refused():
    deep: dict = {}
    for _ in range(100_000):
        deep = {"title": deep}
    ((path, _),) = errors_of(deep)
    assert path == ()


def test_signs_that_end_a_text_or_turn_it_round_come_back_as_they_were():
    hostile = "\"\"\"\n\\u202e \u202e<script>alert(1)</script>\x7f\x00 ''' # [[labels]]\n"
    label_set = read_document(small(guideline={"ar": hostile, "en": hostile}, example=hostile))
    assert read_label_set(write_label_set(label_set), "x") == label_set
    assert label_set.labels[0].guideline.text["ar"] == hostile
