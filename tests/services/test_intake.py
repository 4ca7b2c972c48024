"""A file comes in whole or not at all; whatever is wrong with it is said with file, line and reason."""

from __future__ import annotations

import hashlib
import json
import resource
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from annotator import labelsets
from annotator.app import create_app
from annotator.config import Settings
from annotator.core.records import FileProblem
from annotator.db.accounts import UserRow
from annotator.db.base import session as database_session
from annotator.db.documents import AssignmentRow, DocumentRow, SuggestionRow
from annotator.db.layers import LayerRow
from annotator.formats.bytes import MAX_LINE
from annotator.services.accounts import add_user
from annotator.services.intake import Particulars, shown_name, take_file, take_text
from annotator.services.projects import create_project

TEXT = "وصلت القوات إلى حلب أمس"
HALAB = {"start": 16, "end": 19, "label": "LOCATION"}
UTF16 = "نص".encode("utf-16")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"


def line(text: Any = TEXT, **more: Any) -> bytes:
    return json.dumps({"text": text, **more}, ensure_ascii=False).encode() + b"\n"


def spans(*given: dict[str, Any], text: str = TEXT) -> bytes:
    return line(text, spans=list(given))


def span(start: Any, end: Any, label: Any = "LOCATION", **more: Any) -> bytes:
    return spans({"start": start, "end": end, "label": label, **more})


@pytest.fixture(scope="module")
def untouched(blank_database, tmp_path_factory):
    """A project for files that must be refused: since nothing may be written, one does for all of them."""
    settings = Settings(tmp_path_factory.mktemp("untouched"), tmp_path_factory.mktemp("exports"))
    settings.database.write_bytes(blank_database.read_bytes())
    with create_app(settings, TESTING=True).app_context():
        add_user(database_session, "sami", None)
        yield create_project(database_session, "untouched", labelsets.text("conflict"), "conflict.toml")


@pytest.fixture
def refused(untouched):
    """Bring a file in that must be refused with nothing written; return the problem."""
    session = database_session

    def refused_with(content: str | bytes, name: str = "a.jsonl") -> FileProblem:
        raw = content.encode() if isinstance(content, str) else content
        with pytest.raises(FileProblem) as raised:
            take_file(session, untouched, name, BytesIO(raw), annotators=session.scalars(select(UserRow)).all())
        for table in (DocumentRow, SuggestionRow, LayerRow, AssignmentRow):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        problem: FileProblem = raised.value
        assert problem.phrase.values["file"] == name
        return problem

    return refused_with


@pytest.fixture
def only(session, take):
    """Bring a file in that holds one document; return its row."""

    def taken(name: str, content: str | bytes, **more: Any) -> DocumentRow:
        (document,) = take(name, content, **more).added
        return session.get_one(DocumentRow, document)

    return taken


# --- Bytes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "code", "at", "says"),
    [
        ("a.txt", b"one\ntwo\n\xc8\xe1\xcf three", "encoding", 3, "0xc8"),
        ("a.txt", b"\xef\xbb\xbfab\n\xff", "encoding", 2, "0xff"),
        ("a.jsonl", line() + b'{"text": "\xe3\xd1\xcd\xc8\xc7"}', "encoding", 2, "0xe3"),
        ("a.jsonl", b'\xef\xbb\xbf{"text": "ab\xfe"}', "encoding", 1, "0xfe"),
        ("a.txt", UTF16, "encoding", None, "UTF-16"),
        ("a.jsonl", UTF16, "encoding", None, "UTF-16"),
        ("a.txt", "نص".encode("utf-16-be").join([b"\xfe\xff", b""]), "encoding", None, "UTF-16"),
        ("a.txt", PNG, "binary", None, "not a text file"),
        ("a.jsonl", PNG, "encoding", 1, "0x89"),
        ("a.jsonl", b"\x7fELF\x02\x01\x01\x00\x00\n", "binary", None, "not a text file"),
        ("a.txt", b"one\x00two", "binary", None, "zero bytes"),
        ("a.txt", b"a" * 9000 + b"\n\n\x00", "text-nul", 3, "9002"),
        ("a.jsonl", line("one\ntwo\x00"), "text-nul", 1, "7"),
        ("a.txt", b"", "text-empty", None, "no text"),
        ("a.jsonl", b"", "file-empty", None, "empty"),
        ("a.jsonl", b"\xef\xbb\xbf \n\r\n", "file-empty", None, "empty"),
        ("a.csv", b"text\nx", "file-kind", None, ".csv"),
        ("a", b"x", "file-kind", None, ".jsonl"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_place(refused, name, content, code, at, says):
    problem = refused(content, name)
    assert problem.code == code
    assert problem.phrase.values.get("line") == at
    assert says in str(problem)


@pytest.mark.parametrize(
    "blank", ["", " \n\t\r\n", "\u00a0\u2003", "\ufeff\u200f\n", "\u2028", "\u2029\u3000", "\x0b\x85"]
)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_text_of_nothing_to_see_is_refused(refused, name, blank):
    problem = refused(blank if name == "a.txt" else line(blank), name)
    assert problem.code == "text-empty"


@pytest.mark.parametrize("blank", ["\u2028\u2028X", "\u2003\nX", "\x1c\nX", "\u200f\nX"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_the_title_is_the_first_line_that_says_something(only, name, blank):
    assert only(name, blank if name == "a.txt" else line(blank)).title == "X"


def test_a_byte_order_mark_is_removed_and_nothing_else(only):
    assert only("a.txt", b"\xef\xbb\xbf\xef\xbb\xbf" + TEXT.encode()).text == "\ufeff" + TEXT
    assert only("a.jsonl", b"\xef\xbb\xbf" + spans(HALAB)).text == TEXT


def test_line_ends_become_lf_in_plain_text_and_stay_in_json(session, only):
    assert only("a.txt", "حلب\r\nحمص\rإدلب\n").text == "حلب\nحمص\nإدلب\n"
    kept = only("a.jsonl", spans({"start": 5, "end": 8, "label": "LOCATION", "text": "حمص"}, text="حلب\r\nحمص\r"))
    assert kept.text == "حلب\r\nحمص\r"
    row = session.scalar(select(SuggestionRow))
    assert kept.text[row.start : row.end] == "حمص"


def test_a_files_ending_may_be_in_capitals(only):
    assert only("A.TXT", "one").text == "one"
    assert only("b.JsonL", line("two")).text == "two"


def test_what_looks_like_white_space_or_nothing_stays_in_the_text(only):
    text = "  حَلَب\u00a0وحمـــص\u200c\u200f\ufeff \u2028 😀👩‍👧  \n"
    assert only("a.txt", text).text == text
    assert only("a.jsonl", line(text + "2")).text == text + "2"


class Endless:
    """A stream that never gets to a line's end; it counts what was asked of it."""

    def __init__(self, start: bytes) -> None:
        self.start, self.given = start, 0

    def readline(self, most: int = -1) -> bytes:
        assert most >= 0
        piece = self.start.ljust(most, b"x") if not self.given else b"x" * most
        self.given += most
        return piece

    def read(self, most: int = -1) -> bytes:
        return self.readline(most)


@pytest.mark.parametrize(("name", "code"), [("a.jsonl", "line-long"), ("a.txt", "file-large")])
def test_of_a_file_without_end_only_the_allowed_part_is_read(session, project, name, code):
    stream = Endless(b'{"text": "')
    with pytest.raises(FileProblem) as raised:
        take_file(session, project, name, stream)
    assert raised.value.code == code
    assert stream.given <= MAX_LINE + 1


def test_a_line_of_fifty_megabytes_is_refused_in_little_memory(tmp_path, session, project):
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(line() + b'{"text": "')
        for _ in range(50):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n')
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("rb") as stream, pytest.raises(FileProblem) as raised:
        take_file(session, project, path.name, stream)
    assert (raised.value.code, raised.value.phrase.values["line"]) == ("line-long", 2)
    assert "10 MB" in str(raised.value)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 45_000  # kilobytes
    assert session.scalar(select(func.count(DocumentRow.id))) == 0


# --- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"text: no", "json"),
        (b'{"text": "x"', "json"),
        (b'{"text": "x"} {"text": "y"}', "json"),
        (b"{'text': 'x'}", "json"),
        (b'{"text": "x", "score": NaN}', "json"),
        (b'{"text": "x", "score": Infinity}', "json"),
        (b'{"text": "x", "score": 1e999}', "json"),
        (b'{"text": "x", "n": 1' + b"0" * 5000 + b"}", "json"),
        (b'{"text": "\\ud800"}', "json"),
        (b'{"text": "a\\ud800b"}', "json"),
        (b'{"text": "\\udc00"}', "json"),
        (b'{"text": "a\tb"}', "json"),
        (b'["x"]', "json"),
        (b'"x"', "json"),
        (b"null", "json"),
        (b"7", "json"),
        (b'{"meta": ' + b"[" * 200 + b"]" * 200 + b', "text": "x"}', "json"),
        (b"[" * 100_000, "json"),
        (b'{"text": ' * 100_000, "json"),
        (b"{}", "text-missing"),
        (b'{"Text": "x"}', "text-missing"),
        (b'{"text": null}', "text-missing"),
        (b'{"text": 7}', "field"),
        (b'{"text": ["x"]}', "field"),
        (b'{"text": "x", "spans": "no"}', "field"),
        (b'{"text": "x", "spans": [[0, 1, "PERSON"]]}', "field"),
        (b'{"text": "x", "spans": [null]}', "field"),
    ],
)
def test_a_line_that_is_no_document_is_refused_with_its_number(refused, content, code):
    problem = refused(line() + b"\n" + content)
    assert (problem.code, problem.phrase.values["line"]) == (code, 3)
    assert len(str(problem)) < 2000


def nested(depth: int) -> bytes:
    return b'{"text": "x", "m": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize("depth", [64, 500, 900, 960, 990, 1000])
def test_deeply_nested_metadata_is_refused_and_never_ends_in_a_crash(refused, depth):
    assert refused(nested(depth)).code == "json"


def test_metadata_may_be_nested_as_deep_as_anyone_needs(only):
    assert str(only("a.jsonl", nested(63)).meta["m"]).count("[") == 63


# --- Spans -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (span(0, 24), "span-outside"),
        (span(-1, 3), "span-outside"),
        (span(23, 24), "span-outside"),
        (span(10**30, 10**31), "span-outside"),
        (span(5, 5), "span-empty"),
        (span(9, 5), "span-empty"),
        (span(4, 5), "span-blank"),
        (span(True, 3), "field"),
        (span(0.0, 3), "field"),
        (span("0", 3), "field"),
        (span(0, None), "span-fields"),
        (spans({"start": 0, "label": "LOCATION"}), "span-fields"),
        (spans({"start": 0, "end": 3}), "span-fields"),
        (span(0, 3, ""), "span-fields"),
        (span(0, 3, 5), "field"),
        (span(0, 3, "PLACE"), "label-unknown"),
        (span(0, 3, "location"), "label-unknown"),
        (span(0, 3, score="high"), "field"),
        (span(0, 3, score=True), "field"),
        (span(0, 3, attributes=[]), "field"),
        (span(0, 3, attributes={"colour": "red"}), "attribute-unknown"),
        (span(0, 3, attributes={"precision": "9"}), "attribute-value"),
        (span(0, 3, attributes={"precision": 1}), "attribute-value"),
        (span(0, 3, "CASUALTIES", attributes={"low": True}), "attribute-value"),
        (span(0, 3, "CASUALTIES", attributes={"low": 10**300}), "attribute-value"),
        (span(0, 4, "EVENT", type="War"), "event-type"),
        (span(0, 4, "EVENT", type="Battles", subtype="Duel"), "event-subtype"),
        (span(0, 4, "PERSON", type="Battles"), "trigger-label"),
        (span(16, 19, text="حمص"), "span-text"),
        (spans({"start": 1, "end": 3, "label": "LOCATION"}, text="حَلَب"), "span-cluster"),
        (spans({"start": 0, "end": 1, "label": "LOCATION"}, text="حَلَب"), "span-cluster"),
        (spans({"start": 0, "end": 1, "label": "LOCATION"}, text="👩‍👧 x"), "span-cluster"),
        (spans({"start": 0, "end": 2, "label": "LOCATION"}, text="a\r\nb"), "span-cluster"),
    ],
)
def test_a_span_that_cannot_be_is_refused_and_takes_its_file_with_it(refused, content, code):
    problem = refused(line("another text") + content)
    assert (problem.code, problem.phrase.values["line"]) == (code, 2)


def test_an_unknown_label_is_told_with_those_there_are(refused, conflict):
    said = str(refused(span(0, 3, "PLACE")))
    assert "“PLACE”" in said
    assert all(label in said for label in conflict.by_id)


def test_a_label_of_a_million_letters_does_not_fill_the_message(refused):
    assert len(str(refused(span(0, 3, "L" * 1_000_000)))) < 3000
    assert len(str(refused(span(0, 3, ["L" * 1_000_000])))) < 3000


def test_a_retired_label_takes_no_new_spans(session, manager):
    toml = labelsets.text("conflict").replace('id = "WEAPON"', 'id = "WEAPON"\nretired = true')
    project = create_project(session, "old", toml, "old.toml")
    with pytest.raises(FileProblem) as raised:
        take_file(session, project, "a.jsonl", BytesIO(span(0, 4, "WEAPON")))
    assert raised.value.code == "label-retired"
    assert session.scalar(select(func.count(DocumentRow.id))) == 0


def test_spans_of_a_file_become_suggestions_with_their_source(session, take):
    event = {"start": 0, "end": 4, "label": "EVENT", "type": "Battles", "subtype": "Armed clash"}
    report = take("a.jsonl", spans(dict(HALAB, score=0.25, suggester="model-7", attributes={"precision": "1"}), event))
    rows = session.scalars(select(SuggestionRow).order_by(SuggestionRow.start)).all()
    assert [(row.suggester, row.version, row.start, row.end, row.label, row.score) for row in rows] == [
        ("import", "", 0, 4, "EVENT", 1.0),
        ("import", "model-7", 16, 19, "LOCATION", 0.25),
    ]
    assert (rows[0].type, rows[0].subtype, rows[1].attributes) == ("Battles", "Armed clash", {"precision": "1"})
    assert report.suggestions == 2


def test_the_same_suggestion_twice_in_a_line_is_taken_once(take):
    assert take("a.jsonl", spans(HALAB, HALAB, dict(HALAB, label="PERSON"))).suggestions == 2


@pytest.mark.parametrize(("given", "kept"), [(-3, 0.0), (7, 1.0), (0, 0.0), (1, 1.0)])
def test_scores_are_kept_between_nought_and_one(session, take, given, kept):
    take("a.jsonl", spans(dict(HALAB, score=given)))
    assert session.scalar(select(SuggestionRow.score)) == kept


# --- Whole or not at all, doubles ------------------------------------------------------------------------------------


def test_one_bad_line_after_a_hundred_good_ones_leaves_nothing(refused):
    good = b"".join(line(f"نص رقم {number}", spans=[]) for number in range(100))
    problem = refused(good + span(0, 99))
    assert (problem.code, problem.phrase.values["line"]) == ("span-outside", 101)


def test_bad_bytes_far_down_leave_nothing(refused):
    good = b"".join(line(f"نص رقم {number}") for number in range(100))
    assert refused(good + b'{"text": "\xff"}').phrase.values["line"] == 101


def test_the_same_text_is_taken_once_and_reported_with_its_line(session, take):
    first = take("a.jsonl", line("واحد") + b"\n" + line("اثنان") + line("واحد", title="other"))
    assert len(first.added) == 2
    assert [(one.line, one.document, one.title) for one in first.doubles] == [(4, first.added[0], "واحد")]
    second = take("b.txt", "اثنان")
    assert (second.added, [one.document for one in second.doubles]) == ([], [first.added[1]])
    digests = session.scalars(select(DocumentRow.sha256).order_by(DocumentRow.id)).all()
    assert digests == [hashlib.sha256(text.encode()).hexdigest() for text in ("واحد", "اثنان")]


def test_texts_that_differ_in_one_mark_are_different_texts(take):
    assert len(take("a.jsonl", line("حلب") + line("حلب ") + line("حَلب") + line("حلب\u200f")).added) == 4


def test_the_same_text_may_be_in_two_projects(session, take, manager):
    take("a.txt", TEXT)
    other = create_project(session, "other", labelsets.text("conflict"), "conflict.toml")
    assert len(take_file(session, other, "a.txt", BytesIO(TEXT.encode())).added) == 1


def test_a_thousand_lines_come_in_with_ids_that_do_not_clash(session, take):
    many = b"".join(line(f"نص {number}", id="same" if number % 2 else None) for number in range(1000))
    assert len(take("a.jsonl", many).added) == 1000
    assert session.scalar(select(func.count(DocumentRow.key.distinct()))) == 1000


def test_the_same_id_for_another_text_gets_a_number_and_stays_known(session, take):
    take("a.jsonl", line("واحد", id="x") + line("اثنان", id="x") + line("ثلاثة", id="x-2"))
    take("b.jsonl", line("أربعة", id="x"))
    rows = session.scalars(select(DocumentRow).order_by(DocumentRow.id)).all()
    assert [row.key for row in rows] == ["x", "x-2", "x-2-2", "x-3"]
    assert [row.meta for row in rows] == [{}, {"id": "x"}, {"id": "x-2"}, {"id": "x"}]


@pytest.mark.parametrize(("given", "key"), [(17, "17"), (0, "0"), ("ـ/../x", "ـ/../x"), ("7" * 200, "7" * 200)])
def test_ids_of_the_file_are_kept(only, given, key):
    row = only("a.jsonl", line(id=given))
    assert (row.key, row.meta) == (key, {})


@pytest.mark.parametrize("given", [1.5, True, ["a"], {"n": 1}, "7" * 201])
def test_an_id_that_we_cannot_use_stays_in_the_metadata(only, given):
    row = only("a.jsonl", line(id=given))
    assert (row.key, row.meta) == (f"d-{row.sha256[:12]}", {"id": given})


# --- What is known of a text -----------------------------------------------------------------------------------------


def test_title_source_and_date_come_from_the_line_or_its_metadata(only):
    row = only("a.jsonl", line("واحد", title="عنوان", source="وكالة", date="2016-02-01"))
    assert (row.title, row.source, row.date, row.meta) == ("عنوان", "وكالة", date(2016, 2, 1), {})
    row = only("a.jsonl", line("اثنان", meta={"title": "آخر", "source": "موقع", "date": "2016-02-02", "n": 1}))
    assert (row.title, row.source, row.date, row.meta) == ("آخر", "موقع", date(2016, 2, 2), {"n": 1})


@pytest.mark.parametrize("given", ["1 شباط 2016", "2016-13-45", "2016", 5, ["2016-01-01"], "01/02/2016", ""])
def test_a_date_that_is_not_iso_stays_in_the_metadata(only, given):
    row = only("a.jsonl", line(date=given))
    assert (row.date, row.meta) == (None, {"date": given})


def test_the_hour_of_a_date_is_not_lost(only):
    row = only("a.jsonl", line(date="2016-02-01T10:30:00+02:00"))
    assert (row.date, row.meta) == (date(2016, 2, 1), {"date": "2016-02-01T10:30:00+02:00"})


def test_a_title_that_is_no_string_stays_in_the_metadata(only):
    row = only("a.jsonl", line(title={"ar": "عنوان"}, source=["a", "b"]))
    assert (row.title, row.source) == (TEXT, "")
    assert row.meta == {"title": {"ar": "عنوان"}, "source": ["a", "b"]}


def test_other_keys_are_kept_as_they_came(only):
    more = {
        "url": "https://x",
        "tags": ["a", {"b": None}],
        "n": 1.5,
        "annotators": ["someone"],
        "events": [],
        "f": False,
    }
    row = only("a.jsonl", line(meta={"deep": {"ar": "قيمة"}}, **more))
    assert row.meta == {**more, "deep": {"ar": "قيمة"}}
    assert only("a.jsonl", line("x", meta="a word")).meta == {"meta": "a word"}


def test_what_the_user_says_comes_before_what_the_file_says(only):
    given = Particulars("mine", "my source", date(2020, 1, 2))
    row = only("a.jsonl", line(title="its", source="its", date="2016-01-01"), particulars=given)
    assert (row.title, row.source, row.date) == ("mine", "my source", date(2020, 1, 2))


def test_a_title_for_a_file_of_several_documents_is_nobodys(session, take):
    take("a.jsonl", line("واحد") + line("اثنان", title="its"), particulars=Particulars("mine", "source"))
    rows = session.scalars(select(DocumentRow).order_by(DocumentRow.id)).all()
    assert [(row.title, row.source) for row in rows] == [("واحد", "source"), ("its", "source")]


def test_documents_are_given_to_the_annotators(session, take, manager):
    layla, sami = add_user(session, "layla", None), add_user(session, "sami", None)
    added = take("a.jsonl", line("واحد") + line("اثنان"), annotators=[layla, sami]).added
    held = session.execute(select(AssignmentRow.document_id, AssignmentRow.user_id)).all()
    assert {tuple(row) for row in held} == {(document, user.id) for document in added for user in (layla, sami)}


def test_a_pasted_text_is_a_document(session, project):
    report = take_text(session, project, "عنوان\r\n\r\nنص", particulars=Particulars(source="لصق"))
    row = session.get_one(DocumentRow, report.added[0])
    assert (row.text, row.title, row.source) == ("عنوان\n\nنص", "عنوان", "لصق")


# --- Names and texts that mean harm ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("/etc/x.txt", "x.txt"),
        ("C:\\Users\\huda\\مقال.txt", "مقال.txt"),
        ("a\x1b[31m\n\x00.txt", "a\ufffd[31m\ufffd\ufffd.txt"),
        ("x\u202etxt.exe.txt", "x\ufffdtxt.exe.txt"),
        ("\u2067\u2028\udcff.txt", "\ufffd\ufffd\ufffd.txt"),
        ("خبر <b>&amp;.txt", "خبر <b>&amp;.txt"),
    ],
)
def test_file_names_are_shown_but_never_followed(take, name, shown, tmp_path):
    assert take(name, TEXT).name == shown
    with pytest.raises(FileProblem) as raised:
        take(name, b"\xff")
    assert raised.value.phrase.values["file"] == shown
    str(raised.value).encode()
    assert not list(tmp_path.rglob("*.txt"))


def test_a_name_of_a_thousand_letters_is_shown_shortened(take):
    shown = take("ن" * 1000 + ".txt", TEXT).name
    assert len(shown) <= 120
    assert shown.endswith(".txt")
    assert shown_name("") == ""


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "=cmd|' /C calc'!A0", "<!--", "{{ 7*7 }} %(x)s"]
)
def test_texts_that_mean_harm_are_texts(only, text):
    row = only("a.jsonl", line(text, title=text, source=text))
    assert (row.text, row.title, row.source) == (text, text, text)


def test_a_percent_sign_in_a_value_is_no_place_of_the_message(refused):
    assert "%(x)s %d %" in str(refused(span(0, 3, "%(x)s %d %")))
