"""Exports from the page: what is chosen, what is counted before, what is written and fetched."""

from __future__ import annotations

import json

import pytest

from annotator.db.audit import AuditRow
from annotator.services.accounts import add_user
from annotator.services.approve import approve
from annotator.services.projects import add_members
from annotator.services.settling import settling
from tests.differing import differing_line

PAGE = "/projects/1/export"


@pytest.fixture
def reader(session, sign_in, manager):
    """The manager, who reads English."""
    manager.language = "en"
    session.commit()
    return sign_in(manager)


@pytest.fixture
def finished(project, take) -> int:
    """A document that three people have finished; the rule of the majority leaves nothing open."""
    (added,) = take("a.jsonl", differing_line()).added
    take("b.jsonl", '{"text": "نص لم يبدأ به أحد"}')
    return added


@pytest.fixture
def golden(session, project, finished, manager) -> int:
    approve(session, project, finished, settling(session, project, finished).aligned.stamp, manager)
    return finished


def test_the_gold_is_the_first_choice_and_what_is_written(session, reader, golden):
    page = reader.get(PAGE)
    assert page.status_code == 200
    assert page.text.index('value="gold"') < page.text.index('value="all"') < page.text.index('value="layla"')
    assert "Documents that are not gold yet" in page.text
    answer = reader.post(PAGE, data={"layer": "gold"})
    name = answer.location.split("written=")[1]
    assert name.endswith("-gold.jsonl")
    (line,) = reader.get(f"/projects/1/exports/{name}").data.splitlines()
    assert (json.loads(line)["layer"], len(json.loads(line)["spans"])) == ("gold", 3)
    assert "Documents: 1. Spans: 3. Events: 1." in reader.get(answer.location).text
    session.rollback()
    row = session.query(AuditRow).order_by(AuditRow.id.desc()).first()
    assert (row.who, row.values, "gold" in row.message) == ("huda", {"count": 1}, True)


def test_gold_that_came_with_a_file_can_be_looked_at_where_gold_is_made(project, reader, take):
    (document,) = take("a.jsonl", '{"text": "حلب", "layer": "gold", "spans": []}').added
    assert reader.get("/projects/1/adjudication?state=gold").status_code == 200
    assert reader.get(f"/projects/1/documents/{document}/adjudication").status_code == 200


def test_where_nothing_is_gold_yet_the_page_says_what_to_do(reader, finished):
    page = reader.get(PAGE)
    assert "Nothing is gold yet" in page.text
    assert f"{PAGE}?layer=all" in page.text
    assert "Write the export" not in page.text


def test_everybodys_annotations_are_counted_as_ever(reader, golden):
    page = reader.get(f"{PAGE}?layer=all")
    assert "Suggestions that nobody has decided" in page.text
    assert "Nothing is gold yet" not in page.text


@pytest.mark.parametrize("name", ["gold", "user:x"])
def test_a_person_may_be_called_as_the_gold_is(session, project, reader, golden, name):
    add_members(session, project, [add_user(session, name, None)])
    assert f'value="user:{name}"' in reader.get(PAGE).text
    answer = reader.post(PAGE, data={"layer": f"user:{name}"})
    assert reader.get(f"/projects/1/exports/{answer.location.split('written=')[1]}").data == b""


def test_an_export_is_written_and_can_be_fetched_with_its_manifest(clients, document):
    done = {"revision": 0, "operations": [{"kind": "reject", "id": "o1", "suggestion": 1}]}
    clients["member"].post("/projects/1/documents/1/operations", json=done)
    answer = clients["manager"].post("/projects/1/export", data={"layer": "layla"})
    page = clients["manager"].get(answer.location)
    name = answer.location.split("written=")[1]
    assert page.status_code == 200
    fetched = clients["manager"].get(f"/projects/1/exports/{name}")
    assert [len(json.loads(line)["rejected"]) for line in fetched.data.splitlines()] == [1]
    manifest = clients["manager"].get(f"/projects/1/exports/{name}.manifest.json").json
    assert (manifest["file"], manifest["layer"], manifest["counts"]["rejected"]) == (name, "layla", 1)


def test_the_counts_are_shown_before_anything_is_written(app, clients, document):
    assert clients["manager"].get("/projects/1/export?layer=layla&finished_only=y").status_code == 200
    assert not app.extensions["settings"].exports.exists()


def test_nobody_we_know_has_no_layer_to_export(app, clients, document):
    assert clients["manager"].post("/projects/1/export", data={"layer": "nobody"}).status_code == 422
    assert clients["manager"].get("/projects/1/export?layer=nobody").status_code == 200
    assert not app.extensions["settings"].exports.exists()


def test_a_written_export_that_is_not_there_is_no_mistake_of_the_program(clients, document):
    page = clients["manager"].get("/projects/1/export?written=../<script>alert(1)</script>")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
