"""What became of one person's spans beside the gold, and the excerpts in which it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.differing import Kind
from annotator.core.events import Argument, Event
from annotator.core.excerpts import excerpt
from annotator.core.layer import Layer, MarkedSpan
from annotator.core.outcomes import GOLD, MINE, Outcome, compare

TEXT = "قصفت طائرات بلدة الريحانية وبحلب سقط 3 قتلى أمس"


def layer(*spans: tuple[str, str], events: tuple[Event, ...] = (), **attributes) -> Layer:
    """Return a layer with the first occurrence of each of the words; ids are s0, s1 …"""
    found = {}
    for number, (words, label) in enumerate(spans):
        start = TEXT.index(words)
        found[f"s{number}"] = MarkedSpan(f"s{number}", start, start + len(words), label, attributes)
    return Layer(found, {event.id: event for event in events})


def outcomes(mine: Layer, gold: Layer) -> list[Outcome]:
    return [point.outcome for point in compare(TEXT, mine, gold)]


@pytest.mark.parametrize(
    ("mine", "gold", "outcome"),
    [
        (layer(("الريحانية", "LOCATION")), layer(("الريحانية", "LOCATION")), Outcome.RIGHT),
        (layer(), layer(("الريحانية", "LOCATION")), Outcome.MISSED),
        (layer(("الريحانية", "LOCATION")), layer(), Outcome.EXTRA),
        (layer(("الريحانية", "ACTOR")), layer(("الريحانية", "LOCATION")), Outcome.LABEL),
        (layer(("بلدة الريحانية", "LOCATION")), layer(("الريحانية", "LOCATION")), Outcome.BOUNDARY),
        (layer(("وبحلب", "LOCATION")), layer(("حلب", "LOCATION")), Outcome.CLITIC),
        (layer(("حلب", "LOCATION"), kind="x"), layer(("حلب", "LOCATION")), Outcome.DETAIL),
    ],
)
def test_one_thing_becomes_one_outcome(mine, gold, outcome):
    assert outcomes(mine, gold) == [outcome]


def test_what_differs_in_an_event_is_told_beside_the_span():
    spans = (("قصفت", "EVENT"), ("طائرات", "WEAPON"), ("الريحانية", "LOCATION"))
    mine = Event("e", "s0", "Battles", None, {}, (Argument("weapon", "s1"),))
    gold = Event("e", "s0", "Explosions/Remote violence", None, {}, (Argument("location", "s2"),))
    first, *others = compare(TEXT, layer(*spans, events=(mine,)), layer(*spans, events=(gold,)))
    assert first.outcome is Outcome.DETAIL
    assert [one.kind for one in first.details] == [Kind.TYPE, Kind.FILLER, Kind.FILLER]
    assert first.details[0].values == {MINE: "Battles", GOLD: "Explosions/Remote violence"}
    assert [one.outcome for one in others] == [Outcome.RIGHT] * 2


def test_they_come_in_the_order_of_the_text():
    mine = layer(("سقط", "EVENT"), ("قصفت", "EVENT"))
    assert outcomes(mine, layer(("بلدة", "LOCATION"), ("قصفت", "EVENT"))) == [
        Outcome.RIGHT,
        Outcome.MISSED,
        Outcome.EXTRA,
    ]


def test_an_excerpt_ends_at_words_and_stays_in_its_line():
    text = "سطر قبله\n" + "كلمة " * 40 + "هنا " + "بعدها " * 40 + "\nسطر بعده"
    start = text.index("هنا")
    before, words, after = excerpt(text, start, start + 3)
    assert words == "هنا"
    assert before.startswith("…كلمة ")
    assert after.endswith("بعدها…")
    assert "سطر" not in before + after
    assert 60 <= len(before) <= 70


def test_two_versions_have_one_window():
    one, other = (excerpt(TEXT, start, end, (5, 25)) for start, end in ((5, 25), (12, 25)))
    assert "".join(one) == "".join(other) == TEXT


@given(st.text(alphabet="اب \n\r.", max_size=300), st.data())
def test_an_excerpt_is_a_stretch_of_the_text(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before, words, after = excerpt(text, start, end)
    assert words == text[start:end]
    assert before.removeprefix("…") + words + after.removesuffix("…") in text
