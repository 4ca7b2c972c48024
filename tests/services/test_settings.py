"""What a manager settles for a project, and what follows for its documents."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from annotator import labelsets
from annotator.core.phrases import Problem
from annotator.db.base import writing
from annotator.db.documents import EVERYBODY, DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services import audit, bulk, settings
from annotator.services.assign import assign
from annotator.services.informing import forget_interest
from annotator.services.projects import Like, create_project
from annotator.services.settings import MAX_DESCRIPTION, MOST_HOURS, Settings, change_project, settings_of


@pytest.fixture
def four(take):
    return take("a.jsonl", "\n".join(f'{{"text": "نص {number}"}}' for number in range(4))).added


@pytest.fixture
def change(session, project, manager):
    def changed(**values) -> int:
        row = session.get_one(ProjectRow, project.id)
        wanted = {"name": row.name, "description": "", "overlap": row.overlap, "abandon_hours": row.abandon_hours}
        return change_project(session, row, Settings(**wanted | values), by=manager)

    return changed


def _wanted(session, documents):
    session.rollback()
    found = dict(session.execute(select(DocumentRow.id, DocumentRow.wanted)).all())
    return [found[document] for document in documents]


def _set(session, document, wanted):
    with writing(session):
        session.execute(update(DocumentRow).where(DocumentRow.id == document).values(wanted=wanted))


def test_everything_can_be_changed_and_every_change_is_told(session, project, four, change):
    said = [str(entry.phrase) for entry in audit.entries(session, project.id)]
    assert change(name=" جديد ", description="about", overlap=2, abandon_hours=None) == 4
    assert settings_of(session.get_one(ProjectRow, project.id)) == Settings("جديد", "about", 2, None)
    new = [str(entry.phrase) for entry in audit.entries(session, project.id)][: -len(said)]
    assert new == [
        "changed the hours after which an abandoned document goes back from 168 to never",
        "changed how many annotators a document gets from 1 to 2; documents changed: 4",
        "changed the description of the project",
        "renamed the project from “مشروع” to “جديد”",
    ]


def test_what_stays_as_it_is_is_not_told(session, project, change):
    before = len(audit.entries(session, project.id))
    assert change() == 0
    assert len(audit.entries(session, project.id)) == before


def test_what_was_set_by_hand_and_the_calibration_set_stay(session, four, change):
    _set(session, four[0], 3)
    _set(session, four[1], EVERYBODY)
    _set(session, four[2], 0)
    assert change(overlap=2) == 1
    assert _wanted(session, four) == [3, EVERYBODY, 0, 2]


def test_from_nothing_only_what_nobody_has_follows(session, four, annotator, change):
    assert change(overlap=0) == 4
    with writing(session):
        assign(session, four[:1], [annotator])
    assert change(overlap=2) == 3
    assert _wanted(session, four) == [0, 2, 2, 2]


def test_documents_of_other_projects_stay(session, take, four, change):
    other = create_project(session, "other", labelsets.text("conflict"), "x")
    with writing(session):
        session.add(DocumentRow(project_id=other.id, key="k", sha256="s"))
    change(overlap=5)
    assert session.scalar(select(DocumentRow.wanted).filter_by(project_id=other.id)) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": "a\u202eb"},
        {"name": "taken"},
        {"overlap": -1},
        {"overlap": 21},
        {"abandon_hours": 0},
        {"abandon_hours": MOST_HOURS + 1},
        {"description": "x" * (MAX_DESCRIPTION + 1)},
        {"rule": "best"},
        {"check_every": 1},
        {"check_every": 201},
    ],
)
def test_what_cannot_be_changes_nothing(session, project, four, change, values):
    create_project(session, "taken", labelsets.text("conflict"), "x")
    before = settings_of(session.get_one(ProjectRow, project.id))
    with pytest.raises(Problem):
        change(**{"overlap": 2} | values)
    session.rollback()
    assert settings_of(session.get_one(ProjectRow, project.id)) == before
    assert _wanted(session, four) == [1, 1, 1, 1]


def test_what_the_program_learns_is_told_too(session, project, change):
    change(blind_percent=10, work_order="informative", learn_every=0)
    assert settings_of(session.get_one(ProjectRow, project.id)).blind_percent == 10
    assert [str(entry.phrase) for entry in audit.entries(session, project.id)][:3] == [
        "changed after how many finished documents a model is trained from 20 to never",
        "changed the order of work: the most informative documents come first",
        "changed the share of documents shown without suggestions from 0 % to 10 %",
    ]


def test_documents_that_come_as_imported_have_no_interest(session, project, four, change):
    change(work_order="informative")
    with writing(session):
        session.execute(update(DocumentRow).values(interest=-5))
    change(work_order="imported")
    assert set(session.scalars(select(DocumentRow.interest))) == {0}
    forget_interest(session, project.id)


@pytest.mark.parametrize(
    ("setting", "column", "before", "after"),
    [
        ({"blind_percent": 0}, DocumentRow.blind, True, False),
        ({"work_order": "imported"}, DocumentRow.interest, -5, 0),
        ({"overlap": 2}, DocumentRow.wanted, 1, 2),
    ],
)
def test_documents_follow_in_portions_and_what_was_ended_half_way_is_finished_the_next_time(
    session, project, four, change, monkeypatch, setting, column, before, after
):
    change(blind_percent=10, work_order="informative")
    with writing(session):
        session.execute(update(DocumentRow).values({column: before}))
    usual = {"blind_percent": 10, "work_order": "informative"} | setting
    monkeypatch.setattr(bulk, "CHUNK", 1)
    portions = iter([writing, writing])
    monkeypatch.setattr(bulk, "writing", lambda session: next(portions)(session))
    with pytest.raises(StopIteration):
        change(**usual)
    session.rollback()
    assert sorted(session.scalars(select(column))) == sorted([after, after, before, before])
    ((name, value),) = setting.items()
    assert getattr(session.get_one(ProjectRow, project.id), name) != value
    monkeypatch.undo()
    change(**usual)
    assert set(session.scalars(select(column))) == {after}
    assert getattr(session.get_one(ProjectRow, project.id), name) == value


def test_what_comes_in_while_the_documents_follow_does_so_too(session, project, four, take, change, monkeypatch):
    change(blind_percent=50)
    with writing(session):
        session.execute(update(DocumentRow).values(blind=True))

    def and_one_comes_in(*values):
        redrawn = redraw(*values)
        take("b.txt", "نص آخر")
        with writing(session):
            session.execute(update(DocumentRow).where(DocumentRow.id > redrawn).values(blind=True))
        return redrawn

    redraw = settings.redraw
    monkeypatch.setattr(settings, "redraw", and_one_comes_in)
    change(blind_percent=0)
    assert session.scalars(select(DocumentRow.blind)).all() == [False] * 5


def test_what_counts_as_agreed_and_how_quality_is_seen_is_told_too(session, project, change):
    change(rule="all", show_outcomes=True, check_every=10, practice_first=True)
    change(rule="weighted", check_every=0)
    assert [str(entry.phrase) for entry in audit.entries(session, project.id)][:8] == [
        "ended handing out practice documents",
        "changed of how many documents one is a check document from 10 to none",
        "hid what became of annotators’ spans",
        "changed what counts as agreed: what most say, weighted by how reliable each annotator is",
        "let annotators begin with the practice documents",
        "changed of how many documents one is a check document from none to 10",
        "let annotators see what became of their spans",
        "changed what counts as agreed: what all annotators say",
    ]


def test_known_answers_keep_their_number(session, four, change):
    with writing(session):
        session.execute(update(DocumentRow).where(DocumentRow.id == four[0]).values(purpose="check", wanted=0))
    change(overlap=0)
    change(overlap=2)
    assert _wanted(session, four) == [0, 2, 2, 2]


def test_a_project_like_another_takes_all_settings_over(session, project, change):
    change(rule="all", show_outcomes=True, check_every=10, practice_first=True, overlap=3)
    like = Like(project.id, settings=True)
    made = create_project(session, "like it", labelsets.text("conflict"), "x", like=like)
    old, new = settings_of(session.get_one(ProjectRow, project.id)), settings_of(made)
    assert replace(new, name=old.name) == old
