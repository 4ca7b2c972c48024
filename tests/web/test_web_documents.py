"""The table of documents over HTTP: who may, what an address means, what a hostile one does not."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from annotator.core.people import CURATOR, VIEWER
from annotator.db.base import now, writing
from annotator.db.deeds import DeedRow
from annotator.db.documents import EVERYBODY, AssignmentRow, DocumentRow, RemarkRow
from annotator.db.layers import LayerRow
from annotator.services.accounts import add_user
from annotator.services.projects import add_members
from tests.gilded import gild

DEEDS = ("give", "withdraw", "priority", "wanted", "calibrate", "end-calibration", "purpose", "bin", "restore", "erase")
ENGLISH = {"Accept-Language": "en"}
HOSTILE = ("%", "_", "' OR 1=1 --", '"', "\u202eabc", "\x00", "a" * 5000, "<script>", "NEAR(", "9" * 40, "-1", "\ud800")


@pytest.fixture
def everybody(clients, sign_in, session, project):
    made = dict(clients)
    for name, role in (("curator", CURATOR), ("viewer", VIEWER)):
        user = add_user(session, name, None)
        add_members(session, project, [user], role)
        made[name] = sign_in(user)
    return made


@pytest.fixture
def where(project):
    return f"/projects/{project.id}/documents"


@pytest.fixture
def titled(take):
    """Documents a0 … a59."""
    lines = [
        json.dumps({"text": f"نص {number}", "id": f"k{number}", "title": f"a{number}", "source": f"s{number % 3}"})
        for number in range(60)
    ]
    return take("a.jsonl", "\n".join(lines)).added


def _titles(answer) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]*" dir="auto">([^<]*)</a>', answer.text)


def _rows(session, name: str) -> list:
    session.rollback()
    return list(session.scalars(select(getattr(DocumentRow, name)).order_by(DocumentRow.id)))


def _told(everybody, ask) -> dict[str, int]:
    return {who: ask(client).status_code for who, client in everybody.items()}


def test_who_may_see_the_table_and_read(everybody, where, document):
    seeing = {"nobody": 302, "stranger": 404, "member": 403, "manager": 200, "curator": 200, "viewer": 200}
    assert _told(everybody, lambda client: client.get(where)) == seeing
    assert _told(everybody, lambda client: client.get(f"{where}/{document}/text")) == seeing
    assert everybody["manager"].get(f"{where}/{10**30}/text").status_code == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_who_may_change_many(everybody, where, document, deed):
    changing = {"nobody": 302, "stranger": 404, "member": 403, "manager": 200, "curator": 403, "viewer": 403}
    address = f"{where}/bulk/{deed}" + ("?bin=1" if deed in ("restore", "erase") else "")
    assert _told(everybody, lambda client: client.post(address, data={"document": document})) == changing
    assert _told(everybody, lambda client: client.get(address)) == changing | {"manager": 302}


def test_who_may_undo(everybody, where, document, session):
    everybody["manager"].post(f"{where}/bulk/bin", data={"document": document, "confirmed": "1"})
    deed = session.scalar(select(DeedRow.id))
    other = {"nobody": 302, "stranger": 404, "member": 403, "manager": 302, "curator": 403, "viewer": 403}
    assert _told(everybody, lambda client: client.post(f"{where}/undo/{deed}")) == other
    assert _rows(session, "binned_at") == [None]
    for number in (deed, 10**30):
        assert everybody["manager"].post(f"{where}/undo/{number}").status_code == 404


def test_nobody_undoes_what_somebody_else_did(session, everybody, sign_in, where, document):
    everybody["manager"].post(f"{where}/bulk/bin", data={"document": document, "confirmed": "1"})
    other = sign_in(add_user(session, "second", None, manager=True))
    assert other.post(f"{where}/undo/{session.scalar(select(DeedRow.id))}").status_code == 404
    assert "Undo" not in other.get(where, headers=ENGLISH).text


def test_who_may_comment_and_read_comments(everybody, where, document, session, project, annotator):
    data = {"person": annotator.id, "text": "انتبه"}
    commenting = {"nobody": 302, "stranger": 404, "member": 403, "manager": 302, "curator": 302, "viewer": 403}
    assert _told(everybody, lambda client: client.post(f"{where}/{document}/remarks", data=data)) == commenting
    session.rollback()
    first, second = session.scalars(select(RemarkRow.id)).all()
    read = f"/projects/{project.id}/remarks/{first}/read"
    reading = {"nobody": 302, "stranger": 404, "member": 302, "manager": 302, "curator": 302, "viewer": 403}
    assert _told(everybody, lambda client: client.post(read)) == reading
    session.rollback()
    assert session.get(RemarkRow, first).read_at is not None
    # The others were let through, but it was not theirs.
    everybody["manager"].post(f"/projects/{project.id}/remarks/{second}/read")
    everybody["manager"].post(f"/projects/{project.id}/remarks/{10**30}/read")
    session.rollback()
    assert session.get(RemarkRow, second).read_at is None


def test_a_comment_is_for_somebody_who_has_the_document_and_says_something(everybody, where, document, session):
    stranger = add_user(session, "nowhere", None)
    for data in (
        {},
        {"person": stranger.id, "text": "x"},
        {"person": "x", "text": "x"},
        {"person": 10**30, "text": "x"},
    ):
        assert everybody["manager"].post(f"{where}/{document}/remarks", data=data).status_code == 422
    assert session.scalar(select(RemarkRow.id)) is None


def test_reading_opens_no_layer_and_marks_up_nothing_of_the_text(everybody, where, take, session):
    (document,) = take("x.jsonl", '{"text": "<b>سطر</b>\\r\\nثان\\u202e", "title": "</h1>", "k": "<i>"}').added
    page = everybody["viewer"].get(f"{where}/{document}/text").text
    assert "&lt;b&gt;سطر&lt;/b&gt;" in page
    assert "<i>" not in page
    assert page.count('<p dir="auto">') == 2
    assert session.scalar(select(LayerRow.id)) is None


def test_a_title_leads_to_annotating_for_who_may_and_to_reading_for_others(everybody, where, document):
    assert f'href="{where}/{document}" dir="auto"' in everybody["manager"].get(where).text
    assert f'href="{where}/{document}" dir="auto"' in everybody["curator"].get(where).text
    page = everybody["viewer"].get(where).text
    assert f'href="{where}/{document}/text" dir="auto"' in page
    assert 'name="document"' not in page


def test_an_address_filters_sorts_and_pages(everybody, where, titled):
    client = everybody["manager"]
    assert _titles(client.get(where)) == [f"a{number}" for number in range(50)]
    assert _titles(client.get(where, query_string={"page": 2})) == [f"a{number}" for number in range(50, 60)]
    assert _titles(client.get(where, query_string={"page": 10**30})) == [f"a{number}" for number in range(50, 60)]
    assert _titles(client.get(where, query_string={"q": "A59"})) == ["a59"]
    assert len(_titles(client.get(where, query_string={"source": "s1", "state": "new"}))) == 20
    assert _titles(client.get(where, query_string={"sort": "-title"}))[0] == "a9"
    assert _titles(client.get(where, query_string={"annotator": 1, "q": "a1"})) == []


def test_what_an_address_says_that_is_not_understood_is_said(everybody, where, titled):
    answer = everybody["manager"].get(where, query_string={"state": "lost", "from": "yesterday"}, headers=ENGLISH)
    assert "is not understood" in answer.text
    assert "<bdi>state</bdi>, <bdi>from</bdi>" in answer.text
    assert len(_titles(answer)) == 50


def test_hostile_addresses_break_nothing_and_show_nothing(everybody, where, titled):
    client = everybody["manager"]
    names = ("q", "state", "annotator", "label", "note", "source", "from", "to", "priority", "calibration", "import")
    for value in HOSTILE:
        value = value.encode("utf-8", "replace").decode()
        for name in (*names, "texts", "bin", "sort", "page"):
            answer = client.get(where, query_string={name: value, "texts": "1"})
            assert answer.status_code == 200, (name, value)
            assert "<script>" not in answer.text
    assert _titles(client.get(where, query_string={"q": "%"})) == []
    assert _titles(client.get(where, query_string={"q": "a_"})) == []


def test_a_name_of_a_stranger_is_not_given_away(everybody, where, document, session):
    outsider = add_user(session, "ghost-of-elsewhere", None)
    assert "ghost-of-elsewhere" not in everybody["manager"].get(where, query_string={"annotator": outsider.id}).text


def test_chips_say_what_is_on_and_how_many_each_means(everybody, where, titled):
    query = {"source": "s1", "state": "new", "q": "a1"}
    page = everybody["manager"].get(where, query_string=query, headers=ENGLISH).text
    chips = re.findall(r'<a class="chip" href="([^"]*)">(.*?)</a>', page, re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]*>", " ", text).split()) for _, text in chips]
    assert [re.search(r"\((\d+)\)", one)[1] for one in said] == ["11", "60", "20"]
    assert all("a1" not in address or "q=a1" in address for address, _ in chips)
    assert "q=" not in chips[0][0]


def test_a_deed_says_first_and_does_when_it_is_confirmed(everybody, where, titled, session):
    client, data = everybody["manager"], {"document": titled[:3]}
    asked = client.post(f"{where}/bulk/bin", data=data, headers=ENGLISH)
    assert "3 documents" in asked.text
    assert _rows(session, "binned_at") == [None] * 60
    done = client.post(f"{where}/bulk/bin", data=data | {"confirmed": "1"}, headers=ENGLISH)
    assert (done.status_code, done.location) == (302, where)
    assert sum(one is not None for one in _rows(session, "binned_at")) == 3
    page = client.get(where, headers=ENGLISH).text
    assert "moved documents to the bin: 3" in page
    client.post(re.search(r'action="([^"]*undo[^"]*)"', page)[1])
    assert _rows(session, "binned_at") == [None] * 60


def test_all_that_match_are_meant_by_the_filter_alone(everybody, where, titled, session, annotator):
    client = everybody["manager"]
    data = {"scope": "all", "confirmed": "1", "people": annotator.id}
    answer = client.post(f"{where}/bulk/give", query_string={"source": "s2"}, data=data)
    assert answer.location == f"{where}?source=s2"
    session.rollback()
    given = session.scalars(select(AssignmentRow.document_id).order_by(AssignmentRow.document_id)).all()
    assert given == titled[2::3]
    withdrawn = {"scope": "all", "confirmed": "1", "person": annotator.id, "reach": "untouched"}
    client.post(f"{where}/bulk/withdraw", query_string={"q": "a2"}, data=withdrawn)
    session.rollback()
    assert len(session.scalars(select(AssignmentRow.document_id)).all()) == 20 - 5


def test_a_filter_that_is_not_understood_changes_nothing(everybody, where, titled, session):
    data = {"scope": "all", "confirmed": "1"}
    for query in ({"state": "lost"}, {"from": "1.1.2016"}, {"annotator": "77"}, {"bin": "1"}):
        assert everybody["manager"].post(f"{where}/bulk/bin", query_string=query, data=data).status_code == 400
    assert _rows(session, "binned_at") == [None] * 60


def test_nothing_ticked_is_nothing_done(everybody, where, titled, session):
    for ids in ([], ["x"], [-1], [10**30], ["' OR 1"]):
        answer = everybody["manager"].post(f"{where}/bulk/bin", data={"document": ids, "confirmed": "1"})
        assert answer.status_code == 302
    assert _rows(session, "binned_at") == [None] * 60


@pytest.mark.parametrize(
    ("deed", "data"),
    [
        ("give", {}),
        ("give", {"people": "999"}),
        ("withdraw", {"person": "1", "reach": "all"}),
        ("priority", {"priority": "-99"}),
        ("wanted", {"wanted": "21"}),
        ("wanted", {"wanted": "-1"}),
        ("wanted", {"wanted": "9" * 50}),
        ("wanted", {"wanted": "\u0663x"}),
        ("purpose", {"purpose": "check"}),
        ("purpose", {"purpose": "best"}),
    ],
)
def test_what_a_form_does_not_take_is_said_and_changes_nothing(everybody, where, titled, session, deed, data):
    before = _rows(session, "rank"), _rows(session, "wanted")
    answer = everybody["manager"].post(f"{where}/bulk/{deed}", data={"document": titled, "confirmed": "1"} | data)
    assert answer.status_code == 422
    assert (_rows(session, "rank"), _rows(session, "wanted")) == before
    assert session.scalar(select(AssignmentRow.user_id)) is None


def test_a_viewer_is_given_nothing(everybody, where, titled, session):
    page = everybody["manager"].post(f"{where}/bulk/give", data={"document": titled[0]}).text
    assert "curator" in page
    assert "viewer" not in page


def test_deleting_for_good_needs_the_number_and_the_bin(everybody, where, titled, session):
    client = everybody["manager"]
    client.post(f"{where}/bulk/bin", data={"document": titled[:4], "confirmed": "1"})
    data = {"scope": "all", "confirmed": "1"}
    for typed in ("", "3", "x", "9" * 40):
        answer = client.post(f"{where}/bulk/erase?bin=1", data=data | {"typed": typed})
        assert answer.status_code == 422, typed
    assert client.post(f"{where}/bulk/erase", data=data | {"typed": "4"}).status_code == 400
    assert len(_rows(session, "id")) == 60
    answer = client.post(f"{where}/bulk/erase?bin=1", data=data | {"typed": "4"})
    assert (answer.status_code, answer.location) == (302, f"{where}?bin=1")
    assert _rows(session, "id") == titled[4:]


def test_the_calibration_set_is_shown_and_found(everybody, where, titled, session):
    client = everybody["manager"]
    client.post(f"{where}/bulk/calibrate", data={"document": titled[7], "confirmed": "1"})
    assert _rows(session, "wanted").count(EVERYBODY) == 1
    assert _titles(client.get(where))[0] == "a7"
    assert _titles(client.get(where, query_string={"calibration": "yes"})) == ["a7"]
    assert "1000000" not in client.get(where).text


def test_known_answers_are_chosen_shown_and_found(everybody, where, titled, session):
    client = everybody["manager"]
    gild(session, titled[7])
    refused = client.post(f"{where}/bulk/purpose", data={"document": titled[6:9]}, headers=ENGLISH).text
    assert 'Without gold that is up to date: <bdi class="number">2</bdi>' in refused
    chosen = {"document": titled[7], "confirmed": "1", "purpose": "practice"}
    assert client.post(f"{where}/bulk/purpose", data=chosen).status_code == 302
    assert _titles(client.get(where, query_string={"purpose": "practice"})) == ["a7"]
    assert _titles(client.get(where, query_string={"gold": "gold"})) == ["a7"]
    page = client.get(where, query_string={"purpose": "practice"}, headers=ENGLISH).text
    assert "Known answers: <bdi>practice document</bdi>" in page
    assert "Done: made documents practice documents: 1." in page
    assert len(_titles(client.get(where, query_string={"purpose": "check"}))) == 0


def test_an_undo_is_offered_for_a_while(everybody, where, titled, session):
    client = everybody["manager"]
    client.post(f"{where}/bulk/priority", data={"document": titled[:2], "confirmed": "1", "priority": "later"})
    assert "/undo/" in client.get(where).text
    with writing(session):
        session.scalar(select(DeedRow)).created_at = now() - timedelta(hours=1)
    assert "/undo/" not in client.get(where).text
