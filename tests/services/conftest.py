"""A project in which three people have worked: what exports and restored files are tested on."""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from annotator import labelsets
from annotator.core.operations import (
    Accept,
    AddEvent,
    AddNote,
    AddSpan,
    ChangeEvent,
    ChangeSpan,
    Finish,
    Fix,
    Operation,
    RefuseArgument,
    Reject,
    SetArgument,
    Skip,
)
from annotator.db.projects import ProjectRow
from annotator.formats.jsonl import format as jsonl
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.export import Choice, records
from annotator.services.intake import take_file
from annotator.services.projects import add_members, create_project
from annotator.services.workplace import find_place, workplace

FIRST = "قصفت طائرات بلدة الرَّيحانية 😀 وبحلب سقط 3 قتلى.\r\nثم هدأ كل شيء."
SECOND = "اندلعت اشتباكات قرب معبر الوادي\u00a0مساء الثلاثاء."


def _place(text: str, word: str) -> dict[str, int]:
    start = text.index(word)
    return {"start": start, "end": start + len(word)}


def _file() -> bytes:
    strike = {"label": "EVENT", "type": "Explosions/Remote violence", "subtype": "Air/drone strike", "score": 0.875}
    first = [
        _place(FIRST, "قصفت") | strike,
        _place(FIRST, "الرَّيحانية") | {"label": "LOCATION", "attributes": {"precision": "1"}, "suggester": "m"},
        _place(FIRST, "3 قتلى") | {"label": "CASUALTIES", "score": 0.5},
        _place(FIRST, "طائرات") | {"label": "WEAPON", "score": 0.1},
        _place(FIRST, "شيء") | {"label": "ACTOR", "score": 0.01},
    ]
    lines = [
        {"id": "one", "title": "الأول", "text": FIRST, "date": "2016-02-01", "source": "وكالة", "n": {"a": [1]}}
        | {"spans": first},
        {"id": "two", "text": SECOND, "spans": [_place(SECOND, "اشتباكات") | {"label": "EVENT", "type": "Battles"}]},
        {"id": "three", "text": "نص لم يفتحه أحد"},
        {"id": "four", "text": "نص فُتح ولم يُلمس"},
    ]
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()


class Desk:
    """A person at a document: saves operations on their layer."""

    def __init__(self, session, project: ProjectRow, document: int, user) -> None:
        self.session, self.labels, self.user = session, project.label_set.value(), user
        self.row = open_layer(session, document, user)

    def save(self, *operations: Operation) -> None:
        save_operations(self.session, self.row, self.labels, self.user, self.row.revision, operations)


def _work(session, project: ProjectRow, documents, people) -> None:
    layla, sami, nour = people
    first, second, _, fourth = documents
    ids = {one.label: one.id for one in _suggestions(session, project, first, layla)}
    fights = {one.label: one.id for one in _suggestions(session, project, second, layla)}
    wa = _place(FIRST, "وبحلب")["start"]
    Desk(session, project, first, layla).save(
        Accept(id="o1", suggestion=ids["EVENT"], span="s1", event="e1"),
        Accept(id="o2", suggestion=ids["LOCATION"], span="s2"),
        Fix(id="o3", suggestion=ids["CASUALTIES"], span="s3", **_place(FIRST, "سقط 3 قتلى"), label="CASUALTIES"),
        ChangeSpan(id="o4", span="s3", attributes={"kind": "killed", "low": 3, "high": 3.5}),
        AddSpan(id="o5", span="s4", start=wa + 2, end=wa + 5, label="LOCATION"),
        SetArgument(id="o6", event="e1", role="location", span="s2"),
        SetArgument(id="o7", event="e1", role="location", span="s4"),
        SetArgument(id="o8", event="e1", role="casualties", span="s3"),
        ChangeEvent(id="o9", event="e1", attributes={"status": "denied", "claim": "claimed"}),
        Reject(id="o10", suggestion=ids["WEAPON"]),
        AddEvent(id="o11", event="e2", trigger="s1", type="Battles"),
        AddNote(id="o12", note="n1", sort="comment", text='تاريخ "النشر"؟\n😀', span="s4"),
        AddNote(id="o13", note="n2", sort="unsure", suggestion=ids["WEAPON"]),
        AddNote(id="o14", note="n3", sort="flag"),
        RefuseArgument(id="o15", trigger=ids["EVENT"], role="weapon", filler=ids["WEAPON"]),
        Finish(id="o16"),
    )
    Desk(session, project, first, sami).save(
        Fix(id="o1", suggestion=ids["EVENT"], span="s1", **_place(FIRST, "قصفت طائرات"), label="EVENT", event="e1"),
        Accept(id="o2", suggestion=ids["WEAPON"], span="s2"),
        Reject(id="o3", suggestion=ids["LOCATION"]),
        AddNote(id="o4", note="n1", sort="comment", text="?", suggestion=ids["ACTOR"]),
        RefuseArgument(id="o5", trigger=ids["EVENT"], role="location", filler=ids["LOCATION"]),
    )
    Desk(session, project, first, nour).save(Finish(id="o1"))
    Desk(session, project, second, sami).save(
        Fix(id="o1", suggestion=fights["EVENT"], span="s1", **_place(SECOND, "اشتباكات"), label="DATE"),
        AddSpan(id="o2", span="s2", **_place(SECOND, "معبر الوادي"), label="FACILITY"),
        Skip(id="o3", note="n1", reason="مكرّر"),
    )
    open_layer(session, fourth, layla)


def _suggestions(session, project, document, user):
    return workplace(session, find_place(session, project.id, document, user)).suggestions


@pytest.fixture
def worked(session, manager, reach) -> ProjectRow:
    """Four documents: one that three people worked on, one of one person, one untouched, one only opened."""
    return session.get_one(ProjectRow, reach("worked", lambda: _worked(session)))


def _worked(session) -> int:
    project = create_project(session, "عمل / Work", labelsets.text("conflict"), "conflict.toml")
    people = [add_user(session, name, None) for name in ("layla", "sami", "نور")]
    add_members(session, project, people)
    report = take_file(session, project, "work.jsonl", BytesIO(_file()), annotators=people)
    _work(session, project, report.added, people)
    return project.id


@pytest.fixture
def lines(session):
    """Return the lines that an export of a project has: ``lines(project, "sami")``."""

    def of(project: ProjectRow, layer: str = "all", *, finished_only: bool = False) -> list[bytes]:
        session.expire_all()
        return list(jsonl.write(records(session, project, Choice(layer, finished_only))))

    return of
