"""Documents with known answers: made from gold, mixed into the queue, out of the way of everything else."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, select

from annotator import labelsets
from annotator.core.operations import Finish
from annotator.core.phrases import Problem
from annotator.db.accounts import UserRow
from annotator.db.base import now, writing
from annotator.db.documents import CHECK, EVERYBODY, FREED, PRACTICE, AssignmentRow, DocumentRow, TallyRow
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services import audit, bulk
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.assign import DONE, QUOTA, hand_out, next_document, why_none
from annotator.services.bulk import Selection
from annotator.services.filtering import Filter
from annotator.services.known_answers import NONE, how_many_known, use_for
from annotator.services.mixing import is_check_due
from annotator.services.progress import standing
from annotator.services.projects import add_members, create_project
from annotator.services.stuck import give_back, out_of_reach
from tests.gilded import gild


@pytest.fixture
def twelve(take):
    return take("a.jsonl", "\n".join(f'{{"text": "نص {number}"}}' for number in range(12))).added


@pytest.fixture
def use(session, project, manager):
    """Give documents gold and a purpose: ``use(ids, CHECK)``."""

    def used(documents, purpose: str) -> int:
        for document in documents:
            gild(session, document)
        return use_for(session, Selection(project.id, ids=tuple(documents)), purpose, manager)

    return used


@pytest.fixture
def settings(session, project):
    def changed(**values) -> None:
        with writing(session):
            for name, value in values.items():
                setattr(session.get_one(ProjectRow, project.id), name, value)

    return changed


@pytest.fixture
def do(session, project):
    def done(document, user) -> None:
        row = open_layer(session, document, user)
        save_operations(session, row, project.label_set.value(), user, row.revision, [Finish(id=f"f{document}")])

    return done


@pytest.fixture
def sami(session, project):
    user = add_user(session, "sami", None)
    add_members(session, project, [user])
    return user


def _all_of(session, project, user, do) -> list[int]:
    order = []
    while (found := next_document(session, project, user)) is not None:
        order.append(found)
        do(found, user)
    return order


def _rows(session, documents, *names: str) -> list[tuple]:
    session.expire_all()
    return [tuple(getattr(session.get_one(DocumentRow, one), name) for name in names) for one in documents]


# --- Made and taken back ---


def test_only_what_has_gold_is_made_one_and_the_way_out_is_said(session, project, manager, twelve):
    gild(session, twelve[0])
    with pytest.raises(Problem, match="filter “Gold”") as problem:
        use_for(session, Selection(project.id, ids=tuple(twelve[:3])), CHECK, manager)
    assert (problem.value.code, problem.value.phrase.values["count"]) == ("no-gold", 2)
    assert use_for(session, Selection(project.id, Filter(gold="gold")), CHECK, manager) == 1
    assert _rows(session, twelve[:2], "purpose", "wanted") == [("check", 0), ("", 1)]


def test_the_same_again_changes_nothing_and_the_other_purpose_does(session, project, manager, twelve, use):
    assert use(twelve[:2], CHECK) == 2
    chosen = Selection(project.id, ids=tuple(twelve[:2]))
    assert use_for(session, chosen, CHECK, manager) == 0
    assert use_for(session, chosen, PRACTICE, manager) == 2
    assert how_many_known(session, project.id) == {CHECK: 0, PRACTICE: 2}
    said = [str(entry.phrase) for entry in audit.entries(session, project.id)][:2]
    assert said == ["made documents practice documents: 2", "made documents check documents: 2"]


def test_it_is_taken_back_to_what_new_documents_are(session, project, manager, settings, twelve, use):
    settings(overlap=3)
    use(twelve[:2], PRACTICE)
    assert use_for(session, Selection(project.id), NONE, manager) == 2
    assert _rows(session, twelve[:1], "purpose", "wanted", "rank", "gold") == [("", 3, 0, "gold")]


def test_undone_they_are_what_they_were(session, project, manager, twelve, use):
    bulk.calibrate(session, Selection(project.id, ids=(twelve[0],)), manager)
    use(twelve[:2], CHECK)
    assert bulk.undo(session, bulk.last_deed(session, project.id, manager), manager) == 2
    assert _rows(session, twelve[:2], "purpose", "wanted", "rank") == [("", EVERYBODY, -10), ("", 1, 0)]


def test_what_is_set_for_ordinary_documents_passes_them_by(session, project, manager, twelve, use):
    use(twelve[:2], CHECK)
    everything = Selection(project.id)
    assert bulk.set_wanted(session, everything, 2, manager) == 10
    assert bulk.set_priority(session, everything, -1, manager) == 10
    assert bulk.calibrate(session, everything, manager) == 10
    assert _rows(session, twelve[:2], "purpose", "wanted", "rank") == [("check", 0, 0)] * 2


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        (Filter(purpose=CHECK), [0]),
        (Filter(purpose=PRACTICE), [1]),
        (Filter(gold="gold"), [0, 1]),
        (Filter(gold="outdated"), [2]),
        (Filter(gold="none", words="نص"), list(range(3, 12))),
    ],
)
def test_they_are_found_by_purpose_and_by_gold(session, project, twelve, use, wanted, places):
    use(twelve[:1], CHECK)
    use(twelve[1:2], PRACTICE)
    gild(session, twelve[2])
    with writing(session):
        session.get_one(DocumentRow, twelve[2]).gold = "outdated"
    with writing(session):
        for document in twelve:
            session.get_one(DocumentRow, document).found_by = "نص"
    found = session.scalars(Selection(project.id, wanted).query().order_by(DocumentRow.id)).all()
    assert found == [twelve[place] for place in places]


# --- Handed out ---


def test_of_every_so_many_documents_one_is_a_check_at_a_drawn_place(session, project, settings, twelve, use, sami, do):
    use(twelve[:3], CHECK)
    settings(check_every=3)
    order = _all_of(session, project, sami, do)
    assert sorted(order) == twelve
    assert [one for one in order if one in twelve[:3]] == twelve[:3]
    for start in (0, 3, 6):
        assert sum(one in twelve[:3] for one in order[start : start + 3]) == 1
    assert session.get_one(TallyRow, (sami.id, project.id)).handed == 12


def test_the_place_differs_from_person_to_person_and_from_stretch_to_stretch():
    places = [[n for n in range(100) if is_check_due(1, user, 10, n)] for user in range(1, 30)]
    assert all(len(one) == 10 for one in places)
    assert len({one[0] % 10 for one in places}) > 4
    assert all(len({place % 10 for place in one}) > 2 for one in places)


def test_everybody_gets_a_check_document_whoever_had_it(session, project, settings, twelve, use, annotator, sami, do):
    use(twelve[:1], CHECK)
    settings(check_every=2)
    had = [_all_of(session, project, user, do) for user in (annotator, sami)]
    assert all(twelve[0] in one for one in had)
    assert session.get_one(DocumentRow, twelve[0]).finished == 2


def test_they_are_off_until_the_project_asks_for_them(session, project, twelve, use, sami, do):
    use(twelve[:2], CHECK)
    use(twelve[2:4], PRACTICE)
    assert _all_of(session, project, sami, do) == twelve[4:]
    assert why_none(session, project, sami) == DONE


def test_practice_comes_before_all_others_and_does_not_move_the_checks(
    session, project, settings, twelve, use, sami, do
):
    use(twelve[5:7], PRACTICE)
    use(twelve[:1], CHECK)
    settings(practice_first=True, check_every=2)
    order = _all_of(session, project, sami, do)
    assert order[:2] == twelve[5:7]
    assert twelve[0] in order[2:4]
    assert session.get_one(TallyRow, (sami.id, project.id)).handed == 10


def test_practice_does_not_count_for_the_quota_and_a_check_does(session, project, settings, twelve, use, sami, do):
    use(twelve[:3], PRACTICE)
    use(twelve[3:4], CHECK)
    settings(practice_first=True, check_every=2)
    with writing(session):
        session.get_one(MemberRow, (project.id, sami.id)).quota = 2
    order = _all_of(session, project, sami, do)
    assert order[:3] == twelve[:3]
    assert len(order) == 5
    assert twelve[3] in order[3:]
    assert why_none(session, project, sami) == QUOTA


def test_who_only_looks_on_gets_no_practice(session, project, settings, twelve, use):
    use(twelve[:1], PRACTICE)
    settings(practice_first=True)
    viewer = add_user(session, "viewer", None)
    add_members(session, project, [viewer], "viewer")
    assert next_document(session, project, viewer) is None


@pytest.mark.parametrize("lost", [{"gold": ""}, {"gold": "outdated"}, {"binned_at": now()}])
def test_without_gold_in_force_or_in_the_bin_none_is_handed_out(
    session, project, settings, twelve, use, sami, do, lost
):
    use(twelve[:1], CHECK)
    use(twelve[1:2], PRACTICE)
    settings(practice_first=True, check_every=2)
    with writing(session):
        for document in twelve[:2]:
            for name, value in lost.items():
                setattr(session.get_one(DocumentRow, document), name, value)
    assert _all_of(session, project, sami, do) == twelve[2:]


def test_finishing_one_leaves_its_gold_in_force(session, project, settings, twelve, use, sami, do):
    use(twelve[:1], PRACTICE)
    do(twelve[0], sami)
    assert _rows(session, twelve[:1], "gold") == [("gold",)]


def test_they_do_not_go_back_to_the_queue(session, project, settings, twelve, use, annotator, sami):
    use(twelve[:1], PRACTICE)
    settings(practice_first=True, abandon_hours=1)
    assert next_document(session, project, sami) == twelve[0]
    with writing(session):
        session.get_one(AssignmentRow, (twelve[0], sami.id)).created_at = now() - timedelta(hours=9)
    assert next_document(session, project, annotator) == twelve[0]
    assert next_document(session, project, sami) == twelve[0]
    assert session.get_one(AssignmentRow, (twelve[0], sami.id)).state == "open"


def test_given_back_by_hand_it_waits_for_nobody_and_can_be_gone_on_with(
    session, project, settings, twelve, use, annotator, sami, manager, do
):
    use(twelve[:1], PRACTICE)
    settings(practice_first=True)
    assert next_document(session, project, sami) == twelve[0]
    give_back(session, project, twelve[0], sami.id, by=manager)
    assert _rows(session, twelve[:1], "wanted") == [(0,)]
    assert next_document(session, project, sami) == twelve[1]
    assert session.get_one(AssignmentRow, (twelve[0], sami.id)).state == FREED
    do(twelve[0], sami)
    assert session.get_one(AssignmentRow, (twelve[0], sami.id)).state == "finished"


def test_they_wait_for_nobody_in_what_is_counted(session, project, twelve, use, sami):
    use(twelve[:4], CHECK)
    found = standing(session, project.id)
    assert (found.left, found.ungiven) == (8, 0)
    assert out_of_reach(session, project).count == 0


def test_two_who_ask_at_the_same_moment_get_one_each(app, session, project, settings, twelve, use, annotator, sami):
    """One person in two tabs gets two documents, and each is given once."""
    use(twelve[:2], PRACTICE)
    settings(practice_first=True)
    people, project_id = [annotator.id, annotator.id, sami.id, sami.id], project.id
    session.commit()
    got: list[tuple[int, int | None]] = []
    start = Barrier(len(people))

    def ask(user_id: int) -> None:
        with app.app_context():
            start.wait()
            row, user = session.get_one(ProjectRow, project_id), session.get_one(UserRow, user_id)
            got.append((user_id, hand_out(session, row, user)))

    threads = [Thread(target=ask, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted((user, document) for user in set(people) for document in twelve[:2])


def test_the_index_of_known_answers_finds_them(session, project, settings, twelve, use, sami, do):
    use(twelve[:2], CHECK)
    settings(check_every=2, practice_first=True)
    asked: list[tuple[str, tuple]] = []
    engine = session.get_bind()

    def note(_, __, statement, parameters, ___, ____) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    for _ in range(3):
        do(next_document(session, project, sami), sami)
    event.remove(engine, "before_cursor_execute", note)
    mixing = [one for one in asked if "+document.gold" in one[0] or "practice.purpose" in one[0]]
    assert mixing
    for statement, parameters in mixing:
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        assert any("ix_document_purpose" in step for step in plan), plan
        assert not [step for step in plan if step.startswith("SCAN") and "CONSTANT ROW" not in step], plan


def test_with_both_off_the_queue_asks_for_none(session, project, twelve, use, sami):
    use(twelve[:2], CHECK)
    asked: list[str] = []
    engine = session.get_bind()

    def note(_, __, statement, *___) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    next_document(session, project, sami)
    event.remove(engine, "before_cursor_execute", note)
    assert not [one for one in asked if "+document.gold" in one]


def test_those_of_another_project_are_not_mixed_in(session, project, settings, manager, twelve, sami, do):
    settings(check_every=2, practice_first=True)
    other = create_project(session, "other", labelsets.text("conflict"), "x")
    with writing(session):
        row = DocumentRow(project_id=other.id, key="k", sha256="s", gold="gold", purpose=PRACTICE)
        session.add(row)
    assert row.id not in _all_of(session, project, sami, do)
    assert session.scalar(select(AssignmentRow.user_id).filter_by(document_id=row.id)) is None
