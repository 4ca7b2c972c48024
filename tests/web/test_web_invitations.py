"""Invitations over the web: making, looking, joining."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, func, select

from annotator.core.people import ANNOTATOR, CURATOR, MANAGER
from annotator.db.accounts import AttemptRow, LinkRow, UserRow
from annotator.services.accounts import add_user, make_link
from annotator.services.invitations import find_invitation, make_invitation
from annotator.services.projects import role_of

PASSWORD = "جملة طويلة بما يكفي"
HOSTILE = ["<script>alert(1)</script>", "=1+1", "'; DROP TABLE user; --", "{{ 7*7 }}", "%(x)s"]
EN = {"Accept-Language": "en"}


@pytest.fixture
def where(project):
    return f"/projects/{project.id}/invitations"


@pytest.fixture
def secret(session, project, manager):
    return make_invitation(session, project, CURATOR, uses=2, days=3, by=manager)


def _left(session):
    session.rollback()
    return session.scalar(select(LinkRow.uses_left).filter_by(kind="invitation"))


def test_a_link_is_shown_once_with_words_in_both_languages(session, project, clients, where):
    answer = clients["manager"].post(where, data={"role": ANNOTATOR, "uses": "٣", "days": "10"}, headers=EN)
    assert answer.status_code == 200
    (link,) = set(re.findall(r"http://localhost/join/[\w-]+", answer.text))
    assert answer.text.count(link) == 3
    assert 'lang="ar" dir="rtl"' in answer.text
    assert "You are invited to the project “مشروع” as annotator" in answer.text
    session.rollback()
    found = find_invitation(session, link.rsplit("/", 1)[1])
    assert (found.role, found.uses_left) == (ANNOTATOR, 3)
    assert "/join/" not in clients["manager"].get(where).text
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_no_link_can_be_is_told(session, clients, where):
    for field in ("role", "uses", "days"):
        for value in ("", "0", "-1", "101", "9" * 5000, "1.5", *HOSTILE):
            data = {"role": ANNOTATOR, "uses": "3", "days": "10"} | {field: value}
            answer = clients["manager"].post(where, data=data)
            assert answer.status_code == 422
            assert "<script>alert" not in answer.text
    session.rollback()
    assert session.scalar(select(func.count(LinkRow.id)).where(LinkRow.kind == "invitation")) == 0


def test_only_managers_make_and_revoke(session, clients, where, secret):
    link_id = session.scalar(select(LinkRow.id).filter_by(kind="invitation"))
    for path in (where, f"{where}/{link_id}/revocation"):
        data = {"role": MANAGER, "uses": 1, "days": 1}
        answers = {who: clients[who].post(path, data=data).status_code for who in ("nobody", "stranger", "member")}
        assert answers == {"nobody": 302, "stranger": 404, "member": 403}
    assert {who: clients[who].get(where).status_code for who in clients} == {
        "nobody": 302, "stranger": 404, "member": 403, "manager": 200,
    }  # fmt: skip
    assert clients["manager"].post(f"{where}/{link_id}/revocation").location == where
    session.rollback()
    assert find_invitation(session, secret) is None
    assert clients["manager"].post(f"{where}/{link_id}/revocation").location == where
    assert clients["manager"].post(f"{where}/{2**63}/revocation").status_code == 404


def test_looking_uses_nothing_up(session, clients, secret):
    for who in clients:
        assert clients[who].get(f"/join/{secret}").status_code == 200
        assert clients[who].head(f"/join/{secret}").status_code == 200
    assert _left(session) == 2


def test_who_has_no_account_makes_one_and_is_in(session, project, clients, secret):
    client = clients["nobody"]
    page = client.get(f"/join/{secret}", headers=EN).text
    assert "مشروع" in page
    assert "as curator" in page
    answer = client.post(f"/join/{secret}", data={"name": " رنا ", "password": PASSWORD}, headers=EN)
    assert (answer.status_code, answer.location) == (302, f"/projects/{project.id}")
    assert client.get(answer.location).status_code == 200
    user = session.scalar(select(UserRow).filter_by(name="رنا"))
    assert (user.language, role_of(session, user, project)) == ("en", CURATOR)
    assert _left(session) == 1


WRONG = [
    {},
    {"name": "new"},
    {"password": PASSWORD},
    {"name": "new", "password": "short"},
    {"name": "layla", "password": PASSWORD},
    {"name": "all", "password": PASSWORD},
    {"name": "x" * 81, "password": PASSWORD},
    {"name": "x" * 100_000, "password": PASSWORD},
    {"name": "new", "password": "x" * 100_000},
    {"name": "a\u202eb", "password": PASSWORD},
    {"name": "a\x00b", "password": PASSWORD},
]


def test_what_is_no_account_is_told_and_uses_nothing_up(session, clients, secret):
    before = session.scalar(select(func.count(UserRow.id)))
    for data in WRONG:
        answer = clients["nobody"].post(f"/join/{secret}", data=data)
        assert answer.status_code == 422
        assert PASSWORD not in answer.text
    assert _left(session) == 2
    assert session.scalar(select(func.count(UserRow.id))) == before


def test_odd_names_are_only_names(session, project, manager, app, clients):
    secret = make_invitation(session, project, MANAGER, uses=9, days=3, by=manager)
    for name in HOSTILE:
        answer = app.test_client().post(f"/join/{secret}", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 302
    for path in ("people", "log", "invitations"):
        page = clients["manager"].get(f"/projects/{project.id}/{path}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_who_has_an_account_signs_in_and_comes_back(session, project, app, secret):
    sami = add_user(session, "sami", PASSWORD)
    client = app.test_client()
    page = client.get(f"/join/{secret}").text
    way = re.search(r'href="(/sign-in\?next=[^"]+)"', page)[1]
    answer = client.post(way, data={"name": "sami", "password": PASSWORD})
    assert answer.location == f"/join/{secret}"
    assert "sami" in client.get(answer.location).text
    assert client.post(f"/join/{secret}").location == f"/projects/{project.id}"
    assert role_of(session, sami, project) == CURATOR


def test_a_member_stays_what_they_are(session, project, clients, annotator, secret):
    assert f'href="/projects/{project.id}"' in clients["member"].get(f"/join/{secret}").text
    assert clients["member"].post(f"/join/{secret}").location == f"/projects/{project.id}"
    assert role_of(session, annotator, project) == ANNOTATOR
    assert _left(session) == 2


def test_a_link_that_does_not_work_reveals_nothing(app, session, project, manager, clients, secret):
    used = make_invitation(session, project, ANNOTATOR, uses=1, days=3, by=manager)
    assert clients["stranger"].get(clients["stranger"].post(f"/join/{used}").location).status_code == 200
    for who in clients:
        session.execute(delete(AttemptRow))
        session.commit()
        texts = set()
        for one in (used, "x", "x" * 3000, make_link(session, manager), secret + "x", "%00", "..%2f"):
            for answer in (clients[who].get(f"/join/{one}"), clients[who].post(f"/join/{one}")):
                assert answer.status_code == 404
                if "%2f" not in one:
                    texts.add(re.sub(r'value="[^"]*"', "", answer.text))
        assert len(texts) == 1
        assert "مشروع" not in texts.pop()


def test_whoever_tries_many_secrets_is_made_to_wait(clients, secret):
    answers = [clients["nobody"].get(f"/join/{number}").status_code for number in range(40)]
    assert set(answers) == {404, 429}
    assert clients["nobody"].get(f"/join/{secret}").status_code == 429


def test_joining_is_asked_for_with_a_token(app, clients, secret, session):
    app.config["WTF_CSRF_ENABLED"] = True
    assert clients["stranger"].post(f"/join/{secret}").status_code == 400
    assert clients["nobody"].post(f"/join/{secret}", data={"name": "n", "password": PASSWORD}).status_code == 400
    assert _left(session) == 2
