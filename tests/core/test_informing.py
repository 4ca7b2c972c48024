"""How much a document would tell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.informing import MOST, informative

SCORES = st.lists(st.floats(0, 1), max_size=50)


def test_it_is_the_wrong_decisions_expected_in_a_thousand_words():
    assert informative([0.5, 0.9, 1.0], 100) == 6
    assert informative([], 100) == 0
    assert informative([0.5], 0) == 0


@given(SCORES, st.integers(1, 500))
def test_it_lies_between_nothing_and_the_most_and_certainty_tells_nothing(scores, words):
    assert 0 <= informative(scores, words) <= MOST
    assert informative([round(score) for score in scores], words) == 0


@given(SCORES, st.floats(0, 1), st.integers(1, 500))
def test_one_suggestion_more_never_tells_less(scores, more, words):
    assert informative([*scores, more], words) >= informative(scores, words)
