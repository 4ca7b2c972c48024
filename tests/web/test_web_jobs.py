"""The pages of jobs: the list, one with its report, what can be fetched and undone."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO

import pytest
from sqlalchemy import func, select

from annotator import jobs
from annotator.core.phrases import N_, Phrase
from annotator.db.audit import AuditRow
from annotator.db.documents import DocumentRow
from annotator.db.jobs import FAILED, RUNNING, WAITING, JobLineRow, JobRow
from annotator.services.job_import import start_import
from annotator.services.jobs import kept
from annotator.services.uploads import keep_upload
from annotator.web.jobs import harmless

BAD = '{"text": "one"}\n{}\n=1+1\n{"text": "one"}\n{"text": "two", "title": "=2+2"}'


@pytest.fixture
def begin(app, session, project, manager):
    """Start an import that waits: ``begin(("a.jsonl", "…"))``; return the path of its job."""

    def begun(*files: tuple[str, str]) -> str:
        folder = jobs.uploads_folder(app)
        keys = [keep_upload(session, folder, project, manager, name, BytesIO(text.encode())) for name, text in files]
        return f"/projects/{project.id}/jobs/{start_import(session, project, manager, keys)}"

    return begun


@pytest.fixture
def done(app, begin):
    """Do an import, and return the path of its job."""

    def did(*files: tuple[str, str]) -> str:
        path = begin(*files)
        jobs.put(app, int(path.rsplit("/", 1)[1]))
        return path

    return did


def _row(session, path: str) -> JobRow:
    session.rollback()
    return session.get_one(JobRow, int(path.rsplit("/", 1)[1]))


def test_gold_that_came_in_and_gold_that_was_left_out_are_told(session, clients, done):
    file = ("gold.jsonl", json.dumps({"text": "حلب", "layer": "gold", "spans": []}))
    first, second = done(file), done(file)
    counts = [_row(session, path).result["files"][0] for path in (first, second)]
    assert [(one["gold"], one["doubles"], one["gold_doubles"]) for one in counts] == [(1, 0, 0), (0, 1, 1)]
    assert all(clients["manager"].get(path).status_code == 200 for path in (first, second))


def test_a_job_that_waits_can_be_watched_and_cancelled(session, clients, begin):
    path = begin(("a.jsonl", BAD))
    asked = clients["manager"].get(f"{path}/state").json
    assert (asked["state"], asked["ended"], asked["share"]) == (WAITING, False, 0)
    page = clients["manager"].get(path)
    assert f"{path}/cancellation" in page.text
    assert f"{path}/state" in page.text
    assert clients["manager"].post(f"{path}/bin").status_code == 409
    assert clients["manager"].post(f"{path}/cancellation").location == path
    asked = clients["manager"].get(f"{path}/state").json
    assert (asked["state"], asked["ended"]) == ("cancelled", True)
    assert f"{path}/cancellation" not in clients["manager"].get(path).text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_how_far_a_running_job_is_can_be_read(session, clients, begin, language):
    path = begin(("a.jsonl", BAD))
    row = _row(session, path)
    file = {"name": "a.jsonl", "size": 9, "state": "running", "added": 5, "doubles": 1, "refused": 1}
    row.state, row.done, row.total, row.started_at = RUNNING, 50, 200, row.created_at
    row.result = {"files": [{**file, "suggestions": 7, "layers": 0}]}
    session.commit()
    answer = clients["manager"].get(f"{path}/state", headers={"Accept-Language": language})
    assert answer.json["share"] == 25
    assert len(answer.json["sentence"].split(" · ")) == 3
    assert clients["manager"].get(path, headers={"Accept-Language": language}).status_code == 200


def test_the_report_of_an_import(session, clients, done):
    path = done(("a.jsonl", BAD), ("b.csv", "x"))
    page = clients["manager"].get(path)
    assert page.text.count("<li><bdi>a.jsonl</bdi>") == 3
    assert "/projects/1/documents/1" in page.text
    assert f"{path}/refused.jsonl" in page.text
    assert clients["manager"].get(f"{path}/refused.jsonl").data == b"{}\n=1+1\n"
    report = clients["manager"].get(f"{path}/report.csv", headers={"Accept-Language": "en"})
    assert report.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(report.data.decode("utf-8-sig"))))
    assert rows[0] == ["File", "Line", "What came of it", "Reason", "Document", "Title"]
    assert [row[:2] for row in rows[1:]] == [
        ["a.jsonl", ""], ["b.csv", ""], ["a.jsonl", "2"], ["a.jsonl", "3"], ["b.csv", ""], ["a.jsonl", "4"],
    ]  # fmt: skip


def test_no_cell_of_the_report_is_a_formula(session, clients, done):
    done(("a.jsonl", json.dumps({"text": "x", "title": '=HYPERLINK("http://evil.example")'})))
    path = done(("=cmd|' /C calc'!A1.jsonl", '{"text": "x"}\n@SUM(1)'))
    report = clients["manager"].get(f"{path}/report.csv").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(report)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == []


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", " =1", "\t=1", "\r1", "\n1", "＝1", "|x", "%x", "\u00a0=1"])
def test_what_may_be_a_formula_is_quoted(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "نص", "1", "a=b", "'x"])
def test_what_is_no_formula_stays(cell):
    assert harmless(cell) == cell


def test_an_import_is_undone_and_the_undoing_too(session, clients, done):
    path = done(("a.jsonl", BAD))
    assert clients["manager"].post(f"{path}/bin").location == path
    page = clients["manager"].get(path)
    assert f"{path}/restoration" in page.text
    session.rollback()
    assert session.scalar(select(func.count(DocumentRow.id)).filter_by(binned_at=None)) == 0
    clients["manager"].post(f"{path}/restoration")
    session.rollback()
    assert session.scalar(select(func.count(DocumentRow.id)).filter_by(binned_at=None)) == 2
    assert "documents of import" in session.scalars(select(AuditRow.message).order_by(AuditRow.id.desc())).first()


def test_a_failed_job_says_why(session, clients, begin):
    path = begin(("a.txt", "x"))
    row = _row(session, path)
    row.state = FAILED
    row.result = {
        "problem": kept(
            Phrase(N_("There is no project “%(name)s”. There are: %(known)s."), {"name": "<b>", "known": "x"})
        )
    }
    session.commit()
    page = clients["manager"].get(path)
    assert "&lt;b&gt;" in page.text


def test_jobs_are_listed(clients, project, done, begin):
    assert 'class="empty"' in clients["manager"].get(f"/projects/{project.id}/jobs").text
    paths = [done(("<i>.txt", "x")), begin(("b.txt", "y"))]
    page = clients["manager"].get(f"/projects/{project.id}/jobs")
    assert all(path in page.text for path in paths)
    assert "<i>" not in page.text
    for before in ("2", "0", "-1", "x", 2**63, 10**40):
        assert clients["manager"].get(f"/projects/{project.id}/jobs?before={before}").status_code == 200


def test_suggesting_anew_is_a_job(session, clients, project, document):
    answer = clients["manager"].post(f"/projects/{project.id}/suggestions")
    assert answer.status_code == 302
    row = _row(session, answer.location)
    assert (row.kind, row.state, row.done, row.total) == ("suggest", "done", 1, 1)
    assert clients["manager"].get(answer.location).status_code == 200


WAYS = ("", "/state", "/report.csv", "/refused.jsonl")
DEEDS = ("/cancellation", "/bin", "/restoration")


def test_jobs_are_for_managers_of_the_project_alone(clients, done, foreign_project):
    path = done(("a.jsonl", BAD))
    for who, code in (("nobody", 302), ("stranger", 404), ("member", 403)):
        assert {clients[who].get(path + way).status_code for way in WAYS} == {code}
        assert {clients[who].post(path + way).status_code for way in DEEDS} == {code}
    other = path.replace("/projects/1/", f"/projects/{foreign_project.id}/")
    assert {clients["manager"].get(other + way).status_code for way in WAYS} == {404}
    assert {clients["manager"].post(other + way).status_code for way in DEEDS} == {404}
    for number in (0, 99, 2**63, 10**30):
        assert clients["manager"].get(f"/projects/1/jobs/{number}").status_code == 404


def test_refused_lines_that_are_gone_are_not_offered(clients, done):
    path = done(("a.txt", "x"))
    assert "refused.jsonl" not in clients["manager"].get(path).text
    assert clients["manager"].get(f"{path}/refused.jsonl").status_code == 404


def test_a_long_report_stays_short_on_the_page(session, clients, done):
    path = done(("a.jsonl", "{}\n" * 1500))
    session.rollback()
    assert session.scalar(select(func.count(JobLineRow.id))) == 1500
    page = clients["manager"].get(path)
    assert page.text.count("<li><bdi>a.jsonl</bdi>") == 100
    assert len(clients["manager"].get(f"{path}/report.csv").data.splitlines()) == 1502


def test_no_query_of_the_report_runs_through_a_table(session):
    plan = session.connection().exec_driver_sql(
        "EXPLAIN QUERY PLAN SELECT * FROM job_line WHERE job_id = 1 AND kind = 'refused' AND (file, id) > (0, 1) "
        "ORDER BY file, id LIMIT 100"
    )
    assert all("SEARCH" in row[3] for row in plan)
