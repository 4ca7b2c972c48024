"""A layer changes by edits alone, each of which knows what it changes."""

from __future__ import annotations

import pytest

from annotator.core.edits import (
    DecisionEdit,
    EventEdit,
    NoteEdit,
    RefusalEdit,
    SpanEdit,
    StateEdit,
    apply,
    reversed_edit,
)
from annotator.core.events import Argument, Event
from annotator.core.layer import FINISHED, OPEN, Decision, Layer, MarkedSpan, Note, Refusal, with_ids_apart

SPAN, EVENT, DECISION = MarkedSpan("s", 0, 3, "EVENT"), Event("e", "s", "Battles"), Decision(1, "accepted")
NOTE, REFUSAL = Note("n", "comment", "…", span="s"), Refusal(1, "location", 2)
EDITS = [
    SpanEdit("s", None, SPAN),
    EventEdit("e", None, EVENT),
    DecisionEdit(1, None, DECISION),
    NoteEdit("n", None, NOTE),
    RefusalEdit("1 2 location", None, REFUSAL),
    StateEdit(OPEN, FINISHED),
]
FULL = Layer({"s": SPAN}, {"e": EVENT}, {1: DECISION}, FINISHED, {"n": NOTE}, {REFUSAL.key: REFUSAL})


def test_edits_build_a_layer_and_take_it_down_again():
    assert apply(Layer(), EDITS) == FULL
    assert apply(FULL, [reversed_edit(edit) for edit in reversed(EDITS)]) == Layer()


def test_a_layer_is_never_changed_in_place():
    empty = Layer()
    apply(empty, EDITS)
    assert empty == Layer()


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_that_does_not_fit_is_refused(edit):
    with pytest.raises(ValueError, match="does not fit"):
        apply(FULL, [edit])


def test_a_later_edit_that_does_not_fit_leaves_the_layer_alone():
    before = Layer()
    with pytest.raises(ValueError, match="does not fit"):
        apply(before, [EDITS[0], EDITS[0]])
    assert before == Layer()


def test_layers_of_one_document_get_ids_that_tell_them_apart():
    one = Layer(
        {"s": SPAN, "t": MarkedSpan("t", 4, 6, "DATE"), "s-2": MarkedSpan("s-2", 7, 8, "DATE")},
        {"e": Event("e", "s", "Battles", arguments=(Argument("time", "t"),))},
        {1: DECISION},
        FINISHED,
        {"n": NOTE, "d": Note("d", "flag")},
        {REFUSAL.key: REFUSAL},
    )
    first, second = with_ids_apart([one, one])
    assert first == one
    assert set(first.spans) & set(second.spans) == set(first.events) & set(second.events) == set()
    (event,) = second.events.values()
    assert second.spans[event.trigger].span == SPAN.span
    assert second.spans[event.arguments[0].span].label == "DATE"
    assert (second.decisions, second.state, second.refusals) == (one.decisions, FINISHED, one.refusals)
    assert set(first.notes) & set(second.notes) == set()
    assert all(note.id == id_ for id_, note in second.notes.items())
    spans = [note.span and second.spans[note.span].span for note in second.notes.values()]
    assert (spans, [note.text for note in second.notes.values()]) == ([SPAN.span, None], ["…", ""])
    assert all(span.id == id_ for id_, span in second.spans.items())


def test_layers_that_share_no_id_stay_as_they_are():
    other = Layer({"u": MarkedSpan("u", 0, 3, "DATE")})
    assert list(with_ids_apart([FULL, other])) == [FULL, other]


def test_new_ids_are_as_short_as_ids_must_be():
    long = Layer({"x" * 64: MarkedSpan("x" * 64, 0, 3, "DATE")})
    assert all(len(id_) <= 64 for layer in with_ids_apart([long] * 12) for id_ in layer.spans)
