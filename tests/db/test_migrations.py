"""A database of an earlier version becomes one of today's, with all that is in it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import MetaData, select

from annotator import labelsets
from annotator.app import create_app, migrate, prepare_database
from annotator.config import Settings
from annotator.core.operations import Accept, AddNote, AddSpan, Finish, RefuseArgument, Reject, Resume, Undo
from annotator.db.accounts import UserRow
from annotator.db.base import db, session
from annotator.db.layers import LayerRow
from annotator.db.log import read_layer
from annotator.db.projects import ProjectRow
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, replayed, save_operations
from annotator.services.intake import take_file
from annotator.services.projects import create_project

SPANS = '{"start": 0, "end": 4, "label": "EVENT", "type": "Battles"}, {"start": 5, "end": 11, "label": "WEAPON"}'
LINE = f'{{"text": "قصفت طائرات بلدة", "spans": [{SPANS}]}}'


@pytest.fixture
def old(tmp_path) -> Iterator[Flask]:
    """An application on a database of the first version, in which somebody has worked."""
    app = create_app(Settings(tmp_path, tmp_path / "exports"))
    prepare_database(app)
    with app.app_context():
        _work()
        db.session.remove()
        # What was written has no rows in the newer tables: without them, it is what the first version wrote.
        migrate(app, "0001")
    yield app
    with app.app_context():
        db.engine.dispose()


def _work() -> None:
    manager = add_user(session, "huda", "a long enough password", manager=True)
    project = create_project(session, "مشروع", labelsets.text("conflict"), "conflict.toml")
    (document,) = take_file(session, project, "a.jsonl", BytesIO(LINE.encode()), annotators=[manager]).added
    first = [
        Accept(id="o1", suggestion=2, span="s1", event="e1"),
        AddSpan(id="o2", span="s2", start=12, end=16, label="LOCATION"),
        Reject(id="o3", suggestion=1),
        Finish(id="o4"),
    ]
    save_operations(session, open_layer(session, document, manager), project.label_set.value(), manager, 0, first)


def _everything() -> dict[str, list[dict[str, object]]]:
    tables = MetaData()
    with db.engine.connect() as connection:
        tables.reflect(connection)
        found = {name: connection.execute(select(table)).mappings() for name, table in tables.tables.items()}
        return {name: [dict(row) for row in rows] for name, rows in found.items()}


def test_the_database_of_the_first_version_keeps_all_that_is_in_it(old):
    with old.app_context():
        before = _everything()
    assert {"note", "refusal"}.isdisjoint(before)
    kept = ("document", "suggestion", "layer", "operation", "span", "event", "decision", "assignment")
    assert all(before[name] for name in kept)
    prepare_database(old)
    with old.app_context():
        after = _everything()
        row = session.scalar(select(LayerRow))
        layer = read_layer(session, row)
        assert layer == replayed(session, row)
    assert (after.pop("note"), after.pop("refusal")) == ([], [])
    assert before.pop("alembic_version") != after.pop("alembic_version")
    (given,) = after["assignment"]
    assert (given["project_id"], given["place"], given["state"]) == (1, 1, "finished")
    (tally,) = after.pop("tally")
    assert (tally["user_id"], tally["given"], tally["finished"], tally["skipped"]) == (1, 1, 1, 0)
    (text,) = after.pop("document_text")
    assert text["text"] == before["document"][0].pop("text")
    assert [(row["characters"], row["finished"], row["wanted"]) for row in after["document"]] == [(16, 1, 0)]
    assert after["document"][0]["found_by"] == "قصفت طائرات بلده d-" + after["document"][0]["sha256"][:12]
    assert given["done_at"] == after["layer"][0]["changed_at"]
    assert [row["given"] for row in after["document"]] == [1]
    old_columns = {name: rows[0].keys() for name, rows in before.items() if rows}
    cut = {name: [{key: row[key] for key in old_columns[name]} for row in rows] for name, rows in after.items() if rows}
    assert cut == {name: rows for name, rows in before.items() if rows}
    assert (layer.state, set(layer.spans), layer.notes) == ("finished", {"s1", "s2"}, {})


def test_a_layer_of_the_first_version_takes_todays_operations(old):
    prepare_database(old)
    with old.app_context():
        row = session.scalar(select(LayerRow))
        labels, user = session.scalar(select(ProjectRow)).label_set.value(), session.get_one(UserRow, row.user_id)
        new = [
            Resume(id="o5"),
            AddNote(id="o6", note="n1", sort="unsure", span="s2"),
            RefuseArgument(id="o7", trigger=2, role="weapon", filler=1),
            Undo(id="o8", operations=("o3",)),
        ]
        save_operations(session, row, labels, user, 4, new)
        layer = read_layer(session, row)
        assert layer == replayed(session, row)
    assert (set(layer.notes), set(layer.refusals), set(layer.decisions)) == ({"n1"}, {"2 1 weapon"}, {2})
