"""Which measures a case lowers: where a figure is full there is no such case, where it is not there is one."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.agreement import Coded, report
from annotator.core.agreement.values import CodedEvent
from annotator.core.aligning import align
from annotator.core.lowering import MEASURES, Lowers, lowered

_spec = importlib.util.spec_from_file_location("made_layers", Path(__file__).with_name("made_layers.py"))
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)
TEXT, layer, event = made.TEXT, made.layer, made.event
TRIGGER, OTHERS = (0, 4, "T"), ("gamma", "kappa_fleiss", "alpha_unit_labels", "answers")
"""``OTHERS``: gamma takes long; Fleiss' is Cohen's here; the last two have no figure that is full just then."""


def coded(layers):
    spans = {name: [mark.span for mark in one.spans.values()] for name, one in layers.items()}
    return Coded(TEXT, spans, {name: [*told(one)] for name, one in layers.items()})


def told(one):
    for event in one.events.values():
        arguments = tuple((argument.role, one.spans[argument.span].span) for argument in event.arguments)
        yield CodedEvent(one.spans[event.trigger].span, event.type, event.subtype, event.attributes, arguments)


@st.composite
def apart(draw):
    """Draw a layer whose spans do not overlap: where they do, cases and measures may pair them otherwise."""
    chosen, kept = draw(st.lists(st.tuples(st.sampled_from(made.PLACES), st.sampled_from("ATT")), max_size=6)), []
    for place, label in chosen:
        if all(place[1] <= begin or end <= place[0] for begin, end, _ in kept):
            kept.append((*place, label))
    roles = st.tuples(
        st.sampled_from(["agent", "target"]), st.sampled_from([f"s{i}" for i in range(len(kept))] or [""])
    )
    events = [
        event(
            f"s{i}", draw(st.sampled_from("XY")), draw(st.sampled_from([None, "1"])),
            draw(st.sampled_from([{}, {"count": 1}])), sorted(draw(st.sets(roles, max_size=2))), f"e{i}",
        )
        for i, one in enumerate(kept) if one[2] == "T" and draw(st.booleans())
    ]  # fmt: skip
    return layer(*kept, events=events)


@settings(max_examples=60)
@given(st.tuples(apart(), apart()), st.booleans())
def test_a_figure_is_full_where_no_case_lowers_it(drawn, alike):
    layers = dict(zip("ab", (drawn[0], drawn[0]) if alike else drawn, strict=True))
    found = report([coded(layers)], rounds=0, gamma=False)
    figures = {**found.measures, **found.events.measures}
    cases = [lowered(case) for case in align(TEXT, layers)]
    for measure, bits in MEASURES.items():
        value = None if measure in OTHERS else figures[measure].value
        if value is not None:
            assert (value < 1 - 1e-9) == any(one & bits for one, _ in cases), measure
    roles = {role for _, roles in cases for role in roles}
    assert roles == {role for role, one in found.events.roles.items() if one["argument_f1"].value < 1}


FILLED = [event("s0", arguments=[("agent", "s1")])]


@pytest.mark.parametrize(
    ("one", "other", "bits", "roles"),
    [
        (layer(TRIGGER), layer(TRIGGER), Lowers(0), set()),
        (layer((14, 18, "A")), layer((15, 18, "A")), Lowers.EXACT | Lowers.PLACE, set()),
        (
            layer((5, 13, "A")), layer((5, 13, "B")),
            Lowers.EXACT | Lowers.FREE | Lowers.ANSWER | Lowers.LABEL | Lowers.SAME_PLACE, set(),
        ),
        (
            layer((5, 13, "A")), layer((0, 13, "A")), Lowers.EXACT | Lowers.FREE | Lowers.PLACE, set(),
        ),
        (
            layer(TRIGGER, (14, 18, "A"), events=FILLED), layer(TRIGGER, (15, 18, "A"), events=FILLED),
            Lowers.ARGUMENT, {"agent"},
        ),
        (
            layer(TRIGGER, (5, 13, "A"), events=FILLED), layer(TRIGGER, (5, 13, "A")),
            Lowers.EVENT | Lowers.ARGUMENT, {"agent"},
        ),
        (
            layer(TRIGGER, events=[event("s0", "X", "1")]), layer(TRIGGER, events=[event("s0", "X", "2")]),
            Lowers.SUBTYPE, set(),
        ),
    ],
    ids=["nothing", "clitic", "label", "boundary", "filler's boundary", "event", "subtype"],
)  # fmt: skip
def test_what_a_case_lowers(one, other, bits, roles):
    for layers in ({"a": one, "b": other}, {"a": other, "b": one}):
        assert lowered(align(TEXT, layers)[0]) == (bits, roles)
