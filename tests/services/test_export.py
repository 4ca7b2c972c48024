"""An export holds what was decided, says what it leaves out, and appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.event import listen

from annotator import labelsets
from annotator.core.document import text_sha256
from annotator.core.operations import Finish
from annotator.core.phrases import Problem
from annotator.db.projects import ProjectRow
from annotator.services import export as exporting
from annotator.services import export_layers
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer
from annotator.services.export import Choice, export_project, exported_file, exports_of, preview
from annotator.services.projects import create_project
from annotator.services.settings import change_project, settings_of
from annotator.version import __version__
from tests.services.conftest import Desk


@pytest.fixture
def write(session, tmp_path):
    """Export a project: ``write(project, layer="sami")``; returns (lines as JSON, manifest, exported)."""

    def written(project: ProjectRow, layer: str = "all", *, finished_only: bool = False, out: Path | None = None):
        choice = Choice(layer, finished_only)
        exported = export_project(session, project, choice, "jsonl", tmp_path / "exports", out)
        raw = exported.path.read_bytes()
        lines = [json.loads(line) for line in raw.decode("utf-8").split("\n")[:-1]]
        return lines, json.loads(exported.manifest.read_text("utf-8")), exported

    return written


def test_a_line_has_exactly_the_keys_of_the_format(write, worked):
    lines, _, _ = write(worked)
    line = lines[0]
    keys = {"id", "title", "text", "sha256", "meta", "annotators", "spans", "events", "rejected"}
    assert set(line) == keys | {"finished", "skipped", "refused", "notes"}
    span = {
        "id",
        "start",
        "end",
        "text",
        "label",
        "attributes",
        "origin",
        "suggester",
        "score",
        "annotator",
        "decided_at",
    }
    assert all(set(one) - {"suggested"} == span for one in line["spans"])
    assert [("suggested" in one) for one in line["spans"]] == [one["origin"] != "manual" for one in line["spans"]]
    assert all(set(one) == {"id", "trigger", "type", "subtype", "attributes", "arguments"} for one in line["events"])
    assert all(set(one) == {"role", "span"} for event in line["events"] for one in event["arguments"])
    rejection = {"start", "end", "label", "suggester", "score", "annotator"}
    assert all(rejection <= set(one) for one in line["rejected"])
    assert all(set(one) == {"trigger", "role", "filler", "annotator", "decided_at"} for one in line["refused"])
    assert all(rejection <= {*one[part], "annotator"} for one in line["refused"] for part in ("trigger", "filler"))
    note = {"id", "sort", "text", "annotator", "noted_at"}
    places = [set(one) - note for one in line["notes"]]
    assert sorted(map(sorted, places)) == [[], ["span"], ["suggested"], ["suggested"]]


def test_the_document_is_as_it_came(write, worked):
    lines, _, _ = write(worked)
    assert [line["id"] for line in lines] == ["one", "two"]
    line = lines[0]
    assert (line["title"], line["meta"]) == ("الأول", {"n": {"a": [1]}, "source": "وكالة", "date": "2016-02-01"})
    assert "\r\n" in line["text"]
    assert line["sha256"] == hashlib.sha256(line["text"].encode()).hexdigest()


def test_spans_hold_what_their_offsets_say(write, worked):
    lines, _, _ = write(worked)
    spans = [(line["text"], span) for line in lines for span in line["spans"]]
    assert len(spans) == 8
    assert all(span["text"] == text[span["start"] : span["end"]] != "" for text, span in spans)
    assert ("حلب", "manual") in {(span["text"], span["origin"]) for _, span in spans}


def test_origins_scores_and_times_are_told(write, worked):
    (line, _), _, _ = write(worked)
    layla = {span["id"]: span for span in line["spans"] if span["annotator"] == "layla"}
    assert [(layla[one]["origin"], layla[one]["suggester"], layla[one]["score"]) for one in sorted(layla)] == [
        ("accepted", "import", 0.875),
        ("accepted", "import", 1.0),
        ("fixed", "import", 0.5),
        ("manual", None, None),
    ]
    assert all(datetime.fromisoformat(span["decided_at"]).tzinfo for span in line["spans"])
    assert layla["s3"]["attributes"] == {"kind": "killed", "low": 3, "high": 3.5}
    assert layla["s3"]["suggested"]["end"] == layla["s3"]["end"]


def test_events_point_to_spans_of_the_line(write, worked):
    lines, _, _ = write(worked)
    for line in lines:
        spans = {span["id"]: span for span in line["spans"]}
        assert len(spans) == len(line["spans"])
        assert len({event["id"] for event in line["events"]}) == len(line["events"])
        for event in line["events"]:
            owner = spans[event["trigger"]]["annotator"]
            assert all(spans[argument["span"]]["annotator"] == owner for argument in event["arguments"])
    event = next(event for event in lines[0]["events"] if event["arguments"])
    assert event["attributes"] == {"status": "denied", "claim": "claimed"}
    assert [argument["role"] for argument in event["arguments"]] == ["location", "location", "casualties"]


def test_people_who_marked_nothing_are_named(write, worked):
    lines, _, _ = write(worked)
    assert lines[0]["annotators"] == ["layla", "sami", "نور"]
    assert lines[0]["finished"] == ["layla", "نور"]
    (line,), _, _ = write(worked, "نور")
    assert (line["annotators"], line["spans"], line["rejected"]) == (["نور"], [], [])


def test_notes_are_told_with_what_they_are_about(write, worked):
    (first, second), _, _ = write(worked)
    notes = {(note["annotator"], note["sort"]): note for note in first["notes"]}
    spans = {span["id"]: span for span in first["spans"]}
    comment = notes["layla", "comment"]
    assert (comment["text"], spans[comment["span"]]["text"]) == ('تاريخ "النشر"؟\n😀', "حلب")
    assert (notes["layla", "unsure"]["suggested"]["label"], notes["sami", "comment"]["text"]) == ("WEAPON", "?")
    assert len({note["id"] for note in first["notes"]}) == len(first["notes"]) == 4
    assert all(datetime.fromisoformat(note["noted_at"]).tzinfo for note in first["notes"])
    assert (second["skipped"], [(one["sort"], one["text"]) for one in second["notes"]]) == (
        ["sami"],
        [("skip", "مكرّر")],
    )


def test_refused_arguments_are_told_with_both_suggestions(write, worked):
    (line, _), _, _ = write(worked)
    told = [(one["annotator"], one["trigger"]["type"], one["role"], one["filler"]["label"]) for one in line["refused"]]
    strike = "Explosions/Remote violence"
    assert told == [("layla", strike, "weapon", "WEAPON"), ("sami", strike, "location", "LOCATION")]


def test_one_users_layer_holds_nobody_elses_work(write, worked):
    lines, manifest, _ = write(worked, "sami")
    assert manifest["layer"] == "sami"
    assert [line["annotators"] for line in lines] == [["sami"], ["sami"]]
    kinds = ("spans", "rejected", "refused", "notes")
    assert {item["annotator"] for line in lines for kind in kinds for item in line[kind]} == {"sami"}


def test_only_finished_layers_if_so_chosen(write, worked):
    (line,), manifest, _ = write(worked, finished_only=True)
    assert line["annotators"] == ["layla", "نور"]
    assert (manifest["finished_only"], manifest["counts"]["layers_left_out"]) == (True, 2)
    assert manifest["counts"]["unfinished_layers"] == 0


@pytest.mark.parametrize("layer", ["all", "layla", "sami", "نور"])
@pytest.mark.parametrize("finished_only", [False, True])
def test_the_manifest_counts_what_is_there(write, worked, layer, finished_only):
    lines, manifest, exported = write(worked, layer, finished_only=finished_only)
    counts = manifest["counts"]
    assert counts["documents"] == len(lines)
    assert counts["layers"] == sum(len(line["annotators"]) for line in lines)
    assert counts["unfinished_layers"] == counts["layers"] - sum(len(line["finished"]) for line in lines)
    for kind in ("spans", "events", "rejected", "refused", "notes"):
        assert counts[kind] == sum(len(line[kind]) for line in lines)
    assert counts["documents_left_out"] == 4 - len(lines)
    assert manifest["sha256"] == hashlib.sha256(exported.path.read_bytes()).hexdigest()


def test_undecided_suggestions_are_counted_for_each_layer(session, worked):
    # On the first document layla left one of five, sami two, نور all five; on the second sami decided on the only one.
    assert preview(session, worked, Choice()).undecided == 1 + 2 + 5
    assert preview(session, worked, Choice("sami")).undecided == 2


def test_the_manifest_says_how_to_read_the_file(write, worked):
    _, manifest, exported = write(worked)
    assert manifest["file"] == exported.path.name
    assert exported.manifest.name == exported.path.name + ".manifest.json"
    assert (manifest["format"], manifest["offset_unit"], manifest["version"]) == ("jsonl", "codepoint", __version__)
    assert manifest["project"] == worked.name
    assert manifest["label_set"] == {"id": "conflict", "sha256": text_sha256(labelsets.text("conflict"))}
    assert datetime.fromisoformat(manifest["created_at"]).tzinfo


def test_a_training_script_can_read_the_file(write, worked):
    _, _, exported = write(worked)
    raw = exported.path.read_bytes()
    assert raw.endswith(b"}\n")
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    with exported.path.open(encoding="utf-8") as file:
        examples = [json.loads(line) for line in file]
    pairs = [
        (example["text"], [(span["start"], span["end"], span["label"]) for span in example["spans"]])
        for example in examples
    ]
    assert all(text[start:end].strip() for text, spans in pairs for start, end, _ in spans)


def test_documents_that_nobody_touched_are_left_out(write, worked):
    lines, manifest, _ = write(worked)
    assert "three" not in [line["id"] for line in lines]
    assert "four" not in [line["id"] for line in lines]
    assert manifest["counts"]["documents_left_out"] == 2


def test_nothing_to_export_is_an_empty_file_that_says_so(write, project, take):
    take("a.txt", "نص")
    lines, manifest, exported = write(project)
    assert (lines, exported.path.read_bytes()) == ([], b"")
    assert (manifest["counts"]["documents"], manifest["counts"]["documents_left_out"]) == (0, 1)


def test_a_layer_of_nobody_we_know_is_refused(session, worked, tmp_path):
    with pytest.raises(Problem) as raised:
        export_project(session, worked, Choice("nobody"), "jsonl", tmp_path / "exports")
    assert raised.value.code == "user-unknown"
    assert not (tmp_path / "exports").exists()


def test_an_unknown_format_is_refused_with_those_there_are(session, worked, tmp_path):
    with pytest.raises(Problem) as raised:
        export_project(session, worked, Choice(), "docx", tmp_path / "exports")
    assert raised.value.code == "format-unknown"
    assert "jsonl" in str(raised.value)


def test_nobody_may_be_called_what_stands_for_everybody(session):
    for name in ("all", "ALL", " all "):
        with pytest.raises(Problem) as raised:
            add_user(session, name, None)
        assert raised.value.code == "name"


def test_it_makes_no_difference_how_many_documents_are_read_at_a_time(lines, worked, monkeypatch):
    whole = {layer: lines(worked, layer) for layer in ("all", "layla", "sami", "نور")}
    monkeypatch.setattr(export_layers, "WINDOW", 1)
    assert {layer: lines(worked, layer) for layer in whole} == whole
    assert [len(one) for one in whole.values()] == [2, 1, 2, 1]


def test_an_export_asks_no_more_for_many_documents_than_for_one(session, project, take, manager):
    def asked() -> int:
        session.expire_all()
        statements: list[str] = []
        listen(session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2]))
        list(exporting.records(session, project, Choice()))
        preview(session, project, Choice())
        return len(statements)

    raw = "".join(f'{{"text": "نص رقم {number}"}}\n' for number in range(60))
    added = take("a.jsonl", raw).added
    Desk(session, project, added[0], manager).save(Finish(id="o"))
    one = asked()
    for document in added[1:]:
        Desk(session, project, document, manager).save(Finish(id="o"))
    assert len(list(exporting.records(session, project, Choice()))) == 60
    assert asked() <= one


# --- Files -----------------------------------------------------------------------------------------------------------


def test_an_export_that_breaks_leaves_no_file(session, worked, tmp_path, monkeypatch):
    whole = export_layers.layers_record
    seen = []

    def broken(*given):
        seen.append(given)
        if len(seen) == 2:
            raise RuntimeError("the second document")
        return whole(*given)

    monkeypatch.setattr(export_layers, "layers_record", broken)
    out = tmp_path / "out" / "x.jsonl"
    for path in (None, out):
        seen.clear()
        with pytest.raises(RuntimeError):
            export_project(session, worked, Choice(), "jsonl", tmp_path / "exports", path)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and "home" not in path.parts] == []


def test_an_export_that_breaks_leaves_the_older_file_alone(session, worked, tmp_path, monkeypatch):
    out = tmp_path / "x.jsonl"
    out.write_bytes(b"older")
    monkeypatch.setattr(export_layers, "layers_record", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_project(session, worked, Choice(), "jsonl", tmp_path, out)
    assert out.read_bytes() == b"older"


def test_out_is_written_where_it_says_and_replaces_what_was_there(write, worked, tmp_path):
    out = tmp_path / "deep" / "er" / "file.jsonl"
    _, manifest, exported = write(worked, out=out)
    assert (exported.path, manifest["file"]) == (out, "file.jsonl")
    first = out.read_bytes()
    write(worked, "sami", out=out)
    assert out.read_bytes() != first
    assert sorted(path.name for path in out.parent.iterdir()) == ["file.jsonl", "file.jsonl.manifest.json"]


@pytest.mark.parametrize(
    "name",
    ["../../x", "مشروع", "a/b", "..", ".", "/etc/passwd", "C:\\x", "-", "a" * 80, "م" * 80, "x.jsonl", "~", "$HOME"],
)
def test_no_project_name_leads_out_of_the_exports_folder(session, manager, tmp_path, name):
    project = create_project(session, name, labelsets.text("conflict"), "conflict.toml")
    exported = export_project(session, project, Choice(), "jsonl", tmp_path / "exports")
    folder = tmp_path / "exports"
    assert exported.path.resolve().parent.parent == folder.resolve()
    assert len(exported.path.parent.name.encode()) < 255
    assert [path.name for path in folder.iterdir()] == [exported.path.parent.name]
    assert not exported.path.name.startswith((".", "-"))


@pytest.mark.parametrize("name", ["a" * 81, "", " ", "a\nb", "a\x00b", "x\u202ey"])
def test_some_names_are_no_project_names(session, name):
    with pytest.raises(Problem) as raised:
        create_project(session, name, labelsets.text("conflict"), "conflict.toml")
    assert raised.value.code == "name"


def test_projects_whose_names_look_alike_on_the_disk_keep_apart(session, write, manager):
    names = ("a/b", "a-b", "a b")
    projects = [create_project(session, name, labelsets.text("conflict"), "conflict.toml") for name in names]
    assert len({write(project)[2].path.parent for project in projects}) == 3


def test_two_exports_in_one_second_keep_apart(session, worked, tmp_path, monkeypatch):
    moment = exporting.now()
    monkeypatch.setattr(exporting, "now", lambda: moment)
    written = [export_project(session, worked, Choice(), "jsonl", tmp_path) for _ in range(3)]
    assert len({one.path for one in written}) == len({one.manifest for one in written}) == 3
    for one in written:
        assert json.loads(one.manifest.read_text("utf-8"))["file"] == one.path.name


def test_exports_at_the_same_moment_keep_apart(app, session, worked, tmp_path, monkeypatch):
    moment, number, written, together = exporting.now(), worked.id, [], threading.Barrier(6)
    monkeypatch.setattr(exporting, "now", lambda: moment)
    session.rollback()

    def run() -> None:
        with app.app_context():
            project = session.get_one(ProjectRow, number)
            together.wait()
            written.append(export_project(session, project, Choice(), "jsonl", tmp_path / "exports").path)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(written)) == 6
    assert len({path.read_bytes() for path in written}) == 1
    assert not list((tmp_path / "exports").rglob("*.part"))


def test_written_exports_are_listed_newest_first_without_manifests(session, worked, tmp_path):
    paths = [export_project(session, worked, Choice(layer), "jsonl", tmp_path).path for layer in ("all", "sami")]
    (paths[0].parent / ".x.jsonl.part").write_bytes(b"half")
    listed = exports_of(worked, tmp_path)
    assert {one.name for one in listed} == {path.name for path in paths}
    assert [one.size for one in listed] == [(paths[0].parent / one.name).stat().st_size for one in listed]
    assert [one.written_at for one in listed] == sorted((one.written_at for one in listed), reverse=True)


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "/etc/passwd", "nothing.jsonl", ".x.jsonl.part", "*"])
def test_no_other_file_can_be_had_as_an_export(session, worked, tmp_path, name):
    exported = export_project(session, worked, Choice(), "jsonl", tmp_path)
    (exported.path.parent / ".x.jsonl.part").write_bytes(b"half")
    (tmp_path / "x").write_bytes(b"secret")
    with pytest.raises(FileNotFoundError):
        exported_file(worked, tmp_path, name)
    assert exported_file(worked, tmp_path, exported.path.name) == exported.path


def test_opening_a_page_is_no_work(session, write, project, take, manager):
    (document,) = take("a.txt", "نص").added
    open_layer(session, document, manager)
    assert write(project)[0] == []


def test_a_project_that_is_renamed_keeps_its_exports(session, worked, tmp_path):
    written = export_project(session, worked, Choice(), "jsonl", tmp_path)
    change_project(session, worked, replace(settings_of(worked), name="another name"))
    assert [one.name for one in exports_of(worked, tmp_path)] == [written.path.name]
    assert exported_file(worked, tmp_path, written.path.name) == written.path
