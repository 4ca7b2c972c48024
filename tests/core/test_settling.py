"""What a rule takes as agreed at a case, and what verdicts add to it: worked out by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from annotator.core.aligning import align
from annotator.core.settlement import Open, Rule, Settled
from annotator.core.settling import settle
from annotator.core.spans import Span
from annotator.core.verdicts import Edited, Nothing, Part, Sort, Taken, decided

_spec = importlib.util.spec_from_file_location("made_layers", Path(__file__).with_name("made_layers.py"))
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)
TEXT, layer, event = made.TEXT, made.layer, made.event
MARKED, BOUNDARIES, LABEL = Part(Sort.MARKED), Part(Sort.BOUNDARIES), Part(Sort.LABEL)


def only(**layers):
    (case,) = align(TEXT, layers)
    return case


def states(settlement):
    """Return by part its value, or “open”."""
    return {part: "open" if isinstance(state, Open) else state.value for part, state in settlement.parts.items()}


def test_all_must_say_the_same_or_more_than_half():
    case = only(a=layer((0, 4, "T")), b=layer((0, 4, "T")), c=layer())
    assert states(settle(case, Rule.ALL)) == {MARKED: "open", BOUNDARIES: (0, 4), LABEL: "T"}
    settled = settle(case, Rule.MAJORITY)
    assert settled.open == ()
    assert settled.parts[MARKED] == Settled(True, ("a", "b"), pytest.approx(2 / 3))
    assert settled.parts[MARKED].origin == "agreed"
    assert settle(case, Rule.ALL).parts[MARKED] == Open({"a": True, "b": True, "c": False})


def test_half_is_not_more_than_half():
    case = only(a=layer((0, 4, "T")), b=layer())
    assert settle(case, Rule.MAJORITY).open == (MARKED,)
    assert settle(case, Rule.WEIGHTED, {"a": 1.0, "b": 1.0}).open == (MARKED,)


def test_a_majority_can_agree_that_nothing_is_there():
    case = only(a=layer((0, 4, "T", {"count": 1})), b=layer(), c=layer())
    assert states(settle(case, Rule.MAJORITY)) == {MARKED: False}


def test_weight_decides_where_it_is_the_rule():
    case = only(a=layer((0, 4, "T")), b=layer(), c=layer())
    weights = {"a": 5.0, "b": 2.0}
    settled = settle(case, Rule.WEIGHTED, weights)
    assert settled.parts[MARKED] == Settled(True, ("a",), 5 / 8)
    assert states(settle(case, Rule.MAJORITY, weights)) == {MARKED: False}
    assert settle(case, Rule.WEIGHTED, {"a": 0.0, "b": 0.0, "c": 0.0}).open == (MARKED,)


def test_a_little_more_weight_is_a_tie():
    """With two annotators the lead must be half their mean weight: a share above 0.625."""
    case = only(a=layer((0, 4, "T")), b=layer())
    assert settle(case, Rule.WEIGHTED, {"a": 1.1, "b": 0.9}).open == (MARKED,)
    assert settle(case, Rule.WEIGHTED, {"a": 1.25, "b": 0.75}).open == (MARKED,)
    assert settle(case, Rule.WEIGHTED, {"a": 1.3, "b": 0.7}).value(MARKED) is True
    assert settle(case, Rule.WEIGHTED, {"a": 0.7, "b": 1.3}).value(MARKED) is False


def test_boundaries_and_label_can_have_other_majorities():
    case = only(a=layer((14, 18, "A")), b=layer((14, 18, "B")), c=layer((15, 18, "B")))
    settled = settle(case, Rule.MAJORITY)
    assert states(settled) == {MARKED: True, BOUNDARIES: (14, 18), LABEL: "B"}
    assert settled.parts[BOUNDARIES].sources == ("a", "b")
    assert settled.parts[LABEL].sources == ("b", "c")


def test_attributes_are_asked_of_those_with_the_label_that_is_agreed():
    case = only(a=layer((5, 13, "A", {"x": 1})), b=layer((5, 13, "B", {"y": 1})), c=layer((5, 13, "B", {"y": 2})))
    settled = settle(case, Rule.MAJORITY)
    assert settled.open == (Part(Sort.ATTRIBUTE, -1, "y"),)
    assert settled.parts[settled.open[0]] == Open({"b": 1, "c": 2})


def test_one_annotator_alone_agrees_with_nobody():
    case = only(a=layer((0, 4, "T", {"count": 1}), events=[event("s0")]))
    settled = settle(case, Rule.MAJORITY)
    assert set(settled.open) == set(settled.parts)
    approved = settle(case, Rule.MAJORITY, verdicts=[decided(case, Taken("a"), "curator")])
    assert approved.open == ()
    assert {state.origin for state in approved.parts.values()} == {"adjudicated"}


def triggers(*kinds):
    return {
        "abcd"[i]: layer((0, 4, "T"), events=[] if kind is None else [event("s0", *kind)])
        for i, kind in enumerate(kinds)
    }


def test_an_event_its_type_and_subtype_are_agreed_by_themselves():
    case = only(**triggers(("X", "1"), ("X", "2"), ("X", "1"), None))
    told, kind, subtype = (Part(sort, 0) for sort in (Sort.EVENT, Sort.TYPE, Sort.SUBTYPE))
    assert settle(case, Rule.ALL).open == (told, subtype)
    settled = settle(case, Rule.MAJORITY)
    assert (settled.value(told), settled.value(kind), settled.value(subtype)) == (True, "X", "1")
    assert settled.parts[subtype].agreement == pytest.approx(2 / 3)


def test_subtypes_are_asked_of_those_with_the_type_that_is_agreed():
    case = only(**triggers(("X", "1"), ("X", "1"), ("Y", "1")))
    assert settle(case, Rule.MAJORITY).parts[Part(Sort.SUBTYPE, 0)] == Settled("1", ("a", "b"), 1.0)


def test_arguments_are_agreed_one_by_one():
    def told(*arguments):
        return layer((0, 4, "T"), (5, 13, "A"), (51, 55, "B"), events=[event("s0", arguments=arguments)])

    agent, place = ("agent", "s1"), ("place", "s2")
    case = align(TEXT, {"a": told(agent, place), "b": told(agent), "c": told(place), "d": told(agent)})[0]
    settled = settle(case, Rule.MAJORITY)
    assert settled.value(Part(Sort.ARGUMENT, 0, "agent", "5-13-A")) is True
    assert settled.open == (Part(Sort.ARGUMENT, 0, "place", "51-55-B"),)


def test_taking_one_side_fills_what_is_open_and_leaves_what_is_agreed():
    a, b, c = (
        layer((0, 4, "T", {"count": count}), events=[event("s0", *kind)])
        for count, kind in ((1, "X1"), (1, "X2"), (2, "X3"))
    )
    case = only(a=a, b=b, c=c)
    assert settle(case, Rule.MAJORITY).open == (Part(Sort.SUBTYPE, 0),)
    settled = settle(case, Rule.MAJORITY, verdicts=[decided(case, Taken("c"), "curator")])
    assert settled.open == ()
    assert settled.value(Part(Sort.SUBTYPE, 0)) == "3"
    assert settled.value(Part(Sort.ATTRIBUTE, -1, "count")) == 1


def test_place_and_label_are_taken_together():
    """The label B is agreed; but whoever decides for a wants a's span, not a's place under B, which nobody marked."""
    case = only(a=layer((0, 18, "A")), b=layer((5, 25, "B")), c=layer((14, 25, "B")))
    assert settle(case, Rule.MAJORITY).open == (BOUNDARIES,)
    assert settle(case, Rule.MAJORITY).value(LABEL) == "B"
    settled = settle(case, Rule.MAJORITY, verdicts=[decided(case, Taken("a"), "curator")])
    assert (settled.value(BOUNDARIES), settled.value(LABEL)) == ((0, 18), "A")


def test_nothing_here_is_a_verdict():
    case = only(a=layer((0, 4, "T")), b=layer((0, 4, "T")))
    settled = settle(case, Rule.ALL, verdicts=[decided(case, Nothing(), "curator", reason="a headline")])
    assert states(settled) == {MARKED: False}
    assert settled.parts[MARKED].verdict.reason == "a headline"
    one_side = only(a=layer((0, 4, "T")), b=layer())
    assert states(settle(one_side, Rule.ALL, verdicts=[decided(one_side, Taken("b"), "curator")])) == {MARKED: False}


def test_an_edited_span_is_all_there_is():
    case = only(a=layer((0, 4, "T")), b=layer())
    verdict = decided(case, Edited(Span(0, 13, "T")), "curator")
    assert settle(case, Rule.ALL, verdicts=[verdict]).edited is verdict


def test_a_verdict_on_a_part_decides_it_alone_even_where_it_is_agreed():
    layers = {name: layer((0, 4, "T", {"count": count})) for name, count in (("a", 1), ("b", 1), ("c", 2))}
    case = only(**layers)
    count = Part(Sort.ATTRIBUTE, -1, "count")
    assert settle(case, Rule.MAJORITY).value(count) == 1
    verdict = decided(case, Taken("c"), "curator", part=count)
    assert settle(case, Rule.MAJORITY, verdicts=[verdict]).parts[count] == Settled(2, ("c",), 1 / 3, verdict)
    none = decided(case, Nothing(), "curator", part=count)
    assert settle(case, Rule.MAJORITY, verdicts=[verdict, none]).parts[count].value is None
    with pytest.raises(ValueError, match="decide the case as a whole"):
        decided(case, Nothing(), "curator", part=LABEL)


def test_the_last_verdict_counts():
    case = only(a=layer((0, 4, "T")), b=layer())
    first, second = decided(case, Nothing(), "one"), decided(case, Taken("a"), "two")
    assert states(settle(case, Rule.ALL, verdicts=[first, second]))[MARKED] is True
    assert states(settle(case, Rule.ALL, verdicts=[second, first]))[MARKED] is False
