"""A project's own server hears of finished documents: each once, in the background, and nobody waits for it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import event

from annotator.core.operations import AddSpan, Finish, Resume
from annotator.core.phrases import Phrase
from annotator.db.base import writing
from annotator.db.documents import CHECK, DocumentRow
from annotator.db.projects import ProjectRow
from annotator.services import remotes, teaching
from annotator.services.annotate import open_layer, save_operations
from annotator.services.bulk import Selection, put_in_bin
from annotator.services.phrasing import phrase_to_json
from annotator.services.remotes import trouble_of
from annotator.services.teaching import MOST_TRIES, teach
from annotator.services.upkeep import look_after
from tests.suggesters.lab_server import says, serving

TEXTS = ["رست الباخرة نورس", "عادت الباخرة هدهد", "غرقت الباخرة غزالة"]


def _never() -> bool:
    return False


@pytest.fixture
def lab(session, project):
    """A server that the project has named."""
    with serving() as made:
        with writing(session):
            session.get_one(ProjectRow, project.id).backend_url = made.address
        yield made


@pytest.fixture
def documents(take):
    return take("a.jsonl", "\n".join(json.dumps({"text": one}) for one in TEXTS)).added


@pytest.fixture
def finish(session, project, manager):
    def finished(document: int) -> None:
        row = open_layer(session, document, manager)
        name = AddSpan(id=f"a{row.revision}", span=f"s{row.revision}", start=12, end=15, label="FACILITY")
        given = [Resume(id=f"r{row.revision}")] if row.revision else []
        operations = [*given, name, Finish(id=f"f{row.revision}")] if not given else [*given, Finish(id="again")]
        save_operations(session, row, project.label_set.value(), manager, row.revision, operations)

    return finished


def _told(lab) -> list[tuple[str, str]]:
    return [(one["action"], one["task"]["data"]["text"]) for one in lab.called("/webhook")]


def test_each_finished_document_is_told_once_and_again_when_it_is_finished_again(
    session, project, lab, documents, finish
):
    finish(documents[0])
    finish(documents[1])
    look_after(session, _never)
    assert _told(lab) == [("ANNOTATION_CREATED", one) for one in TEXTS[:2]]
    look_after(session, _never)
    assert len(lab.called("/webhook")) == 2
    finish(documents[0])
    look_after(session, _never)
    assert _told(lab)[2:] == [("ANNOTATION_UPDATED", TEXTS[0])]


def test_without_a_server_nobody_is_told_and_a_new_one_hears_of_all(session, project, documents, finish):
    finish(documents[0])
    assert teach(session, project.id, _never) == 0
    for _ in range(2):
        with serving() as lab:
            with writing(session):
                session.get_one(ProjectRow, project.id).backend_url = lab.address
            assert teach(session, project.id, _never) == 1
            assert len(_told(lab)) == 1


def test_what_fails_is_the_servers_trouble_and_is_tried_again_for_a_while(
    session, project, lab, documents, finish, caplog
):
    finish(documents[0])
    finish(documents[1])
    lab.paths["/webhook"] = [says({}, 422)]
    teach(session, project.id, _never)
    remote = remotes.remote_of(session, project.id)
    assert remote.trouble is not None
    assert "backend-error" in caplog.text
    assert "الباخرة" not in caplog.text
    for _ in range(MOST_TRIES - 2):
        remote._circuit.worked()  # as if it had been left alone for long enough
        assert teach(session, project.id, _never) == 0
    lab.paths["/webhook"] = [says({}, 422), says({})]
    lab.calls.clear()
    remote._circuit.worked()
    assert teach(session, project.id, _never) == 1  # the first one is left out after so many tries
    assert [text for _action, text in _told(lab)] == TEXTS[:2]


def test_a_server_that_knows_predictions_only_has_not_failed(session, project, lab, documents, finish):
    finish(documents[0])
    lab.paths["/webhook"] = [says({}, 404)]
    assert teach(session, project.id, _never) == 1
    assert remotes.remote_of(session, project.id).trouble is None


def test_of_what_is_in_the_bin_or_was_taken_back_nothing_is_told(session, project, lab, documents, finish, manager):
    for document in documents:
        finish(document)
    put_in_bin(session, Selection(project.id, ids=(documents[0],)), manager)
    row = open_layer(session, documents[1], manager)
    save_operations(session, row, project.label_set.value(), manager, row.revision, [Resume(id="back")])
    teach(session, project.id, _never)
    assert [text for _action, text in _told(lab)] == TEXTS[2:]


def test_who_has_nothing_to_tell_leaves_what_another_had_trouble_with(session, project, lab, documents, finish):
    finish(documents[0])
    teach(session, project.id, _never)
    trouble = Phrase("The server cannot be reached.")
    with writing(session):
        session.get_one(ProjectRow, project.id).backend_trouble = phrase_to_json(trouble)
    teach(session, project.id, _never)
    assert trouble_of(session, project.id) == trouble
    finish(documents[1])
    teach(session, project.id, _never)
    assert trouble_of(session, project.id) is None


def test_of_answers_by_which_people_are_judged_nothing_is_told(session, project, lab, documents, finish):
    for document in documents:
        finish(document)
    session.get_one(DocumentRow, documents[0]).purpose = CHECK
    session.commit()
    teach(session, project.id, _never)
    assert [text for _action, text in _told(lab)] == TEXTS[1:]


def test_it_goes_on_where_it_was_ended_and_through_a_long_log(session, project, lab, documents, finish, monkeypatch):
    monkeypatch.setattr(teaching, "STRETCH", 1)
    for document in documents:
        finish(document)
    stops = iter([False, False, False, True])
    teach(session, project.id, lambda: next(stops))
    teach(session, project.id, _never)
    assert [text for _action, text in _told(lab)] == TEXTS


def test_the_log_is_read_by_its_numbers_however_many_documents_there_are(session, project, lab, documents, finish):
    statements = []
    finish(documents[0])
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2:4]))
    assert teach(session, project.id, _never) == 1
    ((sql, values),) = [one for one in statements if "JOIN layer" in one[0] and "operation.kind" in one[0]]
    plan = [row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert [step.split("(")[0] for step in plan] == [
        f"SEARCH {table} USING INTEGER PRIMARY KEY " for table in ("operation", "layer", "document")
    ]
