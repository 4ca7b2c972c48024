"""The gold leaves with where each span comes from, and comes back so, here and elsewhere."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.event import listen

from annotator import labelsets
from annotator.core.operations import Finish, Resume
from annotator.core.records import FileProblem
from annotator.core.verdicts import Taken
from annotator.db.accounts import UserRow
from annotator.db.adjudication import GoldRow
from annotator.db.audit import AuditRow
from annotator.db.base import now
from annotator.db.documents import DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.services import export as exporting
from annotator.services import export_gold
from annotator.services.accounts import add_user
from annotator.services.adjudicate import Decision, decide
from annotator.services.annotate import open_layer, save_operations
from annotator.services.approve import approve, reopen
from annotator.services.export import Choice, export_project, layer_of, preview
from annotator.services.gold_content import content_from_json, gold_in_force
from annotator.services.intake import take_file
from annotator.services.projects import create_project
from annotator.services.settling import settling
from tests.differing import TEXT, differing_line, members

GOLD = "gold"


@pytest.fixture
def people(session, project):
    project.rule = "all"
    session.commit()
    return members(session, project)


@pytest.fixture
def documents(take, people) -> list[int]:
    """Two documents that three people have finished, one that nobody has begun."""
    return _documents(take)


def _documents(take) -> list[int]:
    texts = [differing_line(), differing_line(f"{TEXT}.", title="ثان"), '{"text": "نص لم يبدأ به أحد"}']
    return list(take("a.jsonl", "\n".join(texts)).added)


@pytest.fixture
def settle(session, project, people, manager):
    """Decide all that is open in a document as ``name`` has it, and approve it: its text is of three people."""

    def done(document: int, name: str = "layla") -> None:
        found = settling(session, project, document)
        for number, key in enumerate(found.gold.open):
            choice, stamp = Taken(str(people[name].id)), found.aligned.stamp
            decision = Decision(f"d{number}", key, choice, stamp, reason="كما في الإرشاد")
            decide(session, project, document, decision, manager)
        approve(session, project, document, found.aligned.stamp, manager, reason="روجع")

    return done


@pytest.fixture
def golden(take, people, settle, reach):
    """The documents, the first of which is gold."""

    def make() -> list[int]:
        documents = _documents(take)
        settle(documents[0])
        return documents

    return reach("golden", make)


def again(session, document: int, user: UserRow) -> None:
    """Let somebody open their work on a document and finish it once more."""
    row = open_layer(session, document, user)
    project = session.get_one(ProjectRow, session.get_one(DocumentRow, document).project_id)
    for operation in (Resume(id=f"r{row.revision}"), Finish(id=f"f{row.revision}")):
        save_operations(session, row, project.label_set.value(), user, row.revision, [operation])


def told(lines) -> list[dict]:
    return [json.loads(line) for line in lines]


# --- What a line says -------------------------------------------------------------------------------------------------


def test_a_gold_line_says_where_each_span_comes_from(project, golden, lines, manager):
    (line,) = told(lines(project, GOLD))
    assert (line["layer"], line["rule"], "outdated" in line) == ("gold", "all", False)
    assert line["annotators"] == line["finished"] == ["layla", "sami", "nour"]
    approved = line["approved"]
    assert (approved["annotator"], approved["reason"]) == (manager.name, "روجع")
    assert [line[part] for part in ("rejected", "refused", "notes", "skipped")] == [[], [], [], []]
    spans = {one["text"]: one for one in line["spans"]}
    assert list(spans) == ["قصفت", "وادي الحنظل", "وكالة الميناء", "3 مدنيين"]
    place = spans["وادي الحنظل"]
    assert (place["origin"], place["sources"], place["agreement"]) == ("adjudicated", ["layla", "nour"], 0.6667)
    assert place["verdict"] == {"annotator": manager.name, "at": place["decided_at"], "reason": "كما في الإرشاد"}
    trigger = spans["قصفت"]
    assert (trigger["origin"], trigger["sources"], trigger["agreement"]) == ("agreed", ["layla", "sami", "nour"], 1.0)
    assert "verdict" not in trigger
    assert all((one["annotator"], one["suggester"], one["score"]) == (None, None, None) for one in line["spans"])


def test_a_gold_event_says_where_it_comes_from_too(project, golden, lines, manager):
    (line,) = told(lines(project, GOLD))
    (event,) = line["events"]
    ids = {one["id"]: one["text"] for one in line["spans"]}
    assert (event["subtype"], event["origin"], event["sources"]) == (
        "Air/drone strike",
        "adjudicated",
        ["layla", "sami"],
    )
    assert event["verdict"]["annotator"] == manager.name
    assert [(one["role"], ids[one["span"]]) for one in event["arguments"]] == [("location", "وادي الحنظل")]


def test_a_line_of_gold_has_all_that_a_line_of_layers_has(project, golden, lines):
    (gold,), (layers, *_) = told(lines(project, GOLD)), told(lines(project))
    assert set(gold) - set(layers) == {"layer", "rule", "approved"}
    assert set(layers) <= set(gold)
    assert set(layers["spans"][0]) <= set(gold["spans"][0])
    assert set(layers["events"][0]) <= set(gold["events"][0])


def test_gold_that_is_out_of_date_is_exported_and_says_so(session, project, golden, people, lines):
    before = told(lines(project, GOLD))
    again(session, golden[0], people["sami"])
    (line,) = told(lines(project, GOLD))
    assert line.pop("outdated") is True
    assert [line] == before


def test_only_gold_in_force_of_documents_in_use_is_exported(session, project, documents, settle, manager, lines):
    for document in documents[:2]:
        settle(document)
    assert len(lines(project, GOLD)) == 2
    reopen(session, project, documents[0], manager)
    assert [line["title"] for line in told(lines(project, GOLD))] == ["ثان"]
    session.get_one(DocumentRow, documents[1]).binned_at = now()
    session.commit()
    assert lines(project, GOLD) == []


def test_names_are_those_that_people_have_now(session, project, golden, people, lines):
    people["layla"].name = "ليلى"
    session.commit()
    (line,) = told(lines(project, GOLD))
    assert line["annotators"] == ["ليلى", "sami", "nour"]
    assert line["spans"][0]["sources"] == ["ليلى", "sami", "nour"]


# --- Counts and the manifest ------------------------------------------------------------------------------------------


def test_what_is_not_gold_yet_is_counted(session, project, golden, people):
    counts = preview(session, project, Choice(GOLD))
    assert (counts.documents, counts.outdated, counts.not_gold, counts.not_gold_begun) == (1, 0, 2, 1)
    again(session, golden[0], people["sami"])
    counts = preview(session, project, Choice(GOLD))
    assert (counts.documents, counts.outdated, counts.not_gold) == (1, 1, 2)


def test_the_manifest_tells_rules_curators_and_origins(session, project, golden, manager, tmp_path):
    exported = export_project(session, project, Choice(GOLD), "jsonl", tmp_path, by=manager)
    manifest = json.loads(exported.manifest.read_text("utf-8"))
    assert (manifest["layer"], manifest["rules"], manifest["curators"]) == ("gold", {"all": 1}, [manager.name])
    assert manifest["origins"] == {"spans": {"adjudicated": 3, "agreed": 1}, "events": {"adjudicated": 1}}
    assert manifest["labels"] == {"CASUALTIES": 1, "EVENT": 1, "LOCATION": 1, "ORGANISATION": 1}
    counts = {"documents": 1, "outdated": 0, "not_gold": 2, "not_gold_begun": 1, "spans": 4, "events": 1}
    assert manifest["counts"] == counts
    assert exported.path.name.endswith("-gold.jsonl")


def test_an_export_is_written_into_the_log(session, project, golden, manager, people, tmp_path):
    for choice in (Choice(GOLD), Choice(), Choice("layla")):
        export_project(session, project, choice, "jsonl", tmp_path, by=manager)
    rows = session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(3)).all()
    assert [(row.who, row.values) for row in reversed(rows)] == [
        (manager.name, {"count": 1}),
        (manager.name, {"count": 2}),
        (manager.name, {"count": 2, "name": "layla"}),
    ]


def test_a_user_who_is_called_gold_can_be_reached(session, project, golden, lines):
    for name in ("gold", "user:gold"):
        add_user(session, name, None)
        assert lines(project, layer_of(name)) == []
    assert len(lines(project, layer_of("sami"))) == 2
    assert [layer_of(name) for name in ("gold", "user:gold", "sami")] == ["user:gold", "user:user:gold", "sami"]
    assert lines(project, "user:sami") == lines(project, "sami")
    assert Choice("user:gold").annotator == "gold"


def test_an_export_of_gold_asks_no_more_for_many_documents_than_for_one(session, project, documents, settle):
    def asked() -> int:
        session.expire_all()
        statements: list[str] = []
        listen(session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2]))
        list(exporting.records(session, project, Choice(GOLD)))
        preview(session, project, Choice(GOLD))
        return len(statements)

    settle(documents[0])
    one = asked()
    settle(documents[1])
    assert asked() <= one


def test_it_makes_no_difference_how_many_documents_are_read_at_a_time(project, documents, settle, lines, monkeypatch):
    for document in documents[:2]:
        settle(document)
    whole = lines(project, GOLD)
    monkeypatch.setattr(export_gold, "WINDOW", 1)
    assert lines(project, GOLD) == whole


# --- Bringing it in again ---------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(session):
    """Bring lines into a project that has nothing yet; returns it with the report."""

    def brought(raw: list[bytes], name: str = "again"):
        project = create_project(session, name, labelsets.text("conflict"), "conflict.toml")
        return project, take_file(session, project, "gold.jsonl", BytesIO(b"".join(raw)))

    return brought


def test_gold_comes_back_as_gold_and_leaves_as_the_same_line(session, project, golden, lines, elsewhere, people):
    before = lines(project, GOLD)
    other, report = elsewhere(before)
    assert (report.gold, report.layers, report.suggestions) == (1, 0, 0)
    assert lines(other, GOLD) == before
    row = gold_in_force(session, report.added)[report.added[0]]
    assert (row.author_id, row.stands_on, row.number, row.rule) == (None, {}, 1, "all")
    content = content_from_json(row.content)
    assert content.spans[0].source.sources == [str(people[name].id) for name in ("layla", "sami", "nour")]
    assert content.spans[0].source.case == "0-4-EVENT"
    document = session.get_one(DocumentRow, report.added[0])
    assert (document.gold, document.wanted) == ("gold", 0)


def test_gold_of_people_who_have_no_account_keeps_their_names(session, project, golden, lines, elsewhere):
    (line,) = told(lines(project, GOLD))
    raw = json.dumps(line, ensure_ascii=False).replace("layla", "@خالد").replace("sami", "3").encode() + b"\n"
    users = session.scalar(select(func.count(UserRow.id)))
    other, report = elsewhere([raw])
    assert session.scalar(select(func.count(UserRow.id))) == users
    row = gold_in_force(session, report.added)[report.added[0]]
    assert content_from_json(row.content).spans[0].source.sources[:2] == ["@@خالد", "@3"]
    (back,) = told(lines(other, GOLD))
    assert back == json.loads(raw)


def test_gold_that_was_out_of_date_is_gold_here_and_says_so_when_it_leaves(
    session, project, golden, people, lines, elsewhere
):
    again(session, golden[0], people["sami"])
    before = lines(project, GOLD)
    other, report = elsewhere(before)
    assert session.get_one(DocumentRow, report.added[0]).gold == "gold"
    assert lines(other, GOLD) == before


def test_gold_can_stand_on_no_more_than_text_and_spans(session, project, take, lines):
    spans = [{"start": 0, "end": 4, "label": "EVENT"}, {"start": 19, "end": 30, "label": "LOCATION"}]
    report = take("known.jsonl", json.dumps({"text": TEXT, "layer": "gold", "spans": spans}))
    (line,) = told(lines(project, GOLD))
    assert [(one["start"], one["label"], one["origin"], one["sources"]) for one in line["spans"]] == [
        (0, "EVENT", "adjudicated", []),
        (19, "LOCATION", "adjudicated", []),
    ]
    layer = content_from_json(gold_in_force(session, report.added)[report.added[0]].content).layer()
    assert {span.label for span in layer.spans.values()} == {"EVENT", "LOCATION"}
    assert session.scalar(select(func.count(LayerRow.id))) == 0


def test_gold_of_a_text_that_is_there_already_is_left_out_and_told(session, project, golden, lines):
    before = lines(project, GOLD)
    report = take_file(session, project, "gold.jsonl", BytesIO(b"".join(before)))
    assert (report.documents, report.gold, [(one.document, one.gold) for one in report.doubles]) == (
        0,
        0,
        [(golden[0], True)],
    )
    assert session.scalar(select(func.count(GoldRow.id))) == 1
    assert lines(project, GOLD) == before


def test_gold_that_came_in_goes_out_of_date_when_somebody_finishes(session, project, golden, lines, elsewhere, manager):
    other, report = elsewhere(lines(project, GOLD))
    (document,) = report.added
    row = open_layer(session, document, manager)
    save_operations(session, row, other.label_set.value(), manager, row.revision, [Finish(id="f")])
    session.expire_all()
    assert session.get_one(DocumentRow, document).gold == "outdated"


def _change(path: str, value):
    def change(line: dict) -> None:
        *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
        part = line
        for step in way:
            part = part[step]
        part[last] = value(part.get(last)) if callable(value) else value

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_change("spans.1.origin", "manual"), "origin"),
        (_change("events.0.origin", "x"), "origin"),
        (_change("spans.0.agreement", 1.5), "gold-agreement"),
        (_change("spans.0.agreement", -0.1), "gold-agreement"),
        (_change("spans.0.sources", ["a", "a"]), "annotator-double"),
        (_change("spans.0.sources", ["a\nb"]), "name"),
        (_change("spans.0.sources", ["layla ", "sami"]), "annotator-double"),
        (_change("annotators", ["a" * 81]), "name"),
        (_change("spans.1.verdict.at", "yesterday"), "gold-time"),
        (_change("spans.1.verdict.annotator", "a\u202eb"), "name"),
        (_change("approved.at", "x"), "gold-time"),
        (_change("approved", []), "field"),
        (_change("rule", "dice"), "gold-rule"),
        (_change("outdated", "yes"), "field"),
        (_change("spans.0.decided_at", "x"), "gold-time"),
        (_change("spans.0.id", lambda old: "e" * 65), "id-long"),
        (_change("spans.0.label", "PLACE"), "label-unknown"),
        (_change("spans.0.end", 10**6), "span-outside"),
        (_change("spans", lambda spans: [*spans, spans[0]]), "span-taken"),
        (_change("events.0.trigger", "x"), "event-trigger"),
        (_change("events.0.arguments.0.span", "x"), "event-argument"),
        (_change("skipped", ["layla"]), "gold-layers"),
        (_change("notes", [{"id": "n", "sort": "flag", "annotator": "layla"}]), "gold-layers"),
    ],
)
def test_gold_that_does_not_hold_together_is_refused_and_leaves_nothing(
    session, project, golden, lines, elsewhere, change, code
):
    (line,) = told(lines(project, GOLD))
    change(line)
    with pytest.raises(FileProblem) as raised:
        elsewhere([json.dumps(line).encode()])
    assert (raised.value.code, raised.value.phrase.values["line"]) == (code, 1)
    assert session.scalar(select(func.count(GoldRow.id))) == 1
