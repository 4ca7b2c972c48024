"""A project's label set changes; nothing that is in use gets lost."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from annotator import labelsets
from annotator.core.labelfile import LabelSetProblem
from annotator.core.operations import AddSpan
from annotator.db.layers import SpanRow
from annotator.db.projects import LabelSetRow
from annotator.services.annotate import Refused, open_layer, save_operations
from annotator.services.relabel import change_label_set

SMALL = 'id = "small"\ntitle = "Small"\n[[labels]]\nid = "PLACE"\ntitle = "Place"\ncolour = "#117733"\nkey = "1"\n'


@pytest.fixture
def mark(session, project, manager, take):
    (document,) = take("a.txt", "قصف على حلب ودمشق").added
    row = open_layer(session, document, manager)

    def marked(number: int, start: int, end: int, label: str) -> None:
        operation = AddSpan(id=f"o{number}", span=f"s{number}", start=start, end=end, label=label)
        save_operations(session, row, project.label_set.value(), manager, row.revision, [operation])

    return marked


def test_a_label_in_use_is_retired_with_its_spans_in_place(session, project, mark):
    mark(1, 8, 11, "LOCATION")
    new = change_label_set(session, project, SMALL, "small.toml")
    assert {label.id: label.retired for label in new.labels} == {"PLACE": False, "LOCATION": True}
    assert session.scalars(select(SpanRow.label)).all() == ["LOCATION"]
    mark(2, 13, 17, "PLACE")
    with pytest.raises(Refused) as refused:
        mark(3, 13, 17, "LOCATION")
    assert refused.value.code == "label-retired"


def test_what_only_a_suggestion_uses_stays_too(session, project, take):
    take("b.jsonl", json.dumps({"text": "في حلب", "spans": [{"start": 3, "end": 6, "label": "FACILITY"}]}))
    new = change_label_set(session, project, SMALL, "small.toml")
    assert {label.id for label in new.labels if label.retired} == {"FACILITY"}


def test_what_nobody_uses_goes_and_the_file_stays_as_written(session, project):
    change_label_set(session, project, SMALL, "small.toml")
    assert project.label_set.toml == SMALL
    assert [row.number for row in session.scalars(select(LabelSetRow).order_by(LabelSetRow.number))] == [1, 2]


def test_a_broken_file_changes_nothing(session, project):
    before = project.label_set.sha256
    with pytest.raises(LabelSetProblem):
        change_label_set(session, project, SMALL + "colour = 1", "small.toml")
    assert project.label_set.sha256 == before == project.label_set.sha256


def test_a_retired_label_can_come_back(session, project, mark):
    mark(1, 8, 11, "LOCATION")
    change_label_set(session, project, SMALL, "small.toml")
    new = change_label_set(session, project, labelsets.text("conflict"), "conflict.toml")
    assert not new.by_id["LOCATION"].retired
