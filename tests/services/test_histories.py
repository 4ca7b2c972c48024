"""Whatever people do, the rows equal the log, and both equal what an export brings back."""

from __future__ import annotations

import importlib.util
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from annotator import labelsets
from annotator.core.layer import Layer
from annotator.core.operations import Undo
from annotator.db.documents import DocumentRow, SuggestionRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.log import read_layer
from annotator.db.models import RememberedRow
from annotator.services.annotate import Refused, open_layer, replayed, save_operations
from annotator.services.intake import take_file
from annotator.services.memories import memory_of
from annotator.services.projects import create_project
from annotator.services.remembering import remember
from annotator.services.verdicts import Changes, verdicts

_spec = importlib.util.spec_from_file_location("histories", Path(__file__).parents[1] / "histories.py")
histories = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(histories)

_numbers = count(1)


@pytest.fixture
def desk(session, manager):
    """Make a project with the document of the histories, and save operations on its one layer."""

    class Desk:
        def __init__(self) -> None:
            self.project = create_project(session, f"p{next(_numbers)}", labelsets.text("conflict"), "conflict.toml")
            (self.document,) = take_file(session, self.project, "a.jsonl", BytesIO(histories.line())).added
            self.row = open_layer(session, self.document, manager)
            found = select(SuggestionRow.id).filter_by(document_id=self.document).order_by(SuggestionRow.id)
            self.suggestions = list(session.scalars(found))

        def save(self, *operations) -> Layer:
            labels = self.project.label_set.value()
            save_operations(session, self.row, labels, manager, self.row.revision, operations)
            return self.layer()

        def layer(self) -> Layer:
            session.expire_all()
            return read_layer(session, self.row)

        def log(self) -> list[str]:
            query = select(OperationRow.operation_id).filter_by(layer_id=self.row.id).order_by(OperationRow.revision)
            return list(session.scalars(query))

    return Desk


def _work(data, desk, between=lambda: None) -> None:
    number = 0
    for _ in range(data.draw(st.integers(1, 8))):
        layer, log, operations = desk.layer(), desk.log(), []
        for _ in range(data.draw(st.sampled_from([1, 1, 1, 2]))):
            number += 1
            operations.append(histories.next_operation(data.draw, number, layer, desk.suggestions, log))
        try:
            desk.save(*operations)
        except Refused:
            assert desk.layer() == layer
            assert desk.log() == log
        assert desk.row.revision == len(desk.log())
        between()


@settings(max_examples=60)
@given(data=st.data())
def test_rows_log_and_export_tell_the_same(data, session, desk, lines):
    worked = desk()
    _work(data, worked)
    assert worked.layer() == replayed(session, worked.row)
    exported = lines(worked.project)
    assert len(exported) == bool(worked.log())
    again = create_project(session, f"p{next(_numbers)}", labelsets.text("conflict"), "conflict.toml")
    if exported:
        take_file(session, again, "export.jsonl", BytesIO(b"".join(exported)))
    assert lines(again) == exported


@settings(max_examples=25)
@given(data=st.data())
def test_undoing_everything_in_reverse_leads_back_to_the_start(data, session, desk):
    worked = desk()
    _work(data, worked)
    done = worked.log()
    for number, operation in enumerate(reversed(done)):
        worked.save(Undo(id=f"u{number}", operations=(operation,)))
    assert worked.layer() == Layer() == replayed(session, worked.row)
    assert session.get_one(LayerRow, worked.row.id).revision == 2 * len(done)


@settings(max_examples=25)
@given(data=st.data())
def test_whenever_it_is_counted_the_memory_holds_what_the_layer_says_now(data, session, desk):
    worked = desk()
    project_id = worked.project.id

    def between() -> None:
        if data.draw(st.booleans()):
            assert remember(session, project_id) <= 1
            _same_as_counted_at_once(session, worked)

    _work(data, worked, between)
    remember(session, project_id)
    assert remember(session, project_id) == 0
    _same_as_counted_at_once(session, worked)


def _same_as_counted_at_once(session, worked) -> None:
    text = session.get_one(DocumentRow, worked.document).text
    suggestions = {row.id: row.value() for row in session.scalars(select(SuggestionRow))}
    at_once = Changes()
    at_once.add(verdicts(text, worked.layer(), suggestions), 1)
    held = set(memory_of(session, worked.project.id).rows())
    kept = {
        (one.name, one.label, one.type or None, one.subtype or None, one.context, one.accepted, one.rejected)
        for one in session.scalars(select(RememberedRow).filter_by(project_id=worked.project.id))
    }
    assert held == set(at_once.rows()) == kept
