"""Who works in a project, as what: added, changed, removed."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from annotator.core.layer import OPEN
from annotator.core.operations import AddNote, Finish, Skip
from annotator.core.people import CURATOR, MANAGER, MEANINGS, ROLES, VIEWER
from annotator.core.phrases import Problem
from annotator.db.base import writing
from annotator.db.documents import FREED, AssignmentRow, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import MemberRow
from annotator.services import audit, people
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.assign import assign, next_document
from annotator.services.invitations import make_invitation, open_invitations
from annotator.services.last_active import _latest
from annotator.services.projects import role_of


@pytest.fixture
def five(take):
    return take("a.jsonl", "\n".join(f'{{"text": "نص {number}"}}' for number in range(5))).added


@pytest.fixture
def do(session, project):
    def done(document, user, operation) -> None:
        row = open_layer(session, document, user)
        save_operations(session, row, project.label_set.value(), user, row.revision, [operation])

    return done


def _told(session, project):
    return [str(one.phrase) for one in audit.entries(session, project.id)]


def _assignments(session, user):
    query = select(AssignmentRow.document_id).filter_by(user_id=user.id).order_by(AssignmentRow.document_id)
    return session.scalars(query).all()


def test_every_role_says_what_it_is_for():
    assert set(MEANINGS) == set(ROLES)


def test_members_are_listed_by_role_with_how_far_they_are(session, project, five, annotator, manager, do):
    people.add_people(session, project, [add_user(session, "adam", None).name], VIEWER, by=manager)
    do(next_document(session, project, annotator), annotator, Finish(id="f"))
    do(next_document(session, project, annotator), annotator, Skip(id="s", note="n", reason="مكرر"))
    next_document(session, project, annotator)
    layla, adam = people.members(session, project)
    assert (layla.name, layla.role, layla.given, layla.finished, layla.handed) == ("layla", "annotator", 3, 1, 1)
    assert (adam.name, adam.given, adam.finished, adam.last_active) == ("adam", 0, 0, None)
    layers = session.scalars(
        select(LayerRow.changed_at).where(LayerRow.user_id == annotator.id, LayerRow.revision > 0)
    ).all()
    assert layla.last_active == max(layers)
    assert people.installation_managers(session) == ["huda"]


def test_who_works_at_an_open_document_is_active_though_hundreds_wait(session, project, take, annotator, do):
    many = take("m.jsonl", "\n".join(f'{{"text": "كثير {number}"}}' for number in range(30)), annotators=[annotator])
    assert people.members(session, project)[0].last_active is None
    do(many.added[0], annotator, AddNote(id="a", note="n", sort="flag"))
    assert people.members(session, project)[0].last_active is not None


def test_several_are_added_at_once_however_their_names_are_written(session, project, manager):
    for name in ("آدم", "sami", "nour"):
        add_user(session, name, None)
    assert people.outsiders(session, project, 9) == ["nour", "sami", "آدم"]
    names = ["\u0627\u0653دم ", "sami", "sami", "huda"]
    assert set(people.add_people(session, project, names, CURATOR, by=manager)) == {"آدم", "sami"}
    assert people.outsiders(session, project, 9) == ["nour"]
    assert {one.role for one in people.members(session, project)} == {CURATOR}
    assert people.add_people(session, project, ["sami", "nour"], VIEWER, by=manager) == ["nour"]
    assert {one.name: one.role for one in people.members(session, project)}["sami"] == CURATOR


def test_one_unknown_name_adds_nobody_and_all_unknown_ones_are_named(session, project, manager):
    add_user(session, "sami", None)
    gone = add_user(session, "gone", None)
    with writing(session):
        gone.active = False
    with pytest.raises(Problem) as raised:
        people.add_people(session, project, ["sami", "sammy", "gone", "x%(y)s"], CURATOR, by=manager)
    assert raised.value.code == "users-unknown"
    assert "sammy, gone, x%(y)s" in str(raised.value.phrase)
    assert people.members(session, project) == []
    with pytest.raises(Problem) as raised:
        people.add_people(session, project, [f"n{number}" for number in range(201)], CURATOR)
    assert raised.value.code == "too-many"


def test_role_and_quota_are_changed_and_told(session, project, annotator, manager):
    assert people.change_member(session, project, annotator.id, CURATOR, 40, by=manager) == "layla"
    (layla,) = people.members(session, project)
    assert (layla.role, layla.quota) == (CURATOR, 40)
    people.change_member(session, project, annotator.id, CURATOR, 40, by=manager)
    people.change_member(session, project, annotator.id, CURATOR, None, by=manager)
    assert _told(session, project)[:3] == [
        "took away the quota of layla",
        "set the quota of layla to 40",
        "changed the role of layla from annotator to curator",
    ]


def test_the_quota_bounds_what_the_queue_gives(session, project, five, annotator, do):
    people.change_member(session, project, annotator.id, "annotator", 1)
    do(next_document(session, project, annotator), annotator, Finish(id="f"))
    assert next_document(session, project, annotator) is None
    people.change_member(session, project, annotator.id, "annotator", None)
    assert next_document(session, project, annotator) == five[1]


def test_who_is_removed_leaves_their_work_and_gives_back_what_is_open(session, project, five, annotator, manager, do):
    with writing(session):
        assign(session, [five[4]], [annotator])
    do(five[4], annotator, AddNote(id="a", note="n", sort="flag"))
    do(five[0], annotator, Finish(id="f"))
    assert next_document(session, project, annotator) == five[4]
    do(five[4], annotator, Finish(id="f"))
    handed = next_document(session, project, annotator)
    assert handed == five[1]
    do(handed, annotator, AddNote(id="a", note="n", sort="flag"))
    with writing(session):
        assign(session, [five[3]], [annotator])
    assert people.remove_member(session, project, annotator.id, by=manager) == "layla"
    assert _assignments(session, annotator) == [five[0], five[3], five[4]]
    assert session.scalar(select(LayerRow.revision).filter_by(document_id=handed, user_id=annotator.id)) == 1
    assert session.get_one(DocumentRow, handed).given == 0
    assert role_of(session, annotator, project) is None
    assert _told(session, project)[0] == "removed layla from the project"
    other = add_user(session, "sami", None)
    people.add_people(session, project, ["sami"], "annotator")
    assert next_document(session, project, other) == handed


def test_who_may_only_look_on_gives_back_what_is_open(session, project, five, annotator):
    next_document(session, project, annotator)
    people.change_member(session, project, annotator.id, CURATOR, None)
    assert _assignments(session, annotator) == [five[0]]
    people.change_member(session, project, annotator.id, VIEWER, None)
    assert _assignments(session, annotator) == []


def test_what_the_queue_took_back_stays_so(session, project, five, annotator):
    next_document(session, project, annotator)
    with writing(session):
        session.get_one(AssignmentRow, (five[0], annotator.id)).state = FREED
    people.remove_member(session, project, annotator.id)
    assert _assignments(session, annotator) == [five[0]]


@pytest.mark.parametrize("leave", ["remove", "demote"])
def test_the_invitations_of_who_manages_no_longer_end(session, project, annotator, manager, leave):
    people.change_member(session, project, annotator.id, MANAGER, None)
    make_invitation(session, project, MANAGER, uses=3, days=3, by=annotator)
    make_invitation(session, project, CURATOR, uses=3, days=3, by=manager)
    if leave == "remove":
        people.remove_member(session, project, annotator.id, by=annotator)
    else:
        people.change_member(session, project, annotator.id, CURATOR, None, by=annotator)
    assert [one.by for one in open_invitations(session, project)] == ["huda"]


def test_the_last_manager_of_a_project_may_go(session, project, annotator, manager):
    people.change_member(session, project, annotator.id, MANAGER, None)
    people.remove_member(session, project, annotator.id)
    assert people.members(session, project) == []
    assert role_of(session, manager, project) == MANAGER


def test_managers_of_the_installation_are_not_changed_here(session, project, annotator, manager):
    with writing(session):
        session.add(MemberRow(project_id=project.id, user_id=manager.id))
    for user_id in (manager.id, 99):
        for deed in (
            lambda one: people.change_member(session, project, one, VIEWER, None),
            lambda one: people.remove_member(session, project, one),
        ):
            with pytest.raises(Problem) as raised:
                deed(user_id)
            assert raised.value.code == "member-unknown"
    assert [one.name for one in people.members(session, project)] == ["layla"]


def test_the_list_is_read_by_its_indexes(session, project, annotator):
    query = select(MemberRow.user_id, _latest(OPEN, AssignmentRow.place.asc())).filter_by(project_id=project.id)
    sql = str(query.compile(session.connection(), compile_kwargs={"literal_binds": True}))
    plan = [row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    assert not [step for step in plan if step.startswith("SCAN") and "LIST SUBQUERY" not in step], plan
    assert any("ix_assignment_queue" in step for step in plan), plan


def test_what_is_handed_out_and_open_is_found_by_its_index(session, project, annotator):
    statements = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2:4]))
    people.members(session, project)
    read = [(sql, values) for sql, values in statements if "assignment.handed" in sql]
    assert read
    for sql, values in read:
        plan = [row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert any("ix_assignment_handed" in step for step in plan), plan
