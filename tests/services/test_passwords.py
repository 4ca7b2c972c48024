"""Another password, a forgotten one, and the address to which a link goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from annotator.core.phrases import Problem
from annotator.db.accounts import LinkRow, SignInRow, UserRow
from annotator.services import sign_ins
from annotator.services.accounts import (
    LINK_LIFE,
    MAX_PASSWORD,
    PASSWORD,
    SIGN_IN,
    add_user,
    check_password,
    clean_email,
    make_link,
    redeem_link,
    user_of_link,
)
from annotator.services.passwords import (
    MOST_MAILS,
    links_by_mail,
    must_know,
    reset_password,
    set_email,
    set_password,
)

OLD, NEW = "a long enough password", "جملة طويلة بما يكفي"


@pytest.fixture
def layla(session) -> UserRow:
    return add_user(session, "layla", OLD, email="layla@example.org")


def _code(call, *arguments) -> str:
    with pytest.raises(Problem) as raised:
        call(*arguments)
    return raised.value.code


def test_a_new_password_ends_every_sign_in_and_every_link(session, layla):
    sign_ins.begin(session, layla)
    door, key = make_link(session, layla), make_link(session, layla, PASSWORD)
    set_password(session, layla, NEW)
    assert check_password(session, "layla", NEW) is not None
    assert check_password(session, "layla", OLD) is None
    assert session.scalar(select(func.count(SignInRow.id))) == 0
    assert redeem_link(session, door) is None
    assert reset_password(session, key, OLD) is None


@pytest.mark.parametrize(
    ("password", "code"), [("", "password-short"), ("x" * 9, "password-short"), ("x" * 1001, "password-long")]
)
def test_a_password_that_cannot_be_changes_nothing(session, layla, password, code):
    sign_ins.begin(session, layla)
    key = make_link(session, layla, PASSWORD)
    assert _code(set_password, session, layla, password) == code
    assert _code(reset_password, session, key, password) == code
    assert session.scalar(select(func.count(SignInRow.id))) == 1
    assert check_password(session, "layla", OLD) is not None
    assert reset_password(session, key, "x" * MAX_PASSWORD) is not None


def test_the_present_password_is_asked_for_where_there_is_one(session, layla):
    must_know(layla, OLD)
    for wrong in ("", NEW, OLD + " ", "\x00"):
        assert _code(must_know, layla, wrong) == "password-wrong"
    must_know(add_user(session, "sami", None), "")


def test_looking_does_not_use_a_link_up_and_using_does(session, layla):
    secret = make_link(session, layla, PASSWORD)
    for _ in range(3):
        assert user_of_link(session, secret, PASSWORD).id == layla.id
    assert reset_password(session, secret, NEW).id == layla.id
    assert user_of_link(session, secret, PASSWORD) is None
    assert reset_password(session, secret, OLD) is None
    assert check_password(session, "layla", NEW) is not None


def test_a_link_is_good_for_its_own_kind_alone(session, layla):
    door, key = make_link(session, layla), make_link(session, layla, PASSWORD)
    assert redeem_link(session, key) is None
    assert user_of_link(session, door, PASSWORD) is None
    assert reset_password(session, door, NEW) is None
    assert user_of_link(session, key, PASSWORD) is not None
    assert user_of_link(session, door, SIGN_IN) is not None


def test_who_is_deactivated_or_late_gets_no_password(session, layla):
    secret = make_link(session, layla, PASSWORD)
    layla.active = False
    session.commit()
    assert reset_password(session, secret, NEW) is None
    layla.active = True
    session.scalar(select(LinkRow)).expires_at -= LINK_LIFE + timedelta(seconds=1)
    session.commit()
    assert reset_password(session, secret, NEW) is None
    assert check_password(session, "layla", OLD) is not None


# --- Mail ---


def test_a_link_goes_to_whom_a_name_or_an_address_belongs(session, layla):
    sami = add_user(session, "sami", None, email="Layla@Example.org")
    add_user(session, "nour", None)
    gone = add_user(session, "gone", None, email="layla@example.org")
    gone.active = False
    session.commit()
    found = {who: [user.name for user, _ in links_by_mail(session, who)] for who in ("layla", " sami ", "nour", "x")}
    assert found == {"layla": ["layla"], " sami ": ["sami"], "nour": [], "x": []}
    made = links_by_mail(session, "LAYLA@example.org")
    assert sorted(user.name for user, _ in made) == ["layla", "sami"]
    for user, secret in made:
        assert user_of_link(session, secret, PASSWORD).id == user.id
    assert sami.password_hash is None


def test_asking_in_anothers_name_does_not_end_their_link(session, layla):
    given = make_link(session, layla, PASSWORD)
    links_by_mail(session, "layla")
    assert user_of_link(session, given, PASSWORD) is not None


def test_no_more_than_a_few_mails_go_to_one_address(session):
    for number in range(MOST_MAILS + 3):
        add_user(session, f"user {number}", None, email="all@example.org")
    assert len(links_by_mail(session, "all@example.org")) == MOST_MAILS


def test_a_link_does_not_outlive_the_address_it_went_to(session, layla):
    ((_, secret),) = links_by_mail(session, "layla")
    set_email(session, layla, "layla@example.org")
    assert user_of_link(session, secret, PASSWORD) is not None
    set_email(session, layla, " other@example.org ")
    assert layla.email == "other@example.org"
    assert user_of_link(session, secret, PASSWORD) is None
    set_email(session, layla, "")
    assert layla.email is None


@pytest.mark.parametrize(
    "email", ["a@b", "layla@example.org", "ليلى@مثال.سوريا", "a+b.c'd@x-y.example.org", "x" * 64 + "@example.org"]
)
def test_addresses_of_any_language_are_taken(email):
    assert clean_email(f" {email} ") == email


@pytest.mark.parametrize(
    "email",
    [
        "layla",
        "@",
        "a@",
        "@b",
        "a@b@c",
        "a b@c.org",
        "a@b.org, c@d.org",
        "a@b.org,c@d.org",
        "Layla <a@b.org>",
        "a@b.org\nBcc: c@d.org",
        "a@b.org\r\n",
        "a\x00@b.org",
        "a\u202e@b.org",
        "a@b..org",
        "a@.org",
        'a"@b.org',
        "x" * 65 + "@b.org",
        "a@" + "x" * 253,
        "\udc80@b.org",
    ],
)
def test_what_is_not_one_address_is_refused(session, layla, email):
    if email.strip() != email:
        email = email.replace("\r\n", "\r\nx")
    assert _code(clean_email, email) == "email"
    assert _code(set_email, session, layla, email) == "email"
    assert layla.email == "layla@example.org"
