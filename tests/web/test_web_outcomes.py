"""The page of an outcome, the way to it, and what the annotation page never tells."""

from __future__ import annotations

import json
import re

import pytest

from annotator.core.operations import AddEvent, AddSpan, Finish
from annotator.db.base import writing
from annotator.db.documents import CHECK, PRACTICE, DocumentRow
from annotator.db.projects import MemberRow, ProjectRow
from annotator.services.annotate import open_layer, save_operations
from annotator.services.bulk import Selection
from annotator.services.known_answers import use_for
from tests.gilded import event, gild, span
from tests.web.conftest import TEXT

EN = {"Accept-Language": "en"}
WICKED = "<script>alert(1)</script>{{ 7*7 }}"


@pytest.fixture
def where(project, document) -> str:
    return f"/projects/{project.id}/documents/{document}"


@pytest.fixture
def finish(session, project, document, annotator):
    def finished(*operations) -> None:
        row = open_layer(session, document, annotator)
        save_operations(session, row, project.label_set.value(), annotator, row.revision, [*operations, Finish(id="f")])

    return finished


@pytest.fixture
def use(session, project, document, manager):
    def used(purpose: str, spans=(), events=()) -> None:
        gild(session, document, spans, events)
        use_for(session, Selection(project.id, ids=(document,)), purpose, manager)

    return used


def _at(words: str) -> dict[str, int]:
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}


def test_both_versions_stand_in_the_text_with_what_differs_and_why(clients, where, finish, use):
    finish(
        AddSpan(id="o1", span="s1", **_at("بلدة الريحانية"), label="LOCATION"),
        AddSpan(id="o2", span="s2", **_at("قصفت"), label="EVENT"),
        AddEvent(id="o3", event="e1", trigger="s2", type="Battles"),
        AddSpan(id="o4", span="s3", **_at("أمس"), label="DATE"),
    )
    gold = [
        span(TEXT, "قصفت", "EVENT", "g1"),
        span(TEXT, "الريحانية", "LOCATION", "g2", reason=WICKED),
        span(TEXT, "طائرات", "WEAPON", "g3"),
    ]
    use(PRACTICE, gold, [event("g1", "Explosions/Remote violence", None, [("weapon", "g3")])])
    page = clients["member"].get(f"{where}/outcome", headers=EN).text
    assert re.findall(r'<section class="stack wide" id="(\w+)">', page) == ["missed", "extra", "boundary", "detail"]
    assert "Just right: 0 of the 3 that the approved version has." in page
    assert '<mark data-colour="#' in page
    assert "Type of the event: marked \u2068Battles\u2069, approved \u2068Explosions" in page
    assert "Role of “\u2068طائرات\u2069”: marked none, approved" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "49" not in re.findall(r'<blockquote class="reason">.*?</blockquote>', page, re.DOTALL)[0]
    assert f'href="{where.split("/documents")[0]}/labels#label-LOCATION"' in page


def test_all_right_and_nothing_at_all_are_said(clients, where, finish, use):
    finish()
    use(PRACTICE)
    assert "Nothing was to be marked" in clients["member"].get(f"{where}/outcome", headers=EN).text


@pytest.mark.parametrize(("who", "code"), [("nobody", 302), ("stranger", 404), ("manager", 404), ("member", 200)])
def test_only_who_has_finished_it_sees_it(clients, where, finish, use, who, code):
    finish()
    use(PRACTICE)
    assert clients[who].get(f"{where}/outcome").status_code == code


def test_before_it_is_finished_there_is_nothing_to_see(clients, where, use):
    use(PRACTICE, [span(TEXT, "قصفت", "EVENT", "g1")])
    assert clients["member"].get(f"{where}/outcome").status_code == 404


def test_practice_leads_there_once_it_is_finished(clients, page_of, where, use):
    use(PRACTICE)
    urls = page_of(clients["member"].get(where))["urls"]
    assert (urls["finished"], urls["outcome"]) == (f"{where}/outcome", f"{where}/outcome")


def test_the_start_page_has_practice_and_the_way_to_its_outcome(
    session, clients, project, annotator, where, finish, use
):
    use(PRACTICE)
    finish()
    with writing(session):
        session.get_one(MemberRow, (project.id, annotator.id)).quota = 5
    page = clients["member"].get(f"/projects/{project.id}", headers=EN).text
    assert "Practice: 1 of 1 done" in page
    assert "0 done; your quota is 5" in page
    assert f'href="{where}/outcome">What became of it' in page


def _traces(answer) -> str:
    """Return what a page holds, without what differs from page to page anyhow."""
    return re.sub(r'(csrf_token" value="|"csrf": ?")[^"]+|"csrf":"[^"]+"', "", answer.text)


def test_nothing_tells_a_check_document_from_another(session, clients, page_of, project, document, where, finish, use):
    """The same document, as an ordinary one and as a check document with gold: to the annotator, letter by letter."""
    with writing(session):
        session.get_one(ProjectRow, project.id).show_outcomes = True
    home, client = f"/projects/{project.id}", clients["member"]
    client.get(where)

    def seen() -> list[str]:
        return [_traces(client.get(address)) for address in (where, home, f"{where}/history", f"{home}/guideline")]

    def answered() -> list[int]:
        found = [client.get(f"{where}/outcome").status_code, client.get(f"{home}/next").status_code]
        client.get("/")  # what was flashed is read
        return found

    before = seen(), answered()
    use(CHECK, [span(TEXT, "قصفت", "EVENT", "g1")])
    assert (seen(), answered()) == before
    finish()
    finished = seen(), answered()
    with writing(session):
        row = session.get_one(DocumentRow, document)
        row.purpose = row.gold = ""
    assert (seen(), answered()) == finished
    payload = json.dumps(page_of(client.get(where)))
    assert not [word for word in ('"purpose', '"gold', '"check') if word in payload]
