"""What is asked for all day long stays quick, however many documents and people there are: no table is walked."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from annotator.db.base import db
from annotator.services.assign import assign
from annotator.services.calibrating import calibrate
from annotator.services.comparing import compare
from tests.reviewed_project import reviewed


@pytest.fixture
def asked(app):
    """Collect the statements of what is done: ``with asked() as statements``."""

    @contextmanager
    def noted():
        found: list[tuple[str, tuple]] = []

        def note(_, __, statement, parameters, ___, many) -> None:
            found.append((statement, parameters[0] if many else parameters))

        event.listen(db.engine, "before_cursor_execute", note)
        yield found
        event.remove(db.engine, "before_cursor_execute", note)

    return noted


def walked(statements) -> list[tuple[str, list[str]]]:
    """Return the statements with a step that goes through a whole table."""
    found = []
    with db.engine.connect() as connection:
        for statement, parameters in statements:
            if statement.split()[0] not in ("SELECT", "INSERT", "UPDATE", "DELETE"):
                continue
            explained = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row[3] for row in explained]
            # A list of values, the one row of a subquery, and what a counted subquery gives, are no tables.
            if [step for step in steps if step.startswith("SCAN") and not re.search("CONSTANT ROW| anon_1$", step)]:
                found.append((statement, steps))
    return found


@pytest.fixture
def ten(take, annotator):
    lines = [json.dumps({"text": f"قصفت طائرات بلدة الريحانية {n}", "spans": SPANS}) for n in range(10)]
    return take("ten.jsonl", "\n".join(lines)).added


SPANS = [{"start": 17, "end": 26, "label": "LOCATION"}, {"start": 5, "end": 11, "label": "WEAPON"}]


def one_round(client, page_of, project: int) -> None:
    """Ask for the next document, open it, decide on what is suggested, finish it."""
    found = client.get(f"/projects/{project}/next")
    assert "/documents/" in found.location
    payload = page_of(client.get(found.location))
    operations = [
        {"kind": "accept", "id": f"o{one['id']}", "suggestion": one["id"], "span": f"s{one['id']}"}
        for one in payload["suggestions"]
    ]
    for operation in (*operations, {"kind": "finish", "id": "f"}):
        body = {"revision": payload["layer"]["revision"], "operations": [operation]}
        answer = client.post(payload["urls"]["operations"], json=body)
        assert answer.status_code == 200
        payload["layer"]["revision"] = answer.json["revision"]


@pytest.mark.parametrize("given", [True, False], ids=["given", "handed out"])
def test_next_page_and_save_walk_through_no_table(session, clients, page_of, project, annotator, ten, asked, given):
    if given:
        assign(session, ten, [annotator])
        session.commit()
    project_id = project.id
    one_round(clients["member"], page_of, project_id)  # what is read once in the life of the program
    with asked() as statements:
        one_round(clients["member"], page_of, project_id)
        assert clients["member"].get(f"/projects/{project_id}/next?after={ten[1]}&peek=1").status_code == 302
        clients["member"].get(f"/projects/{project_id}/documents/{ten[0]}")
    assert len(statements) > 30
    assert walked(statements) == []


def test_what_was_abandoned_is_found_by_the_index_made_for_it(clients, page_of, project, ten, asked):
    with asked() as statements:
        one_round(clients["member"], page_of, project.id)
    (abandoned,) = {statement for statement, _ in statements if "assignment.handed = 1 AND" in statement}
    explained = db.engine.connect().exec_driver_sql(f"EXPLAIN QUERY PLAN {abandoned}", (1, "2026", "2026"))
    assert "ix_assignment_handed" in explained.first()[3]


def test_a_page_asks_little(session, clients, project, annotator, ten, asked):
    assign(session, ten, [annotator])
    session.commit()
    project_id, client = project.id, clients["member"]
    where = f"/projects/{project_id}/documents"
    client.get(f"{where}/{ten[0]}")
    client.get(f"{where}/{ten[1]}")

    def count(path: str) -> int:
        with asked() as statements:
            assert client.get(path).status_code in (200, 302)
        return sum(statement.startswith(("SELECT", "INSERT", "UPDATE")) for statement, _ in statements)

    assert count(f"/projects/{project_id}/next") <= 3
    assert count(f"{where}/{ten[1]}") <= 6
    assert count(f"{where}/{ten[2]}") <= 8  # the first visit


HOT = {"document", "layer", "operation", "span", "decision", "suggestion"}


def test_the_page_of_the_suggestions_counts_nothing_while_somebody_waits(clients, page_of, project, ten, asked):
    client, where = clients["manager"], f"/projects/{project.id}/learning"
    one_round(clients["member"], page_of, project.id)
    client.post(f"{where}/count")
    client.get(where)
    with asked() as statements:
        assert client.get(where).status_code == 200
    assert walked(statements) == []
    read = {name for statement, _ in statements for name in HOT if f"FROM {name}" in statement.replace("\n", " ")}
    assert read <= {"document"}  # how many are finished, from an index


def test_counting_suggestions_goes_through_the_documents_of_the_project_only(session, project, ten, asked):
    with asked() as statements:
        calibrate(session, project.id)
    counting = [one for one in statements if "FROM document d" in one[0]]
    assert len(counting) == 4
    steps = [step.split()[1] for _, found in walked(counting) for step in found if step.startswith("SCAN")]
    # What is gone through as a whole are the sources of one suggestion, and what a subquery gives.
    assert set(steps) <= {"source", "(subquery-1)", "(subquery-2)"}


def test_what_walks_is_noticed(session, asked):
    with asked() as statements:
        session.connection().exec_driver_sql("SELECT count(*) FROM document WHERE title = ''").all()
    assert len(walked(statements)) == 1


@pytest.mark.parametrize(
    "path",
    [
        "review", "disagreements", "disagreements?kind=missed", "disagreements?label=LOCATION&with=WEAPON",
        "disagreements?one=1&other=2", "disagreements?one=2&kind=label", "disagreements?document=1",
        "disagreements?after=1~0~0~x&label=LOCATION", "disagreements?measure=span_f1_exact", "disagreements?state=open",
        "disagreements?role=location&measure=argument_f1", "disagreements?finished=1-10", "disagreements?import=none",
        "disagreements?suggestions=shown", "disagreements?kind=agreed&label=EVENT", "disagreements?kind=all&one=2",
        "disagreements?against=gold&one=2&measure=span_f1_exact", "disagreements?against=gold&of=check&side=gold",
    ],
)  # fmt: skip
def test_agreement_and_disagreements_walk_through_no_table(session, project, clients, ten, asked, path):
    people, documents = reviewed(session, project)
    compare(session, project.id, documents)
    client = clients["manager"]
    client.post(f"/projects/{project.id}/review/count")
    client.get(f"/projects/{project.id}/{path}")
    with asked() as statements:
        assert client.get(f"/projects/{project.id}/{path}").status_code == 200
    assert len(people) == 3
    assert walked(statements) == []
    sorting = [one for one in statements if "FROM difference" in one[0] and "ORDER BY" in one[0]]
    with db.engine.connect() as connection:
        for statement, parameters in sorting:
            steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            assert not [step for step in steps if "TEMP B-TREE" in step], (statement, steps)
