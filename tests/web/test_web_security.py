"""Headers, tokens, redirects, sign-in: what keeps a page and its texts to those they are for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from annotator.app import create_app
from annotator.db.accounts import LinkRow, UserRow
from annotator.db.base import now
from annotator.services.accounts import LINK_LIFE, make_link
from annotator.services.export import Choice, export_project

PASSWORD = "a long enough password"


# --- Headers ---


@pytest.mark.parametrize("where", ["/", "/sign-in", "/nothing", "/projects/1", "/projects/99"])
def test_every_page_keeps_to_itself(clients, project, where):
    for who in ("nobody", "manager"):
        headers = clients[who].get(where).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


def test_static_files_stay_in_the_cache_under_an_address_that_changes(app, clients):
    page = clients["nobody"].get("/sign-in").text
    where = re.search(r'href="(/static/[0-9a-f]{12}/joined/tokens,base[a-z,]+\.css)"', page)[1]
    answer = clients["nobody"].get(where)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert clients["nobody"].get(where + "x").headers["Cache-Control"] == "no-store"


def test_exports_stay_in_no_cache(app, session, clients, project, document):
    exported = export_project(session, project, Choice(), "jsonl", app.extensions["settings"].exports)
    answer = clients["manager"].get(f"/projects/{project.id}/exports/{exported.path.name}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data == exported.path.read_bytes()


def test_pages_hold_no_inline_scripts_or_styles_and_nothing_from_elsewhere(clients, project, document):
    for where in (
        "/",
        "/projects/new",
        "/projects/1",
        "/projects/1/import",
        "/projects/1/export",
        "/projects/1/documents/1",
    ):
        page = clients["manager"].get(where).text
        assert not re.search(r"<script(?![^>]*(?:\bsrc=|application/json))", page)
        assert "<style" not in page
        assert not re.search(r'\s(style|on[a-z]+)="', page)
        assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", page)


def test_cookies_are_for_this_site_and_not_for_scripts(app, clients, manager):
    cookie = clients["nobody"].post("/sign-in", data={"name": "huda", "password": PASSWORD, "remember": "y"})
    set_ = cookie.headers.getlist("Set-Cookie")
    assert len(set_) == 2
    assert all("HttpOnly" in one and "SameSite=Lax" in one for one in set_)


# --- Forgery ---


@pytest.fixture
def guarded(app) -> Flask:
    """The application as users have it: tokens are asked for."""
    made = create_app(app.extensions["settings"], TESTING=True)
    made.test_client_class = app.test_client_class
    return made


@pytest.fixture
def guarded_client(guarded, session, manager):
    client = guarded.test_client()
    assert client.get(f"/sign-in/{make_link(session, manager)}").status_code == 302
    return client


def _token(page: str) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


@pytest.mark.parametrize(
    "where",
    ["/sign-out", "/language", "/projects/new", "/projects/1/import", "/projects/1/export", "/projects/1/suggestions"],
)
def test_no_form_is_taken_without_its_token(guarded_client, project, where):
    assert guarded_client.post(where, data={}).status_code == 400
    assert guarded_client.post(where, data={"csrf_token": "x"}).status_code == 400
    assert guarded_client.get("/").status_code == 200


def test_a_form_with_its_token_is_taken(guarded_client, project):
    token = _token(guarded_client.get("/projects/new").text)
    sent = {"csrf_token": token, "name": "new", "label_set": "conflict"}
    assert guarded_client.post("/projects/new", data=sent).status_code == 302


def test_operations_need_the_token_of_the_page(guarded_client, project, document, page_of):
    where = f"/projects/{project.id}/documents/{document}"
    payload = page_of(guarded_client.get(where))
    sent = {"revision": 0, "operations": [{"kind": "finish", "id": "o1"}]}
    refused = guarded_client.post(payload["urls"]["operations"], json=sent)
    assert (refused.status_code, refused.json["problem"]["code"]) == (400, "csrf")
    taken = guarded_client.post(payload["urls"]["operations"], json=sent, headers={"X-CSRFToken": payload["csrf"]})
    assert (taken.status_code, taken.json["revision"]) == (200, 1)


def test_who_is_signed_out_is_told_so_even_with_an_old_token(guarded, project, document):
    where = f"/projects/{project.id}/documents/{document}/operations"
    answer = guarded.test_client().post(where, json={"revision": 0, "operations": []}, headers={"X-CSRFToken": "old"})
    assert (answer.status_code, answer.json["problem"]["code"]) == (401, "401")


def test_the_sign_in_form_needs_a_token_too(guarded, manager):
    client = guarded.test_client()
    sent = {"name": "huda", "password": PASSWORD}
    assert client.post("/sign-in", data=sent).status_code == 400
    sent["csrf_token"] = _token(client.get("/sign-in").text)
    assert client.post("/sign-in", data=sent).status_code == 302


# --- Redirects ---

ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "//[",
    "http://[x",
    "evil.example",
    "",
]


def test_no_sign_in_leads_elsewhere(app, manager):
    sent = {"name": "huda", "password": PASSWORD}
    for target in ELSEWHERE:
        answer = app.test_client().post("/sign-in", query_string={"next": target}, data=sent)
        assert (target, answer.status_code, answer.location) == (target, 302, "/")


def test_no_change_of_language_leads_elsewhere(clients):
    for target in ELSEWHERE:
        answer = clients["member"].post("/language", data={"language": "en", "next": target})
        assert (target, answer.status_code, answer.location) == (target, 302, "/")


def test_a_redirect_leads_back_to_where_one_was(app, manager):
    answer = app.test_client().post("/sign-in?next=/projects/1%3Fpage%3D2", data={"name": "huda", "password": PASSWORD})
    assert answer.location == "/projects/1?page=2"


# --- Sign-in ---


def test_a_link_signs_in_once(app, session, manager):
    secret = make_link(session, manager)
    first, second = app.test_client(), app.test_client()
    assert first.get(f"/sign-in/{secret}").location == "/"
    assert first.get("/").status_code == 200
    assert second.get(f"/sign-in/{secret}").location == "/sign-in"
    assert second.get("/").status_code == 302


def test_a_newer_link_ends_the_older_one(app, session, manager, annotator):
    older, newer, hers = make_link(session, manager), make_link(session, manager), make_link(session, annotator)
    assert app.test_client().get(f"/sign-in/{older}").location == "/sign-in"
    assert app.test_client().get(f"/sign-in/{newer}").location == "/"
    assert app.test_client().get(f"/sign-in/{hers}").location == "/"


def test_an_old_link_signs_nobody_in(app, session, manager):
    secret = make_link(session, manager)
    link = session.scalar(select(LinkRow))
    assert abs(link.expires_at - now() - LINK_LIFE) < timedelta(minutes=1)
    link.expires_at = now() - timedelta(seconds=1)
    session.commit()
    assert app.test_client().get(f"/sign-in/{secret}").location == "/sign-in"
    assert session.scalar(select(LinkRow)) is None


def test_the_secret_of_a_link_is_not_kept(app, session, manager):
    secret = make_link(session, manager)
    session.commit()
    home = app.extensions["settings"].home
    assert all(secret.encode() not in path.read_bytes() for path in home.iterdir())


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(app, manager, annotator):
    def answer(name: str, password: str) -> tuple[int, str]:
        told = app.test_client().post("/sign-in", data={"name": name, "password": password})
        return told.status_code, re.sub(r'value="[^"]*"', "", told.text)

    wrong = answer("huda", "not her password")
    assert wrong[0] == 422
    assert answer("nobody we know", "not her password") == wrong
    assert answer("layla", "has no password") == wrong
    assert answer("x" * 100_000, "y" * 100_000) == wrong
    assert answer("\x00", "\x00 long enough") == wrong


def test_a_name_is_found_however_it_is_composed(app, session, manager):
    manager.name = "\u0622\u062f\u0645"  # آدم, composed
    session.commit()
    sent = {"name": " \u0627\u0653\u062f\u0645 ", "password": PASSWORD}
    assert app.test_client().post("/sign-in", data=sent).status_code == 302


def test_signing_out_ends_the_session(clients):
    assert clients["manager"].post("/sign-out").location == "/sign-in"
    assert clients["manager"].get("/").status_code == 302


def test_a_session_outlives_a_restart(app, session, manager):
    client = app.test_client()
    client.get(f"/sign-in/{make_link(session, manager)}")
    cookie = client.get_cookie("session")
    again = create_app(app.extensions["settings"], TESTING=True).test_client()
    again.set_cookie("session", cookie.value)
    assert again.get("/").status_code == 200


def test_a_cookie_of_another_installation_is_worth_nothing(app, clients, tmp_path):
    cookie = clients["manager"].get_cookie("session")
    settings = app.extensions["settings"]
    (settings.home / "secret-key").write_text("another key")
    other = create_app(settings, TESTING=True).test_client()
    other.set_cookie("session", cookie.value)
    assert other.get("/").status_code == 302


@pytest.mark.usefixtures("all_signed_in")
def test_who_was_deleted_is_signed_out(session, clients, annotator):
    session.delete(session.get_one(UserRow, annotator.id))
    session.commit()
    assert clients["member"].get("/").status_code == 302


# --- Language ---


@pytest.mark.parametrize(
    ("accepted", "language", "direction"),
    [
        (None, "ar", "rtl"),
        ("en-GB,en;q=0.9", "en", "ltr"),
        ("ar-SY", "ar", "rtl"),
        ("fr,de", "ar", "rtl"),
        ("xx;q=x", "ar", "rtl"),
    ],
)
def test_the_first_language_is_the_browsers_or_arabic(app, accepted, language, direction):
    headers = {"Accept-Language": accepted} if accepted else {}
    page = app.test_client().get("/sign-in", headers=headers).text
    assert f'<html lang="{language}" dir="{direction}">' in page


def test_a_chosen_language_stays_also_for_the_next_sign_in(app, session, clients, annotator):
    english = {"Accept-Language": "en"}
    assert clients["member"].post("/language", data={"language": "ar", "next": "/projects/1"}).location == "/projects/1"
    assert 'lang="ar"' in clients["member"].get("/", headers=english).text
    again = app.test_client()
    again.get(f"/sign-in/{make_link(session, annotator)}")
    assert 'lang="ar"' in again.get("/", headers=english).text


@pytest.mark.parametrize("language", ["fr", "", "../x", "ar\x00"])
def test_other_languages_are_not_taken(clients, language):
    assert clients["nobody"].post("/language", data={"language": language}).status_code == 302
    assert 'lang="ar"' in clients["nobody"].get("/sign-in").text


@pytest.mark.parametrize("body", ["[" * 100_000, "[]", "{", '{"name": "x"}'])
@pytest.mark.parametrize("path", ["/sign-in", "/forgotten", "/projects/new"])
def test_a_form_reads_no_json(clients, path, body):
    answer = clients["manager"].post(path, data=body, content_type="application/json")
    assert answer.status_code < 500
