"""Every command: its happy way, its exit codes, its messages on standard error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import labelsets
from annotator.version import __version__

ARTICLE = "قصفت طائرات حربية بلدة الريحانية في ريف حلب أمس، وقتل 3 مدنيين."
COMMANDS = ["demo", "evaluate", "export", "import", "project", "serve", "simulate", "suggest", "user"]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


def test_help_names_every_command(run):
    told = run("--help")
    assert told.exit_code == 0
    assert all(f"  {name} " in told.stdout for name in COMMANDS)
    for name in COMMANDS:
        assert run(name, "--help").exit_code == 0
    assert __version__ in run("--version").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["--nothing"],
        ["user"],
        ["user", "add"],
        ["user", "reset"],
        ["user", "deactivate"],
        ["project", "create"],
        ["import"],
        ["import", "p"],
        ["import", "p", "/no/such/file.txt"],
        ["import", "p", "/"],
        ["export"],
        ["suggest"],
        ["suggest", "--text", "/no/such/file.txt"],
        ["serve", "--port", "x"],
        ["serve", "--port", "65536"],
        ["serve", "--workers", "0"],
        ["serve", "--processes", "9"],
        ["export", "p", "--out", "/"],
    ],
)
def test_a_wrong_call_ends_with_two_and_says_so(run, arguments):
    told = run(*arguments)
    assert told.exit_code == 2
    assert told.stdout == ""
    assert told.stderr


def test_a_project_and_a_text_at_once_are_a_wrong_call(run, article):
    assert run("suggest", "p", "--text", article).exit_code == 2


# --- From user to export ---


def test_the_whole_way_from_a_user_to_an_export(run, article, tmp_path):
    def done(*arguments, **more):
        told = run(*arguments, **more)
        assert (told.exit_code, told.exception) == (0, None), told.output
        return told

    done("user", "add", "layla", "--password-stdin", stdin="a long enough password\n")
    done("user", "add", "huda", "--manager")
    assert "/sign-in/" in done("user", "link", "layla", "--address", "http://x:1/").stdout
    done("project", "create", "حلب", "--label-set", "conflict", "--member", "layla", "--blind-percent", "0")
    told = done("import", "حلب", article, "--title", "T", "--date", "2016-02-01", "--assign", "layla")
    assert "article.txt: documents added: 1, there already: 0" in told.stdout
    told = done("import", "حلب", article)
    assert "line 1: the same text as document 1, “T”" in told.stdout
    assert "for 1 documents" in done("suggest", "حلب").stdout
    out = tmp_path / "out.jsonl"
    told = done("export", "حلب", "--format", "jsonl", "--layer", "all", "--out", out)
    assert told.stdout == f"{out}\n"
    assert "In: 0 documents" in told.stderr
    assert out.read_bytes() == b""
    told = done("export", "حلب", "--layer", "layla")
    assert Path(told.stdout.strip()).parent.parent == tmp_path / "exports"
    told = done("export", "حلب")
    assert told.stdout.strip().endswith("-gold.jsonl")
    assert "In: 0 gold documents" in told.stderr
    assert "Not gold yet: 1 documents, 0 of them begun by somebody." in told.stderr
    assert "Nothing is gold yet" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["user", "add", "  "], "A name has 1 to 80 characters"),
        (["user", "add", "all"], "stands for everybody"),
        (["user", "link", "nobody"], "no user “nobody”"),
        (["user", "reset", "nobody"], "no user “nobody”"),
        (["user", "deactivate", "nobody"], "no user “nobody”"),
        (["project", "create", "p", "--label-set", "nothing"], "Shipped: conflict"),
        (["project", "create", "p", "--member", "nobody"], "no user “nobody”"),
        (["import", "nothing", __file__], "no project “nothing”"),
        (["suggest", "nothing"], "no project “nothing”"),
        (["export", "nothing"], "no project “nothing”"),
    ],
)
def test_what_cannot_be_done_ends_with_one_and_one_sentence(run, arguments, says):
    told = run(*arguments)
    assert (told.exit_code, told.stdout) == (1, "")
    assert says in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(("password", "code"), [("short\n", 1), ("", 1), ("a long enough password", 0)])
def test_passwords_come_from_standard_input(run, password, code):
    assert run("user", "add", "layla", "--password-stdin", stdin=password).exit_code == code


def test_the_same_name_twice_is_refused(run):
    assert run("user", "add", "layla").exit_code == 0
    assert run("user", "add", "layla").exit_code == 1
    assert run("project", "create", "p").exit_code == 0
    assert "already" in run("project", "create", "p").stderr


def test_gold_is_what_is_exported_and_comes_back(run, tmp_path):
    file, text = tmp_path / "known.jsonl", ARTICLE
    spans = [{"start": 0, "end": 4, "label": "EVENT"}]
    file.write_text(json.dumps({"text": text, "layer": "gold", "spans": spans}), "utf-8")
    for project in ("p", "q"):
        assert run("project", "create", project).exit_code == 0
    assert "of them gold: 1" in run("import", "p", file).stdout
    out = tmp_path / "out.jsonl"
    told = run("export", "p", "--out", out)
    assert "In: 1 gold documents, 0 of them out of date, with 1 spans and 0 events." in told.stderr
    assert "Nothing is gold" not in told.stderr
    assert "of them gold: 1" in run("import", "q", out).stdout
    assert "its gold was left out" in run("import", "q", out).stdout


def test_exports_of_nobody_and_in_unknown_formats_are_refused(run):
    run("project", "create", "p")
    assert "no user “nobody”" in run("export", "p", "--layer", "nobody").stderr
    assert "jsonl" in run("export", "p", "--format", "docx").stderr


# --- Files ---


def test_a_bad_file_does_not_keep_the_good_ones_out_but_the_command_fails(run, article, tmp_path):
    run("project", "create", "p")
    bad, other = tmp_path / "bad.jsonl", tmp_path / "other.txt"
    bad.write_bytes(b'{"text": "x"}\n{"text": 7}\n')
    other.write_text("other", "utf-8")
    told = run("import", "p", article, bad, other)
    assert told.exit_code == 1
    assert "bad.jsonl, line 2: “text” must be a string, not 7." in told.stderr
    assert [line.split(":")[0] for line in told.stdout.splitlines()] == ["article.txt", "other.txt"]


def test_a_label_set_of_ones_own_is_copied_into_the_project(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(labelsets.text("conflict"), "utf-8-sig")
    assert run("project", "create", "p", "--label-set", path).exit_code == 0
    path.write_text("id = [", "utf-8")
    told = run("project", "create", "q", "--label-set", path)
    assert (told.exit_code, "mine.toml" in told.stderr) == (1, True)
    path.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in run("project", "create", "r", "--label-set", path).stderr


def test_a_file_name_that_is_not_utf_8_is_imported_and_shown(start, tmp_path):
    assert start("project", "create", "p").wait(60) == 0
    path = os.fsencode(tmp_path) + b"/\xc8\xe1\xcf\x1b[31m.txt"
    Path(os.fsdecode(path)).write_text(ARTICLE, "utf-8")
    program = start("import", "p", os.fsdecode(path))
    out, err = program.communicate(timeout=60)
    assert (program.returncode, err) == (0, "")
    assert "documents added: 1" in out
    assert "\x1b" not in out


def test_a_data_folder_that_cannot_be_is_told_in_one_line(run, tmp_path):
    (tmp_path / "file").write_text("x")
    told = run("project", "create", "p", ANNOTATOR_HOME=str(tmp_path / "file"))
    assert (told.exit_code, "file" in told.stderr, "Traceback" in told.stderr) == (1, True, False)
    assert isinstance(told.exception, SystemExit)


def test_an_export_that_cannot_be_written_is_told_in_one_line(run, tmp_path):
    run("project", "create", "p")
    (tmp_path / "file").write_text("x")
    told = run("export", "p", "--out", tmp_path / "file" / "x.jsonl")
    assert (told.exit_code, isinstance(told.exception, SystemExit)) == (1, True)


def test_a_wrong_setting_is_told_in_one_line(run):
    told = run("project", "create", "p", ANNOTATOR_MAX_UPLOAD_MB="many")
    assert (told.exit_code, "ANNOTATOR_MAX_UPLOAD_MB" in told.stderr) == (1, True)


# --- Suggestions for a text ---

PLACE = {"start", "end"}


def _check_proposal(out: str, text: str) -> dict:
    found = json.loads(out)
    assert set(found) == {"text", "spans", "events"}
    assert found["text"] == text
    for span in found["spans"]:
        assert {*PLACE, "label", "score", "suggester"} <= set(span)
        assert text[span["start"] : span["end"]].strip()
    for event in found["events"]:
        assert {"trigger", "type", "subtype", "arguments"} <= set(event)
        assert set(event["trigger"]) >= PLACE
        assert all({"role", *PLACE} <= set(argument) for argument in event["arguments"])
    return found


def test_suggestions_for_a_text_are_one_json_object(run, article):
    told = run("suggest", "--text", article)
    assert told.exit_code == 0
    assert told.stdout.count("\n") == 1
    _check_proposal(told.stdout, ARTICLE)


def test_suggestions_read_standard_input(run):
    _check_proposal(run("suggest", "--text", "-", stdin="حلب\r\nحمص".encode()).stdout, "حلب\nحمص")


@pytest.mark.parametrize(
    ("text", "says"), [(b"", "no text"), (b"\xff\xfea", "UTF-16"), (b"a\xc8", "0xc8"), (b"a\x00b", "zero")]
)
def test_suggestions_for_what_is_no_text_are_refused(run, text, says):
    told = run("suggest", "--text", "-", stdin=text)
    assert (told.exit_code, told.stdout) == (1, "")
    assert says in told.stderr


def test_suggestions_for_a_text_need_no_data_folder_and_no_home(article, tmp_path):
    (tmp_path / "file").write_text("x")
    nowhere = str(tmp_path / "file" / "home")
    environment = {"PATH": os.environ["PATH"], "HOME": nowhere, "ANNOTATOR_HOME": nowhere, "LANG": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "suggest", "--text", str(article)],
        env=environment, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    _check_proposal(done.stdout, ARTICLE)


def test_the_demo_is_loaded_once(run):
    told = run("demo")
    assert told.exit_code == 0, told.output
    told = run("demo")
    assert (told.exit_code, "already" in told.stderr) == (1, True)


# --- Language ---


@pytest.mark.parametrize(("name", "value"), [("LANG", "ar_SY.UTF-8"), ("LC_ALL", "ar"), ("LC_MESSAGES", "ar_EG")])
def test_messages_are_arabic_where_the_environment_is(run, name, value):
    told = run("user", "link", "nobody", **{"LANG": "en_US.UTF-8", name: value})
    assert told.exit_code == 1
    assert "nobody" in told.stderr
    assert any("\u0621" <= char <= "\u064a" for char in told.stderr)


@pytest.mark.parametrize("value", ["C", "POSIX", "en_US.UTF-8", "xx_YY", "", "fr_FR.UTF-8"])
def test_messages_are_english_elsewhere(run, value):
    assert "There is no user “nobody”." in run("user", "link", "nobody", LANG=value).stderr


def test_a_broken_database_is_told_in_one_sentence(run, environment):
    Path(environment["ANNOTATOR_HOME"], "annotator.sqlite3").write_bytes(b"this is no database" * 100)
    result = run("demo")
    assert result.exit_code == 1
    assert "cannot be read" in result.output
    assert "Traceback" not in result.output


def test_every_error_of_a_label_set_is_told_with_its_line(run, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('id = "x"\ntitle = "X"\n[[labels]]\nid = "A"\ntitle = "A"\ncolour = "red"\nkey = "12"\n', "utf-8")
    result = run("project", "create", "x", "--label-set", file)
    assert result.exit_code == 1
    assert "line 6:" in result.output
    assert "line 7:" in result.output


def test_another_label_set_is_given_and_told(run):
    assert run("project", "create", "x").exit_code == 0
    result = run("project", "labels", "x", "anercorp")
    assert result.exit_code == 0
    assert "Retired: –" in result.output
