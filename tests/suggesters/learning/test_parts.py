"""Units, layers, and the file of a model."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.lessons import Lesson
from annotator.core.phrases import Problem
from annotator.core.spans import Span
from annotator.suggesters.learning.file import Content, pack, unpack
from annotator.suggesters.learning.layers import label_of, layers_of, tagged, with_depths
from annotator.suggesters.learning.units import LONGEST, Dividing, dividing_of

TEXT = "وصل الوفد إلى حلب . ثم ذهب من حلب وبحلب عاد"


def test_words_are_whole_where_lessons_mark_whole_words():
    dividing = dividing_of([Lesson(Document(TEXT), (Span(14, 17, "A"),))])
    units = dividing(Document(TEXT))
    assert "".join(units.words) == TEXT.replace(" ", "")
    assert units.lengths == (5, 6)
    assert not dividing.inside


def test_words_are_taken_apart_where_lessons_mark_names_without_clitics():
    place = TEXT.index("وبحلب")
    dividing = dividing_of([Lesson(Document(TEXT), (Span(place + 2, place + 5, "A"),))])
    units = dividing(Document(TEXT))
    first, last = units.range_of(place + 2, place + 5)
    assert units.words[first:last] == ("+حلب",)
    assert units.words[first - 1] == "وب+"
    assert sum(units.lengths) == len(units.words)


@given(st.text(alphabet="وبلحادر .؟\n\u064b😀", max_size=300))
def test_units_cover_the_text_in_order(text):
    for dividing in (Dividing(False), Dividing(True, ["حلب", "دار"])):
        units = dividing(Document(text))
        assert sum(units.lengths) == len(units.words) == len(units.starts) == len(units.ends)
        assert all(0 < length <= LONGEST for length in units.lengths)
        joined = "".join(text[start:end] for start, end in zip(units.starts, units.ends, strict=True))
        assert joined == "".join(text.split())


def test_a_name_inside_another_of_its_label_is_a_kind_of_its_own():
    spans = [Span(0, 20, "A"), Span(4, 8, "A"), Span(4, 6, "A"), Span(18, 25, "A"), Span(4, 8, "B")]
    found = dict(with_depths(spans))
    assert found == {Span(0, 20, "A"): "0 A", Span(4, 8, "A"): "1 A", Span(4, 8, "B"): "0 B"}
    assert label_of("1 A B") == "A B"


def test_kinds_that_overlap_get_layers_of_their_own():
    nested = [[(0, 5, "0 A"), (1, 2, "1 A")], [(0, 3, "0 A"), (1, 2, "0 B")]] * 3
    layers = layers_of(nested)
    assert sorted(map(sorted, layers)) == [["0 A"], ["0 B", "1 A"]]
    assert layers_of([]) == ()


placed = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5), st.sampled_from(["0 A", "0 B"])), max_size=8)


@given(placed)
def test_tags_hold_spans_that_do_not_overlap(spans):
    spans = [(first, min(first + size, 10), kind) for first, size, kind in spans]
    tags = tagged(10, spans, ["0 A", "0 B"])
    for place, tag in enumerate(tags):
        if tag and tag % 2 == 0:
            assert tags[place - 1] in (tag, tag - 1)
    begun = sum(tag % 2 for tag in tags)
    assert bool(begun) == bool(spans)


CONTENT = Content({"name": "ب", "list": [1, 2]}, {"a": np.ones((2, 3)), "b": np.zeros((0, 4)), "c": np.array([1.5])})


def test_a_file_gives_back_what_was_put_in():
    data = pack(CONTENT, "hash")
    found = unpack(data)
    assert found.values == CONTENT.values
    for name, table in CONTENT.tables.items():
        np.testing.assert_array_equal(found.tables[name], table)
    assert pack(CONTENT, "hash") == data


@given(st.data())
def test_a_damaged_file_is_told(data):
    whole = pack(CONTENT, "hash")
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    damaged = data.draw(st.sampled_from([whole[:place], whole[:place] + bytes([other]) + whole[place + 1 :]]))
    with contextlib.suppress(Problem):  # and nothing else is raised
        assert unpack(damaged).values == CONTENT.values  # only what says nothing may differ: the label set's hash


@pytest.mark.parametrize("data", [b"", b"\n", b"annotator model {}\n", b"annotator model []\nx", bytes(100)])
def test_what_is_no_model_is_told(data):
    with pytest.raises(Problem) as caught:
        unpack(data)
    assert caught.value.code == "model-damaged"


def test_a_file_of_another_version_is_told():
    data = pack(CONTENT, "hash").replace(b'"format": 1', b'"format": 7')
    with pytest.raises(Problem) as caught:
        unpack(data)
    assert caught.value.code == "model-version"
