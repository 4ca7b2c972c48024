"""What is taken for what, counted by hand."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.confusing import confusion


def test_all_pairs_at_a_case_count():
    three = (("1", "A"), ("2", "A"), ("3", ""))
    assert confusion({three: 2, (("1", "B"), ("2", "A")): 1}) == {("", "A"): 4, ("A", "A"): 2, ("A", "B"): 1}


def test_nobody_is_confused_alone():
    assert confusion({(("1", "A"),): 5}) == {}


@given(st.lists(st.lists(st.sampled_from(["", "A", "B", "C"]), max_size=5), max_size=8))
def test_it_is_what_going_through_the_pairs_gives(cases):
    patterns = Counter(tuple((str(who), answer) for who, answer in enumerate(case)) for case in cases)
    expected = Counter(tuple(sorted(pair)) for case in cases for pair in combinations(case, 2) if any(pair))
    assert confusion(patterns) == dict(expected)
