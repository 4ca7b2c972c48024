"""Which spans of different annotators are about the same thing."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.aligning import align
from annotator.core.arabic import clitic_free
from annotator.core.scoring import Item, most_overlapping

_spec = importlib.util.spec_from_file_location("made_layers", Path(__file__).with_name("made_layers.py"))
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)
TEXT, layer, event = made.TEXT, made.layer, made.event


def held(cases):
    """Return by case what each annotator marked, as (start, end, label)."""
    return [
        {name: (mark.span.start, mark.span.end, mark.span.label) for name, mark in case.marks.items()} for case in cases
    ]


def aligned(**layers):
    return held(align(TEXT, {name: layer(*spans) for name, spans in layers.items()}))


def test_nothing_marked_gives_no_cases():
    assert align(TEXT, {}) == []
    assert align(TEXT, {"a": layer(), "b": layer()}) == []


def test_a_case_knows_who_marked_nothing():
    (case,) = align(TEXT, {"b": layer(), "a": layer((0, 4, "T"))})
    assert case.key == "0-4-T"
    assert case.annotators == ("a", "b")
    assert list(case.marks) == ["a"]
    assert case.seen["b"] == ""


def test_the_very_same_goes_before_a_greater_overlap():
    assert aligned(a=[(5, 13, "A")], b=[(0, 13, "A"), (5, 13, "A")]) == [
        {"b": (0, 13, "A")}, {"a": (5, 13, "A"), "b": (5, 13, "A")},
    ]  # fmt: skip


def test_boundaries_that_differ_by_a_clitic_go_before_other_overlaps():
    assert TEXT[14:18] == "بحلب"
    assert aligned(a=[(15, 18, "A")], b=[(5, 18, "A"), (14, 18, "A")]) == [
        {"b": (5, 18, "A")}, {"a": (15, 18, "A"), "b": (14, 18, "A")},
    ]  # fmt: skip


def test_the_same_label_goes_before_the_same_place():
    assert aligned(a=[(5, 13, "A")], b=[(5, 18, "A"), (5, 13, "B")]) == [
        {"a": (5, 13, "A"), "b": (5, 18, "A")}, {"b": (5, 13, "B")},
    ]  # fmt: skip


def test_another_label_on_the_same_place_is_the_same_thing():
    assert aligned(a=[(14, 18, "A")], b=[(15, 18, "B")]) == [{"a": (14, 18, "A"), "b": (15, 18, "B")}]


def test_another_label_on_places_that_cross_is_the_same_thing():
    assert aligned(a=[(0, 13, "A")], b=[(5, 18, "B")]) == [{"a": (0, 13, "A"), "b": (5, 18, "B")}]


@pytest.mark.parametrize("inner", [(0, 4, "B"), (5, 13, "B")])
def test_a_span_inside_one_of_another_label_is_a_case_by_itself(inner):
    assert len(aligned(a=[(0, 13, "A")], b=[inner])) == 2
    assert aligned(a=[(0, 13, "A"), inner], b=[(0, 18, "A"), inner]) == sorted(
        [{"a": (0, 13, "A"), "b": (0, 18, "A")}, {"a": inner, "b": inner}], key=lambda case: case["a"]
    )


def test_as_many_pairs_as_can_be():
    """The long span of a overlaps both of b, the short one only the second: the first must go to the long one."""
    assert aligned(a=[(0, 25, "A"), (19, 33, "A")], b=[(0, 4, "A"), (20, 25, "A")]) == [
        {"a": (0, 25, "A"), "b": (0, 4, "A")}, {"a": (19, 33, "A"), "b": (20, 25, "A")},
    ]  # fmt: skip


def test_the_greater_overlap_decides_between_equal_ways():
    assert {"a": (0, 33, "A"), "b": (14, 33, "A")} in aligned(a=[(0, 33, "A")], b=[(0, 4, "A"), (14, 33, "A")])


def test_who_overlaps_only_a_part_of_a_case_stays_out_of_it():
    cases = aligned(a=[(0, 13, "A")], b=[(5, 25, "A")], c=[(19, 33, "A")])
    assert cases == [{"a": (0, 13, "A"), "b": (5, 25, "A")}, {"c": (19, 33, "A")}]


def test_the_same_span_twice_makes_two_cases():
    cases = align(TEXT, {"a": layer((0, 4, "A"), (0, 4, "A")), "b": layer((0, 4, "A"))})
    assert [(case.key, list(case.marks)) for case in cases] == [("0-4-A", ["a", "b"]), ("0-4-A#2", ["a"])]


def test_fillers_are_known_by_their_case():
    layers = {
        "a": layer((0, 4, "T"), (5, 13, "A"), events=[event("s0", arguments=[("agent", "s1")])]),
        "b": layer((7, 13, "A"), (0, 4, "T"), events=[event("s1", arguments=[("agent", "s0")])]),
    }
    case = align(TEXT, layers)[0]
    (slot,) = case.events
    told = {name: case.marks[name].arguments(one) for name, one in slot.items()}
    assert told["a"] == told["b"]
    assert {argument.span for argument in told["a"]} == {"5-13-A"}


def test_several_events_on_a_trigger_are_put_together_by_what_they_tell():
    layers = {
        "a": layer((0, 4, "T"), events=[event("s0", "X", "1", id_="e0"), event("s0", "Y", id_="e1")]),
        "b": layer((0, 4, "T"), events=[event("s0", "Y", id_="e0"), event("s0", "X", "2", id_="e1")]),
        "c": layer((0, 4, "T"), events=[event("s0", "Z", id_="e0")]),
    }
    slots = align(TEXT, layers)[0].events
    assert [{name: (one.type, one.subtype) for name, one in slot.items()} for slot in slots] == [
        {"a": ("X", "1"), "b": ("X", "2"), "c": ("Z", None)}, {"a": ("Y", None), "b": ("Y", None)},
    ]  # fmt: skip


def whole(cases):
    return [
        (
            case.key,
            {name: (mark.span, mark.digest()) for name, mark in case.marks.items()},
            [dict(slot) for slot in case.events],
        )
        for case in cases
    ]


@settings(max_examples=100)
@given(st.one_of(made.documents(), made.crowded()), made.renamings)
def test_names_and_order_of_annotators_decide_nothing(layers, names):
    back = {new: old for old, new in names.items()}
    again = [
        (
            key,
            {back[name]: mark for name, mark in marks.items()},
            [{back[name]: one for name, one in slot.items()} for slot in events],
        )
        for key, marks, events in whole(align(TEXT, made.renamed(layers, names)))
    ]
    assert again == whole(align(TEXT, layers))


@given(st.one_of(made.documents(), made.crowded()))
def test_each_span_is_in_one_case_and_all_of_a_case_share_a_character(layers):
    cases = align(TEXT, layers)
    found = sorted((name, mark.span.id) for case in cases for name, mark in case.marks.items())
    assert found == sorted((name, id_) for name, one in layers.items() for id_ in one.spans)
    for case in cases:
        assert max(place.start for place in case.places) < min(place.end for place in case.places)
    assert len({case.key for case in cases}) == len(cases)


@given(made.layers_of_one(), made.layers_of_one(), st.booleans())
def test_two_annotators_are_paired_as_often_as_can_be(one, other, swapped):
    layers = {"a": other, "b": one} if swapped else {"a": one, "b": other}
    pairs = [tuple(case.marks.values()) for case in align(TEXT, layers)]

    def left(number):
        """The spans of one side that were not joined by the steps before: exact, and equal but for clitics."""
        spans = list(layers["ab"[number]].spans.values())
        gone = {pair[number].span.id for pair in pairs if len(pair) == 2 and alike(*pair)}
        return sorted(Item(span.start, span.end, span.label) for span in spans if span.id not in gone)

    def alike(mine, theirs):
        return mine.span.label == theirs.span.label and mine.free == theirs.free

    rest = [pair for pair in pairs if len(pair) == 2 and not alike(*pair)]
    for label in "ABT":
        ours, theirs = ([item for item in left(number) if item.label == label] for number in (0, 1))
        joined = [pair for pair in rest if pair[0].span.label == pair[1].span.label == label]
        assert len(joined) == most_overlapping(ours, theirs)


@given(made.layers_of_one())
def test_marks_know_their_boundaries_without_clitics(one):
    for case in align(TEXT, {"a": one}):
        span = case.marks["a"].span
        assert case.marks["a"].free == clitic_free(TEXT, span.start, span.end)
