"""The guideline of one label: read by all, mended by managers where they meet it, with its history."""

from __future__ import annotations

import re

import pytest

from annotator.core.labels import Guideline
from annotator.db.projects import LabelSetRow
from annotator.services.label_guideline import wordings, write_wording
from annotator.services.labels import versions

EVIL = '<script>alert(1)</script>"'


@pytest.fixture
def address(project):
    return f"/projects/{project.id}/labels/guideline?label=LOCATION"


@pytest.fixture
def in_force(session, project):
    def read():
        session.expire_all()
        return project.label_set.value().by_id["LOCATION"].guideline

    return read


def fields(address, client, **more):
    page = client.get(address).text
    made_from = re.search(r'name="made_from"[^>]*value="(\d+)"', page)[1]
    return {"arabic": "المدن والقرى", "english": "Towns", "example": "في [حلب] أمس", "made_from": made_from, **more}


def test_everybody_in_the_project_reads_it_and_managers_write(clients, address):
    assert [client.get(address).status_code for client in clients.values()] == [302, 404, 200, 200]
    assert "<textarea" not in clients["member"].get(address).text
    data = fields(address, clients["manager"])
    assert [client.post(address, data=data).status_code for client in clients.values()] == [302, 404, 403, 302]


def test_what_a_manager_writes_is_in_force_and_what_was_there_stays_readable(
    clients, address, in_force, session, project
):
    before = in_force()
    answer = clients["manager"].post(f"{address}&next=/projects", data=fields(address, clients["manager"]))
    assert answer.headers["Location"].endswith("/projects")
    assert in_force() == Guideline({"ar": "المدن والقرى", "en": "Towns"}, "في [حلب] أمس", "")
    found = wordings(session, project, "LOCATION")
    assert [(one.number, one.guideline) for one in found] == [(2, in_force()), (1, before)]
    assert [len(one.changes) for one in versions(session, project)] == [1, 0]
    page = clients["member"].get(address).text
    assert before.text["ar"][:20] in page.split("<details>")[1]


def test_a_change_elsewhere_is_no_wording_of_this_label(session, project, in_force, manager):
    before = in_force()
    assert write_wording(
        session, project, "PERSON", Guideline({"ar": "الناس", "en": "People"}), made_from=1, by=manager
    )
    assert [one.number for one in wordings(session, project, "LOCATION")] == [1]
    assert not write_wording(session, project, "LOCATION", before, made_from=2, by=manager)
    assert session.query(LabelSetRow).filter_by(project_id=project.id).count() == 2


def test_the_guideline_of_the_trigger_is_written_as_well(session, project, manager):
    assert write_wording(
        session, project, "EVENT", Guideline({"ar": "الكلمة", "en": "The word"}), made_from=1, by=manager
    )
    assert project.label_set.value().trigger.guideline == Guideline({"ar": "الكلمة", "en": "The word"})


def test_what_somebody_else_saved_meanwhile_is_shown_and_what_was_written_stays(
    clients, address, session, project, manager, in_force
):
    data = fields(address, clients["manager"])
    write_wording(
        session, project, "LOCATION", Guideline({"ar": "كلام آخر", "en": "Other words"}), made_from=1, by=manager
    )
    answer = clients["manager"].post(address, data=data)
    assert answer.status_code == 409
    assert "المدن والقرى" in answer.text
    assert "كلام آخر" in answer.text
    again = re.search(r'name="made_from"[^>]*value="(\d+)"', answer.text)[1]
    assert clients["manager"].post(address, data=data | {"made_from": again}).status_code == 302
    assert in_force().text["ar"] == "المدن والقرى"


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [("english", " ", "المدن والقرى"), ("arabic", "", "Towns"), ("example", "ا" * 1_001, "Towns")],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost(clients, address, in_force, name, value, kept):
    before = in_force()
    answer = clients["manager"].post(address, data=fields(address, clients["manager"]) | {name: value})
    assert answer.status_code == 422
    assert f'id="{name}-error-1"' in answer.text
    assert kept in answer.text
    assert in_force() == before


def test_a_guideline_may_be_emptied(clients, address, in_force):
    emptied = dict.fromkeys(("arabic", "english", "example"), "")
    clients["manager"].post(address, data=fields(address, clients["manager"]) | emptied)
    assert in_force() == Guideline()


def test_hostile_text_stays_text_and_unknown_labels_are_not_found(clients, address):
    clients["manager"].post(address, data=fields(address, clients["manager"], arabic=EVIL, english=EVIL))
    for client in (clients["member"], clients["manager"]):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
        assert client.get(address.replace("LOCATION", "NOWHERE")).status_code == 404
