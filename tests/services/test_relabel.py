"""A project's label set changes; nothing that is in use gets lost."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from annotator import labelsets
from annotator.core.labelfile import LabelSetProblem, read_label_set
from annotator.core.operations import AddEvent, AddSpan
from annotator.core.phrases import Problem
from annotator.db.layers import SpanRow
from annotator.db.projects import LabelSetRow
from annotator.services.annotate import Refused, Stale, open_layer, save_operations
from annotator.services.audit import entries
from annotator.services.relabel import change_label_set, preview
from tests.gilded import event, gild, span

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


def test_what_only_gold_uses_is_retired_too(session, project, take):
    (document,) = take("c.txt", "غارة على حلب").added
    spans = [span("غارة على حلب", "غارة", "EVENT", "t"), span("غارة على حلب", "حلب", "LOCATION", "p")]
    gild(session, document, spans, [event("t", "Battles", None, [("location", "p")])])
    new = change_label_set(session, project, SMALL, "small.toml")
    assert {label.id for label in new.by_id.values() if label.retired} >= {"EVENT", "LOCATION"}
    assert ([kind.id for kind in new.event_types], "location" in new.roles_by_id) == (["Battles"], True)


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


def test_the_version_says_who_made_it_and_so_does_the_log(session, project, manager):
    change_label_set(session, project, SMALL, "small.toml", by=manager)
    assert project.label_set.user.name == "huda"
    newest = entries(session, project.id)[0]
    assert newest.who == "huda"
    assert str(newest.phrase).startswith("changed the label set (version 2, ")


def test_what_was_made_from_an_older_version_is_refused(session, project, manager):
    change_label_set(session, project, SMALL, "small.toml", by=manager, made_from=1)
    with pytest.raises(Problem) as refused:
        change_label_set(session, project, labelsets.text("ace"), "ace.toml", made_from=1)
    assert refused.value.code == "label-set-stale"
    assert "huda" in str(refused.value)
    assert project.label_set.toml == SMALL


def test_the_same_text_makes_no_version(session, project):
    change_label_set(session, project, project.label_set.toml, "conflict.toml")
    assert project.label_set.number == 1
    assert [one.phrase.message for one in entries(session, project.id)] == ["made the project “%(name)s”"]


def test_a_preview_changes_nothing_and_counts_what_is_in_use(session, project, mark):
    mark(1, 8, 11, "LOCATION")
    shown = preview(session, project, read_label_set(SMALL, "small.toml"))
    told = {(change.kind, change.sort, change.id): uses for change, uses in shown.changes}
    assert told["retired", "label", "LOCATION"] == 1
    assert told["removed", "label", "PERSON"] == 0
    assert told["added", "label", "PLACE"] == 0
    assert [label.id for label in shown.label_set.labels] == ["PLACE", "LOCATION"]
    assert [tuple(label.id for label in one.labels) for one in shown.warnings] == []
    assert project.label_set.number == 1


def test_a_subtype_in_use_stays_though_another_type_has_one_of_its_name(session, project, manager, take):
    """“Attack” may be a subtype of two types: what goes is looked for in its own."""
    text = project.label_set.toml
    two = text.replace(
        '[[event_types]]\nid = "Protests"',
        '[[event_types]]\nid = "Sieges"\ntitle = "Sieges"\n[[event_types.subtypes]]\nid = "Attack"\ntitle = "Attack"\n'
        '[[event_types]]\nid = "Protests"',
    )
    change_label_set(session, project, two, "two.toml")
    (document,) = take("c.txt", "قصف على حلب").added
    row = open_layer(session, document, manager)
    labels = project.label_set.value()
    made = AddSpan(id="o1", span="s1", start=0, end=3, label="EVENT")
    event = AddEvent(id="o2", event="e1", trigger="s1", type="Violence against civilians", subtype="Attack")
    save_operations(session, row, labels, manager, row.revision, [made, event])
    start = two.index('[[event_types.subtypes]]\nid = "Attack"\ntitle = {ar')
    end = two.index("[[event_types.subtypes]]", start + 1)
    new = change_label_set(session, project, two[:start] + two[end:], "one.toml")
    kept = {kind.id: {one.id: one.retired for one in kind.subtypes} for kind in new.event_types}
    assert kept["Violence against civilians"]["Attack"] is True
    assert kept["Sieges"] == {"Attack": False}


def test_a_save_that_began_before_the_labels_changed_brings_no_label_back(session, project, manager, take):
    (document,) = take("a.txt", "قصف على حلب ودمشق").added
    row, labels = open_layer(session, document, manager), project.label_set.value()
    change_label_set(session, project, SMALL, "small.toml")
    operation = AddSpan(id="o1", span="s1", start=8, end=11, label="LOCATION")
    with pytest.raises(Stale):
        save_operations(session, row, labels, manager, 0, [operation])
    assert session.scalars(select(SpanRow.label)).all() == []
