"""The annotation page's requests: what is saved, what is refused, and in which words for a program."""

from __future__ import annotations

import json
import time

import pytest

from annotator.services import bulk
from annotator.services.annotate import open_layer
from annotator.services.bulk import Selection
from annotator.services.erasing import erase
from annotator.services.filtering import Filter
from annotator.services.suggest import suggest_documents


@pytest.fixture
def send(clients, project, document):
    """Send a body to the operations of the document: ``send({"revision": …})`` or raw bytes."""

    def sent(body, who: str = "manager", **headers):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        where = f"/projects/{project.id}/documents/{document}/operations"
        return clients[who].post(where, data=raw, content_type="application/json", headers=headers)

    return sent


def add(number: int = 1, **changed) -> dict:
    operation = {"kind": "add_span", "id": f"o{number}", "span": f"s{number}", "start": 0, "end": 4, "label": "DATE"}
    return {**operation, **changed}


def save(*operations, revision: int = 0) -> dict:
    return {"revision": revision, "operations": list(operations)}


def test_what_is_saved_is_named(send):
    answer = send(save(add(1), add(2, start=5, end=11)))
    assert answer.status_code == 200
    assert (answer.json["revision"], answer.json["saved"]) == (2, ["o1", "o2"])
    assert answer.json["at"].endswith("+00:00")


def test_sent_again_it_is_named_again_and_done_once(send):
    first = send(save(add(1)))
    again = send(save(add(1)))
    assert (again.status_code, again.json["revision"], again.json["saved"]) == (200, 1, ["o1"])
    assert first.json["revision"] == 1


def test_sent_again_with_something_new_from_a_stale_page_it_is_a_conflict(send):
    send(save(add(1)))
    assert send(save(add(1), add(2, start=5, end=11))).status_code == 409


@pytest.mark.parametrize("revision", [1, -1, 10**30])
def test_another_revision_is_a_conflict_told_with_the_layer(send, page_of, clients, revision):
    send(save(add(1), add(2, start=5, end=11)))
    answer = send(save(add(3, start=12, end=16), revision=revision))
    assert (answer.status_code, answer.json["problem"]["code"]) == (409, "stale")
    assert (answer.json["layer"]["revision"], [one["id"] for one in answer.json["layer"]["spans"]]) == (2, ["s1", "s2"])
    page = clients["manager"].get("/projects/1/documents/1")
    assert answer.json["layer"] == page_of(page)["layer"]


def test_what_cannot_be_done_is_told_with_its_operation_and_the_layer(send):
    answer = send(save(add(1), add(2, label="NOTHING")))
    assert (answer.status_code, answer.json["problem"]["code"], answer.json["operation"]) == (
        422,
        "label-unknown",
        "o2",
    )
    assert (answer.json["layer"]["spans"], answer.json["layer"]["revision"]) == ([], 0)
    assert "NOTHING" in answer.json["problem"]["message"]


def test_problems_are_told_in_the_readers_language(send):
    english = send(save(add(1, start=3, end=2)), **{"Accept-Language": "en"}).json["problem"]["message"]
    assert english.startswith("The span 3–2 is empty")


MALFORMED = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"7",
    b"\xff",
    b'{"revision": 0}',
    b'{"operations": []}',
    b'{"revision": "0", "operations": []}',
    b'{"revision": true, "operations": []}',
    b'{"revision": 0.5, "operations": []}',
    b'{"revision": null, "operations": []}',
    b'{"revision": 0, "operations": {}}',
    b'{"revision": 0, "operations": [1]}',
    b'{"revision": 0, "operations": [null]}',
    b'{"revision": 0, "operations": [], "more": 1}',
    b'{"revision": 0, "operations": [{"kind": "finish", "id": "\\ud800"}]}',
    b'{"revision": 0, "operations": ' + b"[" * 100_000,
    b'{"revision": 0, "operations": [{"kind": "add_span", "x": ' + b"[" * 5000 + b"]" * 5000 + b"}]}",
    save({"id": "o1"}),
    save({"kind": "finish"}),
    save({"kind": "nothing", "id": "o1"}),
    save({"kind": ["finish"], "id": "o1"}),
    save({"kind": None, "id": "o1"}),
    save({"kind": "finish", "id": 1}),
    save({"kind": "finish", "id": None}),
    save({"kind": "finish", "id": ""}),
    save({"kind": "finish", "id": "x" * 65}),
    save({"kind": "finish", "id": "o1", "more": 1}),
    save({"kind": "__class__", "id": "o1"}),
    save(add(1, span="x" * 65)),
    save(add(1, span="")),
    save(add(1, start="0")),
    save(add(1, start=0.0)),
    save(add(1, start=True)),
    save(add(1, start=None)),
    save(add(1, label=None)),
    save(add(1, label=7)),
    save(add(1, attributes=[])),
    save({"kind": "add_span", "id": "o1", "span": "s1"}),
    save({"kind": "accept", "id": "o1", "suggestion": "1", "span": "s1"}),
    save({"kind": "accept", "id": "o1", "suggestion": 1, "span": "s1", "event": "e" * 65}),
    save(add(1, step="x" * 65)),
    save(add(1, step=None)),
    save(add(1, step=1)),
    save({"kind": "add_note", "id": "o1", "note": "", "sort": "flag"}),
    save({"kind": "add_note", "id": "o1", "note": "x" * 65, "sort": "flag"}),
    save({"kind": "add_note", "id": "o1", "note": "n1"}),
    save({"kind": "add_note", "id": "o1", "note": "n1", "sort": "flag", "text": None}),
    save({"kind": "add_note", "id": "o1", "note": "n1", "sort": "flag", "suggestion": "1"}),
    save({"kind": "change_note", "id": "o1", "note": "n1"}),
    save({"kind": "change_note", "id": "o1", "note": "n1", "text": ["x"]}),
    save({"kind": "skip", "id": "o1", "note": "n1"}),
    save({"kind": "refuse_argument", "id": "o1", "trigger": "1", "role": "location", "filler": 2}),
    save({"kind": "reopen_argument", "id": "o1", "trigger": 1, "role": "location"}),
    save({"kind": "undo", "id": "o1", "operations": "o1"}),
    save({"kind": "undo", "id": "o1", "operations": [1]}),
    save(*[{"kind": "resume", "id": f"o{number}"} for number in range(10_001)]),
]


def test_a_malformed_request_is_told_so_in_json_and_does_nothing(send, clients, page_of):
    for body in MALFORMED:
        answer = send(body)
        assert (body, answer.status_code) == (body, 400)
        assert answer.json["problem"]["code"] == "malformed"
        assert len(answer.data) < 5000
    assert page_of(clients["manager"].get("/projects/1/documents/1"))["layer"]["revision"] == 0


REFUSED = {
    "span-outside": add(1, end=10**30),
    "span-empty": add(1, start=4),
    "span-blank": add(1, start=4, end=5),
    "label-unknown": add(1, label="x" * 100_000),
    "attribute-unknown": add(1, attributes={"x": 1}),
    "attribute-value": add(1, label="CASUALTIES", attributes={"low": 10**400}),
    "suggestion-unknown": {"kind": "reject", "id": "o1", "suggestion": 10**30},
    "span-unknown": {"kind": "remove_span", "id": "o1", "span": "nothing"},
    "event-unknown": {"kind": "remove_event", "id": "o1", "event": "nothing"},
    "note-blank": {"kind": "add_note", "id": "o1", "note": "n1", "sort": "comment", "text": "\u00a0"},
    "note-long": {"kind": "skip", "id": "o1", "note": "n1", "reason": "x" * 4001},
    "note-sort": {"kind": "add_note", "id": "o1", "note": "n1", "sort": "x" * 1000},
    "argument-trigger": {"kind": "refuse_argument", "id": "o1", "trigger": 1, "role": "location", "filler": 2},
    "undo-unknown": {"kind": "undo", "id": "o1", "operations": ["x" * 1000]},
}


def test_every_refusal_names_its_operation_and_its_reason(send):
    for code, operation in REFUSED.items():
        answer = send(save(operation))
        assert (answer.status_code, answer.json["problem"]["code"], answer.json["operation"]) == (422, code, "o1")


def test_notes_and_refused_arguments_come_with_the_layer(send, clients, page_of):
    note = {"kind": "add_note", "id": "o1", "step": "o1", "note": "n1", "sort": "comment", "text": "?", "suggestion": 1}
    assert send(save(note, {"kind": "skip", "id": "o2", "note": "n2", "reason": ""})).status_code == 200
    layer = page_of(clients["manager"].get("/projects/1/documents/1"))["layer"]
    assert (layer["state"], layer["refusals"]) == ("skipped", [])
    at = layer["notes"][0]["noted_at"]
    kept = {"id": "n1", "sort": "comment", "text": "?", "span": None, "suggestion": 1, "noted_at": at}
    assert (layer["notes"][0], layer["notes"][1]["sort"]) == (kept, "skip")


def test_the_list_of_documents_shows_flags_comments_and_what_was_skipped(send, clients):
    flag = {"kind": "add_note", "id": "o1", "note": "n1", "sort": "flag"}
    assert send(save(flag, {"kind": "skip", "id": "o2", "note": "n2", "reason": "x"}), "member").status_code == 200
    said = {who: clients[who].get("/projects/1", headers={"Accept-Language": "en"}).text for who in clients}
    assert "1 flag" in said["member"]
    assert "1 flag" not in said["manager"]
    skipped = 'class="state skipped"'
    assert (skipped in said["member"], skipped in said["manager"]) == (True, False)


def test_the_time_that_a_page_claims_is_not_believed(send):
    answer = send(save({**add(1), "at": "1999-01-01T00:00:00"}))
    assert answer.status_code == 200
    stale = send(save(add(2)))
    assert stale.json["layer"]["spans"][0]["decided_at"] == answer.json["at"]


def test_a_thousand_operations_at_once_are_saved(send):
    many = [{"kind": kind, "id": f"{kind}{n}", "suggestion": 1} for n in range(500) for kind in ("reject", "reopen")]
    began = time.monotonic()
    answer = send(save(*many))
    assert (answer.status_code, answer.json["revision"]) == (200, 1000)
    assert time.monotonic() - began < 20


def test_a_huge_request_is_turned_away(send):
    answer = send(b'{"revision": 0, "operations": [' + b" " * 4_000_000 + b"]}")
    assert (answer.status_code, answer.json["problem"]["code"]) == (413, "413")


def test_two_people_do_not_see_each_others_decisions(send, clients, page_of):
    assert send(save({"kind": "reject", "id": "o1", "suggestion": 1}), "member").status_code == 200
    mine, theirs = (page_of(clients[who].get("/projects/1/documents/1"))["layer"] for who in ("manager", "member"))
    assert (mine["decisions"], [one["verdict"] for one in theirs["decisions"]]) == ([], ["rejected"])
    assert (mine["annotator"], theirs["annotator"]) == ("huda", "layla")


def test_the_page_brings_all_that_it_needs(clients, document, page_of):
    payload = page_of(clients["member"].get("/projects/1/documents/1"))
    assert payload["document"]["text"] == "قصفت طائرات بلدة الريحانية أمس"
    assert {one["label"] for one in payload["suggestions"]} == {"LOCATION", "WEAPON"}
    assert all(one["reason"] and one["suggester_title"] for one in payload["suggestions"])
    assert len(payload["tokens"]) == 10
    assert (payload["layer"]["revision"], payload["layer"]["state"]) == (0, "open")
    assert payload["urls"]["operations"] == "/projects/1/documents/1/operations"
    assert payload["queue"] == {"position": 1, "total": 1, "finished": 0, "skipped": 0}
    assert any(label["trigger"] for label in payload["label_set"]["labels"])


WICKED = [
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
    "\u2028\u2029'\"&amp;",
    "]]>",
]


@pytest.mark.parametrize("text", WICKED)
def test_a_wicked_text_is_shown_as_a_text(clients, take, page_of, project, text):
    (document,) = take("a.jsonl", json.dumps({"text": text, "title": text, "source": text})).added
    answer = clients["manager"].get(f"/projects/{project.id}/documents/{document}")
    assert page_of(answer)["document"]["text"] == text
    for page in (answer.text, clients["manager"].get(f"/projects/{project.id}").text):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert page.count("<!--") == 0
        assert page.count("</script>") == page.count("<script")


def test_a_page_shows_nothing_of_the_one_before(clients, take, project):
    """It is rendered once for each language, and filled with what is each document's own."""
    lines = [json.dumps({"text": f"نص {name}", "title": f"title of {name}", "source": name}) for name in ("one", "two")]
    first, second = take("b.jsonl", "\n".join(lines)).added
    where, client = f"/projects/{project.id}/documents", clients["manager"]
    for language in ("en", "ar"):
        for here, name, other in ((first, "one", "two"), (second, "two", "one")):
            page = client.get(f"{where}/{here}", headers={"Accept-Language": language}).text
            assert f"<title>title of {name}" in page
            assert f"title of {other}" not in page
            assert f'value="{where}/{here}"' in page  # where changing the language leads back to
            assert f'<html lang="{language}"' in page
            assert (">Next document<" in page) == (language == "en")


def test_what_the_server_has_to_say_is_said_once_and_as_a_text(clients, project, document):
    client, where = clients["manager"], f"/projects/{project.id}/documents/{document}"
    client.get(where)
    with client.session_transaction() as session:
        session["_flashes"] = [("info", "<b>said</b>")]
    assert "&lt;b&gt;said&lt;/b&gt;" in client.get(where).text
    assert "said&lt;" not in client.get(where).text


def test_the_text_reaches_the_page_as_it_is_stored(clients, take, page_of, project):
    text = "حَلَب\u00a0وبحلب\r\n\tـــ\u200c\u200f😀 \u2028 ﻻ"
    (document,) = take("a.jsonl", json.dumps({"text": text})).added
    assert page_of(clients["manager"].get(f"/projects/{project.id}/documents/{document}"))["document"]["text"] == text


def test_the_next_document_is_the_next_one_that_is_not_finished(session, clients, take, project):
    (second, third) = take("b.jsonl", '{"text": "نص"}\n{"text": "نص آخر"}').added

    def after(document: int) -> str:
        return clients["member"].get(f"/projects/{project.id}/next?after={document}").location.rsplit("/", 1)[1]

    assert (after(0), after(second), after(third)) == (str(second), str(third), str(second))
    for document in (third, second):
        where = f"/projects/{project.id}/documents/{document}"
        assert (
            clients["member"].post(f"{where}/operations", json=save({"kind": "finish", "id": "f"})).status_code == 200
        )
    assert after(0) == str(project.id)
    page = clients["member"].get(f"/projects/{project.id}").text
    assert 'role="status"' in page


def test_a_document_can_be_annotated_while_it_is_suggested_anew(session, project, document, manager, send):
    open_layer(session, document, manager)
    assert send(save({"kind": "reject", "id": "o1", "suggestion": 1})).status_code == 200
    session.rollback()
    list(suggest_documents(session, project))
    assert send(save({"kind": "reopen", "id": "o2", "suggestion": 1}, revision=1)).status_code == 200


def test_a_body_that_is_no_json_from_nobody_leads_to_the_sign_in_page(app, project, document):
    answer = app.test_client().post(f"/projects/{project.id}/documents/{document}/operations", data="x")
    assert (answer.status_code, answer.location) == (302, "/sign-in")


def test_a_page_of_what_was_deleted_for_good_saves_nothing_into_what_has_its_number(
    send, page_of, clients, session, project, document, take, manager
):
    page = f"/projects/{project.id}/documents/{document}"
    old = page_of(clients["manager"].get(page))["layer"]["id"]
    chosen = Selection(project.id, ids=(document,))
    bulk.put_in_bin(session, chosen, manager)
    assert erase(session, Selection(project.id, Filter(binned=True)), 1, manager) == 1
    assert take("b.jsonl", '{"text": "نص آخر تماما"}', annotators=[manager]).added == [document]
    new = page_of(clients["manager"].get(page))["layer"]["id"]
    assert old.partition("-")[0] == new.partition("-")[0]
    answer = send(save(add(1)), **{"X-Layer": old})
    assert (answer.status_code, answer.json["problem"]["code"]) == (403, "other-layer")
    assert send(save(add(1, end=2)), **{"X-Layer": new}).status_code == 200
