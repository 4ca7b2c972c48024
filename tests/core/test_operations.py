"""Whatever is done in whatever order: a layer holds together, and every deed can be taken back exactly."""

from __future__ import annotations

import copy
import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import labelsets
from annotator.core.edits import apply, reversed_edit
from annotator.core.ground import Ground
from annotator.core.labels import LabelSet
from annotator.core.layer import (
    ACCEPTED,
    FINISHED,
    FIXED,
    MANUAL,
    OPEN,
    REJECTED,
    SKIPPED,
    Layer,
    MarkedSpan,
    Note,
    Refusal,
)
from annotator.core.operations import (
    Accept,
    AddEvent,
    AddNote,
    AddSpan,
    ChangeEvent,
    ChangeNote,
    ChangeSpan,
    Finish,
    Fix,
    Operation,
    RefuseArgument,
    Reject,
    RemoveEvent,
    RemoveNote,
    RemoveSpan,
    Reopen,
    ReopenArgument,
    Resume,
    SetArgument,
    Skip,
    Undo,
    UnsetArgument,
)
from annotator.core.phrases import Phrase, Problem
from annotator.core.planning import plan
from annotator.core.spans import Span, check_boundaries
from annotator.core.suggestions import Suggestion

_spec = importlib.util.spec_from_file_location("histories", Path(__file__).parents[1] / "histories.py")
histories = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(histories)

LABELS = labelsets.read("conflict")
SUGGESTIONS = {
    number: Suggestion(
        Span(one["start"], one["end"], one["label"]), one.get("score", 1.0), Phrase("x"), one.get("type"),
        one.get("subtype"), one.get("attributes", {}),
    )
    for number, one in enumerate(histories.SUGGESTED, 1)
}  # fmt: skip


class History:
    """A layer that operations are done to, with its log."""

    def __init__(self, labels: LabelSet = LABELS) -> None:
        self.layer, self.log = Layer(), {}
        self.ground = Ground(histories.TEXT, labels, SUGGESTIONS, self.log.get)

    def do(self, *operations: Operation) -> Layer:
        for operation in operations:
            self.log[operation.id] = plan(operation, self.layer, self.ground)
            self.layer = apply(self.layer, self.log[operation.id])
        return self.layer

    def code(self, operation: Operation) -> str:
        """Return the code of the problem that the operation runs into."""
        with pytest.raises(Problem) as raised:
            self.do(operation)
        return raised.value.code


def check(layer: Layer) -> None:
    """Everything that is true of every layer."""
    for id_, span in layer.spans.items():
        assert span.id == id_
        check_boundaries(histories.TEXT, span.start, span.end)
        label = LABELS.by_id[span.label]
        LABELS.check_attributes(span.attributes, label.attributes)
        assert (span.origin == MANUAL) == (span.suggestion is None)
        if span.suggestion is not None:
            assert layer.decisions[span.suggestion].verdict == span.origin
    places = [span.span for span in layer.spans.values()]
    assert len(set(places)) == len(places)
    for id_, event in layer.events.items():
        assert event.id == id_
        assert layer.spans[event.trigger].label == LABELS.trigger.id
        LABELS.check_event_type(event.type, event.subtype)
        LABELS.check_attributes(event.attributes, LABELS.event_attributes)
        assert len(set(event.arguments)) == len(event.arguments)
        assert [one.role for one in event.arguments].count("time") <= 1
        for argument in event.arguments:
            LABELS.check_argument(argument.role, layer.spans[argument.span].label)
    held = [span.suggestion for span in layer.spans.values() if span.suggestion is not None]
    assert len(set(held)) == len(held)
    for suggestion, decision in layer.decisions.items():
        assert (decision.verdict in (ACCEPTED, FIXED)) == (suggestion in held)
        assert decision.verdict in (ACCEPTED, FIXED, REJECTED)
    for span in layer.spans.values():
        if span.origin == ACCEPTED:
            assert span.span == SUGGESTIONS[span.suggestion].span
    check_notes(layer)
    for key, refusal in layer.refusals.items():
        assert key == refusal.key
        assert SUGGESTIONS[refusal.trigger].type is not None
        assert refusal.filler in SUGGESTIONS


def check_notes(layer: Layer) -> None:
    for id_, note in layer.notes.items():
        assert note.id == id_
        assert note.span is None or (note.suggestion is None and layer.spans[note.span].origin == MANUAL)
        assert note.suggestion is None or note.suggestion in SUGGESTIONS
        assert note.sort != "comment" or note.text.strip()
    unsure = [note.target for note in layer.notes.values() if note.sort == "unsure"]
    assert len(set(unsure)) == len(unsure)
    assert [note.sort for note in layer.notes.values()].count("skip") == (layer.state == SKIPPED)


@settings(max_examples=300)
@given(st.data())
def test_after_any_history_the_layer_holds_together_and_can_be_taken_back(data):
    history, past = History(), [Layer()]
    for number in range(1, data.draw(st.integers(1, 14)) + 1):
        operation = histories.next_operation(data.draw, number, history.layer, sorted(SUGGESTIONS), list(history.log))
        before = copy.deepcopy((operation, history.layer))
        try:
            after = history.do(operation)
        except Problem:
            assert (operation, history.layer) == before
            continue
        assert operation == before[0]
        assert past[-1] == before[1]
        check(after)
        edits = history.log[operation.id]
        assert apply(after, [reversed_edit(edit) for edit in reversed(edits)]) == past[-1]
        past.append(after)
    replayed = Layer()
    for edits in history.log.values():
        replayed = apply(replayed, edits)
    assert replayed == history.layer
    for number, operation in enumerate(reversed(list(history.log)), 100):
        assert history.layer == past.pop()
        history.do(Undo(id=f"u{number}", operations=(operation,)))
    assert history.layer == Layer()


@settings(max_examples=100)
@given(st.data())
def test_undoing_all_at_once_and_again_is_there_and_back(data):
    history = History()
    for number in range(1, 9):
        operation = histories.next_operation(data.draw, number, history.layer, sorted(SUGGESTIONS), list(history.log))
        try:
            history.do(operation)
        except Problem:
            continue
    reached, done = history.layer, tuple(history.log)
    history.do(Undo(id="all", operations=done))
    assert history.layer == Layer()
    history.do(Undo(id="again", operations=("all",)))
    assert history.layer == reached


# --- Every problem can be met ----------------------------------------------------------------------------------------

STRIKE = SUGGESTIONS[1]


def add(number: int, start: int, end: int, label: str, **more) -> AddSpan:
    return AddSpan(id=f"a{number}", span=f"s{number}", start=start, end=end, label=label, **more)


@pytest.fixture
def history() -> History:
    """A layer with a trigger and its event (s1, e1), a place (s4) and two dates (s5, s6); suggestion 3 is rejected.

    There is a comment on the document (c1), and the date s6 is unsure (u6); one suggested argument is refused.
    """
    made = History()
    made.do(
        Accept(id="o1", suggestion=1, span="s1", event="e1"),
        Accept(id="o4", suggestion=4, span="s4"),
        add(5, 27, 28, "DATE"),
        add(6, 29, 33, "DATE"),
        Reject(id="o3", suggestion=3),
        AddNote(id="c1", note="c1", sort="comment", text="…"),
        AddNote(id="u6", note="u6", sort="unsure", span="s6"),
        RefuseArgument(id="r5", trigger=1, role="location", filler=5),
    )
    return made


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (Accept(id="x", suggestion=99, span="n"), "suggestion-unknown"),
        (Accept(id="x", suggestion=1, span="n", event="n"), "suggestion-decided"),
        (Accept(id="x", suggestion=3, span="n"), "suggestion-decided"),
        (Accept(id="x", suggestion=2, span="s1", event="n"), "span-taken"),
        (Accept(id="x", suggestion=2, span="n"), "event-missing"),
        (Accept(id="x", suggestion=2, span="n", event="e1"), "event-taken"),
        (Fix(id="x", suggestion=5, span="n", start=18, end=21, label="LOCATION"), "span-double"),
        (Fix(id="x", suggestion=5, span="n", start=18, end=21, label="EVENT", event="n", type="War"), "event-type"),
        (Fix(id="x", suggestion=5, span="n", start=18, end=21, label="EVENT", event="n", type="Battles", subtype="x"),
         "event-subtype"),
        (Fix(id="x", suggestion=5, span="n", start=21, end=18, label="PERSON"), "span-empty"),
        (Reject(id="x", suggestion=4), "suggestion-decided"),
        (Reject(id="x", suggestion=99), "suggestion-unknown"),
        (Reopen(id="x", suggestion=4), "suggestion-decided"),
        (Reopen(id="x", suggestion=6), "suggestion-decided"),
        (add(9, -1, 3, "PERSON"), "span-outside"),
        (add(9, 3, 99, "PERSON"), "span-outside"),
        (add(9, 5, 6, "PERSON"), "span-blank"),
        (add(9, 0, 3, "PERSON"), "span-cluster"),
        (add(9, 6, 12, "NOTHING"), "label-unknown"),
        (add(9, 6, 12, "PERSON", attributes={"x": 1}), "attribute-unknown"),
        (add(9, 6, 12, "LOCATION", attributes={"precision": 1}), "attribute-value"),
        (add(1, 6, 12, "PERSON"), "span-taken"),
        (add(9, 18, 21, "LOCATION"), "span-double"),
        (ChangeSpan(id="x", span="n", label="PERSON"), "span-unknown"),
        (ChangeSpan(id="x", span="s5", start=29, end=33), "span-double"),
        (ChangeSpan(id="x", span="s5", label="NOTHING"), "label-unknown"),
        (ChangeSpan(id="x", span="s5", end=27), "span-empty"),
        (ChangeSpan(id="x", span="s5", attributes={"precision": "1"}), "attribute-unknown"),
        (RemoveSpan(id="x", span="n"), "span-unknown"),
        (AddEvent(id="x", event="n", trigger="n", type="Battles"), "span-unknown"),
        (AddEvent(id="x", event="n", trigger="s4", type="Battles"), "trigger-label"),
        (AddEvent(id="x", event="e1", trigger="s1", type="Battles"), "event-taken"),
        (AddEvent(id="x", event="n", trigger="s1", type="War"), "event-type"),
        (AddEvent(id="x", event="n", trigger="s1", type="Battles", attributes={"x": 1}), "attribute-unknown"),
        (ChangeEvent(id="x", event="n", type="Battles"), "event-unknown"),
        (ChangeEvent(id="x", event="e1", type="War"), "event-type"),
        (ChangeEvent(id="x", event="e1", attributes={"status": "x"}), "attribute-value"),
        (RemoveEvent(id="x", event="n"), "event-unknown"),
        (SetArgument(id="x", event="n", role="location", span="s4"), "event-unknown"),
        (SetArgument(id="x", event="e1", role="location", span="n"), "span-unknown"),
        (SetArgument(id="x", event="e1", role="where", span="s4"), "role-unknown"),
        (SetArgument(id="x", event="e1", role="time", span="s4"), "role-label"),
        (UnsetArgument(id="x", event="n", role="time", span="s4"), "event-unknown"),
        (RefuseArgument(id="x", trigger=99, role="location", filler=4), "suggestion-unknown"),
        (RefuseArgument(id="x", trigger=1, role="location", filler=99), "suggestion-unknown"),
        (RefuseArgument(id="x", trigger=4, role="location", filler=1), "argument-trigger"),
        (RefuseArgument(id="x", trigger=1, role="where", filler=4), "role-unknown"),
        (RefuseArgument(id="x", trigger=1, role="location", filler=5), "argument-refused"),
        (ReopenArgument(id="x", trigger=1, role="location", filler=4), "argument-not-refused"),
        (AddNote(id="x", note="c1", sort="flag"), "note-taken"),
        (AddNote(id="x", note="n", sort="skip"), "note-sort"),
        (AddNote(id="x", note="n", sort="comment", text=" \n"), "note-blank"),
        (AddNote(id="x", note="n", sort="flag", text="😀" * 4001), "note-long"),
        (AddNote(id="x", note="n", sort="unsure", span="s6"), "note-double"),
        (AddNote(id="x", note="n", sort="flag", span="n"), "span-unknown"),
        (AddNote(id="x", note="n", sort="flag", span="s4"), "note-target"),
        (AddNote(id="x", note="n", sort="flag", span="s5", suggestion=1), "note-target"),
        (AddNote(id="x", note="n", sort="flag", suggestion=99), "suggestion-unknown"),
        (ChangeNote(id="x", note="n", text="x"), "note-unknown"),
        (ChangeNote(id="x", note="c1", text=""), "note-blank"),
        (RemoveNote(id="x", note="n"), "note-unknown"),
        (Skip(id="x", note="c1", reason=""), "note-taken"),
        (Undo(id="x", operations=("n",)), "undo-unknown"),
        (Undo(id="x", operations=("o1", "o1")), "undo-changed"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_by_its_name(history, operation, code):
    before = history.layer
    assert history.code(operation) == code
    assert history.layer is before


@pytest.mark.parametrize("operation", [add(9, 6, 12, "PERSON"), Finish(id="x"), Undo(id="x", operations=("o1",))])
def test_a_finished_layer_takes_nothing_but_its_reopening(history, operation):
    history.do(Finish(id="f"))
    assert history.code(operation) == "finished"
    assert history.do(Resume(id="r")).state == OPEN


@pytest.mark.parametrize(
    "operation",
    [add(9, 6, 12, "PERSON"), Finish(id="x"), RemoveNote(id="x", note="sk"), Undo(id="x", operations=("o1",))],
)
def test_a_skipped_layer_takes_nothing_but_its_reopening(history, operation):
    before = history.layer
    layer = history.do(Skip(id="s", note="sk", reason="غير مناسب"))
    assert (layer.state, layer.notes["sk"]) == (SKIPPED, Note("sk", "skip", "غير مناسب"))
    assert history.code(operation) == "skipped"
    assert history.do(Resume(id="r")) == before


def test_skipping_and_going_on_can_be_undone_and_done_again(history):
    before = history.layer
    skipped = history.do(Skip(id="s", note="sk", reason=""))
    assert history.do(Undo(id="u", operations=("s",))) == before
    assert history.do(Undo(id="uu", operations=("u",))) == skipped
    history.do(Resume(id="r"))
    assert history.do(Undo(id="ru", operations=("r",))) == skipped


def test_finishing_can_be_undone_and_done_again(history):
    assert history.do(Finish(id="f")).state == FINISHED
    assert history.do(Undo(id="u", operations=("f",))).state == OPEN
    assert history.do(Undo(id="uu", operations=("u",))).state == FINISHED


def test_a_retired_label_stays_on_its_spans_but_comes_on_no_new_one(history):
    labels = tuple(replace(one, retired=one.id == "DATE") for one in LABELS.labels)
    history.ground = replace(history.ground, labels=replace(LABELS, labels=labels))
    assert history.code(add(9, 6, 12, "DATE")) == "label-retired"
    assert history.code(ChangeSpan(id="x", span="s4", label="DATE")) == "label-retired"
    assert history.do(ChangeSpan(id="y", span="s5", end=33)).spans["s5"].label == "DATE"


# --- What undoing may not tear apart ---------------------------------------------------------------------------------


def test_a_span_that_became_an_argument_cannot_be_undone_from_under_its_event(history):
    history.do(SetArgument(id="o5", event="e1", role="time", span="s5"))
    assert history.code(Undo(id="u", operations=("a5",))) == "undo-changed"
    assert history.do(Undo(id="u", operations=("a5", "o5"))).events["e1"].arguments == ()


def test_a_span_that_became_a_trigger_cannot_be_undone_from_under_its_event(history):
    history.do(add(9, 6, 12, "EVENT"), AddEvent(id="o9", event="e9", trigger="s9", type="Battles"))
    assert history.code(Undo(id="u", operations=("a9",))) == "undo-changed"


def test_an_argument_does_not_come_back_without_its_span(history):
    history.do(
        SetArgument(id="o5", event="e1", role="time", span="s5"),
        UnsetArgument(id="o6", event="e1", role="time", span="s5"),
        RemoveSpan(id="o7", span="s5"),
    )
    assert history.code(Undo(id="u", operations=("o6",))) == "undo-changed"


def test_an_event_does_not_come_back_without_its_trigger(history):
    history.do(
        add(9, 6, 12, "EVENT"),
        AddEvent(id="o9", event="e9", trigger="s9", type="Battles"),
        RemoveEvent(id="o10", event="e9"),
        RemoveSpan(id="o11", span="s9"),
    )
    assert history.code(Undo(id="u", operations=("o10",))) == "undo-changed"
    assert "e9" in history.do(Undo(id="u", operations=("o10", "o11"))).events


def test_an_argument_does_not_come_back_under_another_label(history):
    history.do(
        SetArgument(id="o5", event="e1", role="time", span="s5"),
        UnsetArgument(id="o6", event="e1", role="time", span="s5"),
        ChangeSpan(id="o7", span="s5", label="PERSON"),
    )
    assert history.code(Undo(id="u", operations=("o6",))) == "undo-changed"


def test_a_span_does_not_come_back_where_another_took_its_place(history):
    history.do(RemoveSpan(id="o5", span="s5"), add(9, 27, 28, "DATE"))
    assert history.code(Undo(id="u", operations=("o5",))) == "undo-changed"


def test_a_note_does_not_stand_without_its_span(history):
    history.do(RemoveNote(id="x", note="u6"), RemoveSpan(id="y", span="s6"))
    assert history.code(Undo(id="u", operations=("x",))) == "undo-changed"
    assert history.do(Undo(id="v", operations=("x", "y"))).notes["u6"].span == "s6"


def test_a_span_with_a_note_cannot_be_undone_from_under_it(history):
    assert history.code(Undo(id="u", operations=("a6",))) == "undo-changed"
    assert "s6" not in history.do(Undo(id="v", operations=("a6", "u6"))).spans


def test_a_note_does_not_stand_on_a_span_that_is_taken_from_a_suggestion_now(history):
    history.do(RemoveNote(id="x", note="u6"), RemoveSpan(id="y", span="s6"), Accept(id="z", suggestion=6, span="s6"))
    assert history.code(Undo(id="u", operations=("x",))) == "undo-changed"


def test_unsure_does_not_come_back_beside_another_unsure(history):
    history.do(RemoveNote(id="x", note="u6"), AddNote(id="y", note="n", sort="unsure", span="s6"))
    assert history.code(Undo(id="u", operations=("x",))) == "undo-changed"


# --- Notes and refused arguments -------------------------------------------------------------------------------------


def test_what_is_noted_about_a_span_goes_with_it_and_undo_brings_it_back(history):
    before = history.layer
    assert set(history.do(RemoveSpan(id="x", span="s6")).notes) == {"c1"}
    assert history.do(Undo(id="u", operations=("x",))) == before


def test_what_is_noted_about_a_suggestion_stays_whatever_is_decided(history):
    history.do(AddNote(id="n", note="n", sort="unsure", suggestion=4), RemoveSpan(id="x", span="s4"))
    assert history.layer.notes["n"].suggestion == 4
    assert history.do(Undo(id="u", operations=("n",))).decisions[4].verdict == REJECTED


def test_another_text_keeps_a_note_what_and_when_it_was(history):
    layer = history.do(ChangeNote(id="x", at="later", note="c1", text="س" * 4000))
    assert layer.notes["c1"] == Note("c1", "comment", "س" * 4000)


def test_a_refused_argument_is_told_from_others_and_can_be_opened_again(history):
    layer = history.do(RefuseArgument(id="x", at="now", trigger=1, role="target", filler=5))
    assert layer.refusals["1 5 target"] == Refusal(1, "target", 5, "now")
    assert set(layer.refusals) == {"1 5 location", "1 5 target"}
    assert set(history.do(ReopenArgument(id="y", trigger=1, role="location", filler=5)).refusals) == {"1 5 target"}


def test_setting_an_argument_does_not_look_at_refusals(history):
    history.do(RefuseArgument(id="x", trigger=1, role="location", filler=4))
    layer = history.do(SetArgument(id="y", event="e1", role="location", span="s4"))
    assert len(layer.events["e1"].arguments) == 1
    assert "1 4 location" in layer.refusals


# --- Suggestions -----------------------------------------------------------------------------------------------------


def test_a_fix_that_changes_nothing_is_an_acceptance():
    history = History()
    kept = {"start": 18, "end": 21, "label": "LOCATION"}
    layer = history.do(Fix(id="o1", suggestion=4, span="s", **kept))
    assert (layer.spans["s"].origin, layer.spans["s"].attributes) == (ACCEPTED, {"precision": "1"})


def test_another_event_type_is_a_fix_and_the_suggested_one_again_is_none(history):
    layer = history.do(ChangeEvent(id="x", event="e1", type="Battles"))
    assert (layer.spans["s1"].origin, layer.decisions[1].verdict) == (FIXED, FIXED)
    layer = history.do(ChangeEvent(id="y", event="e1", type=STRIKE.type, subtype=STRIKE.subtype))
    assert (layer.spans["s1"].origin, layer.decisions[1].verdict) == (ACCEPTED, ACCEPTED)


def test_removing_what_was_accepted_rejects_its_suggestion_which_can_be_opened_again(history):
    layer = history.do(RemoveSpan(id="x", span="s1"))
    assert (layer.events, layer.decisions[1].verdict) == ({}, REJECTED)
    assert 1 not in history.do(Reopen(id="y", suggestion=1)).decisions


def test_another_label_takes_the_old_labels_attributes_off(history):
    assert history.layer.spans["s4"].attributes == {"precision": "1"}
    assert history.do(ChangeSpan(id="x", span="s4", label="FACILITY")).spans["s4"].attributes == {}


def test_a_role_for_one_span_gives_it_to_the_newest(history):
    history.do(SetArgument(id="x", event="e1", role="time", span="s5"))
    layer = history.do(SetArgument(id="y", event="e1", role="time", span="s6"))
    assert [one.span for one in layer.events["e1"].arguments] == ["s6"]


def test_an_operation_kind_that_nobody_planned_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        plan(Operation(id="x"), Layer(), History().ground)


def test_a_layer_with_spans_of_no_suggestion_keeps_them_manual(history):
    assert history.layer.spans["s5"] == MarkedSpan("s5", 27, 28, "DATE")
