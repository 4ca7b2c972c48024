"""What changed between label sets and between texts, in words; and colours that are hard to tell apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import labelsets
from annotator.core.colours import colour_warnings, contrast, distance
from annotator.core.labelchanges import changes
from annotator.core.labelfile import with_retired
from annotator.core.labels import Attribute, Choice, Label
from annotator.core.linechanges import line_changes
from tests.core.test_labelfile import SOME, label_sets

CONFLICT = labelsets.read("conflict")
PERSON, ACTOR, *REST = CONFLICT.labels


def told(old, new):
    return [(one.kind, one.sort, one.id, tuple(str(detail) for detail in one.details)) for one in changes(old, new)]


def labels(*listed):
    return replace(CONFLICT, labels=listed)


def test_nothing_changed():
    assert told(CONFLICT, CONFLICT) == []


def test_a_label_that_looks_different_says_in_what():
    new = replace(
        PERSON,
        title={**PERSON.title, "en": "Human"},
        colour="#000000",
        key="",
        guideline=replace(PERSON.guideline, example="[a]", text={**PERSON.guideline.text, "ar": "غيره"}),
    )
    assert told(CONFLICT, labels(new, ACTOR, *REST)) == [
        (
            "changed",
            "label",
            "PERSON",
            (
                "English name: “Human”, before “Person”",
                "colour: #000000, before #0072b2",
                "key: –, before 1",
                "the Arabic guideline has another wording",
                "another example",
            ),
        )
    ]


def test_what_came_and_went_and_moved():
    fresh = Label("SHIP", {"ar": "سفينة", "en": "Ship"}, "#123456")
    assert told(CONFLICT, labels(ACTOR, PERSON, *REST[1:], fresh)) == [
        ("changed", "label set", "conflict", ("the labels have another order",)),
        ("added", "label", "SHIP", ()),
        ("removed", "label", "ORGANISATION", ()),
    ]


def test_retired_and_back():
    retired = labels(replace(PERSON, retired=True), ACTOR, *REST)
    assert told(CONFLICT, retired) == [("retired", "label", "PERSON", ())]
    assert told(retired, CONFLICT) == [("back", "label", "PERSON", ())]


def test_a_subtype_says_its_type():
    first, *others = CONFLICT.event_types
    new = replace(CONFLICT, event_types=(replace(first, subtypes=first.subtypes[1:]), *others))
    (change,) = changes(CONFLICT, new)
    assert (change.kind, change.sort, change.within.id) == ("removed", "subtype", "Battles")


def test_attributes_and_choices_and_roles():
    title = {"ar": "ا", "en": "a"}
    old = replace(PERSON, attributes=(Attribute("a", title, "choice", (Choice("x", title), Choice("y", title))),))
    new = replace(
        PERSON,
        attributes=(
            Attribute("a", title, "choice", (Choice("y", title), Choice("z", title)), required=True),
            Attribute("b", title, "date"),
        ),
    )
    ((_, _, _, details),) = told(labels(old, ACTOR, *REST), labels(new, ACTOR, *REST))
    assert details == (
        "attribute “a” is needed now",
        "attribute “a”: new choices “z”",
        "attribute “a”: choices gone “x”",
        "attribute “b” added",
    )
    role, *roles = CONFLICT.roles
    changed = replace(CONFLICT, roles=(replace(role, labels=("ACTOR", "PERSON"), many=False), *roles))
    ((_, _, _, details),) = told(CONFLICT, changed)
    assert details == ("takes ACTOR, PERSON, before ACTOR", "takes one span at most now")


@given(label_sets(), label_sets())
@SOME
def test_two_sets_are_equal_where_nothing_changed(old, new):
    assert changes(old, old) == []
    assert (changes(old, new) == []) == (old == new)


@given(label_sets())
@SOME
def test_what_is_kept_is_told_as_retired(old):
    used = {label.id for label in old.labels}
    new = with_retired(old, used, replace(old, labels=old.labels[:1], roles=(), event_types=(), trigger=None))
    gone = {label.id for label in old.labels[1:] if not label.retired}
    assert {one.id for one in changes(old, new) if one.kind == "retired" and one.sort == "label"} >= gone


# --- Colours ----------------------------------------------------------------------------------------------------------


def coloured(*colours):
    return [Label(f"L{at}", {"ar": f"و{at}", "en": f"L{at}"}, colour) for at, colour in enumerate(colours)]


def test_measures_of_colour():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert distance("#000000", "#ffffff") == pytest.approx(100, abs=0.1)
    assert distance("#0072b2", "#0072b2") == 0


@pytest.mark.parametrize(
    ("colours", "part"),
    [
        (("#0072b2", "#0073b3"), "tell apart. Give"),
        (("#ffee00",), "on white"),
        (("#000044",), "on black"),
        (("#808000", "#c06000"), "no red"),
    ],
)
def test_a_warning_says_for_whom(colours, part):
    (warning, *_) = colour_warnings(coloured(*colours))
    assert part in str(warning.phrase("en"))
    assert "L0" in str(warning.phrase("en"))
    assert "و0" in str(warning.phrase("ar"))


@pytest.mark.parametrize("name", ["conflict", "ace", "anercorp"])
def test_the_shipped_sets_give_no_warning(name):
    assert list(colour_warnings(list(labelsets.read(name).by_id.values()))) == []


def test_retired_labels_and_hundreds_of_labels():
    one, other = coloured("#0072b2", "#0072b2")
    assert list(colour_warnings([one, replace(other, retired=True)])) == []
    assert len(list(colour_warnings(coloured(*["#0072b2"] * 1000)))) == 60 * 59 / 2


# --- Lines ------------------------------------------------------------------------------------------------------------


def signs(old, new):
    return [(line.kind, line.text or line.count) for line in line_changes(old, new)]


def test_lines_with_some_around_them():
    old = "\n".join("abcdefghij")
    assert signs(old, old.replace("e", "E")) == [
        ("skipped", 1),
        *(("same", one) for one in "bcd"),
        ("removed", "e"),
        ("added", "E"),
        *(("same", one) for one in "fgh"),
        ("skipped", 2),
    ]
    assert signs(old, old) == []


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_no_line_is_lost(old, new):
    lines = line_changes("\n".join(old), "\n".join(new))
    for kind, text in (("removed", old), ("added", new)):
        shown = sum(line.count for line in lines if line.kind in {kind, "same", "skipped"})
        assert shown == (len("\n".join(text).splitlines()) if lines else 0)


def test_texts_of_many_lines_take_no_time():
    old, new = "\n".join(map(str, range(50_000))), "\n".join(map(str, range(50_000, 0, -1)))
    lines = line_changes(old, new)
    assert sum(line.kind == "added" for line in lines) >= 49_000
