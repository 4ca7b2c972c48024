"""Files and pasted texts from the page, projects: what a manager does with forms."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from sqlalchemy import func, select

from annotator.db.documents import AssignmentRow, DocumentRow, SuggestionRow, TextRow
from annotator.db.jobs import JobRow, UploadRow
from annotator.db.projects import ProjectRow

WICKED = [
    "../../etc/passwd.txt",
    "..\\..\\windows.txt",
    "<script>alert(1)</script>.txt",
    "a\u202etxt.txt",
    "x" * 1000 + ".txt",
    "\x1b[1m.txt",
    "nul\x00.txt",
    "=cmd|' /C calc'!A1.txt",
    ".txt",
    "/",
]


@pytest.fixture
def bring(clients, project):
    """Send the import form: ``bring(("a.txt", b"…"), text="…")``; its job is done at once."""

    def brought(*files: tuple[str, bytes], **fields):
        given = {"files": [(BytesIO(raw), name) for name, raw in files], "who": "queue", **fields}
        return clients["manager"].post(f"/projects/{project.id}/import", data=given, content_type="multipart/form-data")

    return brought


@pytest.fixture
def report(bring, clients):
    """Send the import form and return the page of its job."""

    def reported(*files: tuple[str, bytes], **fields):
        answer = bring(*files, **fields)
        assert answer.status_code == 303
        return clients["manager"].get(answer.location)

    return reported


@pytest.fixture
def send(clients, project):
    """Send one file as the page's script does: ``send("a.txt", b"…")``."""

    def sent(name: str, raw: bytes, who: str = "manager", project_id: int = project.id):
        where = f"/projects/{project_id}/uploads"
        return clients[who].post(where, query_string={"name": name}, data=raw, content_type="application/octet-stream")

    return sent


def _texts(session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(TextRow.text).order_by(TextRow.document_id)))


def test_files_and_a_pasted_text_come_in_together(session, report, annotator):
    files = (("a.txt", "نص".encode()), ("b.jsonl", b'{"text": "x"}\n{"text": "y"}'))
    assert report(*files, text="لصق", who="persons", annotators=["2"]).status_code == 200
    assert _texts(session) == ["نص", "x", "y", "لصق"]
    assert session.scalars(select(AssignmentRow.user_id)).all() == [annotator.id] * 4


def test_the_queue_hands_out_what_nobody_is_named_for(session, report, annotator):
    report(("a.txt", b"text"), annotators=["2"])
    session.rollback()
    assert session.scalars(select(DocumentRow.wanted)).all() == [1]
    assert session.scalars(select(AssignmentRow.user_id)).all() == []


def test_a_bad_file_beside_a_good_one_is_told_and_the_good_one_comes_in(session, report):
    page = report(("good.txt", b"text"), ("bad.txt", b"\xff"), ("worse.csv", b"a"), ("empty.jsonl", b""))
    assert _texts(session) == ["text"]
    assert all(told in page.text for told in ("bad.txt", "0xff", "worse.csv", "empty.jsonl"))


def test_bad_lines_are_listed_and_the_others_come_in(session, report):
    page = report(("a.jsonl", b'{"text": "one"}\n{"txt": 1}\nnonsense\n{"text": "two"}'))
    assert _texts(session) == ["one", "two"]
    assert page.text.count("a.jsonl") == 3


def test_a_double_is_reported_with_a_link(session, report):
    report(("a.txt", b"text"))
    page = report(("b.jsonl", b'\n{"text": "text"}'))
    assert "/projects/1/documents/1" in page.text
    assert _texts(session) == ["text"]


def test_pasted_line_ends_become_lf(session, report):
    report(text="عنوان\r\nنص", title="T", source="S", date="2016-02-01")
    session.rollback()
    row = session.scalar(select(DocumentRow))
    assert (row.text, row.title, row.source, str(row.date)) == ("عنوان\nنص", "T", "S", "2016-02-01")


def test_a_title_is_for_one_document_only(session, report):
    report(("a.txt", b"one"), ("b.txt", b"two"), title="T", source="S")
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
        {"text": "x", "who": "persons"},
        {"text": "x", "who": "persons", "annotators": ["99"]},
        {"text": "x", "annotators": ["x"]},
        {"text": "x", "who": "everybody"},
        {"text": "x", "form": "f" * 65},
        {"uploads": ["nothing"]},
        {"text": "x", "uploads": ["../../secret-key"]},
    ],
)
def test_a_form_that_cannot_be_is_shown_again(session, bring, fields):
    answer = bring(**fields)
    assert (answer.status_code, 'enctype="multipart/form-data"' in answer.text) == (422, True)
    assert _texts(session) == []


def test_files_of_a_form_with_an_error_need_not_be_chosen_again(session, bring, clients):
    answer = bring(("a.txt", b"text"), date="x")
    session.rollback()
    (key,) = session.scalars(select(UploadRow.key)).all()
    assert (answer.status_code, key in answer.text) == (422, True)
    assert bring(uploads=[key]).status_code == 303
    assert _texts(session) == ["text"]


def test_a_form_sent_twice_is_one_import(session, bring):
    first = bring(("a.txt", b"text"), form="once")
    second = bring(("a.txt", b"text"), form="once")
    assert first.location == second.location
    session.rollback()
    assert session.scalars(select(UploadRow.key)).all() == []
    assert session.scalar(select(func.count(JobRow.id)).filter_by(kind="import")) == 1


@pytest.mark.parametrize("name", WICKED)
def test_a_wicked_file_name_is_harmless(app, report, send, name):
    for raw in (b"a text", b"\xff"):
        page = report((name, raw)) if name != "/" else report((name + "a.txt", raw))
        card = send(name, raw)
        assert card.status_code == 201
        for text in (page.text, card.json["card"]):
            assert "<script>alert" not in text
            assert "../" not in text
            assert not {"\u202e", "\x00", "\x1b"} & set(text)
            assert "x" * 200 not in text
    folder = app.extensions["settings"].home / "uploads"
    assert all(len(path.name) == 32 for path in folder.iterdir())


def test_spans_of_a_file_wait_as_suggestions_and_others_are_added(session, report):
    line = {"text": "حلب هنا قصفت طائرات", "spans": [{"start": 0, "end": 3, "label": "LOCATION"}]}
    report(("a.jsonl", json.dumps(line).encode()), suggest="y")
    session.rollback()
    assert session.scalar(select(func.count(SuggestionRow.id)).filter_by(suggester="import", current=True)) == 1
    assert session.scalar(select(func.count(SuggestionRow.id)).where(SuggestionRow.suggester != "import")) > 0
    assert session.execute(select(JobRow.kind, JobRow.state)).all() == [("import", "done"), ("suggest", "done")]


def test_what_was_understood_is_told(send):
    spans = [{"start": 5, "end": 11, "label": "WEAPON"}]
    lines = [{"text": "قصفت طائرات <b>حلب</b>", "title": "خبر", "spans": spans}, {"text": "x"}, {"text": "x"}, {"t": 1}]
    lines.append({"text": "x", "spans": [{"start": 0, "end": 1, "label": "<i>NEW</i>"}]})
    card = send("a.jsonl", "\n".join(map(json.dumps, lines)).encode()).json["card"]
    assert '<mark title="WEAPON">طائرات</mark>' in card
    assert "<b>" not in card
    assert "&lt;i&gt;NEW&lt;/i&gt;" in card
    assert "خبر" in card


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.txt", b""),
        ("a.jsonl", b""),
        ("a.jsonl", b"\n\n\n"),
        ("a.txt", "نص".encode("cp1256")),
        ("a.jsonl", "نص".encode("utf-16")),
        ("a.txt", b"\x7fELF\x00\x01\x02" * 100),
        ("a.jsonl", bytes(range(256)) * 50),
        ("a.jsonl", b'{"text": "' + b"x" * 100),
        ("a.jsonl", b"[" * 100_000),
        ("a.csv", b"a,b"),
        ("a", b"text"),
    ],
)
def test_files_that_cannot_be_read_are_told_before_and_after(session, send, bring, clients, name, raw):
    sent = send(name, raw)
    assert sent.status_code == 201
    assert ("notice error" in sent.json["card"]) or ("upload-refused" in sent.json["card"]) or not raw.strip()
    page = clients["manager"].get(bring(uploads=[sent.json["key"]]).location)
    assert page.status_code == 200
    assert 'class="job-lines"' in page.text
    assert _texts(session) == []


def test_an_upload_is_for_who_sent_it_in_its_project_alone(session, send, clients, sign_in, project, foreign_project):
    from annotator.services.accounts import add_user

    other = sign_in(add_user(session, "second", None, manager=True))
    key = send("a.txt", b"text").json["key"]
    where = f"/projects/{project.id}/uploads/{key}/removal"
    assert other.post(where).status_code == 404
    assert clients["manager"].post(f"/projects/{foreign_project.id}/uploads/{key}/removal").status_code == 404
    assert other.post(f"/projects/{project.id}/import", data={"who": "queue", "uploads": key}).status_code == 422
    assert key not in other.get(f"/projects/{project.id}/import").text
    assert key in clients["manager"].get(f"/projects/{project.id}/import").text
    assert clients["manager"].post(where).status_code == 303
    assert clients["manager"].post(where).status_code == 404
    session.rollback()
    assert session.scalars(select(UploadRow.key)).all() == []


def test_uploads_ask_who_is_there_and_for_a_name(send, clients, project):
    assert [send("a.txt", b"x", who).status_code for who in ("nobody", "stranger", "member")] == [302, 404, 403]
    assert [send(name, b"x").status_code for name in ("", "x" * 4001)] == [400, 400]


def test_a_file_that_is_too_large_leaves_nothing(app, session, send):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    assert send("a.txt", b"x" * 2000).status_code == 413
    folder = app.extensions["settings"].home / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []
    assert session.scalars(select(UploadRow.key)).all() == []


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


def test_a_request_that_is_too_large_is_told_so(app, clients, project):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = clients["manager"].post(f"/projects/{project.id}/import", data={"text": "x" * 2000})
    assert answer.status_code == 413
    assert "<h1>" in answer.text
