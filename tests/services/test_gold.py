"""Gold files as lessons, and the label set that they imply."""

from __future__ import annotations

import json

import pytest

from annotator.core.lessons import LessonEvent
from annotator.core.records import FileProblem
from annotator.core.spans import Span
from annotator.labelsets import read
from annotator.services.gold import read_gold
from annotator.services.gold_labels import implied_labels

TEXT = "قصفت الطائرات بلدة حيان"
PLAIN = {"id": "a", "text": TEXT, "spans": [{"start": 19, "end": 23, "label": "LOC"}]}


@pytest.fixture
def gold(tmp_path):
    def written(*lines, **renamed):
        path = tmp_path / "gold.jsonl"
        path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8")
        return read_gold(path, renamed)

    return written


def test_a_plain_line_is_a_lesson_with_renamed_labels(gold):
    (line,) = gold(PLAIN, LOC="LOCATION")
    assert (line.key, line.line) == ("a", 1)
    assert line.lesson.document.text == TEXT
    assert line.lesson.spans == (Span(19, 23, "LOCATION"),)


def test_gold_may_stand_for_spans(gold):
    (line,) = gold({"text": TEXT, "gold": PLAIN["spans"], "annotations": [], "annotators": ["0"]})
    assert line.lesson.spans == (Span(19, 23, "LOC"),)
    assert line.key == "1"


def test_of_a_line_that_says_that_it_is_gold_all_is_gold(gold):
    spans = [{"id": "t", "start": 0, "end": 4, "label": "EVENT"}, {"id": "s", "start": 19, "end": 23, "label": "LOC"}]
    events = [{"id": "e", "trigger": "t", "type": "X", "arguments": [{"role": "where", "span": "s"}]}]
    line = {"text": TEXT, "layer": "gold", "annotators": ["a", "b", "c"], "finished": ["a", "b", "c"], "rejected": []}
    (found,) = gold({**line, "spans": spans, "events": events})
    assert found.lesson.spans == (Span(0, 4, "EVENT"), Span(19, 23, "LOC"))
    assert found.lesson.events == (LessonEvent(Span(0, 4, "EVENT"), "X", None, (("where", Span(19, 23, "LOC")),)),)


def test_events_name_their_trigger_and_arguments_by_place(gold):
    event = {"trigger": {"start": 0, "end": 4}, "type": "Battles", "subtype": None,
             "arguments": [{"role": "location", "start": 19, "end": 23}, {"role": "time", "start": 0, "end": 4}],
             }  # fmt: skip
    (line,) = gold({**PLAIN, "events": [event, event]})
    trigger = Span(0, 4, "EVENT")
    assert line.lesson.spans == (trigger, Span(19, 23, "LOC"))
    assert line.lesson.events == (LessonEvent(trigger, "Battles", None, (("location", Span(19, 23, "LOC")),)),)


def test_events_name_their_trigger_and_arguments_by_id(gold):
    spans = [{"id": "t", "start": 0, "end": 4, "label": "TRIG"}, {"id": "s", "start": 5, "end": 13, "label": "ACTOR"}]
    events = [{"trigger": "t", "type": "X", "subtype": "Y", "arguments": [{"role": "by", "span": "s"}]}]
    (line,) = gold({"text": TEXT, "spans": spans, "events": events})
    trigger = Span(0, 4, "TRIG")
    assert line.lesson.events == (LessonEvent(trigger, "X", "Y", (("by", Span(5, 13, "ACTOR")),)),)
    labels = implied_labels([line.lesson])
    assert labels.trigger.id == "TRIG"
    assert labels.types_by_id["X"].subtypes[0].id == "Y"
    assert labels.check_argument("by", "ACTOR").labels == ("ACTOR",)


def exported(**changed):
    def span(number, start, end, annotator):
        return {"id": f"s{number}", "start": start, "end": end, "label": "ACTOR", "text": TEXT[start:end],
                "annotator": annotator, "origin": "manual", "decided_at": "", "attributes": {}}  # fmt: skip

    spans = [span(1, 5, 13, "ali"), span(2, 5, 13, "huda"), span(3, 19, 23, "ali")]
    ours = {"annotators": ["ali", "huda"], "finished": ["ali", "huda"], "spans": spans, "events": [], "rejected": []}
    return {"id": "7", "text": TEXT, **ours, **changed}


def test_of_an_exported_line_what_most_marked_is_gold(gold):
    (both,) = gold(exported())
    assert both.lesson.spans == (Span(5, 13, "ACTOR"),)
    (one,) = gold(exported(finished=["ali"]))
    assert one.lesson.spans == (Span(5, 13, "ACTOR"), Span(19, 23, "ACTOR"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "JSON"),
        ('{"id": "x"}', "text"),
        ({**PLAIN, "spans": [{"start": 19, "end": 99, "label": "LOC"}]}, "19–99"),
        ({**PLAIN, "spans": [{"start": 19, "end": 19, "label": "LOC"}]}, "empty"),
        ({**PLAIN, "spans": [{"start": 19, "end": 23}]}, "label"),
        ({**PLAIN, "spans": {"start": 19}}, "spans"),
        ({**PLAIN, "spans": [{"start": 1.5, "end": 2, "label": "LOC"}]}, "start"),
        ({"text": TEXT, "gold": "none"}, "gold"),
        ({**PLAIN, "events": [{"trigger": "nobody", "type": "X"}]}, "trigger"),
        ({**PLAIN, "events": [{"trigger": {"start": 0, "end": 4}}]}, "type"),
        ({**PLAIN, "events": [{"trigger": {"start": 0, "end": 4}, "type": "X", "arguments": [{}]}]}, "role"),
    ],
)
def test_a_bad_line_is_named_with_file_and_line(gold, line, said):
    with pytest.raises(FileProblem) as caught:
        gold(PLAIN, line)
    assert str(caught.value).startswith("gold.jsonl, line 2:")
    assert said in str(caught.value)


def test_an_empty_file_is_refused_and_an_unseen_text_passed_over(gold):
    assert len(gold(PLAIN, {"text": "\u200f", "spans": []})) == 1
    with pytest.raises(FileProblem):
        gold()


def test_known_labels_keep_their_meaning_and_others_are_plain(gold):
    (line,) = gold({"text": TEXT, "spans": [
        {"start": 0, "end": 4, "label": "EVENT"}, {"start": 5, "end": 13, "label": "ACTOR"},
        {"start": 19, "end": 23, "label": "TARGET"}]})  # fmt: skip
    labels, default = implied_labels([line.lesson]), read("conflict")
    assert labels.trigger == default.trigger
    assert labels.by_id["ACTOR"] == default.by_id["ACTOR"]
    assert [label.id for label in labels.labels] == ["ACTOR", "TARGET"]
    assert labels.event_types == default.event_types
    assert implied_labels([]).labels == ()
