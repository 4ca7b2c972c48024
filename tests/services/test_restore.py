"""An exported file comes back as the layers it was made of, or it is refused."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from sqlalchemy import func, select

from annotator import labelsets
from annotator.app import create_app
from annotator.config import Settings
from annotator.core.operations import AddSpan, ChangeSpan, RemoveSpan, Resume, Undo
from annotator.core.records import FileProblem
from annotator.db.accounts import UserRow
from annotator.db.base import session as database_session
from annotator.db.documents import DocumentRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.log import read_layer
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services.accounts import make_link, redeem_link
from annotator.services.annotate import replayed, save_operations
from annotator.services.intake import take_file
from annotator.services.projects import create_project, visible_projects


def _restored(session, lines: list[bytes], name: str = "again") -> ProjectRow:
    project = create_project(session, name, labelsets.text("conflict"), "conflict.toml")
    take_file(session, project, "export.jsonl", BytesIO(b"".join(lines)))
    return project


def _layers(session, project: ProjectRow) -> list[LayerRow]:
    query = select(LayerRow).join(DocumentRow, DocumentRow.id == LayerRow.document_id)
    return list(session.scalars(query.where(DocumentRow.project_id == project.id).order_by(LayerRow.id)))


@pytest.mark.parametrize("layer", ["all", "layla", "sami", "نور"])
def test_an_export_comes_back_as_the_same_layers(session, worked, lines, layer):
    before = lines(worked, layer)
    assert lines(_restored(session, before), layer) == before


def test_the_restored_rows_equal_the_replayed_log(session, worked, lines):
    project = _restored(session, lines(worked))
    rows = _layers(session, project)
    assert len(rows) == 4
    assert all(read_layer(session, row) == replayed(session, row) for row in rows)
    assert sum(len(read_layer(session, row).spans) for row in rows) == 8


def test_an_export_comes_back_in_a_fresh_installation(session, worked, lines, blank_database, tmp_path):
    before = lines(worked)
    settings = Settings(tmp_path / "fresh", tmp_path / "fresh" / "exports")
    settings.prepare()
    settings.database.write_bytes(blank_database.read_bytes())
    with create_app(settings, TESTING=True).app_context():
        assert database_session.scalar(select(func.count(UserRow.id))) == 0
        assert lines(_restored(database_session, before)) == before
        names = database_session.scalars(select(UserRow.name).order_by(UserRow.id)).all()
        assert names == ["layla", "sami", "نور"]


def test_who_came_with_a_file_has_no_way_in_until_given_a_link_and_then_finds_their_work(
    session, worked, lines, blank_database, tmp_path
):
    before = lines(worked)
    settings = Settings(tmp_path / "fresh", tmp_path / "exports")
    settings.prepare()
    settings.database.write_bytes(blank_database.read_bytes())
    with create_app(settings, TESTING=True).app_context():
        project = _restored(database_session, before)
        layla = database_session.scalar(select(UserRow).filter_by(name="layla"))
        assert (layla.password_hash, layla.manager) == (None, False)
        assert redeem_link(database_session, make_link(database_session, layla)).id == layla.id
        assert [row.id for row in visible_projects(database_session, layla)] == [project.id]


def test_who_holds_a_restored_layer_works_in_the_project(session, worked, lines):
    project = _restored(session, lines(worked))
    members = session.scalars(select(MemberRow.user_id).filter_by(project_id=project.id)).all()
    assert len(members) == 3


def test_a_restored_layer_can_be_worked_on(session, worked, lines):
    project = _restored(session, lines(worked, "sami"))
    row = _layers(session, project)[0]
    user, labels = session.get_one(UserRow, row.user_id), project.label_set.value()
    save_operations(session, row, labels, user, 1, [ChangeSpan(id="n1", span="s1", label="DATE")])
    save_operations(session, row, labels, user, 2, [RemoveSpan(id="n2", span="s2")])
    save_operations(session, row, labels, user, 3, [Undo(id="n3", operations=("n1",))])
    session.expire_all()
    layer = read_layer(session, row)
    assert layer == replayed(session, row)
    assert (layer.spans["s1"].label, layer.spans["s1"].origin, set(layer.spans)) == ("EVENT", "fixed", {"s1"})


def test_the_log_says_that_the_layer_came_with_a_file(session, worked, lines):
    project = _restored(session, lines(worked))
    ids = [row.id for row in _layers(session, project)]
    kinds = session.scalars(select(OperationRow.kind).where(OperationRow.layer_id.in_(ids))).all()
    assert kinds == ["import"] * 4


def test_a_text_that_is_there_already_is_reported_and_its_layers_stay_as_they_are(session, worked, lines):
    before = lines(worked)
    report = take_file(session, worked, "export.jsonl", BytesIO(b"".join(before)))
    assert (report.added, report.layers, len(report.doubles)) == ([], 0, 2)
    assert lines(worked) == before


def test_ids_that_two_people_share_are_told_apart_in_a_file(session, worked, lines):
    (first, _) = (json.loads(line) for line in lines(worked))
    ids = [span["id"] for span in first["spans"]]
    assert {"s1", "s1-2"} <= set(ids)
    assert len(set(ids)) == len(ids)
    layla, sami = (next(event for event in first["events"] if event["id"] == one) for one in ("e1", "e1-2"))
    assert (layla["trigger"], sami["trigger"]) == ("s1", "s1-2")


def test_suggestions_of_a_foreign_line_and_layers_of_ours_come_in_together(session, manager, worked, lines):
    foreign = json.dumps({"text": "حلب", "spans": [{"start": 0, "end": 3, "label": "LOCATION"}]}).encode()
    project = create_project(session, "both", labelsets.text("conflict"), "conflict.toml")
    report = take_file(session, project, "x.jsonl", BytesIO(foreign + b"\n" + lines(worked)[0]))
    assert (len(report.added), report.suggestions, report.layers) == (2, 1, 3)


def test_a_file_from_before_there_were_notes_comes_back_as_layers(session, worked, lines):
    before = [json.loads(line) for line in lines(worked)]
    for line in before:
        for key in ("skipped", "refused", "notes"):
            del line[key]
    project = _restored(session, [json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in before])
    after = [json.loads(line) for line in lines(project)]
    assert [(line["skipped"], line["refused"], line["notes"]) for line in after] == [([], [], [])] * 2
    assert [{key: line[key] for key in one} for one, line in zip(before, after, strict=True)] == before


def test_a_restored_layer_keeps_what_was_said_beside_deciding(session, worked, lines):
    rows = _layers(session, _restored(session, lines(worked)))
    layla, sami, nour, skipped = (read_layer(session, row) for row in rows)
    assert sorted(note.sort for note in layla.notes.values()) == ["comment", "flag", "unsure"]
    assert (len(layla.refusals), len(sami.refusals), nour.notes) == (1, 1, {})
    assert (skipped.state, [note.text for note in skipped.notes.values()]) == ("skipped", ["مكرّر"])


def test_keys_that_a_foreign_line_has_of_notes_stay_its_metadata(session, manager):
    project = create_project(session, "foreign", labelsets.text("conflict"), "conflict.toml")
    line = {"text": "حلب", "notes": ["x"], "skipped": True, "refused": None}
    take_file(session, project, "x.jsonl", BytesIO(json.dumps(line).encode()))
    meta = session.scalar(select(DocumentRow.meta).filter_by(project_id=project.id))
    assert meta == {"notes": ["x"], "skipped": True, "refused": None}


# --- Files that do not hold together ---------------------------------------------------------------------------------


def _change(path: str, value):
    """Return a change of a line: ``_change("spans.0.start", 99)``; a callable value gets what was there."""

    def changed(line):
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in way:
            line = line[step]
        line[last] = value(line[last]) if callable(value) else value

    return changed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_change("spans.0.start", -1), "span-outside"),
        (_change("spans.0.end", 10**6), "span-outside"),
        (_change("spans.0.end", 3), "span-text"),
        (_change("spans.0.text", "غير"), "span-text"),
        (_change("spans.0.label", "PLACE"), "label-unknown"),
        (_change("spans.0.attributes", {"x": 1}), "attribute-unknown"),
        (_change("spans.0.origin", "guessed"), "origin"),
        (_change("spans.0.id", ""), "field"),
        (_change("spans.0.id", 7), "field"),
        (_change("spans.0.id", "s" * 65), "id-long"),
        (_change("spans.0.annotator", "nobody"), "annotator"),
        (_change("spans.0.suggested", {"start": 0, "end": 10**6, "label": "EVENT"}), "span-outside"),
        (_change("spans.0.suggested", {"start": 0, "end": 4, "label": "PLACE"}), "label-unknown"),
        (_change("spans.0.suggested", {"start": 0, "end": 4, "label": "PERSON", "type": "Battles"}), "trigger-label"),
        (_change("spans", lambda spans: [*spans, spans[0]]), "span-taken"),
        (_change("spans", lambda spans: [*spans, dict(spans[0], id="new")]), "suggestion-decided"),
        (_change("rejected", lambda items: [*items, items[0]]), "suggestion-decided"),
        (_change("rejected.0.annotator", "nobody"), "annotator"),
        (_change("rejected.0.annotator", None), "field"),
        (_change("rejected.0.label", "PLACE"), "label-unknown"),
        (_change("rejected.0.end", 10**6), "span-outside"),
        (_change("annotators", []), "annotator"),
        (_change("annotators", lambda names: [*names, "layla"]), "annotator-double"),
        (_change("annotators", lambda names: [*names, " layla"]), "annotator-double"),
        (_change("annotators", lambda names: [*names, "all"]), "name"),
        (_change("annotators", lambda names: [*names, "a\nb"]), "name"),
        (_change("annotators", lambda names: [*names, "x" * 81]), "name"),
        (_change("annotators", lambda names: [*names, 7]), "field"),
        (_change("finished", "layla"), "field"),
        (_change("events.0.trigger", "nothing"), "event-trigger"),
        (_change("events.0.trigger", "s2"), "trigger-label"),
        (_change("events.0.trigger", None), "field"),
        (_change("events.0.type", "War"), "event-type"),
        (_change("events.0.subtype", "Duel"), "event-subtype"),
        (_change("events.0.attributes", {"x": 1}), "attribute-unknown"),
        (_change("events.0.id", "e" * 65), "id-long"),
        (_change("events", lambda events: [*events, events[0]]), "event-taken"),
        (_change("events.0.arguments", [{"role": "location", "span": "nothing"}]), "event-argument"),
        (_change("events.0.arguments", [{"role": "location", "span": "s2-2"}]), "event-argument"),
        (_change("events.0.arguments", [{"role": "where", "span": "s2"}]), "role-unknown"),
        (_change("events.0.arguments", [{"role": "weapon", "span": "s2"}]), "role-label"),
        (_change("events.0.arguments", [{"role": "location", "span": "s2"}] * 2), "event-role"),
        (_change("events.0.arguments", ["s2"]), "field"),
        (_change("events.0.arguments", [{"span": "s2"}]), "field"),
        (_change("skipped", {"sami": True}), "field"),
        (_change("skipped", [7]), "field"),
        (_change("skipped", ["nobody"]), "annotator"),
        (_change("skipped", ["layla"]), "skipped"),
        (_change("notes", 7), "field"),
        (_change("notes", {"n": 1}), "field"),
        (_change("notes", [None]), "field"),
        (_change("notes", lambda notes: [*notes, notes[0]]), "note-taken"),
        (_change("notes.0.id", None), "field"),
        (_change("notes.0.id", ["n"]), "field"),
        (_change("notes.0.id", "n" * 65), "id-long"),
        (_change("notes.0.sort", "praise"), "note-sort"),
        (_change("notes.0.sort", ""), "field"),
        (_change("notes.0.sort", 7), "field"),
        (_change("notes.0.text", ["x"]), "field"),
        (_change("notes.0.text", " "), "note-blank"),
        (_change("notes.0.text", "س" * 4001), "note-long"),
        (_change("notes.0.annotator", "nobody"), "annotator"),
        (_change("notes.0.annotator", None), "field"),
        (_change("notes.0.noted_at", 7), "field"),
        (_change("notes.0.span", "nothing"), "note-span"),
        (_change("notes.0.span", 4), "field"),
        (_change("notes.0.span", "s1"), "note-span"),
        (_change("notes.0.annotator", "sami"), "note-span"),
        (_change("notes.0.suggested", {"start": 0, "end": 4, "label": "PERSON"}), "note-target"),
        (_change("notes.1.suggested", {"start": 0, "end": 4, "label": "PLACE"}), "label-unknown"),
        (_change("notes.1.suggested", {"start": 0, "end": 10**6, "label": "PERSON"}), "span-outside"),
        (_change("notes.1.suggested", {"end": 4, "label": "PERSON"}), "span-fields"),
        (_change("notes.1.suggested", "WEAPON"), "field"),
        (_change("notes", lambda notes: [*notes, dict(notes[1], id="new")]), "note-double"),
        (_change("notes.2.sort", "skip"), "note-skip"),
        (_change("notes.0", lambda note: dict(note, sort="skip")), "note-target"),
        (_change("refused", {"a": 1}), "field"),
        (_change("refused", ["x"]), "field"),
        (_change("refused.0.trigger", None), "field"),
        (_change("refused.0.trigger", "EVENT"), "field"),
        (_change("refused.0.trigger", {"start": 0, "end": 4, "label": "EVENT"}), "argument-trigger"),
        (_change("refused.0.trigger", {"start": 0, "end": 4, "label": "PERSON", "type": "Battles"}), "trigger-label"),
        (_change("refused.0.trigger", {"start": 0, "end": 4, "label": "EVENT", "type": "War"}), "event-type"),
        (_change("refused.0.filler", {"start": 0, "end": 10**6, "label": "PERSON"}), "span-outside"),
        (_change("refused.0.filler", {"start": 0, "end": 4, "label": "PLACE"}), "label-unknown"),
        (_change("refused.0.role", "where"), "role-unknown"),
        (_change("refused.0.role", None), "field"),
        (_change("refused.0.annotator", "nobody"), "annotator"),
        (_change("refused.0.decided_at", 7), "field"),
        (_change("refused", lambda items: [*items, items[0]]), "argument-refused"),
    ],
)
def test_a_line_that_does_not_hold_together_is_refused_and_leaves_nothing(session, worked, lines, change, code):
    raw, _ = lines(worked)
    line = json.loads(raw)
    change(line)
    project = create_project(session, "again", labelsets.text("conflict"), "conflict.toml")
    users = session.scalar(select(func.count(UserRow.id)))
    with pytest.raises(FileProblem) as raised:
        take_file(session, project, "x.jsonl", BytesIO(json.dumps(line).encode()))
    assert (raised.value.code, raised.value.phrase.values["line"]) == (code, 1)
    assert _layers(session, project) == []
    assert session.scalar(select(func.count(UserRow.id))) == users


def test_a_role_for_one_span_takes_no_two(session, worked, lines):
    line = json.loads(lines(worked)[0])
    moments = [dict(line["spans"][0], id=f"t{n}", label="DATE", origin="manual", start=n, end=n + 2) for n in (0, 1)]
    for moment in moments:
        moment["text"] = line["text"][moment["start"] : moment["end"]]
        del moment["suggested"]
    line["spans"] += moments
    line["events"][0]["arguments"] = [{"role": "time", "span": "t0"}, {"role": "time", "span": "t1"}]
    project = create_project(session, "again", labelsets.text("conflict"), "conflict.toml")
    with pytest.raises(FileProblem) as raised:
        take_file(session, project, "x.jsonl", BytesIO(json.dumps(line).encode()))
    assert raised.value.code == "event-role"


def test_a_label_that_was_retired_since_keeps_its_spans(session, worked, lines):
    toml = labelsets.text("conflict").replace('id = "FACILITY"', 'id = "FACILITY"\nretired = true')
    project = create_project(session, "later", toml, "later.toml")
    take_file(session, project, "x.jsonl", BytesIO(lines(worked)[1]))
    (row,) = _layers(session, project)
    assert "FACILITY" in {span.label for span in read_layer(session, row).spans.values()}
    user, labels = session.get_one(UserRow, row.user_id), project.label_set.value()
    new = [Resume(id="r"), AddSpan(id="n", span="n", start=0, end=6, label="EVENT")]
    save_operations(session, row, labels, user, 1, new)
