"""Operations are saved once, in order, all or none; the rows equal the log."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from annotator.core.events import Argument
from annotator.core.operations import (
    Accept,
    AddEvent,
    AddNote,
    AddSpan,
    ChangeSpan,
    Finish,
    Fix,
    RefuseArgument,
    Reject,
    RemoveNote,
    RemoveSpan,
    Resume,
    SetArgument,
    Skip,
    Undo,
)
from annotator.core.phrases import Problem
from annotator.db.documents import SuggestionRow
from annotator.db.layers import OperationRow
from annotator.db.log import read_layer
from annotator.services.annotate import Refused, Stale, open_layer, replayed, save_operations
from annotator.services.workplace import find_place, workplace

TEXT = "قصفت طائرات بلدة الريحانية وبحلب سقط 3 قتلى."


def place(word: str) -> tuple[int, int]:
    start = TEXT.index(word)
    return start, start + len(word)


def spans_line() -> str:
    event = {"label": "EVENT", "type": "Explosions/Remote violence", "subtype": "Air/drone strike"}
    suggested = [
        {"label": "LOCATION", "word": "الريحانية"},
        {"word": "قصفت", **event},
        {"label": "CASUALTIES", "word": "3 قتلى"},
    ]
    for one in suggested:
        one["start"], one["end"] = place(one.pop("word"))
    return json.dumps({"text": TEXT, "spans": suggested}, ensure_ascii=False)


@pytest.fixture
def desk(session, project, manager, take):
    """A document with three suggestions, and a way to save operations on it."""
    (document,) = take("a.jsonl", spans_line()).added

    class Desk:
        document_id = document
        row = open_layer(session, document, manager)
        labels = project.label_set.value()

        def save(self, *operations, revision=None):
            stands_on = self.row.revision if revision is None else revision
            return save_operations(session, self.row, self.labels, manager, stands_on, operations)

        def layer(self):
            session.expire_all()
            found = read_layer(session, self.row)
            assert found == replayed(session, self.row)
            return found

        def suggestions(self):
            shown = workplace(session, find_place(session, project.id, document, manager)).suggestions
            return {one.label: one.id for one in shown}

    return Desk()


def add(number: int, word: str, label: str) -> AddSpan:
    start, end = place(word)
    return AddSpan(id=f"o{number}", span=f"s{number}", start=start, end=end, label=label)


def test_an_accepted_suggestion_becomes_a_span_with_its_origin(desk):
    ids = desk.suggestions()
    desk.save(Accept(id="o1", suggestion=ids["LOCATION"], span="s1"))
    span = desk.layer().spans["s1"]
    assert (span.label, TEXT[span.start : span.end], span.origin) == ("LOCATION", "الريحانية", "accepted")
    assert desk.layer().decisions[ids["LOCATION"]].verdict == "accepted"


def test_an_accepted_trigger_brings_its_event(desk):
    desk.save(Accept(id="o1", suggestion=desk.suggestions()["EVENT"], span="s1", event="e1"))
    event = desk.layer().events["e1"]
    assert (event.trigger, event.type, event.subtype) == ("s1", "Explosions/Remote violence", "Air/drone strike")


def test_an_argument_is_a_span_in_a_role_that_takes_its_label(desk):
    ids = desk.suggestions()
    desk.save(
        Accept(id="o1", suggestion=ids["EVENT"], span="s1", event="e1"),
        Accept(id="o2", suggestion=ids["LOCATION"], span="s2"),
        SetArgument(id="o3", event="e1", role="location", span="s2"),
    )
    assert desk.layer().events["e1"].arguments == (Argument("location", "s2"),)
    with pytest.raises(Refused) as refused:
        desk.save(SetArgument(id="o4", event="e1", role="weapon", span="s2"))
    assert (refused.value.code, refused.value.operation) == ("role-label", "o4")


def test_a_fix_keeps_what_it_was_made_from(desk):
    ids = desk.suggestions()
    start, end = place("بلدة الريحانية")
    desk.save(Fix(id="o1", suggestion=ids["LOCATION"], span="s1", start=start, end=end, label="LOCATION"))
    span = desk.layer().spans["s1"]
    assert (span.origin, span.suggestion) == ("fixed", ids["LOCATION"])


def test_a_fixed_span_moved_back_counts_as_accepted(desk):
    ids = desk.suggestions()
    start, end = place("الريحانية")
    desk.save(
        Accept(id="o1", suggestion=ids["LOCATION"], span="s1"),
        ChangeSpan(id="o2", span="s1", start=start - 5),
    )
    assert desk.layer().spans["s1"].origin == "fixed"
    desk.save(ChangeSpan(id="o3", span="s1", start=start, end=end))
    assert desk.layer().spans["s1"].origin == "accepted"
    assert desk.layer().decisions[ids["LOCATION"]].verdict == "accepted"


def test_sending_again_does_no_harm(desk, session):
    operation = add(1, "حلب", "LOCATION")
    first, _ = desk.save(operation)
    again, _ = desk.save(operation, revision=0)
    assert again == first
    assert session.scalar(select(func.count(OperationRow.id))) == 1


def test_work_of_another_day_is_kept_at_its_time(desk, session, manager):
    begun = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    for revision, minutes in enumerate((0, 3)):
        add = AddSpan(id=f"a{revision}", span=f"s{revision}", start=revision, end=4, label="LOCATION")
        save_operations(session, desk.row, desk.labels, manager, revision, [add], at=begun + timedelta(minutes=minutes))
    assert [span.decided_at[:16] for span in desk.layer().spans.values()] == ["2026-03-01T09:30", "2026-03-01T09:33"]
    assert (desk.row.changed_at, desk.row.seconds) == (begun + timedelta(minutes=3), 180)


def test_a_stale_page_is_told_and_nothing_is_written(desk):
    desk.save(add(1, "حلب", "LOCATION"))
    with pytest.raises(Stale):
        desk.save(add(2, "الريحانية", "LOCATION"), revision=0)
    assert set(desk.layer().spans) == {"s1"}


def test_a_refused_operation_takes_its_whole_request_with_it(desk):
    with pytest.raises(Refused) as refused:
        desk.save(add(1, "حلب", "LOCATION"), add(2, "حلب", "NOTHING"))
    assert (refused.value.code, refused.value.operation) == ("label-unknown", "o2")
    assert desk.layer().spans == {}


def test_removing_a_trigger_takes_the_event_and_undo_brings_both_back(desk):
    ids = desk.suggestions()
    desk.save(
        Accept(id="o1", suggestion=ids["EVENT"], span="s1", event="e1"),
        Accept(id="o2", suggestion=ids["LOCATION"], span="s2"),
        SetArgument(id="o3", event="e1", role="location", span="s2"),
    )
    before = desk.layer()
    desk.save(RemoveSpan(id="o4", span="s1"))
    assert desk.layer().events == {}
    assert desk.layer().decisions[ids["EVENT"]].verdict == "rejected"
    desk.save(Undo(id="o5", operations=("o4",)))
    assert desk.layer() == before
    desk.save(Undo(id="o6", operations=("o5",)))
    assert "s1" not in desk.layer().spans


def test_a_span_that_changed_again_cannot_be_undone_on_its_own(desk):
    desk.save(add(1, "حلب", "LOCATION"), ChangeSpan(id="o2", span="s1", label="FACILITY"))
    with pytest.raises(Refused) as refused:
        desk.save(Undo(id="o3", operations=("o1",)))
    assert refused.value.code == "undo-changed"


def test_relabelling_a_filler_frees_the_roles_it_no_longer_fits(desk):
    ids = desk.suggestions()
    desk.save(
        Accept(id="o1", suggestion=ids["EVENT"], span="s1", event="e1"),
        Accept(id="o2", suggestion=ids["LOCATION"], span="s2"),
        SetArgument(id="o3", event="e1", role="location", span="s2"),
        ChangeSpan(id="o4", span="s2", label="PERSON"),
    )
    assert desk.layer().events["e1"].arguments == ()


def test_a_finished_document_is_closed_until_it_is_opened_again(desk):
    desk.save(Finish(id="o1"))
    with pytest.raises(Refused) as refused:
        desk.save(add(2, "حلب", "LOCATION"))
    assert refused.value.code == "finished"
    desk.save(Resume(id="o3"), add(2, "حلب", "LOCATION"))
    assert desk.layer().state == "open"


def test_a_skipped_document_keeps_its_reason_until_it_is_opened_again(desk):
    desk.save(AddNote(id="o1", note="n1", sort="flag"), Skip(id="o2", note="n2", reason="مكرّر"))
    skipped = desk.layer()
    assert (skipped.state, skipped.notes["n2"].text, bool(skipped.notes["n2"].noted_at)) == ("skipped", "مكرّر", True)
    with pytest.raises(Refused) as refused:
        desk.save(RemoveNote(id="o3", note="n1"))
    assert refused.value.code == "skipped"
    desk.save(Resume(id="o4"))
    assert (desk.layer().state, set(desk.layer().notes)) == ("open", {"n1"})
    desk.save(Undo(id="o5", operations=("o4",)))
    assert desk.layer() == skipped


def test_removing_a_span_takes_its_notes_and_undo_brings_both_back(desk):
    desk.save(add(1, "حلب", "LOCATION"), AddNote(id="o2", note="n1", sort="comment", text="أيّ حلب؟", span="s1"))
    before = desk.layer()
    desk.save(RemoveSpan(id="o3", span="s1"))
    assert (desk.layer().spans, desk.layer().notes) == ({}, {})
    desk.save(Undo(id="o4", operations=("o3",)))
    assert desk.layer() == before


def test_what_was_said_of_a_suggestion_keeps_it_on_the_page(desk, session):
    ids = desk.suggestions()
    desk.save(
        AddNote(id="o1", note="n1", sort="unsure", suggestion=ids["LOCATION"]),
        RefuseArgument(id="o2", trigger=ids["EVENT"], role="casualties", filler=ids["CASUALTIES"]),
    )
    session.execute(update(SuggestionRow).values(current=False))
    session.commit()
    assert desk.suggestions() == ids
    desk.save(RemoveNote(id="o3", note="n1"))
    assert set(desk.suggestions()) == {"EVENT", "CASUALTIES"}


def test_an_event_needs_a_trigger_label_under_it(desk):
    with pytest.raises(Refused) as refused:
        desk.save(add(1, "حلب", "LOCATION"), AddEvent(id="o2", event="e1", trigger="s1", type="Battles"))
    assert refused.value.code == "trigger-label"


def test_the_log_tells_who_did_what_from_which_suggestion(desk, session, manager):
    ids = desk.suggestions()
    desk.save(Reject(id="o1", step="t1", suggestion=ids["CASUALTIES"]))
    row = session.scalar(select(OperationRow))
    assert (row.kind, row.user_id) == ("reject", manager.id)
    assert row.fields == {"suggestion": ids["CASUALTIES"], "step": "t1"}
    assert row.at.tzinfo is not None


def test_a_span_may_not_tear_a_letter_from_its_marks(session, project, manager, take):
    text = "حَلَب مدينة"
    (document,) = take("b.txt", text).added
    row = open_layer(session, document, manager)
    operation = AddSpan(id="o1", span="s1", start=0, end=1, label="LOCATION")
    with pytest.raises(Refused) as refused:
        save_operations(session, row, project.label_set.value(), manager, 0, [operation])
    assert refused.value.code == "span-cluster"


def test_suggestions_of_another_document_are_unknown_here(desk, take):
    take("c.jsonl", json.dumps({"text": "حلب هنا", "spans": [{"start": 0, "end": 3, "label": "LOCATION"}]}))
    with pytest.raises(Refused) as refused:
        desk.save(Reject(id="o1", suggestion=max(desk.suggestions().values()) + 1))
    assert refused.value.code == "suggestion-unknown"
    assert isinstance(refused.value, Problem)


def test_an_answer_to_what_was_sent_again_is_the_revision_it_led_to(desk):
    """A page whose answer was lost must not step over what another tab did meanwhile: its next save is stale."""
    first, _ = desk.save(add(1, "حلب", "LOCATION"), revision=0)
    desk.save(add(2, "الريحانية", "LOCATION"))
    again, _ = desk.save(add(1, "حلب", "LOCATION"), revision=0)
    assert again == first
    with pytest.raises(Stale):
        desk.save(add(3, "طائرات", "WEAPON"), revision=again)
