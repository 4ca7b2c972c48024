"""How often somebody may try, on a clock of the test."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select

from annotator.db.accounts import AttemptRow
from annotator.services.throttle import CURRENT, LINK, RESET, SIGN_IN, Throttle, Throttled


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Counting:
    """A throttle with the database that it counts in."""

    def __init__(self, session, clock) -> None:
        self.check, self.failed = (partial(deed, session) for deed in (Throttle(clock).check, Throttle(clock).failed))


@pytest.fixture
def throttle(session, clock) -> Counting:
    return Counting(session, clock)


def _wait(throttle, *asked) -> int:
    """Return the seconds to wait; 0 where a try is taken."""
    try:
        throttle.check(*asked)
    except Throttled as problem:
        return problem.seconds
    return 0


def test_five_failures_for_a_name_from_an_address_and_the_window_moves(throttle, clock):
    for _ in range(5):
        assert _wait(throttle, SIGN_IN, "layla", "1.2.3.4") == 0
        throttle.failed(SIGN_IN, "layla", "1.2.3.4")
        clock.now += 10
    assert _wait(throttle, SIGN_IN, "layla", "1.2.3.4") == 300 - 50 + 1
    assert _wait(throttle, SIGN_IN, "layla", "1.2.3.5") == 0
    assert _wait(throttle, SIGN_IN, "sami", "1.2.3.4") == 0
    clock.now += 250
    assert _wait(throttle, SIGN_IN, "layla", "1.2.3.4") == 0
    throttle.failed(SIGN_IN, "layla", "1.2.3.4")
    assert _wait(throttle, SIGN_IN, "layla", "1.2.3.4") == 11  # the second of the five is ten seconds younger


def test_what_was_not_a_failure_does_not_count(throttle):
    for _ in range(1000):
        throttle.check(SIGN_IN, "layla", "1.2.3.4")


def test_thirty_failures_from_an_address_whatever_the_names(throttle, clock):
    for number in range(30):
        throttle.check(SIGN_IN, f"name {number}", "1.2.3.4")
        throttle.failed(SIGN_IN, f"name {number}", "1.2.3.4")
    assert _wait(throttle, SIGN_IN, "layla", "1.2.3.4") > 0
    assert _wait(throttle, SIGN_IN, "layla", "1.2.3.5") == 0
    clock.now += 300
    assert _wait(throttle, SIGN_IN, "layla", "1.2.3.4") == 0


def test_fifty_failures_for_a_name_wherever_they_come_from(throttle, clock):
    for number in range(50):
        throttle.check(SIGN_IN, "layla", f"10.0.0.{number}")
        throttle.failed(SIGN_IN, "layla", f"10.0.0.{number}")
    assert _wait(throttle, SIGN_IN, "layla", "10.1.1.1") == 3601
    assert _wait(throttle, SIGN_IN, "sami", "10.1.1.1") == 0
    clock.now += 3600
    assert _wait(throttle, SIGN_IN, "layla", "10.1.1.1") == 0


def test_one_name_is_one_name_however_it_is_written(throttle):
    for name in ("Straße", "STRASSE", " straße ", "strasse", "Strasse"):
        throttle.failed(SIGN_IN, name, "1.2.3.4")
    assert _wait(throttle, SIGN_IN, "strasse", "1.2.3.4") > 0
    for name in ("آدم", "\u0627\u0653دم", "آدم ", " \u0627\u0653دم", "آدم"):
        throttle.failed(SIGN_IN, name, "1.2.3.4")
    assert _wait(throttle, SIGN_IN, "آدم", "1.2.3.4") > 0


def test_an_ipv6_customer_is_one_address_and_a_mapped_one_is_its_ipv4(throttle):
    for host in range(30):
        throttle.failed(LINK, "", f"2001:db8:1:2::{host:x}")
        throttle.failed(LINK, "", f"::ffff:1.2.3.{4}")
    assert _wait(throttle, LINK, "", "2001:db8:1:2:ffff::1") > 0
    assert _wait(throttle, LINK, "", "2001:db8:1:3::1") == 0
    assert _wait(throttle, LINK, "", "1.2.3.4") > 0
    assert _wait(throttle, LINK, "", "1.2.3.5") == 0


@pytest.mark.parametrize("address", [None, "", "unix", "x" * 100_000, "1.2.3.4%", "fe80::1%eth0"])
@pytest.mark.parametrize("name", ["", "\x00", "\udc80", "x" * 100_000, "a:b/c{}%s"])
def test_hostile_names_and_addresses_are_counted_like_others(throttle, name, address):
    for _ in range(5):
        assert _wait(throttle, SIGN_IN, name, address) == 0
        throttle.failed(SIGN_IN, name, address)
    assert _wait(throttle, SIGN_IN, name, address) > 0


def test_each_kind_counts_for_itself(throttle):
    for _ in range(3):
        throttle.failed(RESET, "layla", "1.2.3.4")
    assert _wait(throttle, RESET, "layla", "9.9.9.9") > 0
    assert _wait(throttle, RESET, "sami", "1.2.3.4") == 0
    for kind in (SIGN_IN, CURRENT, LINK):
        assert _wait(throttle, kind, "layla", "1.2.3.4") == 0


def test_what_no_longer_counts_is_swept_away(session, throttle, clock):
    for number in range(50):
        throttle.failed(SIGN_IN, f"invented {number}", f"10.0.{number}.1")
    assert session.scalar(select(func.count(AttemptRow.id))) == 150
    clock.now += 300
    throttle.failed(SIGN_IN, "layla", "1.2.3.4")
    assert session.scalar(select(func.count(AttemptRow.id))) == 50 + 3
    clock.now += 3300
    throttle.failed(SIGN_IN, "layla", "1.2.3.4")
    assert session.scalar(select(func.count(AttemptRow.id))) == 1 + 3


def test_no_key_keeps_more_than_its_most(session, throttle):
    for _ in range(70):
        throttle.failed(SIGN_IN, "layla", "1.2.3.4")
    assert session.scalar(select(func.count(AttemptRow.id))) == 5 + 30 + 50


def test_nobody_waits_for_a_clock_that_was_set_back(throttle, clock):
    clock.now += 1_000_000
    for _ in range(5):
        throttle.failed(SIGN_IN, "layla", "1.2.3.4")
    assert _wait(throttle, SIGN_IN, "layla", "1.2.3.4") > 0
    clock.now -= 1_000_000
    assert _wait(throttle, SIGN_IN, "layla", "1.2.3.4") == 0


def test_who_keeps_trying_does_not_wait_longer_for_it(throttle, clock):
    for _ in range(100):
        if _wait(throttle, SIGN_IN, "layla", "1.2.3.4") == 0:
            throttle.failed(SIGN_IN, "layla", "1.2.3.4")
    clock.now += 300
    assert _wait(throttle, SIGN_IN, "layla", "1.2.3.4") == 0
