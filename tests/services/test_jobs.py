"""Jobs: run, cancelled, failed, and gone on with after the server was killed."""

from __future__ import annotations

import json
import logging
import os
from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from annotator.core.phrases import N_, Problem
from annotator.db.audit import AuditRow
from annotator.db.base import now
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.jobs import CANCELLED, DONE, DOUBLE, FAILED, REFUSED, RUNNING, WAITING, JobRow, UploadRow
from annotator.services import work
from annotator.services.intake import Particulars
from annotator.services.job_import import start_import
from annotator.services.job_report import bin_documents, binned, first_document, lines_of, restore_documents
from annotator.services.job_suggest import start_suggesting
from annotator.services.jobs import MOST_STARTS, cancel, find_job, jobs_of, phrase_of, requeue, start_job
from annotator.services.uploads import keep_upload, path_of, refused_path, sweep


class Killed(BaseException):
    """What ends the thread of a job as a kill would: nothing catches it."""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "uploads"


@pytest.fixture
def start(session, project, manager, folder):
    """Start the import of files: ``start(("a.txt", b"…"), suggest=True)``; return the job's id."""

    def started(*files: tuple[str, bytes], **more) -> int:
        keys = [keep_upload(session, folder, project, manager, name, BytesIO(raw)) for name, raw in files]
        return start_import(session, project, manager, keys, **more)

    return started


@pytest.fixture
def run(session, folder):
    """Run a job and return its row."""

    def ran(job: int, **more) -> JobRow:
        work.run(session, job, folder, **more)
        return session.get_one(JobRow, job)

    return ran


def _lines(count: int, first: int = 0) -> bytes:
    spans = [{"start": 0, "end": 3, "label": "LOCATION"}]
    return "\n".join(
        json.dumps({"text": f"حلب {number}", "spans": spans}) for number in range(first, first + count)
    ).encode()


def _documents(session) -> int:
    session.rollback()
    return session.scalar(select(func.count(DocumentRow.id)))


def _counts(row: JobRow, place: int = 0) -> tuple[int, int, int]:
    file = row.result["files"][place]
    return file["added"], file["doubles"], file["refused"]


def test_files_come_in_and_what_was_not_taken_is_noted(session, start, run, folder):
    raw = _lines(3) + b"\n{}\nnonsense\n" + _lines(1)
    row = run(start(("a.jsonl", raw), ("b.csv", b"x"), ("c.txt", b"text")))
    assert (row.state, row.done, row.total) == (DONE, row.total, len(raw) + 5)
    assert [_counts(row, place) for place in range(3)] == [(3, 1, 2), (0, 0, 1), (1, 0, 0)]
    assert [file["state"] for file in row.result["files"]] == ["done", "refused", "done"]
    refused, doubles = list(lines_of(session, row.id, REFUSED)), list(lines_of(session, row.id, DOUBLE))
    assert [(one.file, one.line) for one in refused] == [(0, 4), (0, 5), (1, 0)]
    assert [(one.line, one.document, one.title) for one in doubles] == [(6, 1, "حلب 0")]
    assert refused_path(folder, row.fields["files"][0]["key"]).read_bytes() == b"{}\nnonsense\n"
    assert len(list(folder.iterdir())) == 1
    assert set(session.scalars(select(DocumentRow.job_id))) == {row.id}


def test_a_job_is_run_once(session, start, run):
    job = start(("a.jsonl", _lines(2)))
    assert run(job).state == run(job).state == DONE
    assert _documents(session) == 2


def test_suggesting_follows_in_a_job_of_its_own(session, start, run, folder, take):
    (elsewhere,) = take("old.txt", "قصفت طائرات بلدة").added
    row = run(start(("a.txt", "قصفت طائرات حلب".encode()), suggest=True))
    following = session.get_one(JobRow, row.result["next"])
    assert (following.kind, following.state, following.user_id) == ("suggest", WAITING, row.user_id)
    assert run(following.id).state == DONE
    documents = set(session.scalars(select(SuggestionRow.document_id)))
    assert documents == {elsewhere + 1}
    assert following.result["suggestions"] > 0


def test_a_job_that_was_killed_goes_on_and_counts_as_if_it_had_not_been(session, start, run):
    raw = b"{}\n" + _lines(250) + b"\n" + _lines(1)
    job, steps = start(("a.jsonl", raw), ("b.jsonl", _lines(250, 249)), suggest=True), []

    def dying() -> bool:
        steps.append(1)
        if len(steps) == 3:
            raise Killed
        return False

    with pytest.raises(Killed):
        run(job, stopping=dying)
    session.rollback()
    assert (session.get_one(JobRow, job).state, 0 < _documents(session) < 499) == (RUNNING, True)
    assert requeue(session) == [job]
    row = run(job)
    assert (row.state, _documents(session)) == (DONE, 499)
    assert [_counts(row, place) for place in range(2)] == [(250, 1, 1), (249, 1, 0)]
    assert [file["suggestions"] for file in row.result["files"]] == [250, 249]
    assert [(one.file, one.line) for one in lines_of(session, job, DOUBLE)] == [(0, 252), (1, 1)]
    assert [one.line for one in lines_of(session, job, REFUSED)] == [1]


def test_a_job_waits_again_when_the_server_stops_in_order(session, start, run):
    job = start(("a.jsonl", _lines(150)))
    assert run(job, stopping=lambda: True).state == WAITING
    assert _documents(session) == 100
    row = run(job)
    assert (row.state, _counts(row), _documents(session)) == (DONE, (150, 0, 0), 150)


def test_suggesting_goes_on_where_it_was(session, project, take, run):
    take("a.jsonl", _lines(4))
    job, steps = start_suggesting(session, project), []
    stopped = run(job, stopping=lambda: steps.append(1) or len(steps) == 2)
    assert (stopped.state, stopped.done, stopped.total, stopped.result["after"]) == (WAITING, 2, 4, 2)
    row = run(job, stopping=lambda: steps.append(1) or False)
    assert (row.state, row.done, row.total, len(steps)) == (DONE, 4, 4, 4)


def test_suggesting_for_all_is_started_once(session, project, run):
    job = start_suggesting(session, project)
    assert start_suggesting(session, project) == job
    run(job)
    assert start_suggesting(session, project) != job


def test_what_ends_the_server_again_and_again_is_given_up(session, start):
    job = start(("a.txt", b"text"))
    for number in range(MOST_STARTS):
        session.rollback()
        session.get_one(JobRow, job).state = RUNNING
        session.commit()
        assert requeue(session) == ([job] if number < MOST_STARTS - 1 else [])
    row = session.get_one(JobRow, job)
    assert (row.state, str(MOST_STARTS) in str(phrase_of(row.result["problem"]))) == (FAILED, True)


def test_cancelling_in_the_middle_keeps_what_came_in(session, start, run, manager, folder):
    raw = b"{}\n" + _lines(250)
    job, steps = start(("a.jsonl", raw), ("b.txt", b"text"), suggest=True), []

    def cancelling() -> bool:
        steps.append(1)
        if len(steps) == 2:
            cancel(session, job, manager)
        return False

    row = run(job, stopping=cancelling)
    assert (row.state, _counts(row), _documents(session)) == (CANCELLED, (200, 0, 1), 200)
    assert [file["state"] for file in row.result["files"]] == ["cancelled", "waiting"]
    assert [one.line for one in lines_of(session, job, REFUSED)] == [1]
    assert refused_path(folder, row.fields["files"][0]["key"]).is_file()
    assert session.scalar(select(func.count(JobRow.id))) == 1
    assert session.scalars(select(AuditRow.message).order_by(AuditRow.id.desc())).first() == "cancelled job %(number)s"


def test_a_file_of_nothing_but_refused_lines_can_be_cancelled(session, start, run):
    job = start(("a.jsonl", b"{}\n" * 1000))
    row = run(job, stopping=lambda: cancel(session, job) or False)
    assert (row.state, _counts(row)[2]) == (CANCELLED, 100)


def test_a_job_that_waits_is_cancelled_at_once(session, start, run):
    job = start(("a.txt", b"text"))
    cancel(session, job)
    cancel(session, job)
    cancel(session, 99)
    assert (session.get_one(JobRow, job).state, run(job).state, _documents(session)) == (CANCELLED, CANCELLED, 0)
    assert requeue(session) == []


def test_a_mistake_of_the_program_is_told_and_logged_without_a_text(session, project, run, monkeypatch, caplog):
    text = "نص سري"

    def erring(running) -> None:
        try:
            raise KeyError(text)
        except KeyError as error:
            raise ValueError(text) from error

    monkeypatch.setitem(work.KINDS, "erring", erring)
    with caplog.at_level(logging.ERROR):
        row = run(start_job(session, project, "erring", {}).id)
    assert (row.state, "mistake" in str(phrase_of(row.result["problem"]))) == (FAILED, True)
    assert "ValueError" in caplog.text
    assert "KeyError" in caplog.text
    assert "erring" in caplog.text
    assert "سري" not in caplog.text


def test_a_problem_fails_with_its_own_sentence(session, project, run, monkeypatch):
    def erring(running) -> None:
        raise Problem("x", N_("There is no project “%(name)s”. There are: %(known)s."), name="a", known="b")

    monkeypatch.setitem(work.KINDS, "erring", erring)
    row = run(start_job(session, project, "erring", {}).id)
    assert str(phrase_of(row.result["problem"])) == "There is no project “a”. There are: b."


def test_a_kind_that_nobody_knows_fails(session, project, run):
    assert run(start_job(session, project, "nothing", {}).id).state == FAILED


def test_a_job_whose_file_is_gone_says_so(session, start, run, folder):
    job = start(("a.txt", b"text"), ("b.txt", b"other"))
    path_of(folder, session.get_one(JobRow, job).fields["files"][0]["key"]).unlink()
    row = run(job)
    assert [_counts(row, place) for place in range(2)] == [(0, 0, 1), (1, 0, 0)]


def test_jobs_are_listed_newest_first_and_of_one_project(session, project, start, folder):
    first, second = start(("a.txt", b"x")), start(("b.txt", b"y"))
    assert [row.id for row in jobs_of(session, project)] == [second, first]
    assert [row.id for row in jobs_of(session, project, before=second)] == [first]
    assert find_job(session, project, 99) is None


def test_the_particulars_reach_the_documents(session, start, run):
    given = Particulars("T", "S", date(2016, 2, 1))
    run(start(("a.txt", b"x"), particulars=given))
    row = session.scalar(select(DocumentRow))
    assert (row.title, row.source, row.date) == ("T", "S", date(2016, 2, 1))


def test_an_upload_is_taken_by_one_import_alone(session, project, manager, folder):
    key = keep_upload(session, folder, project, manager, "a.txt", BytesIO(b"x"))
    start_import(session, project, manager, [key, key])
    with pytest.raises(Problem) as raised:
        start_import(session, project, manager, [key])
    assert raised.value.code == "uploads-gone"


def test_documents_of_an_import_go_into_the_bin_and_come_back(session, start, run, manager, take):
    (other,) = take("old.txt", "other").added
    row = run(start(("a.jsonl", _lines(3))))
    assert (bin_documents(session, row, manager), binned(session, row.id), first_document(session, row.id)) == (
        3,
        3,
        None,
    )
    assert session.scalars(select(DocumentRow.id).filter_by(binned_at=None)).all() == [other]
    assert bin_documents(session, row, manager) == 0
    assert (restore_documents(session, row, manager), restore_documents(session, row, manager)) == (3, 0)
    assert binned(session, row.id) == 0


def test_what_was_binned_by_hand_stays_in_the_bin(session, start, run, manager):
    row = run(start(("a.jsonl", _lines(3))))
    session.get_one(DocumentRow, 2).binned_at = now()
    session.commit()
    assert bin_documents(session, row, manager) == restore_documents(session, row, manager) == 2
    assert binned(session, row.id) == 1


def test_what_waits_too_long_is_swept_and_what_a_job_needs_is_not(session, project, manager, start, folder):
    job = start(("a.txt", b"x"))
    old = keep_upload(session, folder, project, manager, "old.txt", BytesIO(b"x"))
    new = keep_upload(session, folder, project, manager, "new.txt", BytesIO(b"x"))
    stray = folder / "stray.part"
    stray.write_bytes(b"x")
    session.get_one(UploadRow, old).created_at = now() - timedelta(days=2)
    session.commit()
    for path in folder.iterdir():
        if path.name != new:
            os.utime(path, (1, 1))
    sweep(session, folder)
    needed = session.get_one(JobRow, job).fields["files"][0]["key"]
    assert {path.name for path in folder.iterdir()} == {needed, new}
    assert session.scalars(select(UploadRow.key)).all() == [new]
