"""Many people save at once: nobody is turned away by the database, and nobody overwrites anybody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from annotator.core.operations import AddSpan
from annotator.db.accounts import UserRow
from annotator.db.layers import LayerRow, OperationRow
from annotator.db.log import read_layer
from annotator.db.projects import ProjectRow
from annotator.services.accounts import add_user
from annotator.services.annotate import Stale, open_layer, replayed, save_operations

TEXT = "كلمة " * 60


@pytest.fixture
def document(take) -> int:
    spans = [{"start": at, "end": at + 4, "label": "DATE"} for at in range(0, 300, 5)]
    return take("a.jsonl", json.dumps({"text": TEXT, "spans": spans})).added[0]


@pytest.fixture
def at_once(app, session):
    """Run functions in threads, each with a session of its own; return what they raised."""

    def run(*functions: Callable[[], None]) -> list[BaseException]:
        problems, together = [], threading.Barrier(len(functions))

        def guarded(function: Callable[[], None]) -> None:
            with app.app_context():
                together.wait()
                try:
                    function()
                except BaseException as problem:
                    problems.append(problem)

        threads = [threading.Thread(target=guarded, args=(function,)) for function in functions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        session.rollback()  # what the threads have written is seen from here on
        return problems

    return run


def _span(number: int, tag: str = "o") -> AddSpan:
    return AddSpan(id=f"{tag}{number}", span=f"{tag}{number}", start=5 * number, end=5 * number + 4, label="PERSON")


def test_people_who_save_on_their_own_layers_all_succeed(session, project, document, at_once):
    users = [add_user(session, f"user {number}", None).id for number in range(4)]
    project_id = project.id

    def work(user_id: int) -> Callable[[], None]:
        def working() -> None:
            user, labels = session.get_one(UserRow, user_id), session.get_one(ProjectRow, project_id).label_set.value()
            row = open_layer(session, document, user)
            for number in range(30):
                save_operations(session, row, labels, user, number, [_span(number)])

        return working

    assert at_once(*(work(user) for user in users)) == []
    rows = session.scalars(select(LayerRow)).all()
    assert [row.revision for row in rows] == [30] * 4
    assert all(len(read_layer(session, row).spans) == 30 for row in rows)
    assert all(read_layer(session, row) == replayed(session, row) for row in rows)


def test_of_two_pages_on_one_layer_exactly_one_wins_each_revision(session, project, document, manager, at_once):
    labels, user_id, rounds = project.label_set.value(), manager.id, 25
    layer_id = open_layer(session, document, manager).id
    outcomes: dict[tuple[str, int], str] = {}
    step = threading.Barrier(2)

    def work(tag: str) -> Callable[[], None]:
        def working() -> None:
            row, user = session.get_one(LayerRow, layer_id), session.get_one(UserRow, user_id)
            for number in range(rounds):
                step.wait()
                try:
                    save_operations(session, row, labels, user, number, [_span(number, tag)])
                    outcomes[tag, number] = "saved"
                except Stale:
                    outcomes[tag, number] = "stale"

        return working

    assert at_once(work("a"), work("b")) == []
    for number in range(rounds):
        assert sorted(outcomes[tag, number] for tag in "ab") == ["saved", "stale"]
    row = session.get_one(LayerRow, layer_id)
    assert row.revision == rounds
    assert set(read_layer(session, row).spans) == {
        f"{tag}{n}" for (tag, n), what in outcomes.items() if what == "saved"
    }
    assert read_layer(session, row) == replayed(session, row)


def test_the_same_request_sent_twice_at_once_is_done_once(session, project, document, manager, at_once):
    labels, user_id = project.label_set.value(), manager.id
    layer_id = open_layer(session, document, manager).id
    answers = []

    def send() -> None:
        row, user = session.get_one(LayerRow, layer_id), session.get_one(UserRow, user_id)
        answers.append(save_operations(session, row, labels, user, 0, [_span(1), _span(2)])[0])

    assert at_once(*[send] * 4) == []
    assert answers == [2, 2, 2, 2]
    assert session.scalar(select(func.count(OperationRow.id))) == 2


def test_a_layer_opened_by_two_requests_at_once_is_one(session, document, manager, at_once):
    user_id = manager.id

    def visit() -> None:
        open_layer(session, document, session.get_one(UserRow, user_id))

    assert at_once(*[visit] * 6) == []
    assert session.scalar(select(func.count(LayerRow.id))) == 1


WORKER = """
import sys
from annotator.app import create_app
from annotator.core.operations import Reject
from annotator.db.accounts import UserRow
from annotator.db.base import session
from annotator.db.projects import ProjectRow
from annotator.services.annotate import open_layer, save_operations
from annotator.services.workplace import find_place, workplace
user_id, document = map(int, sys.argv[1:])
with create_app().app_context():
    user, labels = session.get_one(UserRow, user_id), session.get_one(ProjectRow, 1).label_set.value()
    ids = [one.id for one in workplace(session, find_place(session, 1, document, user)).suggestions]
    row = open_layer(session, document, user)
    print("ready", flush=True)
    sys.stdin.readline()
    for number, suggestion in enumerate(ids):
        save_operations(session, row, labels, user, number, [Reject(id=f"o{number}", suggestion=suggestion)])
"""


def test_two_programs_on_one_database_both_save_everything(app, session, project, document, tmp_path):
    users = [add_user(session, name, None).id for name in ("layla", "sami")]
    session.rollback()
    environment = {**os.environ, "ANNOTATOR_HOME": str(app.extensions["settings"].home)}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(user), str(document)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for user in users
    ]  # fmt: skip
    assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 2
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    assert [worker.communicate()[1] for worker in workers] == ["", ""]
    assert [worker.returncode for worker in workers] == [0, 0]
    session.rollback()
    rows = session.scalars(select(LayerRow).order_by(LayerRow.user_id)).all()
    assert [(row.user_id, row.revision) for row in rows] == [(user, 60) for user in users]
