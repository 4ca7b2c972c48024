"""Who can be relied on, by the data alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.aligning import align
from annotator.core.cases import Case, Mark
from annotator.core.layer import MarkedSpan
from annotator.core.settlement import Rule
from annotator.core.settling import settle
from annotator.core.weighing import weigh, weights_of

_spec = importlib.util.spec_from_file_location("made_layers", Path(__file__).with_name("made_layers.py"))
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)
TEXT, layer = made.TEXT, made.layer


def case(**labels):
    """Return a case from labels by annotator; an empty one for nothing."""
    marks = {name: Mark(MarkedSpan("s", 0, 4, label), (0, 4)) for name, label in labels.items() if label}
    return Case("0-4-A", tuple(sorted(labels)), marks)


def simulated(rates, cases=300, seed=1, at_each=None):
    """Return cases by annotators who are right at these rates, else mark nothing or another label."""
    random = Random(seed)
    found = []
    for _ in range(cases):
        true = random.choice("ABC")
        names = random.sample(sorted(rates), at_each or len(rates))
        answers = {name: true if random.random() < rates[name] else random.choice(["", "A", "B"]) for name in names}
        if any(answers.values()):
            found.append(case(**answers))
    return found


def test_one_annotator_alone_cannot_be_judged():
    found = weigh([case(a="A")] * 5)
    assert (found["a"].accuracy, found["a"].weight, found["a"].cases) == (None, 1.0, 0)
    assert "nothing to compare" in str(found["a"].undefined)
    assert weigh([]) == {}


def test_of_two_annotators_either_may_be_right():
    found = weigh([case(a="A", b=""), case(a="A", b="A"), case(c="B")])
    assert weights_of(found) == {"a": 1.0, "b": 1.0, "c": 1.0}
    assert "two by two" in str(found["a"].undefined)
    assert found["b"].cases == 2
    in_a_row = weigh([case(a="A", b="B"), case(b="A", c="A"), case(c="A", d="B")])
    assert all("two by two" in str(one.undefined) for one in in_a_row.values())


def test_three_who_met_two_by_two_can_be_judged():
    found = weigh(simulated({"a": 0.95, "b": 0.9, "c": 0.3}, at_each=2))
    assert found["c"].undefined is None
    assert found["c"].weight == min(weights_of(found).values())


def test_the_better_one_weighs_more():
    found = weigh(simulated({"good": 0.95, "fair": 0.8, "poor": 0.4}))
    assert found["good"].weight > found["fair"].weight > found["poor"].weight
    assert sum(weights_of(found).values()) == pytest.approx(3)
    # A wrong guess hits the truth now and then: 0.95, 0.84 and 0.53 are right of all answers, a little less of these.
    assert found["good"].accuracy == pytest.approx(0.95, abs=0.05)
    assert found["fair"].accuracy == pytest.approx(0.83, abs=0.05)
    assert found["poor"].accuracy == pytest.approx(0.51, abs=0.07)


def test_confusion_shows_what_an_annotator_does_instead():
    cases = [case(a="A", b="A", c="B")] * 30 + [case(a="B", b="B", c="B")] * 30 + [case(a="A", b="A", c="")] * 10
    found = weigh(cases)
    assert found["c"].confusion["A"]["B"] == pytest.approx(30, abs=2)
    assert found["c"].confusion["A"][""] == pytest.approx(10, abs=2)
    assert found["a"].confusion["A"]["A"] == pytest.approx(40, abs=2)
    assert sum(sum(row.values()) for row in found["c"].confusion.values()) == pytest.approx(70, abs=0.1)


def test_where_all_agree_all_weigh_the_same():
    found = weigh([case(a="A", b="A", c="A"), case(a="B", b="B", c="B")] * 4)
    assert weights_of(found) == pytest.approx({"a": 1.0, "b": 1.0, "c": 1.0})
    assert found["a"].accuracy == 0.99


def test_little_data_changes_little():
    few = weigh([case(a="A", b="A", c=""), case(a="B", b="B", c="")])
    many = weigh([case(a="A", b="A", c=""), case(a="B", b="B", c="")] * 50)
    assert many["c"].weight < few["c"].weight < 1 < few["a"].weight < many["a"].weight
    assert few["a"].accuracy - few["c"].accuracy < 0.4
    assert many["a"].accuracy - many["c"].accuracy > 0.9


def test_where_nobody_can_be_told_from_chance_all_weigh_nearly_the_same():
    """Who always says the same may know it or not: three who do, two of them alike, tell nothing."""
    found = weigh([case(a="A", b="A", c="")] * 50)
    assert weights_of(found) == pytest.approx({"a": 1.0, "b": 1.0, "c": 1.0}, abs=0.1)


def test_a_reliable_annotator_can_outvote_two():
    found = weigh(simulated({"good": 0.97, "fair": 0.85, "also": 0.8, "poor": 0.4, "worse": 0.35}))
    layers = {"good": layer((0, 4, "A")), "poor": layer(), "worse": layer()}
    (one,) = align(TEXT, layers)
    assert settle(one, Rule.MAJORITY).parts.popitem()[1].value is False
    settled = settle(one, Rule.WEIGHTED, weights_of(found))
    assert settled.open == ()
    assert len(settled.parts) == 3


@settings(max_examples=40)
@given(
    st.lists(st.fixed_dictionaries({name: st.sampled_from(["", "A", "B"]) for name in "abc"}), min_size=1, max_size=12),
    made.renamings,
)
def test_names_and_order_decide_nothing(answers, names):
    answers = [one for one in answers if any(one.values())] or [dict.fromkeys("abc", "A")]
    found = weigh(case(**one) for one in answers)
    again = weigh(case(**{names[name]: label for name, label in one.items()}) for one in reversed(answers))
    for name, one in found.items():
        assert again[names[name]].weight == pytest.approx(one.weight, abs=1e-6)
        assert again[names[name]].accuracy == pytest.approx(one.accuracy, abs=1e-6)
        assert 0 <= one.accuracy <= 0.99
