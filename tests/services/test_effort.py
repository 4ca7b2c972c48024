"""What a document costs a perfect annotator, worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.document import Document
from annotator.core.lessons import Lesson, LessonEvent
from annotator.core.phrases import Phrase
from annotator.core.spans import Span
from annotator.core.suggestions import ArgumentSuggestion, Suggestion
from annotator.services.effort import COSTS, cost, work

TEXT = "قصفت طائرات بلدة الريحانية وحلب أمس"
STRIKE, WEAPON, PLACE, CITY, DAY = (
    Span(0, 4, "EVENT"),
    Span(5, 11, "WEAPON"),
    Span(17, 26, "LOCATION"),
    Span(28, 31, "LOCATION"),
    Span(32, 35, "DATE"),
)
EVENT = LessonEvent(STRIKE, "Battles", "Armed clash", (("location", PLACE),))


def offer(span: Span, kind: tuple[str, str] | None = None) -> Suggestion:
    return Suggestion(span, 0.9, Phrase(""), *(kind or (None, None)))


def lesson(*spans: Span, events: tuple[LessonEvent, ...] = ()) -> Lesson:
    return Lesson(Document(TEXT), spans, events)


@pytest.mark.parametrize(
    ("gold", "shown", "expected"),
    [
        ([], [], 1),  # to finish
        ([PLACE, DAY], [], 7),  # two clicks and the label's key each
        ([CITY], [], 5),  # its start lies inside a word
        ([PLACE], [PLACE], 2),
        ([PLACE, DAY], [PLACE, DAY], 2),  # all at once
        ([], [PLACE, DAY], 2),  # all at once too
        ([PLACE], [PLACE, WEAPON, DAY], 4),  # a click on the right one, accept, reject the rest
        ([PLACE, DAY], [PLACE, DAY, WEAPON], 4),  # a click on the wrong one, reject, accept the rest
        ([PLACE, DAY], [PLACE, WEAPON], 6),  # one by one, and one to add
        ([PLACE], [Span(12, 26, "LOCATION")], 3),  # one word less, and on
        ([PLACE], [Span(17, 26, "FACILITY")], 3),  # another label, and on
    ],
)
def test_entities(gold, shown, expected):
    assert cost(work(lesson(*gold), [offer(one) for one in shown])) == expected


def test_events_cost_their_type_and_their_roles():
    whole = lesson(STRIKE, PLACE, events=(EVENT,))
    assert cost(work(whole)) == 1 + 2 * COSTS["add"] + COSTS["type"] + COSTS["roles"] + COSTS["fill"]
    right = [offer(STRIKE, ("Battles", "Armed clash")), offer(PLACE)]
    filled = [ArgumentSuggestion(STRIKE, "location", PLACE, 0.5, Phrase(""))]
    assert cost(work(whole, right, filled)) == 1 + COSTS["accept all"] + COSTS["roles"] + COSTS["agree"]
    other = [offer(STRIKE, ("Protests", "Peaceful protest")), offer(PLACE)]
    wrong = [ArgumentSuggestion(STRIKE, "location", DAY, 0.5, Phrase(""))]
    more = COSTS["type"] + COSTS["empty"] + COSTS["fill"] - COSTS["agree"]
    assert cost(work(whole, other, wrong)) == cost(work(whole, right, filled)) + more


SPANS = st.lists(st.sampled_from([STRIKE, WEAPON, PLACE, DAY]), unique=True)


@given(SPANS, SPANS)
def test_right_suggestions_never_cost_more_than_none_and_wrong_ones_at_most_a_key_each(gold, shown):
    plain = cost(work(lesson(*gold)))
    right = [offer(one) for one in shown if one in gold]
    assert cost(work(lesson(*gold), right)) <= plain
    assert cost(work(lesson(*gold), [offer(one) for one in shown])) <= plain + len(shown)
