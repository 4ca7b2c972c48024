"""What addresses answer to whom, beyond the table of test_web_permissions_walk.py."""

from __future__ import annotations

from io import BytesIO

import pytest

from annotator import labelsets
from annotator.db.base import writing
from annotator.services.accounts import add_user
from annotator.services.assign import assign
from annotator.services.export import Choice, export_project
from annotator.services.intake import take_file
from annotator.services.projects import add_members, create_project

OPERATIONS = {"revision": 0, "operations": []}

WHO = ("nobody", "stranger", "member", "manager")


@pytest.fixture
def address(app, session, project, document):
    exported = export_project(session, project, Choice(), "jsonl", app.extensions["settings"].exports)

    def filled(pattern: str) -> str:
        return pattern.format(project=project.id, document=document, file=exported.path.name)

    return filled


def test_operations_answer_everyone_in_json(clients, address):
    where = address("/projects/{project}/documents/{document}/operations")
    answers = {who: clients[who].post(where, json=OPERATIONS) for who in WHO}
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "nobody": 401, "stranger": 404, "member": 200, "manager": 200,
    }  # fmt: skip
    assert all(answer.is_json for answer in answers.values())
    assert answers["nobody"].json["problem"]["code"] == "401"


def test_nobody_is_led_to_the_sign_in_page_and_back(clients, project):
    answer = clients["nobody"].get(f"/projects/{project.id}?page=2")
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?next=")
    assert "%2Fprojects" in answer.location or "/projects" in answer.location


def test_a_document_of_somebody_else_is_not_there(session, clients, project, take, annotator):
    other = add_user(session, "other", None)
    (document,) = take("b.jsonl", '{"text": "نص آخر", "title": "عنوان"}', annotators=[other]).added
    where = f"/projects/{project.id}/documents/{document}"
    assert clients["member"].get(where).status_code == 404
    assert clients["member"].post(f"{where}/operations", json=OPERATIONS).status_code == 404
    assert "عنوان" not in clients["member"].get(f"/projects/{project.id}").text
    assert clients["manager"].get(where).status_code == 200
    with writing(session):
        assign(session, [document], [annotator])
    assert clients["member"].get(where).status_code == 200


def test_a_document_is_not_found_under_another_project(session, clients, annotator, document):
    other = create_project(session, "other", labelsets.text("conflict"), "conflict.toml")
    add_members(session, other, [annotator])
    for who in ("member", "manager"):
        assert clients[who].get(f"/projects/{other.id}/documents/{document}").status_code == 404


def test_an_export_is_not_found_under_another_project(session, clients, address, foreign_project):
    name = address("{file}")
    assert clients["manager"].get(f"/projects/{foreign_project.id}/exports/{name}").status_code == 404


def test_a_member_sees_no_other_projects(clients, foreign_project):
    assert "foreign" not in clients["member"].get("/").text
    assert "foreign" in clients["manager"].get("/").text


def test_nobodys_layer_is_shown_to_anybody_else(session, clients, project, page_of, annotator):
    (document,) = take_file(session, project, "b.txt", BytesIO("نص آخر".encode()), annotators=[annotator]).added
    where = f"/projects/{project.id}/documents/{document}"
    span = {"kind": "add_span", "id": "o1", "span": "mine", "start": 0, "end": 2, "label": "PERSON"}
    sent = {"revision": 0, "operations": [span]}
    assert clients["manager"].post(f"{where}/operations", json=sent).status_code == 200
    assert page_of(clients["manager"].get(where))["layer"]["spans"] != []
    assert page_of(clients["member"].get(where))["layer"]["spans"] == []


NOWHERE = [
    "/projects/0",
    "/projects/99",
    "/projects/-1",
    "/projects/x",
    f"/projects/{2**63}",
    f"/projects/{10**40}/documents/1",
    "/projects/1/documents/99",
    f"/projects/1/documents/{2**64}",
    f"/projects/1/documents/{2**64}/nothing",
    "/projects/1/exports/x",
    "/projects/1/exports/..%2fx",
    "/static/x.css",
    "/static/joined/base.css",
    "/nothing",
]


def test_what_is_not_there_is_not_found(clients, project):
    assert {where: clients["manager"].get(where).status_code for where in NOWHERE} == dict.fromkeys(NOWHERE, 404)


def test_odd_page_numbers_are_no_mistake_of_the_program(clients, project, document):
    for page in ("0", "-5", "x", "", 10**30, 2**63, "9" * 5000):
        assert clients["manager"].get(f"/projects/{project.id}?page={page}").status_code == 200


def test_odd_places_in_the_queue_are_no_mistake_of_the_program(clients, project, document):
    for after in ("-1", "x", "", 2**63, 10**30, -(10**30)):
        answer = clients["manager"].get(f"/projects/{project.id}/next?after={after}")
        assert answer.location == f"/projects/{project.id}/documents/{document}"


def test_other_methods_are_not_taken(clients, project):
    for where in ("/sign-out", "/language", "/projects/1/suggestions"):
        assert clients["manager"].get(where).status_code == 405
    assert clients["manager"].delete("/").status_code == clients["manager"].put("/projects/1").status_code == 405
