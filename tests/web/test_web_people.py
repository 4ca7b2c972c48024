"""The people of a project, over the web."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from annotator.core.people import ANNOTATOR, CURATOR, MANAGER, VIEWER
from annotator.db.projects import MemberRow
from annotator.services.accounts import add_user
from annotator.services.assign import hand_out
from annotator.services.projects import add_members, role_of

HOSTILE = ["<script>alert(1)</script>", "=1+1", "a\x00b", "\u202eabc", "'; DROP TABLE user; --", "%(x)s", "{{ 7*7 }}"]
EN = {"Accept-Language": "en"}


@pytest.fixture
def leader(session, project, sign_in):
    """Somebody who manages this project, and not the installation: the user and their client."""
    user = add_user(session, "leader", None)
    add_members(session, project, [user], MANAGER)
    return user, sign_in(user)


@pytest.fixture
def where(project):
    return f"/projects/{project.id}/people"


def _row(session, project, user):
    session.rollback()
    return session.get(MemberRow, (project.id, user.id))


def test_the_page_shows_who_is_here_and_may_be_opened_by_managers_only(clients, leader, where, annotator):
    page = leader[1].get(where).text
    assert "layla" in page
    assert "huda" in page  # the manager of the installation
    answers = {who: client.get(where).status_code for who, client in clients.items()}
    assert answers == {"nobody": 302, "stranger": 404, "member": 403, "manager": 200}


def test_only_who_manages_the_installation_gets_a_list_of_everybody(session, clients, leader, where):
    assert "stranger" in clients["manager"].get(where).text
    assert "stranger" not in leader[1].get(where).text


def test_people_are_added_by_name_or_from_the_list(session, project, clients, leader, where):
    for name in ("adam", "sami", "nour"):
        add_user(session, name, None)
    answer = leader[1].post(where, data={"names": " adam\r\n\r\nsami", "role": CURATOR}, headers=EN)
    assert (answer.status_code, answer.location) == (302, where)
    assert "2 people were added" in leader[1].get(where, headers=EN).text
    answer = clients["manager"].post(where, data={"people": ["nour"], "role": VIEWER})
    assert answer.status_code == 302
    session.rollback()
    roles = dict(session.execute(select(MemberRow.user_id, MemberRow.role).filter_by(project_id=project.id)).all())
    assert sorted(roles.values()) == sorted([MANAGER, ANNOTATOR, CURATOR, CURATOR, VIEWER])


def test_what_is_nobodys_name_is_told_and_kept_for_mending(leader, where):
    for name in HOSTILE:
        answer = leader[1].post(where, data={"names": name, "role": ANNOTATOR})
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text
        assert "49" not in answer.text.split("<textarea")[1].split("</textarea>")[0]


WRONG = [
    {"role": ANNOTATOR},
    {"names": "  \n ", "role": ANNOTATOR},
    {"names": "stranger", "role": "owner"},
    {"names": "stranger", "role": ""},
    {"names": "x\n" * 15_000, "role": ANNOTATOR},
    {"names": "\n".join(f"n{number}" for number in range(300)), "role": ANNOTATOR},
    {"people": ["stranger"], "role": ANNOTATOR},  # not offered to who manages one project only
]


def test_what_cannot_be_added_is_answered_with_the_form(session, project, clients, leader, where):
    for data in WRONG:
        assert leader[1].post(where, data=data).status_code == 422
    session.rollback()
    assert len(session.scalars(select(MemberRow).filter_by(project_id=project.id)).all()) == 2


def test_role_and_quota_are_changed_in_place(session, project, leader, where, annotator):
    answer = leader[1].post(f"{where}/{annotator.id}", data={"role": CURATOR, "quota": "٤٠"})
    assert answer.status_code == 302
    row = _row(session, project, annotator)
    assert (row.role, row.quota) == (CURATOR, 40)
    leader[1].post(f"{where}/{annotator.id}", data={"role": CURATOR, "quota": " "})
    assert _row(session, project, annotator).quota is None


def test_what_is_no_quota_is_told_beside_it(session, project, leader, where, annotator):
    for quota in ("-1", "1000001", "9" * 5000, "1.5", "forty", *HOSTILE):
        answer = leader[1].post(f"{where}/{annotator.id}", data={"role": ANNOTATOR, "quota": quota})
        assert answer.status_code == 422
        assert 'aria-describedby="quota-error"' in answer.text
        assert "<script>alert" not in answer.text
    assert _row(session, project, annotator).quota is None


def test_there_are_no_other_roles(session, project, leader, where, annotator):
    for role in ("", "owner", "MANAGER", *HOSTILE):
        assert leader[1].post(f"{where}/{annotator.id}", data={"role": role}).status_code == 422
    assert _row(session, project, annotator).role == ANNOTATOR


def test_who_is_removed_is_out_at_once_and_the_queue_has_it_back(
    session, project, clients, leader, where, annotator, take
):
    take("b.jsonl", '{"text": "نص"}')
    assert hand_out(session, project, annotator)
    assert "1 open document goes back to the queue." in leader[1].get(where, headers=EN).text
    assert leader[1].post(f"{where}/{annotator.id}/removal").status_code == 302
    assert clients["member"].get(f"/projects/{project.id}").status_code == 404
    assert _row(session, project, annotator) is None


def test_nobody_is_changed_who_is_no_member(leader, where):
    for user_id in (99, 2**63, 10**30):
        for deed in ("", "/removal"):
            answer = leader[1].post(f"{where}/{user_id}{deed}", data={"role": VIEWER})
            assert (answer.status_code, answer.location) == (302, where)


def test_a_manager_of_the_installation_is_not_changed_here(session, project, manager, leader, where):
    leader[1].post(f"{where}/{manager.id}", data={"role": VIEWER})
    leader[1].post(f"{where}/{manager.id}/removal")
    assert role_of(session, manager, project) == MANAGER


def test_members_change_nobody(session, project, clients, where, annotator, leader):
    for path in (where, f"{where}/{leader[0].id}", f"{where}/{leader[0].id}/removal"):
        answers = [clients[who].post(path, data={"role": VIEWER}).status_code for who in clients]
        assert answers[:3] == [302, 404, 403]
        assert clients["nobody"].post(path).location.startswith("/sign-in")


def test_who_gives_up_their_own_role_is_led_to_what_they_may_see(project, leader, where):
    user, client = leader
    answer = client.post(f"{where}/{user.id}", data={"role": ANNOTATOR, "quota": ""})
    assert answer.location == f"/projects/{project.id}"
    assert client.get(where).status_code == 403


def test_who_removes_themselves_is_led_to_their_projects(leader, where):
    user, client = leader
    assert client.post(f"{where}/{user.id}/removal").location == "/"
    assert client.get(where).status_code == 404


def test_an_empty_project_says_what_to_do(clients, foreign_project):
    page = clients["manager"].get(f"/projects/{foreign_project.id}/people", headers=EN).text
    assert "Nobody works here yet" in page
    assert f"/projects/{foreign_project.id}/invitations" in page
