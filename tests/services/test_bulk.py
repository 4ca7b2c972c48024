"""What is done to many documents at once: all of it, only what is meant, in short transactions, and back again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from annotator import labelsets
from annotator.core.operations import AddNote, Finish, Skip
from annotator.core.phrases import Problem
from annotator.db.base import now, writing
from annotator.db.deeds import DeedDocumentRow, DeedRow
from annotator.db.documents import (
    EVERYBODY,
    FREED,
    AssignmentRow,
    DocumentRow,
    RemarkRow,
    SuggestionRow,
    TallyRow,
    TextRow,
)
from annotator.db.jobs import DOUBLE, JobLineRow, JobRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.services import audit, bulk, giving
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.assign import hand_out, next_document
from annotator.services.bulk import Selection
from annotator.services.erasing import erase
from annotator.services.export import Choice, records
from annotator.services.filtering import Filter
from annotator.services.intake import take_file
from annotator.services.projects import add_members, create_project
from annotator.services.remarks import add_remark, mark_read, remarks_for, remarks_on


@pytest.fixture
def five(take):
    return take("a.jsonl", "\n".join(f'{{"text": "نص سري {number}"}}' for number in range(5))).added


@pytest.fixture
def everything(project):
    return Selection(project.id)


@pytest.fixture
def do(session, project):
    def done(document, user, *operations) -> None:
        row = open_layer(session, document, user)
        save_operations(session, row, project.label_set.value(), user, row.revision, operations)

    return done


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)


def _column(session, name: str) -> list:
    session.expire_all()
    return list(session.scalars(select(getattr(DocumentRow, name)).order_by(DocumentRow.id)))


def _said(session, project) -> list[str]:
    return [str(entry.phrase) for entry in audit.entries(session, project.id)]


def test_a_priority_is_set_and_taken_back_to_what_each_was(session, project, manager, five, everything):
    bulk.set_priority(session, Selection(project.id, ids=(five[1],)), 1, manager)
    assert bulk.set_priority(session, everything, -1, manager) == 5
    assert _column(session, "rank") == [-1] * 5
    assert _said(session, project)[0] == "let documents come first: 5"
    deed = bulk.last_deed(session, project.id, manager)
    assert bulk.undo(session, deed, manager) == 5
    assert _column(session, "rank") == [0, 1, 0, 0, 0]
    assert _said(session, project)[0] == "took back: let documents come first: 5"
    assert bulk.last_deed(session, project.id, manager).message == "let documents come later: %(count)s"


def test_what_is_set_already_is_not_counted_and_nothing_is_said_of_nothing(session, project, manager, five, everything):
    before = _said(session, project)
    assert bulk.set_priority(session, everything, 0, manager) == 0
    assert bulk.restore(session, everything, manager) == 0
    assert bulk.put_in_bin(session, Selection(project.id, Filter(words="xyz")), manager) == 0
    assert _said(session, project) == before
    assert session.scalar(select(func.count(DeedRow.id))) == 0


def test_the_calibration_set_keeps_its_own_priority_and_number(session, project, manager, five, everything):
    assert bulk.calibrate(session, Selection(project.id, ids=tuple(five[:2])), manager) == 2
    assert bulk.set_priority(session, everything, 1, manager) == 3
    assert bulk.set_wanted(session, everything, 4, manager) == 3
    assert _column(session, "wanted") == [EVERYBODY] * 2 + [4] * 3
    assert _column(session, "rank") == [-10, -10, 1, 1, 1]
    project.overlap = 2
    session.commit()
    assert bulk.end_calibration(session, everything, manager) == 2
    assert (_column(session, "wanted"), _column(session, "rank")[:2]) == ([2, 2, 4, 4, 4], [0, 0])
    assert "set the number of annotators of documents to 4: 3" in _said(session, project)


@pytest.mark.parametrize("wanted", [-1, 21, EVERYBODY])
def test_a_number_of_annotators_has_its_bounds(session, manager, five, everything, wanted):
    with pytest.raises(Problem, match="0 to 20"):
        bulk.set_wanted(session, everything, wanted, manager)
    assert _column(session, "wanted") == [1] * 5


def test_an_undo_leaves_alone_what_was_changed_again_since(session, project, manager, five, everything):
    bulk.set_priority(session, everything, 1, manager)
    deed = bulk.last_deed(session, project.id, manager)
    bulk.set_priority(session, Selection(project.id, ids=(five[0],)), -1, manager)
    assert bulk.undo(session, deed, manager) == 4
    assert _column(session, "rank") == [-1, 0, 0, 0, 0]


def test_what_is_in_the_bin_is_nowhere_and_comes_back_as_it_was(session, project, manager, annotator, five, do):
    do(five[0], annotator, AddNote(id="a", note="n", sort="comment", text="?"))
    chosen = Selection(project.id, ids=tuple(five[:3]))
    assert bulk.put_in_bin(session, chosen, manager) == 3
    assert bulk.put_in_bin(session, chosen, manager) == 0
    assert next_document(session, project, annotator) == five[3]
    assert list(records(session, project, Choice())) == []
    assert bulk.set_priority(session, Selection(project.id), 1, manager) == 2
    assert bulk.restore(session, chosen, manager) == 3
    assert next_document(session, project, annotator) in five[:2]
    assert len(list(records(session, project, Choice()))) == 1


def test_putting_in_the_bin_is_taken_back_for_those_of_that_time_only(session, project, manager, five):
    bulk.put_in_bin(session, Selection(project.id, ids=(five[0],)), manager)
    bulk.put_in_bin(session, Selection(project.id), manager)
    assert bulk.undo(session, bulk.last_deed(session, project.id, manager), manager) == 4
    assert [one is None for one in _column(session, "binned_at")] == [False, True, True, True, True]


def test_nothing_of_another_project_is_touched(session, manager, five):
    other = create_project(session, "other", labelsets.text("conflict"), "c.toml")
    assert bulk.put_in_bin(session, Selection(other.id, ids=tuple(five)), manager) == 0
    assert giving.give(session, Selection(other.id, ids=tuple(five)), [manager], manager) == 0
    assert bulk.put_in_bin(session, Selection(other.id), manager) == 0
    assert _column(session, "binned_at") == [None] * 5


def test_deeds_are_kept_for_a_while_only(session, project, manager, five, everything):
    bulk.set_priority(session, everything, 1, manager)
    with writing(session):
        session.execute(update(DeedRow).values(created_at=now() - timedelta(days=30)))
    assert bulk.last_deed(session, project.id, manager) is None
    bulk.set_priority(session, everything, -1, manager)
    assert session.scalar(select(func.count(DeedRow.id))) == 1
    assert session.scalar(select(func.count()).select_from(DeedDocumentRow)) == 5


def test_documents_are_given_in_the_order_of_the_queue(session, project, manager, annotator, five, do):
    other = add_user(session, "sami", None)
    add_members(session, project, [other])
    do(five[1], annotator, Finish(id="f"))
    bulk.set_priority(session, Selection(project.id, ids=(five[4],)), -1, manager)
    assert giving.give(session, Selection(project.id), [annotator, other], manager) == 9
    assert giving.give(session, Selection(project.id), [annotator, other], manager) == 0
    rows = session.execute(
        select(AssignmentRow.document_id, AssignmentRow.place, AssignmentRow.state, AssignmentRow.handed)
        .filter_by(user_id=other.id)
        .order_by(AssignmentRow.place)
    ).all()
    order = [five[4], *five[:4]]
    assert [tuple(row) for row in rows] == [(one, place, "open", False) for place, one in enumerate(order, 1)]
    states = select(AssignmentRow.state).filter_by(user_id=annotator.id).order_by(AssignmentRow.document_id)
    assert session.scalars(states).all() == ["open", "finished", "open", "open", "open"]
    tally = session.get(TallyRow, (annotator.id, project.id))
    assert (tally.given, tally.finished) == (5, 1)
    assert _column(session, "given") == [2] * 5
    assert "gave documents to sami: 5" in _said(session, project)


def test_who_did_it_before_it_was_withdrawn_and_gets_it_again_has_done_it(
    session, project, manager, annotator, five, do
):
    do(five[0], annotator, Skip(id="s", note="n", reason="لا خبر فيه"))
    with writing(session):
        session.execute(update(AssignmentRow).values(state=FREED))
    assert giving.give(session, Selection(project.id, ids=(five[0],)), [annotator], manager) == 1
    row = session.get(AssignmentRow, (five[0], annotator.id))
    assert (row.state, row.handed) == ("skipped", False)


def test_documents_in_the_bin_are_given_to_nobody(session, project, manager, annotator, five):
    bulk.put_in_bin(session, Selection(project.id), manager)
    assert giving.give(session, Selection(project.id), [annotator], manager) == 0
    assert giving.give(session, Selection(project.id, Filter(binned=True)), [annotator], manager) == 0


def test_withdrawing_takes_what_is_not_begun_and_on_demand_what_is(session, project, manager, annotator, five, do):
    chosen = Selection(project.id)
    giving.give(session, chosen, [annotator], manager)
    do(five[0], annotator, AddNote(id="a", note="n", sort="comment", text="?"))
    do(five[1], annotator, Finish(id="f"))
    open_layer(session, five[2], annotator)
    assert giving.held_by(session, chosen) == {annotator.id: giving.Held(3, 1, 1)}
    assert giving.withdraw(session, chosen, annotator, manager, begun=False) == 3
    assert giving.held_by(session, chosen) == {annotator.id: giving.Held(0, 1, 1)}
    assert giving.withdraw(session, chosen, annotator, manager, begun=True) == 1
    assert giving.held_by(session, chosen) == {annotator.id: giving.Held(0, 0, 1)}
    assert _column(session, "given") == [0, 1, 0, 0, 0]
    assert session.scalar(select(func.count(LayerRow.id)).where(LayerRow.revision > 0)) == 2
    assert len(list(records(session, project, Choice()))) == 2
    assert _said(session, project)[:2] == ["withdrew documents from layla: 1", "withdrew documents from layla: 3"]
    # What was withdrawn is in the queue again.
    assert hand_out(session, project, annotator) == five[0]


def test_what_is_deleted_is_gone_from_the_file_too(session, app, project, manager, annotator, five, take, do):
    spans = '{"start": 0, "end": 4, "label": "EVENT", "type": "Battles"}'
    (kept,) = take("k.jsonl", '{"text": "يبقى هذا"}').added
    (gone,) = take("b.jsonl", f'{{"text": "اسمالشاهد فلان", "spans": [{spans}]}}').added
    for document in (gone, kept):
        do(document, annotator, AddNote(id="a", note="n", sort="comment", text="ملاحظةسرية"), Finish(id="f"))
    add_remark(session, session.get_one(DocumentRow, gone), annotator, "تعليقسري", by=manager)
    bulk.put_in_bin(session, Selection(project.id, ids=(gone,)), manager)
    chosen = Selection(project.id, Filter(binned=True))
    for typed in (0, 2, -1, 10**30):
        with pytest.raises(Problem, match="1"):
            erase(session, chosen, typed, manager)
    assert erase(session, chosen, 1, manager) == 1
    assert session.get(DocumentRow, gone) is None
    for row in (TextRow, SuggestionRow, LayerRow, AssignmentRow, RemarkRow):
        assert session.scalar(select(func.count()).select_from(row).where(row.document_id == gone)) == 0
    assert session.scalar(select(func.count(OperationRow.id))) == 2
    tally = session.get(TallyRow, (annotator.id, project.id))
    assert (tally.given, tally.finished) == (1, 1)
    session.rollback()
    home = app.extensions["settings"].database
    for path in home.parent.glob(f"{home.name}*"):
        for secret in ("اسمالشاهد", "تعليقسري"):
            assert secret.encode() not in path.read_bytes(), path
    assert "يبقى هذا".encode() in home.read_bytes()
    assert _said(session, project)[0] == "deleted documents for good: 1"


def test_only_what_is_in_the_bin_can_be_deleted(session, project, manager, five):
    with pytest.raises(Problem):
        erase(session, Selection(project.id), 5, manager)
    assert erase(session, Selection(project.id), 0, manager) == 0
    assert len(_column(session, "id")) == 5


def test_the_time_at_finished_documents_goes_with_them(session, project, manager, annotator, five, do):
    for document in five[:2]:
        do(document, annotator, AddNote(id="a", note="n", sort="flag"))
    with writing(session):
        session.execute(update(LayerRow).values(seconds=60))
    for document in five[:2]:
        do(document, annotator, Finish(id="f"))
    before = session.get(TallyRow, (annotator.id, project.id)).seconds
    layer = session.scalar(select(LayerRow.seconds).filter_by(document_id=five[0]))
    bulk.put_in_bin(session, Selection(project.id, ids=(five[0],)), manager)
    erase(session, Selection(project.id, Filter(binned=True)), 1, manager)
    session.expire_all()
    assert session.get(TallyRow, (annotator.id, project.id)).seconds == before - layer


def test_remarks_reach_who_has_the_document_unread_ones_first(session, project, manager, annotator, five):
    giving.give(session, Selection(project.id), [annotator], manager)
    for document, text in zip(five, ("أول", "ثان", "\u202eثالث <b>"), strict=False):
        add_remark(session, session.get_one(DocumentRow, document), annotator, f" {text} ", by=manager)
    first, *_ = remarks_on(session, session.get_one(DocumentRow, five[0]))
    assert (first.text, first.user, first.author, first.read_at) == ("أول", "layla", "huda", None)
    newest = remarks_for(session, annotator, project)[0]
    assert newest.text == "\u202eثالث <b>"
    assert mark_read(session, manager, [newest.id]) == 0
    assert mark_read(session, annotator, [newest.id, 10**15]) == 1
    assert mark_read(session, annotator, [newest.id]) == 0
    assert [one.text for one in remarks_for(session, annotator, project)] == ["ثان", "أول", "\u202eثالث <b>"]
    bulk.put_in_bin(session, Selection(project.id, ids=(five[1],)), manager)
    giving.withdraw(session, Selection(project.id, ids=(five[0],)), annotator, manager, begun=False)
    assert [one.text for one in remarks_for(session, annotator, project)] == ["\u202eثالث <b>"]
    assert "أول" not in " ".join(_said(session, project))


def test_a_remark_needs_words_and_somebody_who_has_the_document(session, project, manager, annotator, five):
    document = session.get_one(DocumentRow, five[0])
    with pytest.raises(Problem, match="does not have"):
        add_remark(session, document, annotator, "تعليق", by=manager)
    giving.give(session, Selection(project.id), [annotator], manager)
    document = session.get_one(DocumentRow, five[0])
    for text in ("", " \n ", "ا" * 4001):
        with pytest.raises(Problem):
            add_remark(session, document, annotator, text, by=manager)
    assert remarks_on(session, document) == []


def test_a_bulk_change_of_an_import_of_thousands_runs_in_several_transactions(session, project, manager, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 500)
    from io import BytesIO

    lines = "\n".join(f'{{"text": "نص {number}"}}' for number in range(1200))
    take_file(session, project, "a.jsonl", BytesIO(lines.encode()))
    begun = []
    original = bulk.writing
    monkeypatch.setattr(bulk, "writing", lambda session: begun.append(1) or original(session))
    assert bulk.put_in_bin(session, Selection(project.id), manager) == 1200
    assert len(begun) == 3
    assert _said(session, project)[0] == "moved documents to the bin: 1200"


def test_no_report_of_an_import_names_what_was_deleted_for_good(session, project, manager, five):
    with writing(session):
        job = JobRow(project_id=project.id, kind="import", state="done")
        session.add(job)
        session.flush()
        line = {"job_id": job.id, "file": 0, "kind": DOUBLE, "line": 1}
        session.add_all(JobLineRow(**line, document_id=one, title=f"title {one}") for one in five[:2])
    chosen = Selection(project.id, ids=(five[0],))
    bulk.put_in_bin(session, chosen, manager)
    erase(session, chosen, 1, manager)
    lines = session.execute(select(JobLineRow.document_id, JobLineRow.title).order_by(JobLineRow.id)).all()
    assert lines == [(None, ""), (five[1], f"title {five[1]}")]
