"""The form of a project's settings."""

from __future__ import annotations

import re

import pytest

from annotator.db.projects import ProjectRow
from annotator.services.accounts import add_user
from annotator.services.projects import add_members
from annotator.services.settings import Settings, settings_of

EN = {"Accept-Language": "en"}
WICKED = "<script>alert(1)</script>\"'{{ 7*7 }}"
FIELDS = {
    "name": "new",
    "description": "",
    "overlap": "1",
    "abandons": "after",
    "time": "7",
    "unit": "days",
    "blind_percent": "0",
    "work_order": "imported",
    "learn_every": "20",
    "rule": "majority",
    "check_every": "0",
}


@pytest.fixture
def send(session, clients, project):
    def sent(**fields):
        answer = clients["manager"].post(f"/projects/{project.id}/settings", data=FIELDS | fields, headers=EN)
        session.rollback()
        return answer, settings_of(session.get_one(ProjectRow, project.id))

    return sent


def test_who_may_change_them(clients, sign_in, session, project):
    where = f"/projects/{project.id}/settings"
    everybody = {**clients, "curator": sign_in(add_user(session, "curator", None))}
    add_members(session, project, [add_user(session, "second", None)], "curator")
    codes = {"nobody": 302, "stranger": 404, "member": 403, "manager": 200, "curator": 404}
    assert {who: client.get(where).status_code for who, client in everybody.items()} == codes
    assert {who: client.post(where, data={}).status_code for who, client in everybody.items()} == codes | {
        "manager": 422
    }


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({}, 168),
        ({"time": "5", "unit": "hours"}, 5),
        ({"abandons": "never", "time": ""}, None),
        ({"abandons": "never", "time": "3"}, None),
        ({"abandons": "never", "time": "<b>"}, None),
        ({"time": "365"}, 8760),
    ],
)
def test_they_hold_and_are_shown_again(clients, project, send, fields, hours):
    answer, settings = send(**fields)
    assert answer.status_code == 302
    assert settings == Settings("new", "", 1, hours)
    assert "The settings are saved." in clients["manager"].get(answer.location, headers=EN).text
    page = clients["manager"].get(answer.location, headers=EN).text
    (chosen,) = re.findall(r'<input checked id="abandons-\d" name="abandons" type="radio" value="(\w+)">', page)
    assert chosen == ("never" if hours is None else "after")
    assert f'value="{fields["time"] if hours and fields else "7"}"' in page


def test_it_is_told_for_how_many_documents_a_new_number_holds(clients, take, send):
    take("a.jsonl", '{"text": "واحد"}\n{"text": "اثنان"}')
    answer, settings = send(overlap="2")
    assert settings.overlap == 2
    assert "The new number holds for 2 documents." in clients["manager"].get(answer.location, headers=EN).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "This is needed."),
        ({"name": "a\u202eb"}, "no control characters"),
        ({"name": "foreign"}, "There is a project"),
        ({"name": WICKED * 9}, "cannot be longer"),
        ({"overlap": ""}, "Not a valid integer"),
        ({"overlap": "21"}, "between 0 and 20"),
        ({"blind_percent": "51"}, "between 0 and 50"),
        ({"learn_every": "-1"}, "between 0 and 10000"),
        ({"work_order": "best"}, "Not a valid choice"),
        ({"rule": "best"}, "Not a valid choice"),
        ({"check_every": "1"}, "0 for none, or from 2 to 200."),
        ({"check_every": "201"}, "0 for none, or from 2 to 200."),
        ({"check_every": "-2"}, "0 for none, or from 2 to 200."),
        ({"overlap": "9" * 5000}, "Not a valid integer"),
        ({"time": ""}, "This is needed."),
        ({"time": "0"}, "at least 1"),
        ({"time": "366"}, "At most a year"),
        ({"time": "9" * 40}, "At most a year"),
        ({"time": WICKED}, "Not a valid integer"),
        ({"unit": WICKED}, "Not a valid choice"),
        ({"abandons": WICKED}, "Not a valid choice"),
        ({"description": "x" * 5001}, "cannot be longer"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(project, foreign_project, send, fields, said):
    before = settings_of(project)
    answer, after = send(**{"description": "typed"} | fields)
    assert (answer.status_code, after) == (422, before)
    assert said in answer.text
    assert "<script>alert" not in answer.text
    assert "typed" in answer.text or "description" in fields


def test_a_wicked_name_is_shown_as_a_name(clients, project, send):
    _, settings = send(name=WICKED, description=WICKED)
    assert settings.name == WICKED
    for where in ("", "/settings", "/progress"):
        assert "<script>alert" not in clients["manager"].get(f"/projects/{project.id}{where}").text
    for where in ("/", "/projects/new"):
        assert "<script>alert" not in clients["manager"].get(where).text
    assert "<script>alert" not in clients["member"].get(f"/projects/{project.id}").text


def test_what_counts_as_agreed_and_how_quality_is_seen(clients, project, send):
    fields = {"rule": "weighted", "show_outcomes": "y", "check_every": "10", "practice_first": "y"}
    answer, settings = send(**fields)
    assert answer.status_code == 302
    found = (settings.rule, settings.show_outcomes, settings.check_every, settings.practice_first)
    assert found == ("weighted", True, 10, True)
    page = clients["manager"].get(answer.location, headers=EN).text
    assert re.findall(r'<input checked id="rule-\d" name="rule" type="radio" value="(\w+)">', page) == ["weighted"]
    assert 'id="check_every" inputmode="numeric" max="200" min="0" name="check_every" type="number" value="10"' in page
    _, settings = send()
    assert (settings.show_outcomes, settings.practice_first) == (False, False)
