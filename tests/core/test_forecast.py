"""When a project will be done: a range, and nothing where there is too little to judge by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.forecast import LONGEST, forecast


@pytest.mark.parametrize(
    "per_day",
    [[], [0] * 14, [100], [0, 0, 50, 50], [3, 3, 3], [0] * 11 + [90, 90, 0]],
    ids=["no days", "no work", "one day", "two days", "nine documents", "two days of work"],
)
def test_too_little_says_nothing(per_day):
    assert forecast(100, per_day) is None


def test_nothing_left_needs_no_forecast():
    assert forecast(0, [10] * 14) is None


def test_an_even_pace_leaves_no_doubt():
    found = forecast(100, [0, 0, 10, 10, 10, 10])
    assert (found.pace, found.spread, found.days, found.soonest, found.latest) == (10, 0, 4, 10, 10)


def test_days_without_work_slow_it_down_and_widen_the_range():
    found = forecast(100, [10, 10, 0, 10, 10, 0])
    assert found.pace == pytest.approx(40 / 6)
    assert found.soonest < 15 < found.latest


def test_a_pace_that_may_as_well_be_nothing_has_no_end():
    assert forecast(1000, [40, 0, 0, 0, 0, 1, 0, 0, 0, 1]).latest is None


def test_what_would_take_ten_years_is_not_told():
    assert forecast(1_000_000, [4, 4, 4]) is None
    assert forecast(10 * LONGEST, [10, 10, 10]).latest == LONGEST


@given(st.integers(1, 100_000), st.lists(st.integers(0, 3000), max_size=14))
def test_the_range_holds_the_day_that_the_mean_pace_gives(left, per_day):
    found = forecast(left, per_day)
    if found is not None:
        assert 1 <= found.soonest <= -(-left // found.pace)
        assert found.latest is None or found.soonest <= found.latest <= LONGEST
