"""What a person has of a project, and nothing of others."""

from __future__ import annotations

import json

import pytest

from annotator.core.operations import AddNote, Finish, Reject, Skip
from annotator.db.base import writing
from annotator.db.documents import AssignmentRow, RemarkRow
from annotator.db.projects import GuidelineRow, MemberRow
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.assign import DONE, OTHERS, QUOTA, assign, next_document, queue, why_none
from annotator.services.given import given_documents
from annotator.services.own import Left, own
from annotator.services.projects import add_members
from annotator.services.workplace import find_place, workplace


@pytest.fixture
def three(take):
    spans = [{"start": 0, "end": 2, "label": "LOCATION"}, {"start": 3, "end": 6, "label": "DATE"}]
    lines = (json.dumps({"text": f"نص ثان {n}", "title": f"t{n}", "spans": spans}) for n in range(3))
    return take("a.jsonl", "\n".join(lines)).added


@pytest.fixture
def do(session, project):
    def done(document, user, *operations) -> None:
        row = open_layer(session, document, user)
        save_operations(session, row, project.label_set.value(), user, row.revision, operations)

    return done


@pytest.fixture
def sami(session, project):
    user = add_user(session, "sami", None)
    add_members(session, project, [user])
    return user


def test_looking_hands_nothing_out(session, project, three, annotator):
    found = own(session, project, annotator)
    assert (found.given, found.finished, found.left, found.goal, found.remarks) == (0, 0, None, None, 0)
    assert session.query(AssignmentRow).count() == 0


def test_the_document_that_was_left_is_shown_with_how_far_it_is(session, project, three, annotator, do):
    document = next_document(session, project, annotator)
    open_layer(session, document, annotator)
    assert own(session, project, annotator).left == Left(document, "t0", 0, 2)
    place = workplace(session, find_place(session, project.id, document, annotator))
    do(document, annotator, Reject(id="r", suggestion=place.suggestions[0].id))
    assert own(session, project, annotator).left == Left(document, "t0", 1, 2)
    do(document, annotator, Finish(id="f"))
    found = own(session, project, annotator)
    assert (found.left, found.finished, found.today, found.week) == (None, 1, 1, 1)


def test_what_was_changed_is_before_what_was_only_opened(session, project, three, annotator, do):
    with writing(session):
        assign(session, three, [annotator])
    do(three[1], annotator, AddNote(id="n", note="n", sort="flag"))
    open_layer(session, three[2], annotator)
    assert own(session, project, annotator).left.document_id == three[1]


def test_what_was_fetched_beforehand_is_after_what_is_at_hand(session, project, three, annotator, do):
    with writing(session):
        assign(session, three, [annotator])
    for document in three:
        open_layer(session, document, annotator)
    assert own(session, project, annotator).left.document_id == three[0]


def test_who_has_done_their_quota_is_not_sent_for_more(session, project, three, annotator, do):
    with writing(session):
        session.get_one(MemberRow, (project.id, annotator.id)).quota = 1
    assert not own(session, project, annotator).is_full
    document = next_document(session, project, annotator)
    assert not own(session, project, annotator).is_full
    do(document, annotator, Finish(id="f"))
    assert own(session, project, annotator).is_full


def test_a_goal_is_a_quota_or_what_was_given_by_hand(session, project, three, annotator):
    with writing(session):
        session.get_one(MemberRow, (project.id, annotator.id)).quota = 9
    assert own(session, project, annotator).goal == 9
    next_document(session, project, annotator)
    assert own(session, project, annotator).goal == 9
    with writing(session):
        assign(session, three, [annotator])
    assert own(session, project, annotator).goal == 3


def test_only_ones_own_is_counted(session, project, three, annotator, sami, do, manager):
    do(next_document(session, project, sami), sami, Finish(id="f"))
    with writing(session):
        session.add(RemarkRow(document_id=three[0], user_id=sami.id, author_id=manager.id, text="x"))
    found = own(session, project, annotator)
    assert (found.given, found.finished, found.today, found.remarks) == (0, 0, 0, 0)
    assert given_documents(session, project, annotator, offset=0, limit=9) == (0, [])


def test_comments_and_the_guideline_are_there(session, project, three, sami, manager):
    with writing(session):
        assign(session, three[:2], [sami])
        session.add_all(RemarkRow(document_id=document, user_id=sami.id, text="look") for document in three)
        session.add(GuidelineRow(project_id=project.id, number=1, text="x"))
    found = own(session, project, sami)
    assert (found.remarks, found.guideline) == (2, True)


def test_the_list_has_the_last_given_first_and_ones_own_notes(session, project, three, annotator, sami, do):
    with writing(session):
        assign(session, [three[2], three[0], three[1]], [annotator, sami])
        session.add(RemarkRow(document_id=three[1], user_id=annotator.id, text="x"))
    do(three[2], annotator, AddNote(id="n", note="n", sort="flag"), Finish(id="f"))
    do(three[0], annotator, Skip(id="s", note="s", reason="x"))
    do(three[1], sami, AddNote(id="n", note="n", sort="comment", text="x"))
    total, documents = given_documents(session, project, annotator, offset=0, limit=9)
    shown = [(one.document_id, one.state, one.flags, one.comments, one.unread) for one in documents]
    assert total == 3
    assert shown == [(three[1], "new", 0, 0, 1), (three[0], "skipped", 0, 0, 0), (three[2], "finished", 1, 0, 0)]
    assert [one.document_id for one in given_documents(session, project, annotator, offset=1, limit=1)[1]] == [three[0]]


def test_a_place_is_told_where_a_manager_gave_the_document(session, project, three, annotator):
    with writing(session):
        assign(session, three[1:2], [annotator])
    handed = next_document(session, project, annotator, three[1])
    assert queue(session, project, annotator, three[1]).position == 1
    assert queue(session, project, annotator, handed).position == 0


def test_it_is_told_why_nothing_comes(session, project, three, annotator, sami, do):
    for _ in three[1:]:
        do(next_document(session, project, annotator), annotator, Finish(id="f"))
    last = next_document(session, project, sami)
    assert next_document(session, project, annotator) is None
    assert why_none(session, project, annotator) == OTHERS
    project.abandon_hours = None
    assert why_none(session, project, annotator) == DONE
    session.rollback()
    do(last, sami, Finish(id="f"))
    assert why_none(session, project, annotator) == DONE
    with writing(session):
        session.get_one(MemberRow, (project.id, annotator.id)).quota = 2
    assert why_none(session, project, annotator) == QUOTA
