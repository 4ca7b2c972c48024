"""What holds for all measures: symmetry, order, names, intervals, and what is told where there is no figure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from annotator.core.agreement import EVENTS, MEASURES, Coded, CodedEvent, report
from annotator.core.spans import Span
from tests.core.agreement.marks import coded, documents, random_document, span

TEXT = "قصفت قوات النظام مدينة حلب أمس وبحلب"


def told(found):
    return {
        name: (one.value if one.value is None else pytest.approx(one.value, abs=1e-6))
        for name, one in found.measures.items()
    }


def values(found):
    return {name: one.value for name, one in found.measures.items()}


@given(documents())
@settings(max_examples=25, deadline=None)
def test_names_and_order_change_nothing(docs):
    other = {"a": "q", "b": "p", "c": "z", "d": "m"}
    turned = [one._replace(spans={other[name]: one.spans[name] for name in reversed(one.spans)}) for one in docs]
    assert values(report(turned[::-1], 0, gamma=False)) == told(report(docs, 0, gamma=False))


@given(documents())
@settings(max_examples=25, deadline=None)
def test_perfect_agreement_is_1_and_nothing_is_above_it(docs):
    same = [one._replace(spans=dict.fromkeys(one.spans, next(iter(one.spans.values())))) for one in docs]
    for one in report(same, 0, gamma=False).measures.values():
        assert one.value is None or one.value == pytest.approx(1)
    for one in report(docs, 0, gamma=False).measures.values():
        assert one.value is None or one.value <= 1 + 1e-9
        assert (one.value is None) == (one.undefined is not None)


@pytest.mark.parametrize(
    ("docs", "said"),
    [
        ([], "no annotations"),
        ([coded(TEXT, a=["0-4 X"])], "only one annotator"),
        ([coded(TEXT, a=["0-4 X"]), coded(TEXT, b=["0-4 X"])], "two or more"),
        ([coded(TEXT, a=[], b=[])], "nobody marked"),
    ],
)
def test_where_there_is_no_figure_the_reason_is_told(docs, said):
    found = report(docs)
    assert set(found.measures) == set(MEASURES)
    for name, one in found.measures.items():
        if said != "nobody marked" or name != "token_agreement":
            assert one.value is None, name
            assert said in str(one.undefined), name


def test_a_pair_without_a_shared_document_is_undefined():
    found = report([coded(TEXT, a=["0-4 X"], b=["0-4 X"]), coded(TEXT, c=["0-4 X"], b=[])])
    assert "finished by both" in str(found.pairs["a", "c"]["span_f1_exact"].undefined)
    assert found.pairs["a", "b"]["span_f1_exact"].value == 1
    assert found.pairs["b", "c"]["span_f1_exact"].value == 0


def test_only_documents_that_both_did_count_for_a_pair():
    shared = [random_document(seed, people="ab") for seed in range(3)]
    others = [random_document(seed, people="ac") for seed in range(3, 6)]
    one, both = (report(docs, 0, gamma=False) for docs in (shared, [*shared, *others]))
    found = both.pairs["a", "b"]
    assert {name: found[name].value for name in found} == pytest.approx(values(one))
    assert found["span_f1_exact"].documents == 3


def test_intervals_hold_the_value_and_narrow_with_documents():
    few, many = (report([random_document(seed) for seed in range(size)], gamma=False) for size in (6, 60))
    for name in ("span_f1_exact", "span_f1_partial", "kappa_cohen", "kappa_fleiss", "alpha_tokens", "alpha_unitised"):
        one, other = few.measures[name], many.measures[name]
        assert one.low < one.value < one.high
        assert other.high - other.low < one.high - one.low
        pair = many.pairs["a", "b"][name]
        assert pair.low < pair.value < pair.high
    assert few.by_document[0][1]["alpha_tokens"].low is None


def test_intervals_are_the_same_each_time_and_in_every_order():
    docs = [random_document(seed) for seed in range(6)]
    found = report(docs)
    assert report(docs) == found
    turned = report(docs[::-1])
    for name, one in found.measures.items():
        assert (turned.measures[name].low, turned.measures[name].high) == pytest.approx((one.low, one.high)), name


def test_a_document_alone_is_a_file_of_one():
    docs = [random_document(seed)._replace(key=str(seed)) for seed in range(3)]
    for (key, found), one in zip(report(docs, 0, gamma=False).by_document, docs, strict=True):
        assert key == one.key
        assert {name: found[name].value for name in found} == pytest.approx(values(report([one], 0, gamma=False)))


def event(trigger, kind, *arguments, subtype=None, **attributes):
    filled = tuple((role, span(f"{place} A")) for role, place in arguments)
    return CodedEvent(span(f"{trigger} EVENT"), kind, subtype, attributes, filled)


def with_events(**events):
    spans = {name: [one.trigger for one in listed] for name, listed in events.items()}
    return Coded(TEXT, spans, events)


def test_events_are_compared_part_by_part():
    start = TEXT.index("وبحلب")
    found = report([
        with_events(
            a=[event("0-4", "Attack", ("who", "5-16"), ("where", f"{start}-{start + 5}"), subtype="air", dead=3)],
            b=[event("0-4", "Attack", ("who", "5-16"), ("where", f"{start + 2}-{start + 5}"), subtype="shell", dead=4)],
        )
    ]).events  # fmt: skip
    assert {name: one.value for name, one in found.measures.items()} == {
        "event_trigger_f1": 1,
        "event_trigger_f1_clitic_free": 1,
        "event_type": 1,
        "event_subtype": 0,
        "event_attributes": 0,
        "argument_f1": 0.5,
        "argument_f1_clitic_free": 1,
    }
    assert found.roles["where"]["argument_f1"].value == 0
    assert found.roles["who"]["argument_f1"].value == 1
    assert found.types["Attack"]["event_type"].value == 1
    assert found.pairs["a", "b"]["argument_f1"].n == 4


def test_types_are_compared_on_triggers_that_both_marked():
    found = report([
        with_events(a=[event("0-4", "Attack"), event("5-9", "Protest")], b=[event("0-4", "Protest")], c=[]),
        with_events(a=[event("0-4", "Attack")], b=[event("0-4", "Attack")]),
    ]).events  # fmt: skip
    assert found.measures["event_trigger_f1"].value == pytest.approx(2 * 2 / (3 + 2 + 1 + 2))
    assert found.measures["event_type"].value == pytest.approx(2 * 1 / 4)
    assert found.types["Protest"]["event_type"].value == 0
    assert found.measures["event_trigger_f1"].low is not None


def test_without_events_their_figures_are_undefined():
    found = report([coded(TEXT, a=["0-4 X"], b=["0-4 X"])]).events.measures
    assert set(found) == set(EVENTS)
    assert all(one.value is None and one.undefined for one in found.values())
    assert all(one.value is None for one in report([coded(TEXT, a=[])]).events.measures.values())


def test_many_labels_and_many_people_are_no_trouble():
    marks = [Span(at % 30, at % 30 + 3, f"L{at}") for at in range(90)]
    found = report([Coded(TEXT, {f"p{number}": marks[number:] for number in range(12)})], gamma=False)
    assert len(found.labels) == 90
    assert len(found.pairs) == 66
    assert found.measures["span_f1_exact"].value > 0.9


def test_a_group_of_documents_is_measured_like_a_file_of_them():
    docs = [random_document(seed)._replace(key=str(seed)) for seed in range(8)]
    groups = {"all": [one.key for one in docs], "few": ["1", "4", "5"], "one": ["2"], "none": ["99"]}
    found = report(docs, 200, gamma=False, groups=groups).groups
    for name, keys in groups.items():
        alone = report([one for one in docs if one.key in keys], 200, gamma=False)
        for measure, one in alone.measures.items():
            assert found[name][measure].value == (one.value and pytest.approx(one.value, abs=1e-6)), (name, measure)
            if name in ("all", "few") and measure != "gamma":
                assert found[name][measure].low == (one.low and pytest.approx(one.low, abs=1e-6))
    assert str(found["none"]["kappa_cohen"].undefined).startswith("Undefined: no document")
    assert found["few"]["kappa_cohen"].documents == 3
    assert report([], groups=groups).groups.keys() == groups.keys()
