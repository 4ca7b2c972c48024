"""Projects keep their own copy of a label set and are seen by those who work in them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from annotator import labelsets
from annotator.core.document import text_sha256
from annotator.core.operations import Finish
from annotator.core.phrases import Problem
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.projects import (
    add_members,
    any_project,
    create_project,
    find_project,
    people,
    progress,
    role_of,
    visible_projects,
)

TOML = labelsets.text("conflict")


def test_a_project_keeps_the_label_set_as_it_was_given(session):
    given = TOML + "\n# my note\n"
    project = create_project(session, "p", given, "mine.toml")
    assert (project.label_set.toml, project.label_set.sha256) == (given, text_sha256(given))
    assert project.label_set.value() == labelsets.read("conflict")


@pytest.mark.parametrize("toml", ["", "id = [", "id = 'x'", TOML.replace("#0072b2", "blue")])
def test_a_label_set_with_mistakes_makes_no_project(session, toml):
    with pytest.raises(Problem) as raised:
        create_project(session, "p", toml, "mine.toml")
    assert "mine.toml" in str(raised.value)
    assert not any_project(session)


def test_a_name_is_taken_once_however_it_is_written(session):
    create_project(session, "آدم", TOML, "x")
    with pytest.raises(Problem) as raised:
        create_project(session, " \u0627\u0653دم ", TOML, "x")
    assert raised.value.code == "project-taken"
    assert find_project(session, "\u0627\u0653دم").name == "آدم"


def test_an_unknown_project_is_told_with_those_there_are(session):
    with pytest.raises(Problem, match="There are: –"):
        find_project(session, "x")
    create_project(session, "حلب", TOML, "x")
    with pytest.raises(Problem, match="There are: حلب") as raised:
        find_project(session, "x")
    assert raised.value.code == "project-unknown"


def test_members_see_their_projects_and_managers_all(session, manager):
    layla, sami = add_user(session, "layla", None), add_user(session, "sami", None)
    first, second = (create_project(session, name, TOML, "x") for name in ("b", "a"))
    add_members(session, first, [layla])
    assert [one.name for one in visible_projects(session, manager)] == ["a", "b"]
    assert visible_projects(session, layla) == [first]
    assert visible_projects(session, sami) == []
    assert [role_of(session, user, second) for user in (manager, layla, sami)] == ["manager", None, None]


def test_a_member_twice_is_a_member_once(session, project):
    layla = add_user(session, "layla", None)
    add_members(session, project, [layla, layla])
    add_members(session, project, [layla])
    assert session.scalar(select(func.count()).select_from(MemberRow)) == 1
    assert [user.name for user in people(session, project)] == ["layla", "huda"]


def test_progress_counts_what_is_there_what_is_mine_and_what_i_finished(session, project, take, annotator):
    given = take("a.jsonl", '{"text": "واحد"}\n{"text": "اثنان"}', annotators=[annotator]).added
    take("b.txt", "ثلاثة")
    row = open_layer(session, given[0], annotator)
    save_operations(session, row, project.label_set.value(), annotator, 0, [Finish(id="o1")])
    found = progress(session, session.get_one(ProjectRow, project.id), annotator)
    assert (found.documents, found.assigned, found.finished) == (3, 2, 1)
