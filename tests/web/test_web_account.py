"""One's own account: address, language, password, and where one is signed in."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from annotator.db.accounts import SignInRow
from annotator.services import sign_ins
from annotator.services.accounts import check_password
from annotator.services.throttle import Throttle

pytestmark = pytest.mark.usefixtures("all_signed_in")

OLD, NEW = "a long enough password", "another long password"
ENGLISH = {"Accept-Language": "en"}


def _other_sign_in(app, manager, remember="y"):
    client = app.test_client()
    sent = {"name": "huda", "password": OLD, "remember": remember}
    agent = {"User-Agent": "Mozilla/5.0 (iPhone; <script>) Safari/1"}
    assert client.post("/sign-in", data=sent, headers=agent).status_code == 302
    return client


def _change(client, current=OLD, new=NEW, again=None):
    names = ("password-current", "password-new", "password-again")
    sent = dict(zip(names, (current, new, new if again is None else again), strict=True))
    return client.post("/account/password", data=sent, headers=ENGLISH)


def test_the_name_in_the_bar_leads_to_the_account(clients):
    page = clients["member"].get("/").text
    assert re.search(r'<a class="bar-user" href="/account"[^>]*><bdi>layla</bdi></a>', page)
    assert "layla" in clients["member"].get("/account").text


def test_the_account_is_for_who_is_signed_in(clients):
    assert clients["nobody"].get("/account").location.startswith("/sign-in?next=/account")
    for where in ("email", "password", "sign-ins/1/end", "sign-ins/end-others"):
        assert clients["nobody"].post(f"/account/{where}").location.startswith("/sign-in")


# --- Password ---


def test_a_new_password_signs_out_everywhere_else(app, session, clients, manager):
    other, this = _other_sign_in(app, manager), clients["manager"]
    thief = app.test_client()
    thief.set_cookie("session", this.get_cookie("session").value)
    assert thief.get("/").status_code == other.get("/").status_code == 200
    answer = _change(this)
    assert answer.location == "/account"
    assert "signed out" in this.get("/account", headers=ENGLISH).text
    assert other.get("/").status_code == thief.get("/").status_code == 302
    assert len(sign_ins.sign_ins_of(session, manager)) == 1
    session.rollback()
    assert check_password(session, "huda", NEW) is not None
    this.delete_cookie("session")  # it was remembered, and still is
    assert this.get("/").status_code == 200


def test_a_first_password_needs_no_other(session, clients):
    assert "password-current" not in clients["member"].get("/account").text
    assert _change(clients["member"], current="").location == "/account"
    assert check_password(session, "layla", NEW) is not None
    assert "password-current" in clients["member"].get("/account").text
    assert _change(clients["member"], current="", new="a third long password").status_code == 422


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"current": "wrong"}, "This is not your password."),
        ({"current": ""}, "This is not your password."),
        ({"new": "short"}, "at least 10 characters"),
        ({"new": "x" * 1001}, "at most 1000 characters"),
        ({"new": ""}, "This is needed."),
        ({"again": "another lang password"}, "not the same"),
        ({"again": ""}, "This is needed."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(app, session, clients, manager, sent, says):
    other = _other_sign_in(app, manager)
    answer = _change(clients["manager"], **sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert not any(word in answer.text for word in (OLD, NEW, "x" * 1001))
    assert other.get("/").status_code == 200
    assert check_password(session, "huda", OLD) is not None


def test_the_present_password_cannot_be_found_out_by_trying(app, clients, manager):
    now = [0.0]
    app.extensions["throttle"] = Throttle(lambda: now[0])
    for _ in range(10):
        assert "not your password" in _change(clients["manager"], current="wrong").text
    assert "Try again in 16 minutes" in _change(clients["manager"]).text
    sent = {"email-email": "x@example.org", "email-current": OLD}
    assert clients["manager"].post("/account/email", data=sent).status_code == 422
    now[0] += 900
    assert _change(clients["manager"]).status_code == 302


# --- E-mail ---


def test_the_address_is_changed_by_who_knows_the_password(session, clients, manager):
    client = clients["manager"]
    sent = {"email-email": " huda@example.org ", "email-current": OLD}
    assert client.post("/account/email", data=sent | {"email-current": "wrong"}).status_code == 422
    session.rollback()
    assert manager.email is None
    assert client.post("/account/email", data=sent).location == "/account"
    session.rollback()
    assert manager.email == "huda@example.org"
    assert 'value="huda@example.org"' in client.get("/account").text
    assert client.post("/account/email", data=sent | {"email-email": ""}).location == "/account"
    session.rollback()
    assert manager.email is None


@pytest.mark.parametrize("email", ["x", "a@b, c@d", "a@b\nBcc: c@d", '"><script>alert(1)</script>@x', "x" * 100_000])
def test_what_is_no_address_is_refused(session, clients, annotator, email):
    answer = clients["member"].post("/account/email", data={"email-email": email}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "not an e-mail address" in answer.text
    assert "<script>alert" not in answer.text
    session.rollback()
    assert annotator.email is None


# --- Language ---


def test_the_language_is_chosen_on_the_page(clients):
    answer = clients["member"].post("/language", data={"language": "en", "next": "/account"})
    assert answer.location == "/account"
    assert '<html lang="en" dir="ltr">' in clients["member"].get("/account").text


# --- Sign-ins ---


def test_the_sign_ins_are_listed_and_this_one_is_marked(app, clients, manager):
    _other_sign_in(app, manager)
    page = clients["manager"].get("/account", headers=ENGLISH).text
    assert page.count("this one") == 1
    assert "Safari, iPhone" in page
    assert "<script>)" not in page


def test_one_of_them_is_signed_out(app, session, clients, manager):
    other = _other_sign_in(app, manager)
    (row,) = [row for row in sign_ins.sign_ins_of(session, manager) if "iPhone" in row.browser]
    answer = clients["manager"].post(f"/account/sign-ins/{row.id}/end")
    assert answer.location == "/account#sign-ins"
    assert other.get("/").status_code == 302
    assert clients["manager"].get("/").status_code == 200


def test_this_one_is_signed_out_too(session, clients, manager):
    (row,) = sign_ins.sign_ins_of(session, manager)
    assert clients["manager"].post(f"/account/sign-ins/{row.id}/end").location == "/sign-in"
    assert clients["manager"].get("/").status_code == 302


def test_all_but_this_one_are_signed_out(app, session, clients, manager, annotator):
    others = [_other_sign_in(app, manager) for _ in range(3)]
    assert clients["manager"].post("/account/sign-ins/end-others").status_code == 302
    assert {other.get("/").status_code for other in others} == {302}
    assert clients["manager"].get("/").status_code == clients["member"].get("/").status_code == 200


def test_nobody_ends_or_finds_the_sign_in_of_another(session, clients, manager):
    hers = session.scalar(select(SignInRow.id).filter_by(user_id=manager.id))
    for number in (hers, 0, 10**6, 2**63, 10**40):
        assert clients["member"].post(f"/account/sign-ins/{number}/end").status_code == 404
    assert clients["manager"].get("/").status_code == 200
