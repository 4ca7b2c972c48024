"""Where somebody is signed in, and how each place is signed out from elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from annotator.db.accounts import SignInRow, UserRow
from annotator.db.base import now
from annotator.services import sign_ins
from annotator.services.accounts import add_user


@pytest.fixture
def layla(session) -> UserRow:
    return add_user(session, "layla", None)


def _begin(session, user, browser="") -> str:
    sign_ins.begin(session, user, browser)
    return user.sign_in


def test_each_browser_has_a_secret_of_which_only_the_hash_is_kept(session, layla):
    one, other = _begin(session, layla, "Firefox, Windows"), _begin(session, layla, "x" * 500)
    assert one != other
    assert sign_ins.who(session, one).id == sign_ins.who(session, other).id == layla.id
    kept = session.scalars(select(SignInRow)).all()
    assert {row.secret_sha256 for row in kept}.isdisjoint({one, other})
    assert sorted(len(row.browser) for row in kept) == [16, 80]


@pytest.mark.parametrize("secret", ["", "x", "\x00", "\udc80", "1", "x" * 100_000])
def test_an_invented_secret_is_nobody(session, layla, secret):
    _begin(session, layla)
    assert sign_ins.who(session, secret) is None


def test_who_is_deactivated_is_out_at_once(session, layla):
    secret = _begin(session, layla)
    layla.active = False
    session.commit()
    assert sign_ins.who(session, secret) is None


def test_an_unused_sign_in_ends_and_is_cleared_away_at_the_next(session, layla):
    old = _begin(session, layla)
    session.scalar(select(SignInRow)).seen_at = now() - sign_ins.LIFE - timedelta(seconds=1)
    session.commit()
    assert sign_ins.who(session, old) is None
    assert sign_ins.sign_ins_of(session, layla) == []
    _begin(session, layla)
    assert len(session.scalars(select(SignInRow)).all()) == 1


def test_it_is_known_when_somebody_was_last_seen_also_after_signing_out(session, layla):
    assert layla.seen_at is None
    secret = _begin(session, layla)
    first = layla.seen_at
    assert now() - first < timedelta(minutes=1)
    row = session.scalar(select(SignInRow))
    row.seen_at = layla.seen_at = now() - sign_ins.SEEN_EVERY - timedelta(minutes=1)
    session.commit()
    assert sign_ins.who(session, secret).seen_at >= first
    assert now() - session.scalar(select(SignInRow)).seen_at < timedelta(minutes=1)
    sign_ins.end(session, secret)
    assert layla.seen_at is not None


def test_one_is_ended_by_its_owner_alone(session, layla):
    sami = add_user(session, "sami", None)
    hers, his = _begin(session, layla), _begin(session, sami)
    (row,) = sign_ins.sign_ins_of(session, sami)
    assert not sign_ins.end_one(session, layla, row.id)
    assert sign_ins.who(session, his) is not None
    assert sign_ins.end_one(session, sami, row.id)
    assert sign_ins.who(session, his) is None
    assert sign_ins.who(session, hers) is not None


def test_all_others_are_ended(session, layla):
    sami = add_user(session, "sami", None)
    his = _begin(session, sami)
    others = [_begin(session, layla) for _ in range(3)]
    this = _begin(session, layla)
    sign_ins.end_others(session, layla)
    assert [sign_ins.who(session, one) for one in others] == [None] * 3
    (row,) = sign_ins.sign_ins_of(session, sign_ins.who(session, this))
    assert sign_ins.is_this(row, layla)
    assert sign_ins.who(session, his) is not None
