"""Signing in: throttled, with a session of its own each time, ended at once where it is ended."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from annotator.app import create_app
from annotator.db.accounts import SignInRow
from annotator.db.base import db
from annotator.services import sign_ins
from annotator.services.accounts import PASSWORD as RESET
from annotator.services.accounts import add_user, make_link
from annotator.services.throttle import Throttle
from annotator.services.users import set_active

PASSWORD = "a long enough password"
SENT = {"name": "huda", "password": PASSWORD}


@pytest.fixture
def clock(app):
    """The throttle's clock: ``clock[0] += 60``."""
    now = [1_000_000.0]
    app.extensions["throttle"] = Throttle(lambda: now[0])
    return now


@pytest.fixture
def try_in(app):
    """Try to sign in from an address with nothing but what is sent."""

    def tried(name="huda", password="wrong", address="10.0.0.1", language="en"):
        return app.test_client().post(
            "/sign-in",
            data={"name": name, "password": password},
            headers={"Accept-Language": language},
            environ_base={"REMOTE_ADDR": address},
        )

    return tried


# --- Throttling ---


def test_after_five_failures_even_the_right_password_waits(manager, clock, try_in):
    assert [try_in().status_code for _ in range(5)] == [422] * 5
    answer = try_in(password=PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "301")
    assert "Too many tries. Try again in 6 minutes." in answer.text
    assert 'value="huda"' in answer.text
    assert PASSWORD not in answer.text
    assert try_in(password=PASSWORD, address="10.0.0.2").status_code == 302
    clock[0] += 299
    answer = try_in(password=PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert "Try again in 1 minute." in answer.text
    clock[0] += 1
    assert try_in(password=PASSWORD).status_code == 302


def test_the_page_that_says_so_is_in_the_language_of_its_reader(manager, clock, try_in):
    for _ in range(5):
        try_in()
    assert '<html lang="ar" dir="rtl">' in try_in(language="ar").text


def test_an_unknown_name_is_throttled_like_a_known_one(manager, clock, try_in):
    def story(name):
        answers = [try_in(name=name) for _ in range(7)]
        return [(one.status_code, one.headers.get("Retry-After"), one.text.replace(name, "")) for one in answers]

    tokens = re.compile(r'value="[^"]*"')
    known, unknown = ([(*one[:2], tokens.sub("", one[2])) for one in story(name)] for name in ("huda", "nobody"))
    assert known == unknown
    assert known[-1][0] == 429


def test_names_of_one_person_are_counted_as_one(manager, clock, try_in):
    for name in ("huda", "HUDA", " Huda ", "hUda", "huda"):
        try_in(name=name)
    assert try_in(password=PASSWORD).status_code == 429


def test_an_address_that_tries_many_names_is_throttled(manager, clock, try_in):
    codes = [try_in(name=f"name {number}").status_code for number in range(31)]
    assert codes == [422] * 30 + [429]
    assert try_in(password=PASSWORD).status_code == 429
    assert try_in(password=PASSWORD, address="10.0.0.2").status_code == 302


def test_many_who_sign_in_from_one_office_are_not_throttled(manager, clock, try_in):
    assert {try_in(password=PASSWORD).status_code for _ in range(40)} == {302}


def test_links_that_nobody_made_are_throttled_by_address(app, session, manager, clock):
    client = app.test_client()
    for number in range(30):
        client.get(f"/{('sign-in', 'reset')[number % 2]}/invented-{number}")
    good, key = make_link(session, manager), make_link(session, manager, RESET)
    for where in (f"/sign-in/{good}", f"/reset/{key}"):
        answer = client.get(where, headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "301")
        assert "Try again in" in answer.text
    told = client.get(f"/reset/{key}", headers={"Accept": "application/json"})
    assert told.json["problem"]["code"] == "throttled"
    assert client.get(f"/sign-in/{good}", environ_base={"REMOTE_ADDR": "10.0.0.9"}).location == "/"


@pytest.mark.parametrize("name", ["", " ", "\x00", "x" * 100_000, "' OR 1=1 --", "<script>alert(1)</script>", "%s{0}"])
def test_hostile_names_sign_nobody_in(manager, clock, try_in, name):
    for _ in range(7):
        answer = try_in(name=name, password=name)
        assert answer.status_code in (422, 429)
        assert "<script>alert" not in answer.text


# --- Sessions ---


def test_signing_in_gives_a_new_session(app, manager):
    """Whoever could put a session of their own into this browser must not share in what becomes of it."""
    app.config["WTF_CSRF_ENABLED"] = True
    client, thief = app.test_client(), app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)[1]
    before = client.get_cookie("session").value
    assert client.post("/sign-in", data=SENT | {"csrf_token": token}).status_code == 302
    assert client.get_cookie("session").value != before
    thief.set_cookie("session", before)
    assert thief.get("/").status_code == 302
    assert client.post("/language", data={"language": "en", "csrf_token": token}).status_code == 400


def test_the_language_stays_when_one_signs_in_and_out(app, manager):
    client = app.test_client()
    client.post("/language", data={"language": "en"})
    client.post("/sign-in", data=SENT)
    assert 'lang="en"' in client.get("/").text
    client.post("/sign-out")
    assert 'lang="en"' in client.get("/sign-in").text


def test_who_signs_in_over_another_ends_their_sign_in(app, session, sign_in, manager, annotator):
    client = sign_in(annotator)
    old = client.get_cookie("session").value
    client.post("/sign-in", data=SENT)
    assert sign_ins.sign_ins_of(session, annotator) == []
    thief = app.test_client()
    thief.set_cookie("session", old)
    assert thief.get("/").status_code == 302


def test_signing_out_ends_copies_of_the_cookie_too(app, session, manager):
    client, thief = app.test_client(), app.test_client()
    client.post("/sign-in", data=SENT | {"remember": "y"})
    for name in ("session", "remember_token"):
        thief.set_cookie(name, client.get_cookie(name).value)
    assert thief.get("/").status_code == 200
    client.post("/sign-out")
    assert thief.get("/").status_code == 302
    assert client.get_cookie("remember_token") is None
    assert session.scalar(select(func.count(SignInRow.id))) == 0


def test_a_remembered_sign_in_outlives_the_session_but_not_its_end(app, session, manager):
    client = app.test_client()
    client.post("/sign-in", data=SENT | {"remember": "y"})
    client.delete_cookie("session")
    assert client.get("/").status_code == 200
    client.delete_cookie("session")
    (row,) = sign_ins.sign_ins_of(session, manager)
    assert sign_ins.end_one(session, manager, row.id)
    assert client.get("/").status_code == 302
    assert client.get("/", headers={"Accept": "application/json"}).status_code == 401


def test_who_did_not_want_to_be_remembered_is_not(app, manager):
    client = app.test_client()
    client.post("/sign-in", data=SENT)
    client.delete_cookie("session")
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("how", ["revoked", "deactivated"])
def test_a_page_that_saves_is_told_at_once_that_its_sign_in_has_ended(
    session, clients, project, document, manager, how
):
    where = f"/projects/{project.id}/documents/{document}/operations"
    saved = {"revision": 0, "operations": []}
    assert clients["manager"].post(where, json=saved).status_code == 200
    if how == "revoked":
        for row in sign_ins.sign_ins_of(session, manager):
            sign_ins.end_one(session, manager, row.id)
    else:
        add_user(session, "other", None, manager=True)
        set_active(session, manager, False)
    answer = clients["manager"].post(where, json=saved)
    assert (answer.status_code, answer.json["problem"]["code"]) == (401, "401")
    assert clients["manager"].get("/").location.startswith("/sign-in")


def test_who_is_deactivated_gets_the_answer_of_a_wrong_password(session, manager, try_in):
    layla = add_user(session, "layla", PASSWORD)
    set_active(session, layla, False)
    assert try_in(name="layla", password=PASSWORD).status_code == 422


# --- Cookies ---


def _cookies(app, **more) -> list[str]:
    return app.test_client().post("/sign-in", data=SENT | {"remember": "y"}, **more).headers.getlist("Set-Cookie")


def test_cookies_that_came_over_https_go_over_nothing_else(app, manager):
    over = _cookies(app, base_url="https://a.example")
    assert len(over) == 2
    assert all(one.lower().count("; secure") == 1 for one in over)
    assert not any("secure" in one.lower() for one in _cookies(app))


def test_a_stranger_cannot_say_that_it_was_https(app, manager):
    assert not any("secure" in one.lower() for one in _cookies(app, headers={"X-Forwarded-Proto": "https"}))


# --- Redirects ---

ELSEWHERE = [
    "/\x0b/evil.example",
    "/\x00/evil.example",
    "/\r\nSet-Cookie: a=b",
    "/\x7f/evil.example",
    "\u2028//evil.example",
    "\ufeff//evil.example",
    "／／evil.example",
    "/\\/evil.example",
    "/%5c\\evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "data:text/html,x",
    "?next=//evil.example",
    "#//evil.example",
    ".//evil.example",
    "@evil.example",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_redirect_leads_elsewhere(app, sign_in, manager, target):
    client = sign_in(manager)
    assert client.post("/language", data={"language": "en", "next": target}).location == "/"
    assert client.post("/sign-in", query_string={"next": target}, data=SENT).location == "/"


@pytest.mark.parametrize("target", ["/.//evil.example", "/%2f/evil.example", "/@evil.example", "/;//evil.example"])
def test_what_looks_odd_stays_on_the_site(sign_in, manager, target):
    answer = sign_in(manager).post("/language", data={"language": "en", "next": target})
    assert answer.location.startswith("/")
    assert answer.location[1] not in "/\\"


def test_what_was_tried_at_one_process_counts_in_the_next(app, manager, clock, try_in):
    other = create_app(app.extensions["settings"], TESTING=True, WTF_CSRF_ENABLED=False)
    other.extensions["throttle"] = Throttle(lambda: clock[0])
    assert [try_in().status_code for _ in range(5)] == [422] * 5
    sent = {"data": SENT, "environ_base": {"REMOTE_ADDR": "10.0.0.1"}}
    assert other.test_client().post("/sign-in", **sent).status_code == 429
    clock[0] += 300
    assert other.test_client().post("/sign-in", **sent).status_code == 302
    with other.app_context():
        db.engine.dispose()


LOOKERS = [
    {"User-Agent": "WhatsApp/2.24"},
    {"User-Agent": "TelegramBot (like TwitterBot)"},
    {"Sec-Purpose": "prefetch;prerender"},
]


@pytest.mark.parametrize("headers", LOOKERS, ids=lambda headers: next(iter(headers.values())))
def test_a_link_is_not_used_up_by_what_shows_where_it_leads(app, session, manager, headers):
    path = f"/sign-in/{make_link(session, manager)}"
    looked = app.test_client().get(path, headers=headers)
    assert (looked.status_code, "Set-Cookie" in looked.headers) == (200, False)
    assert app.test_client().get(path).headers["Location"] == "/"
