"""The log over the web: sentences, days, pages, whose."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from annotator.core.phrases import Phrase
from annotator.db.audit import AuditRow
from annotator.db.base import writing
from annotator.services import audit
from annotator.services.accounts import add_user
from annotator.services.projects import add_members
from annotator.web.audit import PAGE

EN = {"Accept-Language": "en"}
NOON = datetime(2026, 3, 7, 12, 5, tzinfo=UTC)


@pytest.fixture
def fill(session, project, manager):
    """Write rows into the log: ``fill(count, user, hours between)``."""

    def filled(count: int, user=None, apart: int = 1, who: str = "huda") -> None:
        rows = [
            {"at": NOON - timedelta(hours=apart * (count - one)), "user_id": user and user.id, "who": who}
            | {"project_id": project.id, "message": "did number %(number)s", "values": {"number": one}}
            for one in range(count)
        ]
        with writing(session):
            session.execute(insert(AuditRow), rows)

    return filled


def test_who_may_see_which_log(clients, project):
    own = {who: clients[who].get(f"/projects/{project.id}/log").status_code for who in clients}
    assert own == {"nobody": 302, "stranger": 404, "member": 403, "manager": 200}
    whole = {who: clients[who].get("/log").status_code for who in clients}
    assert whole == {"nobody": 302, "stranger": 403, "member": 403, "manager": 200}


def test_a_manager_of_a_project_sees_its_log_alone(session, project, foreign_project, manager, sign_in):
    leader = add_user(session, "leader", None)
    add_members(session, project, [leader], "manager", by=manager)
    client = sign_in(leader)
    page = client.get(f"/projects/{project.id}/log").text
    assert "leader" in page
    assert "foreign" not in page
    assert "/log?" not in page
    assert 'href="/log"' not in page
    assert client.get(f"/projects/{foreign_project.id}/log").status_code == 404


def test_what_was_done_is_told_by_day_in_both_languages(clients, project, fill):
    fill(30)
    page = clients["manager"].get(f"/projects/{project.id}/log", headers=EN).text
    days = re.findall(r'<h2><time datetime="([\d-]+)">([^<]+)<', page)
    assert [day for day, _ in days][:2] == ["2026-03-07", "2026-03-06"]
    assert "Saturday, March 7, 2026" in dict(days).values()
    numbers = [int(number) for number in re.findall(r"did number (\d+)", page)]
    assert numbers == sorted(numbers, reverse=True)
    assert "السبت" in clients["manager"].get(f"/projects/{project.id}/log", headers={"Accept-Language": "ar"}).text


def test_pages_lead_to_the_first_entry_and_none_is_missed(clients, project, fill):
    fill(2 * PAGE + 5)
    address, seen, pages = f"/projects/{project.id}/log", [], 0
    while address:
        page = clients["manager"].get(address, headers=EN).text
        seen += [int(number) for number in re.findall(r"did number (\d+)", page)]
        older = re.search(r'href="([^"]+)">Older', page)
        address, pages = older and older[1].replace("&amp;", "&"), pages + 1
    assert seen == list(reversed(range(2 * PAGE + 5)))
    assert pages == 3
    assert "To the newest" in page


def test_it_is_sifted_by_person_and_keeps_that_from_page_to_page(session, clients, project, fill):
    sami = add_user(session, "sami", None)
    fill(PAGE + 10, sami, who="sami")
    fill(3)
    where = f"/projects/{project.id}/log?who={sami.id}"
    page = clients["manager"].get(where, headers=EN).text
    assert f'<option value="{sami.id}" selected>sami' in page
    assert re.findall(r'class="who">([^<]+)', page) == ["sami"] * PAGE
    older = re.search(r'href="([^"]+)">Older', page)[1].replace("&amp;", "&")
    assert f"who={sami.id}" in older
    assert page.count("did number") == PAGE
    assert clients["manager"].get(older, headers=EN).text.count("did number") == 10


def test_only_who_did_something_can_be_chosen(session, clients, project, fill):
    add_user(session, "idle", None)
    sami = add_user(session, "sami", None)
    fill(1, sami)
    page = clients["manager"].get(f"/projects/{project.id}/log").text
    assert "sami</option>" in page
    assert "idle" not in page


@pytest.mark.parametrize("value", ["x", "-1", str(2**63), "9" * 5000, "1.5", "<script>", ""])
def test_odd_addresses_are_taken_for_none(clients, project, value):
    for name in ("who", "before"):
        assert clients["manager"].get(f"/projects/{project.id}/log", query_string={name: value}).status_code == 200


def test_a_person_who_did_nothing_has_an_empty_log(clients, project):
    page = clients["manager"].get(f"/projects/{project.id}/log?who=99", headers=EN).text
    assert "Nothing here" in page


def test_the_whole_log_says_in_which_project(session, clients, project, manager):
    with writing(session):
        audit.record(session, manager, project.id, "did something here")
        audit.record(session, None, None, "did something elsewhere")
    page = clients["manager"].get("/log", headers=EN).text
    assert re.search(r'did something here\s*<a class="where" href="/projects/1"><bdi>مشروع</bdi>', page)
    assert "The command line" in page
    assert re.search(r"did something elsewhere\s*</span>", page)


def test_what_people_typed_is_kept_apart_and_harmless(session, clients, project, manager):
    odd = "<script>alert(1)</script>\u202e%(x)s"
    with writing(session):
        audit.record(session, manager, project.id, "let %(name)s in as %(role)s", name=odd, role=Phrase("curator"))
    page = clients["manager"].get(f"/projects/{project.id}/log", headers=EN).text
    assert "let <bdi>&lt;script&gt;alert(1)&lt;/script&gt;\u202e%(x)s</bdi> in as curator" in page


@pytest.mark.parametrize("message", ["lost %(other)s", "100% %(number)s", "%(number)d", "%", "%s <b>"])
def test_a_sentence_that_its_values_do_not_fit_is_told_as_it_stands(session, clients, project, manager, message):
    with writing(session):
        audit.record(session, manager, project.id, message, number="x")
    page = clients["manager"].get(f"/projects/{project.id}/log")
    assert page.status_code == 200
    assert "<b>" not in page.text
