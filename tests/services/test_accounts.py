"""Names, passwords, links: who gets in, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta
from importlib.util import find_spec, module_from_spec

import pytest
from sqlalchemy import func, select

from annotator.core.phrases import Problem
from annotator.db.accounts import LinkRow, UserRow
from annotator.services import accounts
from annotator.services.accounts import (
    MIN_PASSWORD,
    OWNER,
    add_user,
    check_password,
    clean_name,
    find_user,
    first_manager,
    make_link,
    redeem_link,
    set_language,
)

PASSWORD = "جملة طويلة بما يكفي"


@pytest.mark.parametrize(
    ("given", "name"),
    [(" layla ", "layla"), ("\u0627\u0653دم", "آدم"), ("نور الدين", "نور الدين"), ("x" * 80, "x" * 80)],
)
def test_names_are_kept_in_one_form(given, name):
    assert clean_name(given) == name


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\nb", "a\x00", "a\u202eb", "a\u200eb", "\udc80"])
def test_what_is_no_name_is_refused(session, name):
    with pytest.raises(Problem) as raised:
        add_user(session, name, None)
    assert raised.value.code == "name"
    assert session.scalar(select(func.count(UserRow.id))) == 0


def test_one_name_is_one_person_however_it_is_written(session):
    add_user(session, "آدم", None)
    with pytest.raises(Problem) as raised:
        add_user(session, " \u0627\u0653دم", None)
    assert raised.value.code == "user-taken"
    assert find_user(session, "\u0627\u0653دم ").name == "آدم"


def test_a_password_is_kept_as_a_slow_hash_alone(session):
    user = add_user(session, "layla", PASSWORD)
    assert user.password_hash.startswith("$argon2id$")
    assert PASSWORD not in user.password_hash
    assert add_user(session, "sami", PASSWORD).password_hash != user.password_hash


def test_the_right_password_and_nothing_else_lets_in(session):
    user = add_user(session, "layla", PASSWORD)
    assert check_password(session, "layla", PASSWORD) is user
    wrong = ["", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper() + "x", "\x00"]
    assert [check_password(session, "layla", one) for one in wrong] == [None] * 5
    assert check_password(session, "Layla", PASSWORD) is None


def test_who_has_no_password_does_not_get_in_with_any(session):
    add_user(session, "layla", None)
    assert [check_password(session, "layla", one) for one in ("", "x", PASSWORD)] == [None] * 3


@pytest.mark.parametrize("length", [0, 1, MIN_PASSWORD - 1])
def test_a_short_password_is_refused_before_anything_is_written(session, length):
    with pytest.raises(Problem) as raised:
        add_user(session, "layla", "x" * length)
    assert raised.value.code == "password-short"
    assert session.scalar(select(func.count(UserRow.id))) == 0


def test_a_name_we_do_not_know_costs_as_much_as_one_we_know(session, monkeypatch):
    add_user(session, "layla", PASSWORD)
    add_user(session, "sami", None)
    verified = []

    class Counting:
        def verify(self, hashed, password):
            verified.append(hashed)
            return hasher.verify(hashed, password)

        def hash(self, password):
            return hasher.hash(password)

    hasher = accounts._hasher
    accounts._no_hash.cache_clear()
    monkeypatch.setattr(accounts, "_hasher", Counting())
    assert [check_password(session, name, "wrong") for name in ("layla", "sami", "nobody")] == [None] * 3
    assert len(verified) == 3
    assert len({hashed.rsplit("$", 2)[0] for hashed in verified}) == 1  # the same cost


def test_a_hash_costs_as_much_as_it_should():
    """The tests make cheap ones; this looks at the module as the program has it."""
    spec = find_spec("annotator.services.accounts")
    fresh = module_from_spec(spec)
    spec.loader.exec_module(fresh)
    assert fresh._hasher.memory_cost >= 64 * 1024
    assert fresh._hasher.time_cost >= 3
    assert fresh._hasher.type.name == "ID"


def test_a_link_works_once_and_only_its_hash_is_kept(session):
    user = add_user(session, "layla", None)
    secret = make_link(session, user)
    assert len(secret) >= 43
    assert secret not in session.scalars(select(LinkRow.secret_sha256)).all()
    assert redeem_link(session, secret).id == user.id
    assert redeem_link(session, secret) is None


def test_an_old_or_invented_link_lets_nobody_in(session):
    secret = make_link(session, add_user(session, "layla", None))
    session.scalar(select(LinkRow)).expires_at -= accounts.LINK_LIFE + timedelta(seconds=1)
    session.commit()
    assert [redeem_link(session, one) for one in (secret, "", "x", secret + "x")] == [None] * 4


def test_the_first_start_makes_one_manager_and_later_ones_find_them(session):
    owner = first_manager(session)
    assert (owner.name, owner.manager, owner.password_hash) == (OWNER, True, None)
    add_user(session, "huda", None, manager=True)
    assert first_manager(session).id == owner.id


def test_the_language_is_remembered(session):
    user = add_user(session, "layla", None)
    set_language(session, user.id, "en")
    session.expire_all()
    assert session.get_one(UserRow, user.id).language == "en"
