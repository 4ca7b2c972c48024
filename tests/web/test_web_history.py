"""The log as the page reads it, the documents before and after, what a conflict says of what is known."""

from __future__ import annotations

import json

import pytest

WHERE = "/projects/1/documents/1"


@pytest.fixture
def post(clients, project, document):
    """Send operations to the document: ``post(revision, operation, …)``."""

    def sent(revision: int, *operations, who: str = "manager"):
        body = {"revision": revision, "operations": operations}
        return clients[who].post(f"{WHERE}/operations", json=body)

    return sent


def add(number: int, start: int, end: int) -> dict:
    return {"kind": "add_span", "id": f"o{number}", "span": f"s{number}", "start": start, "end": end, "label": "DATE"}


def test_the_log_comes_in_order_with_the_layer_it_leads_to(post, clients):
    post(0, {**add(1, 0, 4), "step": "o1"}, {**add(2, 5, 11), "step": "o1"})
    post(2, {"kind": "undo", "id": "u1", "operations": ["o2"]})
    found = clients["manager"].get(f"{WHERE}/history").json
    assert [(one["id"], one["kind"], one["step"], one["operations"]) for one in found["log"]] == [
        ("o1", "add_span", "o1", []),
        ("o2", "add_span", "o1", []),
        ("u1", "undo", "", ["o2"]),
    ]
    assert found["layer"]["revision"] == 3
    edit = found["log"][0]["edits"][0]
    assert (edit["on"], edit["id"], edit["before"]) == ("span", "s1", None)
    assert edit["after"] == found["layer"]["spans"][0]


@pytest.mark.parametrize(("after", "status"), [("", 200), ("0", 200), ("1", 204), ("99", 204), ("x", 200)])
def test_nothing_is_sent_to_a_page_that_is_not_behind(post, clients, after, status):
    post(0, add(1, 0, 4))
    assert clients["manager"].get(f"{WHERE}/history?after={after}").status_code == status


def test_a_state_is_an_edit_without_an_id(post, clients):
    post(0, {"kind": "finish", "id": "f1"})
    edits = clients["manager"].get(f"{WHERE}/history").json["log"][0]["edits"]
    assert edits == [{"on": "state", "id": None, "before": "open", "after": "finished"}]


def test_every_layer_has_a_log_of_its_own(post, clients):
    post(0, add(1, 0, 4), who="member")
    assert clients["manager"].get(f"{WHERE}/history").json["log"] == []


def test_others_cannot_read_a_log(document, clients):
    assert clients["stranger"].get(f"{WHERE}/history").status_code == 404
    signed_out = clients["nobody"].get(f"{WHERE}/history", headers={"Accept": "application/json"})
    assert signed_out.status_code == 401


def test_a_conflict_names_what_the_log_has_already(post):
    post(0, add(1, 0, 4))
    answer = post(0, add(1, 0, 4), add(2, 5, 11))
    assert (answer.status_code, answer.json["known"]) == (409, ["o1"])


def test_a_refusal_names_what_the_log_has_already(post):
    post(0, add(1, 0, 4))
    answer = post(1, add(1, 0, 4), add(2, 5, 999))
    assert (answer.status_code, answer.json["operation"], answer.json["known"]) == (422, "o2", ["o1"])


def test_the_page_knows_the_document_before_and_what_was_finished_today(take, clients, page_of, annotator):
    texts = "".join(json.dumps({"text": text}) + "\n" for text in ("نص أول", "نص ثان"))
    first, second = take("b.jsonl", texts, annotators=[annotator]).added
    assert page_of(clients["manager"].get(f"/projects/1/documents/{second}"))["urls"]["previous"] is None
    body = {"revision": 0, "operations": [{"kind": "finish", "id": "f1"}]}
    clients["manager"].post(f"/projects/1/documents/{first}/operations", json=body)
    payload = page_of(clients["manager"].get(f"/projects/1/documents/{second}"))
    assert payload["urls"]["previous"] == f"/projects/1/documents/{first}"
    assert (len(payload["today"]), payload["queue"]["finished"]) == (1, 1)
    member = page_of(clients["member"].get(f"/projects/1/documents/{second}"))
    assert (member["urls"]["previous"], member["today"]) == (None, [])


def test_peeking_at_the_next_document_says_nothing_where_there_is_none(document, clients, post):
    client = clients["manager"]
    assert client.get("/projects/1/next?peek=1&after=0").location == WHERE
    post(0, {"kind": "finish", "id": "f1"})
    answer = client.get("/projects/1/next?peek=1&after=1")
    assert (answer.status_code, answer.data) == (204, b"")
    with client.session_transaction() as kept:
        assert "_flashes" not in kept
