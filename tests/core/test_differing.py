"""On what annotators differ, and which cases these are."""

from __future__ import annotations

import importlib.util
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given

from annotator.core.aligning import align
from annotator.core.differing import Kind, differences, disagreements, kinds

_spec = importlib.util.spec_from_file_location("made_layers", Path(__file__).with_name("made_layers.py"))
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)
TEXT, layer, event = made.TEXT, made.layer, made.event
TRIGGER = (0, 4, "T")
PAIRS = {
    "nothing": (layer(TRIGGER), layer(TRIGGER), set()),
    "missed": (layer(TRIGGER), layer(), {Kind.MISSED}),
    "boundary": (layer((5, 13, "A")), layer((0, 13, "A")), {Kind.BOUNDARY}),
    "clitic": (layer((14, 18, "A")), layer((15, 18, "A")), {Kind.CLITIC}),
    "label": (layer((5, 13, "A")), layer((5, 13, "B")), {Kind.LABEL}),
    "attribute": (layer((5, 13, "A", {"count": 1})), layer((5, 13, "A")), {Kind.ATTRIBUTE}),
    "attributes of other labels": (layer((5, 13, "A", {"count": 1})), layer((5, 13, "B")), {Kind.LABEL}),
    "event": (layer(TRIGGER, events=[event("s0")]), layer(TRIGGER), {Kind.EVENT}),
    "type": (layer(TRIGGER, events=[event("s0", "X", "1")]), layer(TRIGGER, events=[event("s0", "Y")]), {Kind.TYPE}),
    "subtype": (
        layer(TRIGGER, events=[event("s0", "X", "1")]), layer(TRIGGER, events=[event("s0", "X")]), {Kind.SUBTYPE},
    ),
    "attribute of the event": (
        layer(TRIGGER, events=[event("s0", attributes={"count": 1})]),
        layer(TRIGGER, events=[event("s0", attributes={"count": 2})]),
        {Kind.ATTRIBUTE},
    ),
    "role": (
        layer(TRIGGER, (5, 13, "A"), events=[event("s0", arguments=[("agent", "s1")])]),
        layer(TRIGGER, (5, 13, "A"), events=[event("s0", arguments=[("target", "s1")])]),
        {Kind.ROLE},
    ),
    "filler": (
        layer(TRIGGER, (5, 13, "A"), events=[event("s0", arguments=[("agent", "s1")])]),
        layer(TRIGGER, (5, 13, "A"), events=[event("s0")]),
        {Kind.FILLER},
    ),
    "the same filler with other boundaries": (
        layer(TRIGGER, (14, 18, "A"), events=[event("s0", arguments=[("agent", "s1")])]),
        layer(TRIGGER, (15, 18, "A"), events=[event("s0", arguments=[("agent", "s1")])]),
        set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), PAIRS.values(), ids=PAIRS)
def test_each_kind_by_itself(one, other, expected):
    assert kinds(align(TEXT, {"a": one, "b": other})[0]) == expected
    assert kinds(align(TEXT, {"a": other, "b": one})[0]) == expected


def test_a_difference_says_who_has_what():
    one, other, _kinds = PAIRS["role"]
    (found,) = differences(align(TEXT, {"a": one, "b": other})[0])
    assert (found.what, found.event) == ("5-13-A", 0)
    assert found.values == {"a": ("agent",), "b": ("target",)}
    one, other, _kinds = PAIRS["attribute"]
    (found,) = differences(align(TEXT, {"a": one, "b": other})[0])
    assert (found.what, found.event, found.values) == ("count", None, {"a": 1, "b": None})


def test_three_annotators_can_differ_in_two_ways_about_a_boundary():
    layers = {"a": layer((14, 18, "A")), "b": layer((15, 18, "A")), "c": layer((14, 25, "A"))}
    assert kinds(align(TEXT, layers)[0]) == {Kind.CLITIC, Kind.BOUNDARY}


def test_disagreements_are_narrowed_down():
    layers = {
        "a": layer(TRIGGER, (5, 13, "A"), (14, 18, "A")),
        "b": layer(TRIGGER, (5, 13, "B"), (15, 18, "A")),
        "c": layer(TRIGGER, (5, 13, "A"), (15, 18, "A")),
    }
    cases = align(TEXT, layers)
    assert [one.case.key for one in disagreements(cases)] == ["5-13-A", "14-18-A"]
    assert [one.case.key for one in disagreements(cases, pair=("a", "c"))] == ["14-18-A"]
    assert [one.case.key for one in disagreements(cases, pair=("c", "b"))] == ["5-13-A"]
    assert [one.case.key for one in disagreements(cases, label="B")] == ["5-13-A"]
    assert [one.case.key for one in disagreements(cases, kind=Kind.CLITIC)] == ["14-18-A"]
    assert list(disagreements(cases, pair=("a", "elsewhere"))) == []
    (found,) = disagreements(cases, pair=("a", "c"))
    assert found.case.annotators == ("a", "c")
    assert found.kinds == {Kind.CLITIC}


@given(made.documents())
def test_all_differ_where_and_as_some_pair_does(layers):
    for case in align(TEXT, layers):
        pairs = combinations(case.annotators, 2)
        assert kinds(case) == set().union(*(kinds(case.among(pair)) for pair in pairs))


@given(made.layers_of_one())
def test_equal_layers_do_not_differ(one):
    assert list(disagreements(align(TEXT, {"a": one, "b": one, "c": one}))) == []
