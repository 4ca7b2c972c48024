"""Who gets which document next."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import event, select

from annotator import labelsets
from annotator.core.operations import AddNote, Finish, Resume, Skip
from annotator.db.base import writing
from annotator.db.documents import AssignmentRow, DocumentRow, TallyRow
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.assign import Queue, assign, next_document, queue
from annotator.services.documents import list_documents, may_annotate
from annotator.services.projects import create_project


@pytest.fixture
def five(take):
    return take("a.jsonl", "\n".join(f'{{"text": "نص {number}"}}' for number in range(5))).added


@pytest.fixture
def give(session):
    def given(documents, *users) -> None:
        with writing(session):
            assign(session, documents, users)

    return given


@pytest.fixture
def do(session, project):
    def done(document, user, operation) -> None:
        row = open_layer(session, document, user)
        save_operations(session, row, project.label_set.value(), user, row.revision, [operation])

    return done


def test_what_was_given_comes_before_what_is_nobodys(session, project, five, give, annotator, do):
    give(five[2:4], annotator)
    give(five[4:], add_user(session, "sami", None))
    order = []
    while (found := next_document(session, project, annotator)) is not None:
        order.append(found)
        do(found, annotator, Finish(id="f"))
    assert order == [five[2], five[3], five[0], five[1]]


def test_after_the_last_comes_the_first_again(session, project, five, annotator, do):
    assert next_document(session, project, annotator, five[4]) == five[0]
    do(five[0], annotator, Finish(id="f"))
    assert next_document(session, project, annotator, five[4]) == five[1]
    do(five[0], annotator, Resume(id="r"))
    assert next_document(session, project, annotator, five[4]) == five[0]


def test_the_last_open_document_is_not_its_own_next(session, project, five, annotator, do):
    for document in five[1:]:
        do(document, annotator, Finish(id="f"))
    assert next_document(session, project, annotator, five[0]) is None
    assert next_document(session, project, annotator) == five[0]


def test_what_somebody_else_finished_is_still_mine_to_do(session, project, five, annotator, manager, do):
    do(five[0], manager, Finish(id="f"))
    assert next_document(session, project, annotator) == five[0]


def test_what_was_skipped_does_not_come_again_until_it_is_opened_again(session, project, five, annotator, do):
    do(five[0], annotator, Skip(id="s", note="n", reason="مكرر"))
    do(five[1], annotator, Finish(id="f"))
    assert next_document(session, project, annotator) == five[2]
    assert next_document(session, project, annotator, five[4]) == five[2]
    do(five[0], annotator, Resume(id="r"))
    assert next_document(session, project, annotator) == five[0]


def test_documents_of_other_projects_do_not_come(session, five, annotator):
    other = create_project(session, "other", labelsets.text("conflict"), "x")
    assert next_document(session, other, annotator) is None


def test_giving_twice_is_giving_once(session, project, five, give, annotator):
    give(five, annotator)
    give(five, annotator)
    assert queue(session, project, annotator, five[1]).total == 5


def test_the_queue_says_where_one_is(session, project, five, give, annotator, do):
    give([five[1], five[3]], annotator)
    do(five[1], annotator, Finish(id="f"))
    do(five[4], annotator, Skip(id="s", note="n", reason=""))
    mine, nobodys = queue(session, project, annotator, five[3]), queue(session, project, annotator, five[4])
    assert mine == Queue(position=2, total=2, finished=1, skipped=0)
    assert nobodys == Queue(position=5, total=5, finished=1, skipped=1)


def test_a_document_of_somebody_else_may_not_be_opened(session, five, give, annotator, manager):
    sami = add_user(session, "sami", None)
    give(five[:1], sami)
    first, second = (session.get_one(DocumentRow, document) for document in five[:2])
    assert [may_annotate(session, user, first) for user in (annotator, sami, manager)] == [False, True, True]
    assert [may_annotate(session, user, second) for user in (annotator, sami, manager)] == [True, True, True]


def test_the_list_shows_ones_own_and_nobodys_with_their_state(session, project, five, give, annotator, manager, do):
    give(five[:1], add_user(session, "sami", None))
    do(five[1], annotator, Finish(id="f"))
    do(five[2], annotator, Finish(id="f"))
    do(five[2], annotator, Resume(id="r"))
    open_layer(session, five[3], annotator)
    listed = list_documents(session, project, annotator, offset=0, limit=10)
    assert (listed.total, [one.id for one in listed.documents]) == (4, five[1:])
    assert [one.state for one in listed.documents] == ["finished", "begun", "new", "new"]
    assert [one.finished for one in listed.documents] == [1, 0, 0, 0]
    assert list_documents(session, project, manager, offset=0, limit=10).total == 5
    page = list_documents(session, project, manager, offset=3, limit=10)
    assert ([one.id for one in page.documents], page.total) == (five[3:], 5)


def test_the_list_says_what_was_skipped_and_counts_notes(session, project, five, annotator, manager, do):
    do(five[0], annotator, Skip(id="s", note="n", reason="مكرر"))
    for number, sort in enumerate(["flag", "comment", "unsure", "comment"]):
        do(five[1], annotator, AddNote(id=f"a{number}", note=f"n{number}", sort=sort, text="…"))
    do(five[1], manager, AddNote(id="m", note="n0", sort="comment", text="…"))
    do(five[1], manager, AddNote(id="f", note="n1", sort="flag"))

    def shown(user):
        listed = list_documents(session, project, user, offset=0, limit=3).documents
        return [(one.state, one.flags, one.comments) for one in listed]

    assert shown(annotator) == [("skipped", 0, 0), ("begun", 1, 2), ("new", 0, 0)]
    assert shown(manager) == [("new", 0, 0), ("begun", 2, 3), ("new", 0, 0)]


def test_a_manager_without_documents_of_their_own_is_handed_the_others(session, project, manager, annotator, take):
    first, second = (take(f"{n}.txt", f"نص رقم {n}", annotators=[annotator]).added[0] for n in (1, 2))
    assert next_document(session, project, manager) == first
    assert next_document(session, project, manager, after=first) == second
    assert next_document(session, project, annotator) == first


def test_the_counts_are_those_of_the_rows_whatever_happens(session, project, five, give, annotator, manager, do):
    give(five[:4], annotator, manager)
    do(five[0], annotator, Finish(id="f"))
    do(five[1], annotator, Skip(id="s", note="n", reason=""))
    do(five[4], annotator, Finish(id="f"))
    give(five[4:], annotator)  # it was nobody's, and is finished already
    do(five[0], annotator, Resume(id="r"))
    do(five[2], annotator, Finish(id="f"))
    with writing(session):
        session.delete(session.get_one(AssignmentRow, (five[3], manager.id)))
    for user in (annotator, manager):
        rows = session.execute(select(AssignmentRow.document_id, AssignmentRow.state).filter_by(user_id=user.id)).all()
        states = Counter(state for _, state in rows)
        tally = session.get_one(TallyRow, (user.id, project.id), populate_existing=True)
        assert (tally.given, tally.finished, tally.skipped) == (len(rows), states["finished"], states["skipped"])
    assert (tally.given, states) == (3, {"open": 3})
    given = session.execute(select(DocumentRow.id, DocumentRow.given)).all()
    assert dict(map(tuple, given)) == dict(zip(five, [2, 2, 2, 1, 1], strict=True))
    places = select(AssignmentRow.place).filter_by(user_id=annotator.id).order_by(AssignmentRow.place)
    assert session.scalars(places).all() == [1, 2, 3, 4, 5]


def test_the_next_document_is_found_by_an_index(session, project, five, give, annotator):
    """However many there are: no step of the plan goes through a table."""
    give(five[:3], annotator)
    asked: list[tuple[str, tuple]] = []
    engine = session.get_bind()

    def note(_, __, statement, parameters, ___, ____) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    next_document(session, project, annotator, five[1])
    queue(session, project, annotator, five[0])
    give(five[3:], annotator)
    event.remove(engine, "before_cursor_execute", note)
    assert len(asked) > 3
    for statement, parameters in asked:
        if not statement.startswith("SELECT"):
            continue
        explained = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        plan = [row[3] for row in explained]
        assert not [step for step in plan if step.startswith("SCAN")], (statement, plan)
