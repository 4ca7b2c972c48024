"""Who gets which document next."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from sqlalchemy import event, select, update

from annotator import labelsets
from annotator.core.operations import AddNote, Finish, Resume, Skip
from annotator.db.accounts import UserRow
from annotator.db.base import now, writing
from annotator.db.documents import EVERYBODY, FREED, AssignmentRow, DocumentRow, TallyRow
from annotator.db.layers import LayerRow
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services import bulk
from annotator.services.accounts import add_user
from annotator.services.annotate import LONGEST_GAP, Stale, open_layer, save_operations
from annotator.services.assign import Queue, assign, hand_out, next_document, queue
from annotator.services.bulk import Selection
from annotator.services.documents import may_annotate
from annotator.services.erasing import erase
from annotator.services.giving import give as give_many
from annotator.services.giving import withdraw
from annotator.services.projects import add_members, create_project
from annotator.services.stuck import give_back


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


def test_what_was_given_comes_before_what_the_queue_hands_out(session, project, five, give, annotator, do):
    give(five[2:4], annotator)
    order = []
    while (found := next_document(session, project, annotator)) is not None:
        order.append(found)
        do(found, annotator, Finish(id="f"))
    assert order == [five[2], five[3], five[0], five[1], five[4]]


def test_what_is_open_comes_again_before_anything_new(session, project, five, annotator, do):
    assert next_document(session, project, annotator) == five[0]
    assert next_document(session, project, annotator) == five[0]
    assert next_document(session, project, annotator, five[0]) == five[1]
    do(five[0], annotator, Finish(id="f"))
    assert next_document(session, project, annotator) == five[1]
    assert next_document(session, project, annotator, five[1]) == five[2]
    do(five[0], annotator, Resume(id="r"))
    assert next_document(session, project, annotator, five[2]) == five[0]


def test_the_last_open_document_is_not_its_own_next(session, project, five, annotator, do):
    for _ in five[1:]:
        do(next_document(session, project, annotator), annotator, Finish(id="f"))
    last = next_document(session, project, annotator)
    assert next_document(session, project, annotator, last) is None
    assert next_document(session, project, annotator) == last


def test_what_was_skipped_does_not_come_again_until_it_is_opened_again(session, project, five, annotator, do):
    do(next_document(session, project, annotator), annotator, Skip(id="s", note="n", reason="مكرر"))
    do(next_document(session, project, annotator), annotator, Finish(id="f"))
    assert next_document(session, project, annotator) == five[2]
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
    assert queue(session, project, annotator, five[4]) == Queue(0, 0, 0, 0)
    give([five[1], five[3]], annotator)
    do(five[1], annotator, Finish(id="f"))
    mine, nobodys = queue(session, project, annotator, five[3]), queue(session, project, annotator, five[4])
    assert mine == Queue(position=2, total=2, finished=1, skipped=0)
    assert nobodys == Queue(position=0, total=2, finished=1, skipped=0)


def test_a_document_of_somebody_else_may_not_be_opened(session, five, give, annotator, manager):
    sami = add_user(session, "sami", None)
    give(five[:1], sami)
    first, second = (session.get_one(DocumentRow, document) for document in five[:2])
    people = ((annotator, "annotator"), (sami, "annotator"), (sami, "viewer"), (manager, "manager"), (manager, None))
    assert [may_annotate(session, *one, first) for one in people] == [False, True, False, True, False]
    assert [may_annotate(session, *one, second) for one in people] == [False, False, False, True, False]
    second.binned_at = now()
    assert not may_annotate(session, manager, "manager", second)


def test_what_a_manager_gave_to_persons_is_not_handed_out(session, project, manager, annotator, take):
    take("1.txt", "نص رقم 1", annotators=[annotator])
    assert next_document(session, project, manager) is None


def test_the_counts_are_those_of_the_rows_whatever_happens(session, project, five, give, annotator, manager, do):
    give(five[:4], annotator, manager)
    do(five[0], annotator, Finish(id="f"))
    do(five[1], annotator, Skip(id="s", note="n", reason=""))
    do(five[4], annotator, Finish(id="f"))  # whoever works at a document has it
    give(five[4:], annotator)
    do(five[0], annotator, Resume(id="r"))
    do(five[2], annotator, Finish(id="f"))
    with writing(session):
        session.delete(session.get_one(AssignmentRow, (five[3], manager.id)))
        session.get_one(AssignmentRow, (five[2], manager.id)).state = FREED
    _check_counts(session, project, [annotator, manager])
    given = session.execute(select(DocumentRow.id, DocumentRow.given)).all()
    assert dict(map(tuple, given)) == dict(zip(five, [2, 2, 1, 1, 1], strict=True))
    places = select(AssignmentRow.place).filter_by(user_id=annotator.id).order_by(AssignmentRow.place)
    assert session.scalars(places).all() == [1, 2, 3, 4, 5]


def _check_counts(session, project, users) -> None:
    """What the database has counted is what a count of the rows gives."""
    session.expire_all()
    rows = session.scalars(select(AssignmentRow)).all()
    for user in users:
        states = Counter(row.state for row in rows if row.user_id == user.id)
        tally = session.get_one(TallyRow, (user.id, project.id))
        given = states.total() - states[FREED]
        assert (tally.given, tally.finished, tally.skipped) == (given, states["finished"], states["skipped"])
    for document in session.scalars(select(DocumentRow)):
        states = Counter(row.state for row in rows if row.document_id == document.id)
        counted = (document.given, document.finished, document.skipped)
        assert counted == (states.total() - states[FREED], states["finished"], states["skipped"])


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
        walked = [step for step in plan if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"]
        assert not walked, (statement, plan)


# --- What the queue hands out ---


@pytest.fixture
def settings(session, project):
    """Change settings of the project: ``settings(overlap=2)``; its documents want so many from then on."""

    def changed(**values) -> None:
        with writing(session):
            row = session.get_one(ProjectRow, project.id)
            for name, value in values.items():
                setattr(row, name, value)
            if "overlap" in values:
                session.execute(update(DocumentRow).values(wanted=values["overlap"]))

    return changed


@pytest.fixture
def sami(session, project):
    user = add_user(session, "sami", None)
    add_members(session, project, [user])
    return user


def _all_of(session, project, user, do) -> list[int]:
    order = []
    while (found := next_document(session, project, user)) is not None:
        order.append(found)
        do(found, user, Finish(id="f"))
    return order


def test_each_document_goes_to_as_many_people_as_it_wants(
    session, project, five, annotator, sami, manager, settings, do
):
    settings(overlap=2)
    assert _all_of(session, project, annotator, do) == five
    assert next_document(session, project, sami) == five[0]
    assert next_document(session, project, manager) == five[1]
    assert _all_of(session, project, sami, do) == [five[0], *five[2:]]
    assert _all_of(session, project, manager, do) == [five[1]]
    _check_counts(session, project, [annotator, sami, manager])


def test_high_priority_comes_before_low_also_for_who_has_gone_past_it(session, project, five, annotator, do):
    do(next_document(session, project, annotator), annotator, Finish(id="f"))
    with writing(session):
        session.get_one(DocumentRow, five[1]).rank = 1
        session.get_one(DocumentRow, five[4]).rank = -1
    do(next_document(session, project, annotator), annotator, Finish(id="f"))
    assert _all_of(session, project, annotator, do) == [five[2], five[3], five[1]]


def test_what_is_withdrawn_is_handed_out_again(session, project, five, annotator, sami, do):
    assert _all_of(session, project, annotator, do) == five
    assert next_document(session, project, sami) is None
    with writing(session):
        session.delete(session.get_one(AssignmentRow, (five[1], annotator.id)))
    assert next_document(session, project, sami) == five[1]


def test_everybody_gets_the_calibration_set_first(session, project, five, annotator, sami, manager, do):
    with writing(session):
        row = session.get_one(DocumentRow, five[3])
        row.wanted, row.rank = EVERYBODY, -10
    assert [next_document(session, project, user) for user in (annotator, sami, manager)] == [five[3]] * 3
    assert row.is_calibration
    assert _all_of(session, project, sami, do) == [five[3], five[0], five[1], five[2], five[4]]


def test_nobody_gets_more_than_their_quota(session, project, five, annotator, sami, do):
    with writing(session):
        session.get_one(MemberRow, (project.id, annotator.id)).quota = 2
    assert _all_of(session, project, annotator, do) == five[:2]
    assert _all_of(session, project, sami, do) == five[2:]


def test_who_only_looks_on_is_handed_nothing(session, project, five):
    viewer, stranger = (add_user(session, name, None) for name in ("viewer", "stranger"))
    add_members(session, project, [viewer], "viewer")
    assert [next_document(session, project, user) for user in (viewer, stranger)] == [None, None]


def test_nothing_in_the_bin_is_handed_out_or_goes_on(session, project, five, annotator):
    assert next_document(session, project, annotator) == five[0]
    with writing(session):
        for document in five[:2]:
            session.get_one(DocumentRow, document).binned_at = now()
    assert next_document(session, project, annotator) == five[2]
    with writing(session):
        session.get_one(DocumentRow, five[0]).binned_at = None
    assert next_document(session, project, annotator) == five[0]


def _hours_ago(session, document, user, hours) -> None:
    with writing(session):
        then = now() - timedelta(hours=hours)
        session.get_one(AssignmentRow, (document, user.id)).created_at = then
        for row in session.scalars(select(LayerRow).filter_by(document_id=document, user_id=user.id)):
            row.changed_at = then


def test_what_was_abandoned_goes_to_the_next_who_asks(session, project, five, annotator, sami, settings, do):
    settings(abandon_hours=48)
    assert next_document(session, project, annotator) == five[0]
    _hours_ago(session, five[0], annotator, 47)
    assert next_document(session, project, sami) == five[1]
    _hours_ago(session, five[0], annotator, 49)
    assert next_document(session, project, sami, five[1]) == five[0]
    assert session.get_one(AssignmentRow, (five[0], annotator.id)).state == FREED
    # What was begun stays where it is, and can be gone on with; the document is no longer counted as theirs.
    do(five[0], annotator, Finish(id="f"))
    assert session.get_one(DocumentRow, five[0]).given == 1
    assert session.get_one(AssignmentRow, (five[0], annotator.id)).state == FREED
    _check_counts(session, project, [annotator, sami])


def test_who_comes_back_before_anybody_else_keeps_what_was_freed(session, project, five, annotator, sami, settings, do):
    settings(abandon_hours=1)
    next_document(session, project, annotator)
    _hours_ago(session, five[0], annotator, 2)
    with writing(session):
        session.get_one(MemberRow, (project.id, sami.id)).quota = 0
    assert next_document(session, project, sami) is None
    assert session.get_one(AssignmentRow, (five[0], annotator.id)).state == FREED
    do(five[0], annotator, Finish(id="f"))
    assert session.get_one(AssignmentRow, (five[0], annotator.id)).state == "finished"


def test_what_was_freed_and_nobody_took_comes_to_the_same_person_again(session, project, five, annotator, settings, do):
    settings(abandon_hours=1)
    assert next_document(session, project, annotator) == five[0]
    _hours_ago(session, five[0], annotator, 2)
    assert _all_of(session, project, annotator, do) == five  # it was open, and is still theirs
    do(five[0], annotator, Resume(id="r"))
    with writing(session):
        session.get_one(AssignmentRow, (five[0], annotator.id)).state = FREED
    assert session.get_one(DocumentRow, five[0]).given == 0
    assert next_document(session, project, annotator) == five[0]
    assert session.get_one(AssignmentRow, (five[0], annotator.id)).state == "open"
    _check_counts(session, project, [annotator])


def test_what_a_manager_gave_or_what_was_just_changed_is_not_abandoned(
    session, project, five, give, annotator, sami, do
):
    give(five[:1], annotator)
    _hours_ago(session, five[0], annotator, 5000)
    next_document(session, project, annotator, five[0])
    _hours_ago(session, five[1], annotator, 5000)
    do(five[1], annotator, AddNote(id="a", note="n", sort="flag", text="…"))
    with writing(session):
        session.execute(update(DocumentRow).where(DocumentRow.id == five[0]).values(wanted=1))
    assert _all_of(session, project, sami, do) == five[2:]


def test_two_who_ask_at_the_same_moment_get_two_documents(app, session, project, five, annotator, sami, manager):
    people = [user.id for user in (annotator, sami, manager)]
    project_id = project.id
    session.commit()
    got: list[int | None] = []

    def ask(user_id: int, start: Barrier) -> None:
        with app.app_context():
            start.wait()
            row, user = session.get_one(ProjectRow, project_id), session.get_one(UserRow, user_id)
            got.append(hand_out(session, row, user))

    for _ in range(2):
        start = Barrier(3)
        threads = [Thread(target=ask, args=(user, start)) for user in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(filter(None, got)) == five
    assert got.count(None) == 1


def test_the_time_at_a_document_is_counted_without_the_pauses(session, project, five, annotator, do):
    next_document(session, project, annotator)
    row = open_layer(session, five[0], annotator)
    for number, pause in enumerate((10, 20, 100_000)):
        with writing(session):
            row.created_at = row.changed_at = now() - timedelta(seconds=pause)
        do(five[0], annotator, AddNote(id=f"o{number}", note=f"n{number}", sort="comment", text="…"))
    do(five[0], annotator, Finish(id="f"))
    session.expire_all()
    assert 10 + 20 + LONGEST_GAP <= row.seconds <= 10 + 20 + LONGEST_GAP + 3
    assert session.get_one(TallyRow, (annotator.id, project.id)).seconds == row.seconds
    do(five[0], annotator, Resume(id="r"))
    session.expire_all()
    assert session.get_one(TallyRow, (annotator.id, project.id)).seconds == 0


def test_what_comes_in_later_comes_before_what_waits_for_later(session, project, five, take, annotator, do):
    with writing(session):
        session.execute(update(DocumentRow).values(rank=1))
    do(next_document(session, project, annotator), annotator, Finish(id="f"))
    (new,) = take("b.jsonl", '{"text": "نص جديد"}').added
    assert next_document(session, project, annotator) == new


def test_a_document_with_the_number_of_an_erased_one_is_handed_out(
    session, project, five, take, annotator, manager, do
):
    assert _all_of(session, project, annotator, do) == five
    chosen = Selection(project.id, ids=(five[4],))
    bulk.put_in_bin(session, chosen, manager)
    erase(session, chosen, 1, manager)
    (new,) = take("b.jsonl", '{"text": "نص جديد"}').added
    assert next_document(session, project, annotator) == new


def test_a_save_that_crosses_a_withdrawal_takes_nothing_back(session, project, five, annotator, sami, manager):
    document = next_document(session, project, annotator)
    row, labels = open_layer(session, document, annotator), project.label_set.value()
    withdraw(session, Selection(project.id, ids=(document,)), annotator, manager, begun=True)
    assert next_document(session, project, sami) == document
    with pytest.raises(Stale):
        save_operations(session, row, labels, annotator, 0, [Finish(id="f")], only_given=True)
    assert session.get_one(DocumentRow, document).given == 1


def test_a_save_that_crosses_an_erasure_is_stale(session, project, five, annotator, manager):
    layer = SimpleNamespace(id=open_layer(session, five[0], annotator).id)
    chosen = Selection(project.id, ids=(five[0],))
    bulk.put_in_bin(session, chosen, manager)
    erase(session, chosen, 1, manager)
    with pytest.raises(Stale):
        save_operations(session, layer, project.label_set.value(), annotator, 0, [Finish(id="f")])


def test_what_was_finished_while_it_was_freed_keeps_its_time(session, project, five, annotator, sami, manager, do):
    document = next_document(session, project, annotator)
    give_back(session, project, document, annotator.id, by=manager)
    assert next_document(session, project, sami) == document
    do(document, annotator, Finish(id="f"))
    give_many(session, Selection(project.id, ids=(document,)), [annotator], manager)
    given = session.get_one(AssignmentRow, (document, annotator.id))
    assert (given.state, given.done_at is None) == ("finished", False)
