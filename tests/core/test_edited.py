"""What a curator edits fits text and label set; what was retired stays where it stands, and goes nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator import labelsets
from annotator.core.cases import Case, Mark
from annotator.core.edited import check_edited, standing
from annotator.core.events import Argument, Event
from annotator.core.labels import LabelSet
from annotator.core.layer import MANUAL, MarkedSpan
from annotator.core.phrases import Problem
from annotator.core.spans import Span
from annotator.core.verdicts import Edited

TEXT = "كلمة أخرى هنا"


@pytest.fixture(scope="module")
def labels() -> LabelSet:
    """Return a label set with one of each kind retired."""
    found = labelsets.read("conflict")
    kind, *kinds = found.event_types
    subtype, *subtypes = kinds[0].subtypes
    kinds[0] = replace(kinds[0], subtypes=(replace(subtype, retired=True), *subtypes))
    return replace(
        found,
        labels=(replace(found.labels[0], retired=True), *found.labels[1:]),
        event_types=(replace(kind, retired=True), *kinds),
        roles=(replace(found.roles[0], retired=True), *found.roles[1:]),
    )


def told(labels: LabelSet) -> dict[str, Edited]:
    """Return an edit for each kind of retired thing, which has that and nothing else that is retired."""
    trigger = labels.trigger.id
    gone, kept = labels.event_types[:2]

    def event(kind=kept.id, subtype=None, arguments=()):
        return Edited(Span(0, 4, trigger), {}, (Event("", "", kind, subtype, {}, arguments),))

    return {
        "label-retired": Edited(Span(0, 4, labels.labels[0].id)),
        "event-retired": event(gone.id),
        "event-retired of a subtype": event(subtype=kept.subtypes[0].id),
        "role-retired": event(arguments=(Argument(labels.roles[0].id, "5-9-X"),)),
    }


KINDS = ["label-retired", "event-retired", "event-retired of a subtype", "role-retired"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_retired_comes_nowhere_new(labels, kind):
    with pytest.raises(Problem) as refused:
        check_edited(TEXT, labels, told(labels)[kind], {"5-9-X"})
    assert refused.value.code == kind.split()[0]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_retired_stays_where_an_annotator_or_an_edit_has_it(labels, kind):
    edited = told(labels)[kind]
    check_edited(TEXT, labels, edited, {"5-9-X"}, standing(None, edited))
    span = MarkedSpan("s", 0, 4, edited.span.label, {}, MANUAL, None, "")
    case = Case("0-4-X", ("a", "b"), {"a": Mark(span, (0, 4), edited.events)})
    check_edited(TEXT, labels, edited, {"5-9-X"}, standing(case))


def test_nothing_stands_where_nobody_has_marked_anything():
    assert set(standing(None)) == set()
