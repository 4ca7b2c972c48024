"""Edits and layers survive their way into rows and JSON and back."""

from __future__ import annotations

import json

import pytest

from annotator.core.edits import DecisionEdit, EventEdit, NoteEdit, RefusalEdit, SpanEdit, StateEdit, apply
from annotator.core.events import Argument, Event
from annotator.core.layer import FINISHED, OPEN, SKIPPED, Decision, Layer, MarkedSpan, Note, Refusal
from annotator.db.log import edit_from_json, edit_to_json, logged_edits, read_layer, write_difference
from annotator.services.annotate import open_layer

SPAN = MarkedSpan("s1", 0, 3, "EVENT", {"low": 3, "high": 3.5, "n": "ح😀"}, "fixed", 1, "2016-02-01T10:00:00.000+00:00")
EVENT = Event("e1", "s1", "Battles", None, {"status": "denied"}, (Argument("time", "s2"), Argument("location", "s2")))
NOTE = Note("n1", "comment", "غير واضح\n😀", None, 1, "2016")
REFUSAL = Refusal(1, "location", 1, "2016")


@pytest.mark.parametrize(
    "edit",
    [
        SpanEdit("s1", None, SPAN),
        SpanEdit("s1", SPAN, None),
        EventEdit("e1", None, EVENT),
        EventEdit("e1", EVENT, Event("e1", "s1", "Battles", "Armed clash")),
        DecisionEdit(1, None, Decision(1, "fixed", "2016")),
        DecisionEdit(1, Decision(1, "fixed"), None),
        NoteEdit("n1", None, NOTE),
        NoteEdit("n1", NOTE, Note("n1", "flag", span="s1")),
        RefusalEdit(REFUSAL.key, None, REFUSAL),
        RefusalEdit(REFUSAL.key, REFUSAL, None),
        StateEdit(OPEN, FINISHED),
    ],
)
def test_an_edit_comes_back_from_its_json(edit):
    assert edit_from_json(json.loads(json.dumps(edit_to_json(edit)))) == edit


@pytest.fixture
def row(session, project, manager, take):
    (document,) = take("a.jsonl", '{"text": "نص", "spans": [{"start": 0, "end": 2, "label": "PERSON"}]}').added
    return open_layer(session, document, manager)


def test_rows_follow_a_layer_through_every_kind_of_change(session, row):
    other = MarkedSpan("s2", 0, 2, "DATE")
    flag, on_span = Note("n2", "flag"), Note("n3", "unsure", span="s2")
    full = Layer(
        {"s1": SPAN, "s2": other},
        {"e1": EVENT},
        {1: Decision(1, "fixed", "2016")},
        FINISHED,
        {"n1": NOTE, "n2": flag, "n3": on_span},
        {REFUSAL.key: REFUSAL},
    )
    fewer = Event("e1", "s1", "Battles", None, {}, (Argument("time", "s2"),))
    moved = MarkedSpan("s1", 1, 2, "EVENT", {}, "fixed", 1, "2016")
    again = Refusal(1, "location", 1, "2017")
    less = Layer(
        {"s1": moved},
        {"e1": fewer},
        {1: Decision(1, "rejected", "2017")},
        SKIPPED,
        {"n1": Note("n1", "skip", "x")},
        {again.key: again},
    )
    before = Layer()
    for after in (full, less, Layer(), full, full):
        write_difference(session, row.id, before, after)
        row.state = after.state
        session.commit()
        session.expire_all()
        assert read_layer(session, row) == after
        before = after


def test_arguments_keep_their_order(session, row):
    other = MarkedSpan("s2", 0, 2, "DATE")
    layer = apply(Layer(), [SpanEdit("s1", None, SPAN), SpanEdit("s2", None, other), EventEdit("e1", None, EVENT)])
    write_difference(session, row.id, Layer(), layer)
    session.commit()
    assert read_layer(session, row).events["e1"].arguments == EVENT.arguments


def test_an_operation_that_was_never_logged_has_no_edits(session, row):
    assert logged_edits(session, row.id, "nothing") is None
