"""Gold of whole documents: consistent, never invented, the same when it is made again."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.aligning import align
from annotator.core.events import Argument, Event
from annotator.core.gold import gold_of
from annotator.core.layer import FINISHED, OPEN, Layer
from annotator.core.provenance import Loss, Lost
from annotator.core.settlement import Rule
from annotator.core.spans import Span
from annotator.core.verdicts import Edited, Nothing, Part, Sort, Stale, Taken, Why, added, approval, decided, is_stale

_spec = importlib.util.spec_from_file_location("made_layers", Path(__file__).with_name("made_layers.py"))
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)
TEXT, layer, event = made.TEXT, made.layer, made.event
ATTACK = layer((0, 4, "T"), (5, 13, "A"), events=[event("s0", arguments=[("agent", "s1")])])


def gold(layers, rule=Rule.MAJORITY, **more):
    return gold_of(align(TEXT, layers), rule, **more)


def test_gold_says_where_each_span_comes_from():
    layers = {"a": ATTACK, "b": ATTACK, "c": layer((0, 4, "T"))}
    made_gold = gold(layers)
    trigger, agent = made_gold.spans.values()
    assert (trigger.span.span, trigger.case) == (Span(0, 4, "T"), "0-4-T")
    assert (trigger.provenance.origin, trigger.provenance.sources) == ("agreed", ("a", "b", "c"))
    assert (agent.provenance.sources, agent.provenance.agreement) == (("a", "b"), pytest.approx(2 / 3))
    (told,) = made_gold.events.values()
    assert told.event == Event(told.event.id, trigger.span.id, "ATTACK", None, {}, (Argument("agent", agent.span.id),))
    assert made_gold.complete
    assert made_gold.layer().state == FINISHED


def test_what_is_open_is_not_gold_yet():
    made_gold = gold({"a": ATTACK, "b": layer()})
    assert made_gold.layer() == Layer(state=OPEN)
    assert made_gold.open == {"0-4-T": (Part(Sort.MARKED),), "5-13-A": (Part(Sort.MARKED),)}


def test_an_argument_waits_for_its_filler_and_goes_with_it():
    layers = {"a": ATTACK, "b": ATTACK, "c": layer((0, 4, "T")), "d": layer((0, 4, "T"), events=[event("s0")])}
    cases = align(TEXT, layers)
    take = decided(cases[0], Taken("a"), "curator")
    waiting = gold_of(cases, Rule.MAJORITY, verdicts=[take])
    assert waiting.lost == [Lost("0-4-T", 0, Loss.WAITING, "agent", "5-13-A")]
    gone = gold_of(cases, Rule.MAJORITY, verdicts=[take, decided(cases[1], Nothing(), "curator")])
    assert gone.lost == [Lost("0-4-T", 0, Loss.FILLER, "agent", "5-13-A")]
    assert [one.event.arguments for one in gone.events.values()] == [()]
    there = gold_of(cases, Rule.MAJORITY, verdicts=[take, decided(cases[1], Taken("b"), "curator")])
    assert there.lost == []
    assert there.complete


def test_an_event_goes_with_its_trigger():
    cases = align(TEXT, {"a": ATTACK, "b": ATTACK})
    made_gold = gold_of(cases, Rule.ALL, verdicts=[decided(cases[0], Nothing(), "curator")])
    assert [one.span.label for one in made_gold.spans.values()] == ["A"]
    assert made_gold.events == {}


def test_a_label_set_says_what_fits(conflict):
    edited = Edited(Span(0, 4, "LOCATION"), {}, (Event("", "", "BATTLES"),))
    cases = align(TEXT, {"a": layer((0, 4, conflict.trigger.id)), "b": layer()})
    made_gold = gold_of(cases, Rule.ALL, verdicts=[decided(cases[0], edited, "curator")], labels=conflict)
    assert made_gold.lost == [Lost("0-4-" + conflict.trigger.id, 0, Loss.TRIGGER)]
    role = next(role for role in conflict.roles if "TIME" not in role.labels)
    told = layer((0, 4, conflict.trigger.id), (5, 13, "TIME"), events=[event("s0", arguments=[(role.id, "s1")])])
    assert gold({"a": told, "b": told}, labels=conflict).lost == [
        Lost("0-4-" + conflict.trigger.id, 0, Loss.ROLE, role.id, "5-13-TIME")
    ]


def test_an_edited_span_brings_its_events_and_may_be_one_with_another():
    cases = align(TEXT, {"a": ATTACK, "b": layer((5, 13, "A"), (0, 13, "T"))})
    assert [case.key for case in cases] == ["0-4-T", "5-13-A"]
    told = Event("", "", "RIOT", "mob", {"count": 3}, (Argument("agent", "5-13-A"),))
    edited = decided(cases[0], Edited(Span(0, 4, "T"), {}, (told,)), "curator", at="2026-11-27T10:00:00Z")
    made_gold = gold_of(cases, Rule.ALL, verdicts=[edited])
    (one,) = made_gold.events.values()
    assert (one.event.type, one.event.subtype, one.event.attributes) == ("RIOT", "mob", {"count": 3})
    assert (one.provenance.origin, one.provenance.sources, one.provenance.verdict) == ("adjudicated", (), edited)
    assert made_gold.spans[one.event.trigger].span.decided_at == "2026-11-27T10:00:00Z"
    doubled = decided(cases[0], Edited(Span(5, 13, "A")), "curator")
    assert len(gold_of(cases, Rule.ALL, verdicts=[doubled]).spans) == 1


def test_a_curator_may_add_what_nobody_marked():
    extra = added(Edited(Span(51, 55, "A")), "curator")
    cases = align(TEXT, {"a": ATTACK, "b": ATTACK})
    made_gold = gold_of(cases, Rule.ALL, verdicts=[extra])
    last = list(made_gold.spans.values())[-1]
    assert (last.span.span, last.provenance.sources, last.provenance.agreement) == (Span(51, 55, "A"), (), 0.0)
    assert is_stale([extra], cases) == []


def test_one_annotator_is_approved_at_once():
    cases = align(TEXT, {"a": ATTACK})
    assert gold_of(cases, Rule.MAJORITY).layer() == Layer()
    approved = gold_of(cases, Rule.MAJORITY, verdicts=approval(cases, "curator"))
    assert approved.complete
    assert made.plain(approved.layer()) == made.plain(ATTACK)
    assert {one.provenance.origin for one in approved.spans.values()} == {"adjudicated"}
    with pytest.raises(ValueError, match="too many values"):
        approval(align(TEXT, {"a": ATTACK, "b": ATTACK}), "curator")


def test_a_verdict_goes_out_of_date_when_a_layer_comes_or_changes():
    before = align(TEXT, {"a": layer((5, 18, "A")), "b": layer()})
    verdict = decided(before[0], Taken("a"), "curator")
    assert is_stale([verdict], before) == []
    later = align(TEXT, {"a": layer((5, 18, "A")), "b": layer(), "c": layer((0, 13, "A"))})
    assert later[0].key != before[0].key
    assert is_stale([verdict], later) == [Stale(verdict, Why.CHANGED, later[0], True)]
    assert [one.span.start for one in gold_of(later, Rule.ALL, verdicts=[verdict]).spans.values()] == [5]
    moved = align(TEXT, {"a": layer((5, 13, "A")), "b": layer((5, 18, "A"))})
    assert is_stale([verdict], moved) == [Stale(verdict, Why.CHANGED, moved[0], False)]
    assert not gold_of(moved, Rule.ALL, verdicts=[verdict]).complete
    assert is_stale([verdict], []) == [Stale(verdict, Why.GONE, None, False)]
    assert gold_of([], Rule.ALL, verdicts=[verdict]).spans == {}


def test_a_verdict_on_a_part_of_an_event_holds_while_nothing_changes_there():
    """Another event on the trigger may push the events of the case to other places."""

    def told(*subtypes):
        return layer((0, 4, "T"), events=[event("s0", "X", one, id_=f"e{one}") for one in subtypes])

    layers = {"a": told("1"), "b": told("2")}
    cases = align(TEXT, layers)
    verdict = decided(cases[0], Taken("a"), "curator", part=Part(Sort.SUBTYPE, 0))
    (one,) = gold_of(cases, Rule.ALL, verdicts=[verdict]).events.values()
    assert (one.event.subtype, one.provenance.origin) == ("1", "adjudicated")
    later = align(TEXT, {"a": told("1"), "b": told("0", "2")})
    assert is_stale([verdict], later) == [Stale(verdict, Why.CHANGED, later[0], False)]
    assert Part(Sort.SUBTYPE, 0) in gold_of(later, Rule.ALL, verdicts=[verdict]).open["0-4-T"]


choices = st.one_of(st.just(Nothing()), st.sampled_from("abcd").map(Taken))


@st.composite
def decided_documents(draw):
    """Draw layers, their cases, and verdicts on some of these: everything but edited spans."""
    layers = draw(made.documents())
    cases = align(TEXT, layers)
    chosen = draw(st.lists(st.tuples(st.sampled_from(cases), choices), max_size=5)) if cases else []
    return layers, cases, [decided(case, choice, "curator") for case, choice in chosen]


rules = st.sampled_from(Rule)


@settings(max_examples=40)
@given(made.documents(least=2).map(lambda layers: dict.fromkeys(layers, layers["a"])), rules)
def test_where_everybody_is_equal_all_is_agreed_and_gold_is_the_layer(layers, rule):
    made_gold = gold(layers, rule)
    assert made_gold.complete
    assert made_gold.lost == []
    assert made.plain(made_gold.layer()) == made.plain(layers["a"])
    for one in [*made_gold.spans.values(), *made_gold.events.values()]:
        assert (one.provenance.origin, one.provenance.sources) == ("agreed", tuple(layers))
        assert one.provenance.agreement == 1


@settings(max_examples=40)
@given(made.documents())
def test_what_all_agree_on_a_majority_does(layers):
    strict, loose = (made.plain(gold(layers, rule).layer()) for rule in (Rule.ALL, Rule.MAJORITY))
    assert {one[:3] for one in strict[0]} <= {one[:3] for one in loose[0]}
    assert {one[:3] for one in strict[1]} <= {one[:3] for one in loose[1]}


@settings(max_examples=40)
@given(made.documents())
def test_equal_weights_are_a_majority(layers):
    assert gold(layers, Rule.WEIGHTED, weights=dict.fromkeys("abcd", 2.5)).layer() == gold(layers).layer()


@settings(max_examples=40)
@given(decided_documents(), rules)
def test_no_span_and_no_kind_of_event_is_invented(document, rule):
    layers, cases, verdicts = document
    made_gold = gold_of(cases, rule, {"a": 3.0, "b": 0.5}, verdicts)
    marked = {span.span for one in layers.values() for span in one.spans.values()}
    assert {one.span.span for one in made_gold.spans.values()} <= marked
    told = {(one.type, one.subtype) for each in layers.values() for one in each.events.values()}
    assert {(one.event.type, one.event.subtype) for one in made_gold.events.values()} <= told
    for one in made_gold.spans.values():
        assert one.provenance.sources


@settings(max_examples=40)
@given(decided_documents(), rules)
def test_gold_fits_together(document, rule):
    _layers, cases, verdicts = document
    made_gold = gold_of(cases, rule, verdicts=verdicts)
    for one in made_gold.events.values():
        assert made_gold.spans[one.event.trigger].span.label == "T"
        assert all(argument.span in made_gold.spans for argument in one.event.arguments)


@settings(max_examples=40)
@given(decided_documents(), rules, made.renamings)
def test_gold_depends_on_no_name_and_stays_when_made_again(document, rule, names):
    layers, cases, verdicts = document
    assert is_stale(verdicts, cases) == []
    again = align(TEXT, dict(reversed(layers.items())))
    assert gold_of(again, rule, verdicts=verdicts) == gold_of(cases, rule, verdicts=verdicts)
    other = {case.key: case for case in align(TEXT, made.renamed(layers, names))}
    changed = [
        decided(
            other[one.case], Taken(names[one.choice.annotator]) if isinstance(one.choice, Taken) else one.choice, "x"
        )
        for one in verdicts
    ]
    renamed = gold_of(list(other.values()), rule, verdicts=changed)
    assert renamed.layer() == gold_of(cases, rule, verdicts=verdicts).layer()


@settings(max_examples=40)
@given(decided_documents(), rules)
def test_a_later_layer_makes_every_verdict_out_of_date(document, rule):
    layers, _cases, verdicts = document
    later = align(TEXT, {**layers, "e": layer()})
    assert [one.verdict for one in is_stale(verdicts, later)] == verdicts


@settings(max_examples=40)
@given(made.documents(least=2), rules)
def test_taking_sides_at_every_case_leaves_little_open(layers, rule):
    """Whoever is chosen, it is decided whether, where and as what something is marked."""
    cases = align(TEXT, layers)
    verdicts = [decided(case, Taken(next(iter(case.marks))), "curator") for case in cases]
    sorts = {part.sort for parts in gold_of(cases, rule, verdicts=verdicts).open.values() for part in parts}
    assert sorts <= {Sort.ATTRIBUTE, Sort.ARGUMENT}
