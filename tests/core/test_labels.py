"""What a label set allows."""

import math

import pytest

from annotator.core.labels import Attribute, Choice, EventType, Label, LabelSet, Role, Subtype
from annotator.core.phrases import Problem

BOTH = {"ar": "عنوان", "en": "Title"}
KIND = Attribute("kind", BOTH, "choice", (Choice("killed", BOTH), Choice("wounded", BOTH)))
LOW = Attribute("low", BOTH, "number")
ISO = Attribute("iso", BOTH, "date")
LABELS = LabelSet(
    id="small",
    title=BOTH,
    labels=(
        Label("PLACE", BOTH, "#117733"),
        Label("OLD", BOTH, "#117733", retired=True),
    ),
    trigger=Label("EVENT", BOTH, "#dc050c"),
    event_types=(EventType("Battles", BOTH, (Subtype("Armed clash", BOTH),)), EventType("Riots", BOTH)),
    roles=(Role("location", BOTH, ("PLACE",)),),
)


def code_of(call, *arguments):
    with pytest.raises(Problem) as caught:
        call(*arguments)
    return caught.value.code


def test_the_trigger_label_is_among_the_labels_of_spans():
    assert list(LABELS.by_id) == ["PLACE", "OLD", "EVENT"]


def test_a_retired_label_is_readable_and_not_offered():
    assert LABELS.by_id["OLD"].retired
    assert [label for label in LABELS.by_id if LABELS.offers(label)] == ["PLACE", "EVENT"]
    assert not LABELS.offers("NEVER")


def test_check_label():
    assert LABELS.check_label("PLACE").id == "PLACE"
    assert code_of(LABELS.check_label, "NEVER") == "label-unknown"
    assert code_of(LABELS.check_label, "OLD") == "label-retired"


def test_check_event_type():
    LABELS.check_event_type("Battles", "Armed clash")
    LABELS.check_event_type("Battles", None)
    assert code_of(LABELS.check_event_type, "Wars", None) == "event-type"
    assert code_of(LABELS.check_event_type, "Riots", "Armed clash") == "event-subtype"


def test_check_argument():
    assert LABELS.check_argument("location", "PLACE").id == "location"
    assert code_of(LABELS.check_argument, "weapon", "PLACE") == "role-unknown"
    assert code_of(LABELS.check_argument, "location", "EVENT") == "role-label"


@pytest.mark.parametrize("values", [{}, {"kind": "killed"}, {"low": 3}, {"low": 2.5}, {"iso": "2016-02-27"}])
def test_attributes_that_fit(values):
    LABELS.check_attributes(values, (KIND, LOW, ISO))


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "lost"},
        {"kind": ["killed"]},
        {"low": "3"},
        {"low": True},
        {"low": math.nan},
        {"low": None},
        {"iso": 2016},
    ],
)
def test_attribute_values_that_do_not_fit(values):
    assert code_of(LABELS.check_attributes, values, (KIND, LOW, ISO)) == "attribute-value"


def test_an_attribute_that_is_not_there():
    assert code_of(LABELS.check_attributes, {"low": 3}, (KIND,)) == "attribute-unknown"


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("2016-02-29", True),
        ("2016-02", True),
        ("2016", True),
        ("2016-02-20/2016-02-29", True),
        ("2016-02/2016-02-10", True),
        ("2015-02-29", False),
        ("2016-02-29/2016-02-20", False),
        ("2016-13", False),
        ("yesterday", False),
        ("", False),
        ("2016-02-20/", False),
        ("2016-1-2", False),
        ("٢٠١٦-٠٢-٢٩", False),
        ("2016-02-20/2016-02-21/2016-02-22", False),
    ],
)
def test_a_date_is_an_iso_day_month_year_or_interval(conflict, value, fits):
    allowed = conflict.by_id["DATE"].attributes
    if fits:
        conflict.check_attributes({"iso": value}, allowed)
        return
    with pytest.raises(Problem) as problem:
        conflict.check_attributes({"iso": value}, allowed)
    assert problem.value.code == "attribute-value"


@pytest.mark.parametrize(
    ("kind", "subtype", "code"),
    [("Old", None, "event-retired"), ("New", "gone", "event-retired"), ("New", "here", None)],
)
def test_a_retired_kind_of_event_is_for_old_events_only(kind, subtype, code):
    title = {"ar": "ا", "en": "a"}
    subtypes = (Subtype("gone", title, retired=True), Subtype("here", title))
    types = (EventType("Old", title, retired=True), EventType("New", title, subtypes))
    labels = LabelSet("x", title, (Label("A", title, "#117733"),), Label("EVENT", title, "#117733"), types)
    labels.check_event_type(kind, subtype)
    if code is None:
        labels.check_event_type(kind, subtype, new=True)
        return
    with pytest.raises(Problem) as problem:
        labels.check_event_type(kind, subtype, new=True)
    assert problem.value.code == code


def test_a_retired_role_is_for_old_arguments_only():
    title = {"ar": "ا", "en": "a"}
    role = Role("who", title, ("A",), retired=True)
    labels = LabelSet("x", title, (Label("A", title, "#117733"),), roles=(role,))
    assert labels.check_argument("who", "A") is role
    with pytest.raises(Problem) as problem:
        labels.check_argument("who", "A", new=True)
    assert problem.value.code == "role-retired"
