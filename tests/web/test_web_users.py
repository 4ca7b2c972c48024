"""The people of the installation, for those who manage it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import event, func, insert, select

from annotator.db.accounts import LinkRow, UserRow
from annotator.db.base import db
from annotator.services import audit
from annotator.services.accounts import add_user
from annotator.translations import said

pytestmark = pytest.mark.usefixtures("all_signed_in")

ENGLISH = {"Accept-Language": "en"}
PAGES = ("/people", "/people/new", "/people/{user}")
FORMS = {
    "/people/new": {"name": "new"},
    "/people/{user}/links": {"kind": "sign-in"},
    "/people/{user}/manager": {"value": "yes"},
    "/people/{user}/active": {"value": "no"},
}


def _address(answer) -> str:
    return re.search(r'id="link"[^>]* value="([^"]+)"', answer.text)[1]


def test_only_managers_of_the_installation_get_there(session, clients, annotator):
    before = session.scalar(select(func.count(UserRow.id)))
    for who, code in (("nobody", 302), ("stranger", 403), ("member", 403)):
        for path in PAGES:
            assert clients[who].get(path.format(user=annotator.id)).status_code == code
        for path, sent in FORMS.items():
            assert clients[who].post(path.format(user=annotator.id), data=sent).status_code == code
    session.rollback()
    assert session.scalar(select(func.count(UserRow.id))) == before
    assert annotator.active
    assert not annotator.manager
    assert "/people" not in clients["member"].get("/").text
    assert 'href="/people"' in clients["manager"].get("/").text


@pytest.mark.parametrize("user", [0, 10**6, 2**63, 10**40])
def test_who_is_not_there_is_not_found(clients, user):
    assert clients["manager"].get(f"/people/{user}").status_code == 404
    for path, sent in list(FORMS.items())[1:]:
        assert clients["manager"].post(path.format(user=user), data=sent).status_code == 404


def test_everybody_is_in_the_table(session, clients, annotator):
    annotator.email = "layla@example.org"
    session.commit()
    add_user(session, "<b>x</b>", None)
    page = clients["manager"].get("/people", headers=ENGLISH).text
    assert "layla@example.org" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "never" in page
    assert "ago" in page
    one = clients["manager"].get(f"/people/{annotator.id}", headers=ENGLISH).text
    assert "مشروع" in one
    assert "(annotator)" in one


def test_a_person_is_added_and_let_in_by_a_link(app, session, clients):
    manager = clients["manager"]
    answer = manager.post("/people/new", data={"name": " سامي ", "email": "sami@example.org"})
    sami = session.scalar(select(UserRow).filter_by(name="سامي"))
    assert answer.location == f"/people/{sami.id}"
    assert (sami.email, sami.manager, sami.password_hash) == ("sami@example.org", False, None)
    shown = manager.post(f"/people/{sami.id}/links", data={"kind": "sign-in"})
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    address = _address(shown)
    assert address.startswith("http://localhost/sign-in/")
    client = app.test_client()
    assert client.get(address).location == "/"
    assert "سامي" in client.get("/account").text
    secret = address.rsplit("/", 1)[1]
    assert secret not in manager.get(f"/people/{sami.id}").text
    session.rollback()
    log = audit.entries(session)
    assert all(secret not in repr(one) for one in log)
    assert [(one.who, one.project_id, said(one.phrase, str)) for one in log[:2]] == [
        ("huda", None, "made a sign-in link for سامي"),
        ("huda", None, "added سامي"),
    ]


def test_a_link_for_a_password_begins_with_the_address_in_the_settings(app, clients, annotator):
    app.extensions["settings"] = replace(app.extensions["settings"], url="https://a.example")
    shown = clients["manager"].post(f"/people/{annotator.id}/links", data={"kind": "password"})
    address = _address(shown)
    assert address.startswith("https://a.example/reset/")
    assert app.test_client().get(address.removeprefix("https://a.example")).status_code == 200


@pytest.mark.parametrize("kind", ["", "invitation", "x", "sign-in\x00"])
def test_there_are_no_other_kinds_of_links(session, clients, annotator, kind):
    before = session.scalar(select(func.count(LinkRow.id)))
    assert clients["manager"].post(f"/people/{annotator.id}/links", data={"kind": kind}).status_code == 400
    assert session.scalar(select(func.count(LinkRow.id))) == before


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": ""}, "This is needed."),
        ({"name": "  "}, "1 to 80 characters"),
        ({"name": "x" * 81}, "1 to 80 characters"),
        ({"name": "a\u202eb"}, "1 to 80 characters"),
        ({"name": "a\x00b"}, "1 to 80 characters"),
        ({"name": "ALL"}, "stands for everybody"),
        ({"name": "layla"}, "already"),
        ({"name": "new", "email": "a@b, c@d"}, "not an e-mail address"),
        ({"name": "new", "email": "<script>alert(1)</script>"}, "not an e-mail address"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_at_its_field(session, clients, sent, says):
    before = session.scalar(select(func.count(UserRow.id)))
    answer = clients["manager"].post("/people/new", data=sent, headers=ENGLISH)
    assert answer.status_code == 422
    assert says in answer.text
    assert "<script>alert" not in answer.text
    session.rollback()
    assert session.scalar(select(func.count(UserRow.id))) == before


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=HYPERLINK(1)", "%(name)s", "../x", "{{ 7 * 7 }}", '"'])
def test_odd_names_are_names(session, clients, name):
    where = clients["manager"].post("/people/new", data={"name": name}).location
    for path in (where, "/people"):
        page = clients["manager"].get(path, headers=ENGLISH)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert clients["manager"].post(f"{where}/links", data={"kind": "sign-in"}).status_code == 200
    assert clients["manager"].post(f"{where}/active", data={"value": "no"}).status_code == 302


def test_a_manager_is_made_and_unmade(session, clients, annotator):
    where = f"/people/{annotator.id}/manager"
    assert clients["manager"].post(where, data={"value": "yes"}).location == f"/people/{annotator.id}"
    assert clients["member"].get("/people").status_code == 200
    assert clients["manager"].post(where, data={"value": "no"}).status_code == 302
    assert clients["member"].get("/people").status_code == 403


def test_who_is_deactivated_is_out_at_once_and_may_come_back(session, clients, annotator, project):
    where = f"/people/{annotator.id}"
    assert clients["member"].get(f"/projects/{project.id}").status_code == 200
    clients["manager"].post(f"{where}/active", data={"value": "no"})
    assert clients["member"].get(f"/projects/{project.id}").status_code == 302
    page = clients["manager"].get(where, headers=ENGLISH).text
    assert "Let them sign in again" in page
    assert "sign-in link" not in page
    answer = clients["manager"].post(f"{where}/links", data={"kind": "sign-in"})
    assert answer.location == where
    clients["manager"].post(f"{where}/active", data={"value": "yes"})
    assert "sign-in link" in clients["manager"].get(where, headers=ENGLISH).text
    assert clients["member"].get("/").status_code == 302


@pytest.mark.parametrize("what", ["manager", "active"])
def test_the_last_manager_cannot_shut_everybody_out(session, clients, manager, what):
    where = f"/people/{manager.id}"
    assert clients["manager"].post(f"{where}/{what}", data={"value": "no"}, headers=ENGLISH).location == where
    assert "only manager who can sign in" in clients["manager"].get(where, headers=ENGLISH).text
    assert clients["manager"].get("/people").status_code == 200


def test_a_manager_may_step_down_when_there_is_another(session, clients, manager):
    add_user(session, "other", None, manager=True)
    assert clients["manager"].post(f"/people/{manager.id}/manager", data={"value": "no"}).location == "/"
    assert clients["manager"].get("/people").status_code == 403


@pytest.mark.parametrize("value", ["", "maybe", "YES"])
def test_what_is_neither_yes_nor_no_is_not_taken(session, clients, annotator, value):
    for what in ("manager", "active"):
        assert clients["manager"].post(f"/people/{annotator.id}/{what}", data={"value": value}).status_code == 400
    assert clients["manager"].post(f"/people/{annotator.id}/active").status_code == 400


def test_many_people_are_one_page_and_two_queries(app, session, clients):
    session.execute(insert(UserRow), [{"name": f"person {n}", "manager": False, "active": True} for n in range(500)])
    session.commit()
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert "person 499" in clients["manager"].get("/people").text
    assert len([one for one in asked if one.startswith("SELECT")]) == 2
