"""The addresses of adjudication: what the page sends is kept or refused with a reason, whatever it is."""

from __future__ import annotations

import json
import re

import pytest

from annotator.db.documents import GOLD, DocumentRow
from annotator.services.settling import settling
from annotator.web.settling_payload import settling_payload
from tests.differing import TEXT, differing_line, members


@pytest.fixture
def people(session, project):
    project.rule = "all"
    session.commit()
    return members(session, project)


@pytest.fixture
def document(take, people) -> int:
    (added,) = take("a.jsonl", differing_line()).added
    return added


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def where(project, document):
    return f"/projects/{project.id}/documents/{document}"


@pytest.fixture
def shown(client, where):
    """What the page shows of the document."""

    def read():
        page = client.get(f"{where}/adjudication").get_data(as_text=True)
        block = re.search(r'<script type="application/json" id="payload">(.*?)</script>', page, re.S)
        return json.loads(block[1])

    return read


def by_words(settled, words):
    start = TEXT.index(words)
    return next(one for one in settled["cases"] if any(option["start"] == start for option in one["options"]))


def decision(settled, words, choice, **more):
    key = by_words(settled, words)["key"]
    return {"id": f"d-{words}", "case": key, "choice": choice, "stamp": settled["stamp"]} | more


def test_the_page_has_each_answer_with_who_gave_it(shown, people):
    settled = shown()["settling"]
    trigger = by_words(settled, "قصفت")
    ids = {name: str(user.id) for name, user in people.items()}
    assert [(one["letter"], one["by"]) for one in trigger["options"]] == [
        ("A", [ids["layla"], ids["sami"]]), ("B", [ids["nour"]]),
    ]  # fmt: skip
    assert trigger["kinds"] == ["filler", "subtype"]
    assert settled["people"] == {id_: name for name, id_ in ids.items()}
    date = by_words(settled, "مساء")
    assert (date["without"], date["state"]) == ([ids["layla"], ids["sami"]], "open")


def test_a_decision_is_kept_and_the_answer_is_the_document_as_it_is_then(client, where, shown):
    sent = decision(shown()["settling"], "مساء", {"nothing": True}, reason="  ليس تاريخا  ")
    answer = client.post(f"{where}/verdicts", json=sent)
    assert answer.status_code == 200
    case = by_words(answer.json, "مساء")
    assert (case["state"], case["result"]) == ("decided", None)
    assert [(one["reason"], one["withdrawn"]) for one in answer.json["verdicts"]] == [("ليس تاريخا", False)]
    back = client.post(f"{where}/verdicts/d-مساء/withdrawal", json={})
    assert by_words(back.json, "مساء")["state"] == "open"
    again = client.delete(f"{where}/verdicts/d-مساء/withdrawal", json={})
    assert by_words(again.json, "مساء")["state"] == "decided"


def test_gold_is_approved_and_opened_again(client, session, where, shown, document, people):
    settled = shown()["settling"]
    refused = client.post(f"{where}/gold", json={"stamp": settled["stamp"]})
    assert (refused.status_code, refused.json["problem"]["code"]) == (422, "open-left")
    layla = {"taken": str(people["layla"].id)}
    for words in ("قصفت", "بلدة", "مساء", "وكالة", "3 مدنيين"):
        settled = client.post(f"{where}/verdicts", json=decision(settled, words, layla)).json
    answer = client.post(f"{where}/gold", json={"stamp": settled["stamp"]})
    assert answer.json["gold"]["by"] in answer.json["people"]
    session.rollback()
    assert session.get(DocumentRow, document).gold == GOLD
    late = client.post(f"{where}/verdicts", json=decision(settled, "مساء", {"nothing": True}, id="late"))
    assert (late.status_code, late.json["problem"]["code"]) == (409, "is-gold")
    assert late.json["settling"]["gold"] == answer.json["gold"]  # the page of another curator can open it again
    opened = client.delete(f"{where}/gold", json={"reason": "خطأ"}).json
    assert opened["gold"] is None
    (kept,) = opened["approvals"]
    assert (kept["reason"], kept["withdrawn"]["reason"]) == ("", "خطأ")
    assert {kept["by"], kept["withdrawn"]["by"]} <= opened["people"].keys()


def test_where_the_layers_have_changed_the_document_comes_with_the_refusal(client, where, shown):
    sent = decision(shown()["settling"], "مساء", {"nothing": True}) | {"stamp": "old"}
    answer = client.post(f"{where}/verdicts", json=sent)
    assert (answer.status_code, answer.json["problem"]["code"]) == (409, "stale")
    assert len(answer.json["settling"]["cases"]) == 5


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b'"x"', b"\xff", b'{"id": 1}', b'{"id":"x","case":"c","choice":{},"stamp":"s"}',
        b'{"id":"x","case":"c","choice":{"taken":"1","nothing":true},"stamp":"s"}',
        b'{"id":"x","case":"c","choice":{"nothing":true},"part":["nowhere",0,"",""],"stamp":"s"}',
        b'{"id":"x","case":"c","choice":{"edited":{"start":"0"}},"stamp":"s"}',
        b'{"id":"x","case":"c","choice":{"nothing":true},"stamp":"s","more":1}',
        b"[" * 20_000,
    ],
)  # fmt: skip
def test_what_is_no_decision_is_refused(client, where, body):
    answer = client.post(f"{where}/verdicts", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["problem"]["code"]) == (422, "choice")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"case": 3}', b'{"stamp": []}'])
def test_other_requests_that_say_nothing_are_refused_as_well(client, where, body):
    for address in ("gold", "opinions"):
        answer = client.post(f"{where}/{address}", data=body, content_type="application/json")
        assert answer.status_code in (409, 422)


def test_hostile_text_stays_text(client, session, project, take, people):
    text = "</script><img src=x onerror=alert(1)> قصف & «كلمة»"
    layers = {"layla": [("قصف", "EVENT", ("Battles", None), [])], "sami": [("<img src=x", "WEAPON")]}
    (document,) = take("b.jsonl", differing_line(text, layers, title="<b>عنوان</b>")).added
    where = f"/projects/{project.id}/documents/{document}"
    page = client.get(f"{where}/adjudication").get_data(as_text=True)
    assert "<img src" not in page
    assert "<b>عنوان" not in page
    settled = settling_payload(settling(session, project, document))
    sent = {"id": "<i>", "case": settled["cases"][0]["key"], "choice": {"nothing": True}, "stamp": settled["stamp"]}
    reason = "<script>alert(1)</script>\u202e"
    assert client.post(f"{where}/verdicts", json=sent | {"reason": reason}).json["verdicts"][0]["reason"] == reason


def test_the_list_has_each_document_where_it_belongs(client, session, project, document, take):
    take("c.txt", "لم يبدأ أحد هذا النص بعد.")
    page = client.get(f"/projects/{project.id}/adjudication").get_data(as_text=True)
    assert f"/documents/{document}/adjudication" in page
    for state in ("underway", "outdated", "gold", "nowhere"):
        assert client.get(f"/projects/{project.id}/adjudication?state={state}&rank=x&after=9").status_code == 200
    found = client.get(f"/projects/{project.id}/adjudication/next")
    assert found.headers["Location"].endswith(f"/documents/{document}/adjudication")
    gone = client.get(f"/projects/{project.id}/adjudication/next?after={document}")
    assert gone.headers["Location"].endswith("/adjudication")


def test_all_that_is_agreed_becomes_gold_in_the_background(client, session, project, take, people, document):
    same = {name: [("وادي الحنظل", "LOCATION")] for name in people}
    (other,) = take("b.jsonl", differing_line(TEXT + " أمس", same)).added
    assert client.post(f"/projects/{project.id}/adjudication/agreed").status_code == 302
    session.rollback()
    assert [session.get(DocumentRow, one).gold for one in (document, other)] == ["", GOLD]
