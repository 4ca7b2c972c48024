"""Projects keep their own copy of a label set and are seen by those who work in them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from annotator import labelsets
from annotator.core.document import text_sha256
from annotator.core.operations import Finish
from annotator.core.phrases import Problem
from annotator.db.base import writing
from annotator.db.projects import GuidelineRow, MemberRow
from annotator.services import audit
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.projects import (
    Furnished,
    Like,
    add_members,
    any_project,
    create_project,
    find_project,
    finished_in_all,
    furnished,
    people,
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


@pytest.fixture
def source(session, project, manager):
    """A project with a guideline in two versions, a member with a quota, and settings of its own."""
    layla = add_user(session, "layla", None)
    add_members(session, project, [layla], "curator")
    with writing(session):
        session.add_all(GuidelineRow(project_id=project.id, number=n, text=f"{n}") for n in (1, 2))
        session.get_one(MemberRow, (project.id, layla.id)).quota = 7
        project.overlap, project.abandon_hours = 3, None
    return project


def test_a_project_can_begin_as_another_one_stands(session, source, manager):
    like = Like(source.id, guideline=True, members=True, settings=True)
    made = create_project(session, "copy", source.label_set.toml, "x", description="about", like=like, by=manager)
    assert (made.description, made.overlap, made.abandon_hours) == ("about", 3, None)
    assert [row.text for row in session.scalars(select(GuidelineRow).filter_by(project_id=made.id))] == ["2"]
    (member,) = session.scalars(select(MemberRow).filter_by(project_id=made.id))
    assert (member.user.name, member.role, member.quota) == ("layla", "curator", 7)
    said = [str(entry.phrase) for entry in audit.entries(session, made.id)]
    assert said == [
        "let members of “مشروع” in: 1",
        "took the guideline from “مشروع”",
        "made the project “copy”",
    ]


def test_what_is_not_asked_for_is_not_taken_over(session, source):
    made = create_project(session, "copy", source.label_set.toml, "x", overlap=2, like=Like(source.id))
    assert (made.overlap, made.abandon_hours) == (2, 168)
    assert furnished(session, made) == Furnished(0, guideline=False, begun=False)
    assert furnished(session, source) == Furnished(1, guideline=True, begun=False)


def test_a_project_without_a_guideline_gives_none(session, project):
    made = create_project(session, "copy", TOML, "x", like=Like(project.id, guideline=True, members=True))
    assert furnished(session, made) == Furnished(0, guideline=False, begun=False)


def test_what_everybody_has_finished_is_one_number(session, project, take, annotator, manager):
    documents = take("a.jsonl", '{"text": "واحد"}\n{"text": "اثنان"}', annotators=[annotator, manager]).added
    for user in (annotator, manager):
        row = open_layer(session, documents[0], user)
        save_operations(session, row, project.label_set.value(), user, 0, [Finish(id="o1")])
    assert finished_in_all(session, project) == 2
    assert furnished(session, project).begun
