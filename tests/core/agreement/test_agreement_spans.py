"""F1 on spans: by hand, against trying everything, and its algebra."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.agreement import report
from annotator.core.arabic import clitic_free
from tests.core.agreement.marks import coded, documents, random_document

TEXT = "قصفت قوات النظام مدينة حلب أمس وبحلب"
SPANS = ("span_f1_exact", "span_f1_clitic_free", "span_f1_overlap", "span_f1_partial", "span_f1_boundaries")


def measured(*docs):
    return {name: one.value for name, one in report(docs, 0, gamma=False).measures.items()}


def test_pairs_are_pooled():
    found = measured(
        coded(TEXT, a=["0-4 X", "5-9 Y"], b=["0-4 X"], c=[]),
        coded(TEXT, a=["0-4 X"], b=["0-4 Y"]),
    )
    # a–b: 1 of 2 + 1; a–c: 0 of 2; b–c: 0 of 1; second document: 0 of 1 + 1, the boundaries being equal.
    assert found["span_f1_exact"] == pytest.approx(2 * 1 / (3 + 2 + 1 + 2))
    assert found["span_f1_boundaries"] == pytest.approx(2 * 2 / 8)
    assert found["span_label_given_boundaries"] == pytest.approx(0.5)


def test_clitics_do_not_count_where_they_are_not_to():
    start = TEXT.index("وبحلب")
    found = measured(coded(TEXT, a=[f"{start}-{start + 5} X"], b=[f"{start + 2}-{start + 5} X"]))
    assert (found["span_f1_exact"], found["span_f1_clitic_free"], found["span_f1_overlap"]) == (0, 1, 1)


def test_a_long_span_matches_one_of_two_short_ones():
    found = measured(coded("x" * 20, a=["0-12 X"], b=["0-4 X", "4-12 X"]))
    assert found["span_f1_overlap"] == pytest.approx(2 * 1 / 3)
    assert found["span_f1_partial"] == pytest.approx(2 * (2 * 8 / 20) / 3)


def test_a_chain_is_matched_as_well_as_can_be():
    found = measured(coded("x" * 40, a=["0-10 X", "12-30 X"], b=["8-14 X", "28-40 X"]))
    assert found["span_f1_overlap"] == 1


def test_the_same_span_twice_counts_once():
    assert measured(coded(TEXT, a=["0-4 X", "0-4 X"], b=["0-4 X"]))["span_f1_exact"] == 1


def best(rows, gain):
    """Return the greatest sum of gains of a matching, by trying all."""
    ours, theirs = rows
    if not ours:
        return 0.0
    first, rest = ours[0], ours[1:]
    choices = [gain(first, one) + best((rest, [o for o in theirs if o != one]), gain) for one in theirs]
    return max([best((rest, theirs), gain), *(choice for choice in choices)])


def shared(one, other):
    return max(0, min(one.end, other.end) - max(one.start, other.start)) if one.label == other.label else 0


def any_overlap(one, other):
    return float(shared(one, other) > 0)


def dice(one, other):
    return 2 * shared(one, other) / (one.end - one.start + other.end - other.start)


@given(documents())
@settings(max_examples=50, deadline=None)
def test_every_way_of_matching_is_what_it_says(docs):
    pairs = [
        (one.text, sorted(set(mine)), sorted(set(theirs)))
        for one in docs
        for mine, theirs in combinations(one.spans.values(), 2)
    ]
    total = sum(len(mine) + len(theirs) for _, mine, theirs in pairs)
    if not total:
        return
    found = measured(*docs)

    def free(text, spans):
        return {(*clitic_free(text, one.start, one.end), one.label) for one in spans}

    frees = [(free(text, mine), free(text, theirs)) for text, mine, theirs in pairs]
    expected = {
        "span_f1_exact": 2 * sum(len(set(mine) & set(theirs)) for _, mine, theirs in pairs) / total,
        "span_f1_clitic_free": 2
        * sum(len(mine & theirs) for mine, theirs in frees)
        / sum(len(mine) + len(theirs) for mine, theirs in frees),
        "span_f1_overlap": 2 * sum(best(rows, any_overlap) for _, *rows in pairs) / total,
        "span_f1_partial": 2 * sum(best(rows, dice) for _, *rows in pairs) / total,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-6)


def test_it_is_so_where_labels_nest_deeply():
    for seed in range(6):
        one = random_document(seed, people="ab", words=6, spans=7, labels=("X",), agree=0.2)
        rows = [sorted(set(marks)) for marks in one.spans.values()]
        total = sum(map(len, rows))
        assert measured(one)["span_f1_overlap"] == pytest.approx(2 * best(rows, any_overlap) / total)
        assert measured(one)["span_f1_partial"] == pytest.approx(2 * best(rows, dice) / total)


@given(st.integers(10, 20), st.integers(0, 9))
@settings(max_examples=20, deadline=None)
def test_moving_a_boundary_further_off_never_raises_partial_f1(size, start):
    found = [
        measured(coded("x" * 60, a=[f"{start}-{start + size} X"], b=[f"{start}-{end} X"]))["span_f1_partial"]
        for end in range(start + size, 60, 15)
    ]
    assert found == sorted(found, reverse=True)
    assert found[0] == 1


@given(documents())
@settings(max_examples=30, deadline=None)
def test_f1_lies_between_0_and_1_and_ways_are_ordered(docs):
    found = measured(*docs)
    if found["span_f1_exact"] is None:
        return
    assert all(0 <= found[name] <= 1 + 1e-9 for name in SPANS)
    assert found["span_f1_exact"] <= found["span_f1_partial"] + 1e-6
    assert found["span_f1_partial"] <= found["span_f1_overlap"] + 1e-6
