"""Precision, recall and F1 of proposals against gold."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.scoring import WAYS, Counts, Item, Scores, most_overlapping

TEXT = "قصفت الطائرات بحلب وريفها"
items = st.lists(
    st.builds(
        lambda start, size, label: Item(start, min(start + size, len(TEXT)), label),
        st.integers(0, len(TEXT) - 1), st.integers(1, 9), st.sampled_from("AB"),
    ),
    max_size=6,
)  # fmt: skip


def scored(gold, proposed, text=TEXT):
    scores = Scores()
    scores.add(text, gold, proposed)
    return scores


def test_figures_of_counts():
    counts = Counts(gold=4, proposed=2, matched=1)
    assert (counts.precision, counts.recall, counts.f1) == (0.5, 0.25, pytest.approx(1 / 3))
    assert Counts().f1 == 0.0
    assert Counts(1, 2, 1) + Counts(3, 0, 0) == Counts(4, 2, 1)


def test_exact_needs_boundaries_and_label():
    scores = scored([Item(0, 4, "A"), Item(5, 13, "A")], [Item(0, 4, "A"), Item(5, 12, "A"), Item(0, 4, "B")])
    assert scores.of("A") == Counts(2, 2, 1)
    assert scores.of("B") == Counts(0, 1, 0)
    assert scores.micro() == Counts(2, 3, 1)
    assert scores.of("never") == Counts()


def test_clitics_do_not_count_where_they_are_not_to():
    scores = scored([Item(15, 18, "LOC")], [Item(14, 18, "LOC")])
    assert TEXT[14:18] == "بحلب"
    assert scores.micro("exact").matched == 0
    assert scores.micro("clitic_free").matched == 1


def test_overlap_matches_one_to_one():
    scores = scored([Item(0, 13, "A")], [Item(0, 4, "A"), Item(5, 13, "A")])
    assert scores.micro("overlap") == Counts(1, 2, 1)


def test_overlap_is_a_maximum_not_a_greedy_matching():
    gold = [Item(0, 10, "A"), Item(8, 12, "A")]
    proposed = [Item(0, 4, "A"), Item(9, 10, "A")]
    assert most_overlapping(gold, proposed) == 2
    assert most_overlapping(proposed, gold) == 2


def test_the_micro_figure_comes_from_summed_counts():
    scores = Scores()
    scores.add(TEXT, [Item(0, 4, "A")], [Item(0, 4, "A")])
    scores.add(TEXT, [Item(0, 4, "B"), Item(5, 9, "B")], [])
    assert scores.micro().as_json() == {"precision": 1.0, "recall": 0.3333, "f1": 0.5}
    assert set(scores.as_json()["labels"]) == {"A", "B"}


@given(items, items)
def test_the_matching_is_as_large_as_the_best_of_all(gold, proposed):
    ours = sorted({item for item in gold if item.label == "A"})
    theirs = sorted({item for item in proposed if item.label == "A"})
    small, large = sorted((ours[:4], theirs[:4]), key=len)

    def pairs(order):
        return sum(one.start < other.end and other.start < one.end for one, other in zip(small, order, strict=True))

    orders = (order for chosen in combinations(large, len(small)) for order in permutations(chosen))
    assert most_overlapping(small, large) == max(map(pairs, orders))


@given(items, items)
def test_swapping_both_sides_swaps_precision_and_recall(gold, proposed):
    one, other = scored(gold, proposed), scored(proposed, gold)
    for way in WAYS:
        assert one.micro(way).precision == other.micro(way).recall
        assert one.micro(way).f1 == other.micro(way).f1


@given(items, items)
def test_a_looser_way_of_overlap_never_matches_less(gold, proposed):
    scores = scored(gold, proposed)
    for label in scores.labels:
        assert scores.of(label, "exact").matched <= scores.of(label, "overlap").matched


@given(items)
def test_gold_against_itself_is_perfect(gold):
    scores = scored(gold, gold)
    for way in WAYS:
        assert scores.micro(way).f1 == (1.0 if gold else 0.0)
