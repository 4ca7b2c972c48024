"""What can be used of a file comes in by batches; each line that cannot is handed over with its bytes."""

from __future__ import annotations

import json
import tracemalloc
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from annotator import labelsets
from annotator.core.records import FileProblem
from annotator.db.base import writing
from annotator.db.documents import AssignmentRow, DocumentRow, SuggestionRow, TextRow
from annotator.db.jobs import JobRow
from annotator.db.projects import LabelSetRow, ProjectRow
from annotator.formats.bytes import MAX_LINE
from annotator.services import audit
from annotator.services.accounts import add_user
from annotator.services.intake import KEPT, Particulars, Report, take_batches, take_file
from annotator.services.projects import create_project

TEXT = "وصلت القوات إلى حلب أمس"
HALAB = {"start": 16, "end": 19, "label": "LOCATION"}
BAD = {"start": 16, "end": 99, "label": "LOCATION"}


def line(text: Any = TEXT, **more: Any) -> bytes:
    return json.dumps({"text": text, **more}, ensure_ascii=False).encode() + b"\n"


def numbered(count: int, **more: Any) -> bytes:
    return b"".join(line(f"نص رقم {number}", **more) for number in range(count))


@pytest.fixture
def bring(session, project):
    """Bring bytes in by batches; return (the last report, the problems)."""

    def brought(name: str, raw: bytes, **more: Any) -> tuple[Report, list[FileProblem]]:
        problems: list[FileProblem] = []
        reports = list(take_batches(session, project, name, BytesIO(raw), refused=problems.append, **more))
        return reports[-1], problems

    return brought


def _count(session, table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_good_lines_come_in_and_bad_ones_are_handed_over_with_their_bytes(session, bring):
    bad = [
        b'{"text": ',
        line(spans=[BAD]).strip(),
        b'{"text": "\xff"}',
        line(annotators=["layla"], spans=[], events=[], rejected=[], finished=7).strip(),
    ]
    raw = line("واحد") + bad[0] + b"\n\n" + bad[1] + b"\r\n" + line(spans=[HALAB]) + bad[2] + b"\n" + bad[3]
    report, problems = bring("a.jsonl", raw)
    assert [(one.code, one.file, one.line) for one in problems] == [
        ("json", "a.jsonl", 2),
        ("span-outside", "a.jsonl", 4),
        ("encoding", "a.jsonl", 6),
        ("field", "a.jsonl", 7),
    ]
    assert [one.raw for one in problems] == bad
    assert (report.documents, report.refused, report.suggestions, report.doubled) == (2, 4, 1, 0)
    assert session.scalars(select(TextRow.text).order_by(TextRow.document_id)).all() == ["واحد", TEXT]


def test_a_batch_that_is_in_stays_in_whatever_comes_after(session, project):
    def give_up(problem: FileProblem) -> None:
        raise KeyboardInterrupt

    taking = take_batches(session, project, "a.jsonl", BytesIO(numbered(25) + b"{"), refused=give_up, batch=10)
    assert [next(taking).documents, next(taking).documents] == [10, 20]
    with pytest.raises(KeyboardInterrupt):
        next(taking)
    assert _count(session, DocumentRow) == 20


def test_who_stops_looking_keeps_what_is_in(session, project):
    taking = take_batches(session, project, "a.jsonl", BytesIO(numbered(25)), refused=list, batch=10)
    next(taking)
    taking.close()
    assert _count(session, DocumentRow) == 10


def test_the_caller_may_write_between_two_batches(session, project, manager):
    with writing(session):
        session.add(JobRow(id=5, project_id=project.id, kind="import"))
    layla = add_user(session, "layla", None)
    raw = numbered(30)
    for report in take_batches(
        session, project, "a.jsonl", BytesIO(raw), refused=list, batch=10, annotators=[layla], job_id=5, by=manager
    ):
        with writing(session):
            session.get_one(JobRow, 5).done = report.documents
    assert session.get_one(JobRow, 5).done == 30
    assert set(session.scalars(select(DocumentRow.job_id))) == {5}
    assert session.scalars(select(AssignmentRow.place).order_by(AssignmentRow.document_id)).all() == list(range(1, 31))
    said = [(one.who, str(one.phrase)) for one in audit.entries(session, project.id)]
    assert said[0] == ("huda", "began to bring documents in from “a.jsonl”")
    assert len([one for one in said if "began" in one[1]]) == 1


@pytest.mark.parametrize(
    ("name", "raw", "code", "at"),
    [
        ("a.csv", b"text", "file-kind", 0),
        ("a.jsonl", b"", "file-empty", 0),
        ("a.jsonl", b"\xef\xbb\xbf\n \n", "file-empty", 0),
        ("a.jsonl", "نص".encode("utf-16"), "encoding", 0),
        ("a.jsonl", b"\x7fELF\x00\n", "binary", 0),
        ("a.txt", b"", "text-empty", 0),
        ("a.txt", b"one\n\xff", "encoding", 2),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(session, bring, name, raw, code, at):
    report, (problem,) = bring(name, raw)
    assert (problem.code, problem.line, problem.raw) == (code, at, b"")
    assert (report.documents, report.refused) == (0, 1)
    assert _count(session, DocumentRow) == 0


def test_a_line_that_is_too_long_is_passed_over(session, bring):
    report, (problem,) = bring("a.jsonl", line("واحد") + b"x" * (2 * MAX_LINE + 5) + b"\n" + line("اثنان"))
    assert (problem.code, problem.line, problem.raw) == ("line-long", 2, b"")
    assert report.documents == 2
    report, problems = bring("b.jsonl", line("ثلاثة") + b"x" * (MAX_LINE + 9))
    assert ([(one.code, one.line) for one in problems], report.documents) == ([("line-long", 2)], 1)


def test_doubles_are_found_across_batches_and_the_bin_is_said(session, bring):
    bring("a.jsonl", line("قديم"))
    with writing(session):
        row = session.scalars(select(DocumentRow)).one()
        row.binned_at = row.created_at
    raw = line("قديم") + numbered(20) + line("نص رقم 3") + numbered(2) + line("جديد")
    report, problems = bring("b.jsonl", raw, batch=7)
    assert not problems
    assert (report.documents, report.doubled) == (21, 4)
    assert [(one.line, one.title, one.binned) for one in report.doubles] == [
        (1, "قديم", True),
        (22, "نص رقم 3", False),
        (23, "نص رقم 0", False),
        (24, "نص رقم 1", False),
    ]


def test_the_report_of_a_large_file_keeps_the_first_ids_only(bring):
    count = KEPT + 700
    report, _ = bring("a.jsonl", numbered(count))
    assert (report.documents, len(report.added)) == (count, KEPT)
    report, _ = bring("a.jsonl", numbered(count))
    assert (report.doubled, len(report.doubles), report.documents) == (count, KEPT, 0)


def test_keys_stay_apart_across_batches(session, bring):
    first, _ = bring("a.jsonl", line("أ", id="same-2") + numbered(30, id="same"), batch=7)
    assert first.documents == 31
    bring("b.jsonl", line("ب", id="same") + line("ج", id="same-2") + line("د", id="Same"), batch=2)
    keys = session.scalars(select(DocumentRow.key).order_by(DocumentRow.id)).all()
    assert keys[:4] == ["same-2", "same", "same-3", "same-4"]
    assert keys[30:] == ["same-31", "same-32", "same-2-2", "Same"]


def test_a_thousand_documents_of_one_key_ask_for_no_more_than_they_must(session, bring):
    report, _ = bring("a.jsonl", numbered(1200, id="same"))
    assert report.documents == 1200
    bring("b.jsonl", line("آخر", id="same"))
    assert session.scalar(select(DocumentRow.key).order_by(DocumentRow.id.desc())) == "same-1201"


def test_what_is_known_beside_the_file_is_told_in_every_batch(session, bring):
    bring("a.jsonl", numbered(12), particulars=Particulars("mine", "وكالة"), batch=5)
    assert set(session.scalars(select(DocumentRow.source))) == {"وكالة"}
    assert "mine" not in set(session.scalars(select(DocumentRow.title)))
    bring("b.jsonl", line("وحيد"), particulars=Particulars("mine"))
    assert session.scalar(select(DocumentRow.title).order_by(DocumentRow.id.desc())) == "mine"


def test_the_queue_hands_out_what_nobody_was_given(session, project, bring, manager):
    with writing(session):
        session.get_one(ProjectRow, project.id).overlap = 3
    bring("a.jsonl", line("أ"))
    bring("b.jsonl", line("ب"), annotators=[manager])
    assert session.scalars(select(DocumentRow.wanted).order_by(DocumentRow.id)).all() == [3, 0]


def test_a_label_that_goes_meanwhile_refuses_the_lines_that_have_it(session, project):
    problems: list[FileProblem] = []
    weapon = line("بندقية قديمة", spans=[{"start": 0, "end": 6, "label": "WEAPON"}])
    raw = numbered(2) + weapon + line("نص أخير")
    taking = take_batches(session, project, "a.jsonl", BytesIO(raw), refused=problems.append, batch=2)
    next(taking)
    toml = labelsets.text("conflict").replace('id = "WEAPON"', 'id = "WEAPON"\nretired = true')
    with writing(session):
        session.add(LabelSetRow(project_id=project.id, number=2, toml=toml, sha256="x"))
    reports = list(taking)
    assert [(one.code, one.line, one.raw) for one in problems] == [("label-retired", 3, weapon.strip())]
    assert (reports[-1].documents, reports[-1].refused, _count(session, SuggestionRow)) == (3, 1, 0)


def test_layers_come_back_by_batches_as_they_do_whole(session, worked, lines, manager):
    raw = b"".join(lines(worked))
    projects = [create_project(session, name, labelsets.text("conflict"), "conflict.toml") for name in ("a", "b")]
    take_file(session, projects[0], "x.jsonl", BytesIO(raw))
    reports = list(take_batches(session, projects[1], "x.jsonl", BytesIO(raw), refused=list, batch=1))
    assert reports[-1].layers == 4
    assert lines(projects[0]) == lines(projects[1])


def test_a_large_file_comes_in_in_little_memory(session, project):
    raw = b"".join(line(f"{number} " + "ن" * 5000) for number in range(2000))
    tracemalloc.start()
    for _ in take_batches(session, project, "a.jsonl", BytesIO(raw), refused=list, batch=50):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert _count(session, DocumentRow) == 2000
    assert most < 20_000_000
