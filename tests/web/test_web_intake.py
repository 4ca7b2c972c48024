"""Files and pasted texts from the page, projects, exports: what a manager does with forms."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from sqlalchemy import func, select

from annotator.db.documents import AssignmentRow, DocumentRow, SuggestionRow, TextRow
from annotator.db.projects import ProjectRow


@pytest.fixture
def bring(clients, project):
    """Send the import form: ``bring(("a.txt", b"…"), text="…")``."""

    def brought(*files: tuple[str, bytes], **fields):
        given = {"files": [(BytesIO(raw), name) for name, raw in files], **fields}
        return clients["manager"].post(f"/projects/{project.id}/import", data=given, content_type="multipart/form-data")

    return brought


def _texts(session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(TextRow.text).order_by(TextRow.document_id)))


def test_files_and_a_pasted_text_come_in_together(session, bring, annotator):
    answer = bring(("a.txt", "نص".encode()), ("b.jsonl", b'{"text": "x"}\n{"text": "y"}'), text="لصق", annotators=["2"])
    assert answer.status_code == 200
    assert _texts(session) == ["نص", "x", "y", "لصق"]
    assert session.scalars(select(AssignmentRow.user_id)).all() == [annotator.id] * 4


def test_a_bad_file_beside_a_good_one_is_told_and_the_good_one_comes_in(session, bring):
    answer = bring(("good.txt", b"text"), ("bad.txt", b"\xff"), ("worse.csv", b"a"))
    assert answer.status_code == 200
    assert _texts(session) == ["text"]
    assert "bad.txt" in answer.text
    assert "0xff" in answer.text
    assert "worse.csv" in answer.text


def test_only_bad_files_are_a_refusal(session, bring):
    assert bring(("bad.txt", b"\xff")).status_code == 422
    assert _texts(session) == []


def test_a_double_is_reported_with_a_link(session, bring):
    bring(("a.txt", b"text"))
    answer = bring(("b.jsonl", b'\n{"text": "text"}'))
    assert answer.status_code == 200
    assert "/projects/1/documents/1" in answer.text
    assert _texts(session) == ["text"]


def test_pasted_line_ends_become_lf(session, bring):
    bring(text="عنوان\r\nنص", title="T", source="S", date="2016-02-01")
    session.rollback()
    row = session.scalar(select(DocumentRow))
    assert (row.text, row.title, row.source, str(row.date)) == ("عنوان\nنص", "T", "S", "2016-02-01")


def test_a_title_is_for_one_document_only(session, bring):
    bring(("a.txt", b"one"), ("b.txt", b"two"), title="T", source="S")
    session.rollback()
    rows = session.execute(select(DocumentRow.title, DocumentRow.source).order_by(DocumentRow.id)).all()
    assert [tuple(row) for row in rows] == [("one", "S"), ("two", "S")]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": "  \r\n "},
        {"text": "x", "date": "1 شباط"},
        {"text": "x", "title": "t" * 301},
        {"text": "x", "source": "s" * 501},
        {"text": "x", "annotators": ["99"]},
        {"text": "x", "annotators": ["x"]},
    ],
)
def test_a_form_that_cannot_be_is_shown_again(session, bring, fields):
    answer = bring(**fields)
    assert (answer.status_code, 'enctype="multipart/form-data"' in answer.text) == (422, True)
    assert _texts(session) == []


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.txt", "<script>alert(1)</script>.txt", "a\u202etxt.txt", "x" * 1000 + ".txt", "\x1b[1m.txt"],
)
def test_a_wicked_file_name_is_shown_harmlessly(bring, name):
    for raw, status in ((b"text of " + name.encode(), 200), (b"\xff", 422)):
        answer = bring((name, raw))
        assert answer.status_code == status
        assert "<script>alert" not in answer.text
        assert "../" not in answer.text
        assert "\u202e" not in answer.text
        assert "x" * 200 not in answer.text


def test_spans_of_a_file_wait_as_suggestions(session, bring):
    line = {"text": "حلب هنا", "spans": [{"start": 0, "end": 3, "label": "LOCATION"}]}
    answer = bring(("a.jsonl", json.dumps(line).encode()), suggest="y")
    assert answer.status_code == 200
    session.rollback()
    assert session.scalar(select(func.count(SuggestionRow.id)).filter_by(suggester="import", current=True)) == 1


def test_a_project_is_made_with_a_label_set(session, clients):
    answer = clients["manager"].post("/projects/new", data={"name": " مشروع جديد ", "label_set": "conflict"})
    session.rollback()
    row = session.scalar(select(ProjectRow).filter_by(name="مشروع جديد"))
    assert answer.location == f"/projects/{row.id}"
    assert row.label_set.value().id == "conflict"


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "label_set": "conflict"},
        {"name": "   ", "label_set": "conflict"},
        {"name": "x" * 81, "label_set": "conflict"},
        {"name": "a\u202eb", "label_set": "conflict"},
        {"name": "مشروع", "label_set": "conflict"},
        {"name": "new", "label_set": "nothing"},
        {"name": "new", "label_set": "../conflict"},
    ],
)
def test_a_project_that_cannot_be_is_not_made(session, clients, project, fields):
    assert clients["manager"].post("/projects/new", data=fields).status_code == 422
    session.rollback()
    assert session.scalar(select(func.count(ProjectRow.id))) == 1


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


def test_a_request_that_is_too_large_is_told_so(app, clients, project):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = clients["manager"].post(f"/projects/{project.id}/import", data={"text": "x" * 2000})
    assert answer.status_code == 413
    assert "<h1>" in answer.text
