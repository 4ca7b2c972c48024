"""How far a project is, who is where, what is stuck."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from annotator.core.operations import AddNote, Finish, Skip
from annotator.core.phrases import Problem
from annotator.db.base import now, writing
from annotator.db.documents import EVERYBODY, FREED, AssignmentRow, DocumentRow
from annotator.db.layers import LayerRow
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services import audit
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.assign import assign, next_document
from annotator.services.progress import lately, standing, team, when_done
from annotator.services.projects import add_members
from annotator.services.stuck import PATIENCE, give_back, lying, out_of_reach, stuck_hours


@pytest.fixture
def five(take):
    return take("a.jsonl", "\n".join(f'{{"text": "نص {n}", "title": "t{n}"}}' for n in range(5))).added


@pytest.fixture
def sami(session, project):
    user = add_user(session, "sami", None)
    add_members(session, project, [user])
    return user


@pytest.fixture
def do(session, project):
    def done(document, user, operation) -> None:
        row = open_layer(session, document, user)
        save_operations(session, row, project.label_set.value(), user, row.revision, [operation])

    return done


@pytest.fixture
def age(session):
    """Let everything at a person's document have been done so many hours ago."""

    def aged(document, user, hours) -> None:
        then, user_id = now() - timedelta(hours=hours), user.id
        with writing(session):
            mine = (AssignmentRow.document_id == document, AssignmentRow.user_id == user_id)
            session.execute(update(AssignmentRow).where(*mine).values(created_at=then))
            session.execute(update(AssignmentRow).where(*mine, AssignmentRow.done_at.is_not(None)).values(done_at=then))
            of_layer = (LayerRow.document_id == document, LayerRow.user_id == user_id)
            session.execute(update(LayerRow).where(*of_layer).values(changed_at=then))

    return aged


def change(session, row, key, **values):
    with writing(session):
        session.execute(update(row).where(key).values(**values))


FLAG = AddNote(id="n", note="n", sort="flag")


def test_every_document_is_in_one_state(session, project, five, annotator, sami, do):
    change(session, DocumentRow, DocumentRow.id.in_(five[1:4]), wanted=2)
    for document in five[1:4]:
        assert next_document(session, project, annotator, document - 2) is not None
    with writing(session):
        assign(session, five[1:5], [annotator])
        session.get_one(DocumentRow, five[0]).wanted = 0
    do(five[1], annotator, Finish(id="f"))
    do(five[2], annotator, Skip(id="s", note="n", reason="x"))
    do(five[4], annotator, Finish(id="f"))
    found = standing(session, project.id)
    assert found.states == {"new": 0, "waiting": 1, "working": 2, "skipped": 1, "done": 1}
    assert found.documents == 5


def test_what_nobody_has_and_the_queue_does_not_give_is_told(session, project, five, annotator):
    change(session, DocumentRow, DocumentRow.id.in_(five[:2]), wanted=0)
    found = standing(session, project.id)
    assert (found.states["new"], found.ungiven, found.left) == (5, 2, 3)
    assert [(one.wanted, one.finished, one.documents) for one in found.portions] == [(0, 0, 2), (1, 0, 3)]


def test_the_calibration_set_is_left_for_every_annotator(session, project, five, annotator, sami, do):
    change(session, DocumentRow, DocumentRow.id == five[0], wanted=EVERYBODY)
    assert standing(session, project.id).left == 2 + 4
    do(next_document(session, project, annotator), annotator, Finish(id="f"))
    found = standing(session, project.id)
    assert found.left == 1 + 4
    assert [(one.wanted, one.calibration, one.finished) for one in found.portions] == [(1, False, 0), (2, True, 1)]


def test_what_is_in_the_bin_does_not_count(session, project, five):
    change(session, DocumentRow, DocumentRow.id == five[0], binned_at=now())
    assert standing(session, project.id).documents == 4


def test_who_is_where_and_what_each_has_done(session, project, five, annotator, sami, do, age):
    first = next_document(session, project, annotator)
    do(first, annotator, Finish(id="f"))
    second = next_document(session, project, annotator)
    do(second, annotator, FLAG)
    third = next_document(session, project, sami)
    do(third, sami, Skip(id="s", note="n", reason="x"))
    change(session, MemberRow, MemberRow.user_id == sami.id, quota=9)
    layla, other = team(session, project.id, lately(session, project.id))
    assert (layla.name, layla.role, layla.given, layla.finished, layla.skipped) == ("layla", "annotator", 2, 1, 0)
    assert (layla.today, layla.week, layla.open.document_id, layla.open.title) == (1, 1, second, "t1")
    assert (other.skipped, other.quota, other.open, other.today) == (1, 9, None, 0)
    assert other.last is not None
    age(first, annotator, 24 * 8)
    (layla, _) = team(session, project.id, lately(session, project.id))
    assert (layla.today, layla.week, layla.finished) == (0, 0, 1)


def test_a_manager_is_among_them_once_they_have_a_document(session, project, five, annotator, manager, do):
    assert [one.name for one in team(session, project.id, lately(session, project.id))] == ["layla"]
    do(next_document(session, project, manager), manager, Finish(id="f"))
    assert [one.role for one in team(session, project.id, lately(session, project.id))] == ["manager", "annotator"]


def test_minutes_are_a_mean_over_what_was_finished(session, project, five, annotator, do):
    (person,) = team(session, project.id, lately(session, project.id))
    assert person.minutes is None
    row = open_layer(session, next_document(session, project, annotator), annotator)
    change(session, LayerRow, LayerRow.id == row.id, seconds=90)
    do(five[0], annotator, Finish(id="f"))
    (person,) = team(session, project.id, lately(session, project.id))
    assert person.minutes == pytest.approx(1.5, abs=0.1)


def test_days_are_counted_by_what_was_finished_and_settled(session, project, five, annotator, do, age):
    for place, document in enumerate(five[:4]):
        assert next_document(session, project, annotator) == document
        do(document, annotator, Finish(id="f") if place else Skip(id="s", note="n", reason="x"))
    age(five[0], annotator, 48)
    age(five[1], annotator, 48)
    age(five[2], annotator, 24 * 40)
    days = lately(session, project.id)
    before, today = days.days[-3], days.days[-1]
    assert len(days.days) == 15
    assert (days.finished, days.settled) == ({before: 1, today: 1}, {before: 2, today: 1})
    assert (days.of(annotator.id, 1), days.of(annotator.id, 7)) == (1, 2)
    assert when_done(10, days) is None


def test_what_lies_open_for_long_is_stuck(session, project, five, annotator, sami, do, age):
    handed, begun, waiting = five[0], five[3], five[4]
    next_document(session, project, annotator)
    with writing(session):
        assign(session, [begun, waiting], [sami])
    do(begun, sami, FLAG)
    assert lying(session, project) == []
    for document, user in ((handed, annotator), (begun, sami), (waiting, sami)):
        age(document, user, 85)
    found = lying(session, project)
    assert {(one.document_id, one.name, one.title) for one in found} == {(handed, "layla", "t0"), (begun, "sami", "t3")}
    do(handed, annotator, FLAG)
    assert [one.document_id for one in lying(session, project)] == [begun]
    change(session, DocumentRow, DocumentRow.id == begun, binned_at=now())
    assert lying(session, session.get_one(ProjectRow, project.id)) == []


@pytest.mark.parametrize(("hours", "stuck"), [(168, 72), (30, 15), (1, 1), (None, PATIENCE)])
def test_stuck_is_half_of_the_time_that_takes_back(project, hours, stuck):
    project.abandon_hours = hours
    assert stuck_hours(project) == stuck


def test_what_is_given_back_goes_to_the_next_one(session, project, five, annotator, sami, do, manager):
    document = next_document(session, project, annotator)
    do(document, annotator, FLAG)
    assert give_back(session, project, document, annotator.id, by=manager) == "layla"
    assert session.get_one(AssignmentRow, (document, annotator.id)).state == FREED
    assert next_document(session, project, sami) == document
    (entry,) = audit.entries(session, project.id, limit=1)
    assert str(entry.phrase) == f"took document {document} back from layla, for the next one to get it"
    with pytest.raises(Problem) as raised:
        give_back(session, project, document, annotator.id, by=manager)
    assert raised.value.code == "not-open"


def test_of_another_project_nothing_is_given_back(session, project, five, annotator, manager):
    document = next_document(session, project, annotator)
    other = ProjectRow(name="other")
    with writing(session):
        session.add(other)
    with pytest.raises(Problem):
        give_back(session, other, document, annotator.id, by=manager)
    assert session.get_one(AssignmentRow, (document, annotator.id)).state == "open"


def test_what_all_have_had_is_out_of_reach(session, project, five, annotator, sami, do):
    change(session, DocumentRow, DocumentRow.id == five[0], wanted=3)
    assert out_of_reach(session, project).count == 0
    for user in (annotator, sami):
        do(next_document(session, project, user), user, Finish(id="f"))
    assert out_of_reach(session, project).documents == [(five[0], "t0")]
    change(session, DocumentRow, DocumentRow.id == five[0], wanted=EVERYBODY)
    assert out_of_reach(session, project).count == 0


def test_with_all_quotas_used_up_everything_is_out_of_reach(session, project, five, annotator):
    change(session, MemberRow, MemberRow.user_id == annotator.id, quota=1)
    next_document(session, project, annotator)
    assert out_of_reach(session, project).count == 4


def test_without_anybody_that_is_another_matter(session, project, five):
    assert out_of_reach(session, project).count == 0


def test_the_numbers_are_taken_from_indexes(session, project, five, annotator, do):
    """Nothing reads the rows of all documents, assignments or layers."""
    do(next_document(session, project, annotator), annotator, FLAG)
    plans = []

    def explain(connection, cursor, statement, parameters, context, many):
        if statement.startswith("SELECT"):
            rows = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in rows)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", explain)
    try:
        standing(session, project.id)
        team(session, project.id, lately(session, project.id))
        lying(session, project)
        out_of_reach(session, project)
    finally:
        event.remove(engine, "before_cursor_execute", explain)
    assert plans
    # Of the layers only the open ones are gone through; of the people all.
    scans = [plan for plan in plans if plan.startswith("SCAN")]
    allowed = ("SCAN user", "SCAN layer USING INDEX ix_layer_open", "SCAN CONSTANT ROW")
    assert [plan for plan in scans if not plan.startswith(allowed)] == []
    assert any("COVERING INDEX ix_document_counts" in plan for plan in plans)
    assert any("COVERING INDEX ix_assignment_done" in plan for plan in plans)


def test_what_was_given_by_hand_and_taken_back_goes_to_the_next_one_too(
    session, project, take, annotator, sami, manager
):
    (document,) = take("b.txt", "نص", annotators=[annotator]).added
    give_back(session, project, document, annotator.id, by=manager)
    assert next_document(session, project, sami) == document
    assert session.get_one(DocumentRow, document).wanted == 1
