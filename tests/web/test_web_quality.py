"""The pages of quality: who sees them, what they say of nothing, of little and of hostile names."""

from __future__ import annotations

import re

import pytest

from annotator.core.operations import AddSpan, Finish
from annotator.core.people import CURATOR
from annotator.db.base import writing
from annotator.db.documents import CHECK, PRACTICE, DocumentRow
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.bulk import Selection
from annotator.services.known_answers import use_for
from annotator.services.projects import add_members
from tests.gilded import gild, span
from tests.web.conftest import TEXT

EN = {"Accept-Language": "en"}
WICKED = "<script>alert(1)</script>{{ 7*7 }}"


@pytest.fixture
def where(project) -> str:
    return f"/projects/{project.id}/quality"


@pytest.fixture
def worked(session, project, document, annotator, manager):
    """The member has finished a check document: one of two right, one too much."""
    gild(session, document, [span(TEXT, "قصفت", "EVENT", "g1"), span(TEXT, "طائرات", "WEAPON", "g2", reason=WICKED)])
    use_for(session, Selection(project.id, ids=(document,)), CHECK, manager)
    row = open_layer(session, document, annotator)
    marks = [
        AddSpan(id="o1", span="s1", start=0, end=4, label="EVENT"),
        AddSpan(id="o2", span="s2", start=len(TEXT) - 3, end=len(TEXT), label="DATE"),
    ]
    save_operations(session, row, project.label_set.value(), annotator, 0, [*marks, Finish(id="f")])
    with writing(session):
        session.get_one(DocumentRow, document).title = WICKED
    return document


def _cells(page: str, section: str) -> list[str]:
    (part,) = re.findall(rf'<section[^>]* id="{section}">(.*?)</section>', page, re.DOTALL)
    cells = re.findall(r'<td class="number">(.*?)</td>', part, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def test_curators_and_managers_see_it_and_nobody_else(session, clients, sign_in, project, where, worked, annotator):
    curator = add_user(session, "curator", None)
    add_members(session, project, [curator], CURATOR)
    everybody = {**clients, "curator": sign_in(curator)}
    wanted = {"nobody": 302, "stranger": 404, "member": 403, "manager": 200, "curator": 200}
    for address in (where, f"{where}/{annotator.id}", f"{where}/{annotator.id}/documents/{worked}"):
        assert {who: client.get(address).status_code for who, client in everybody.items()} == wanted


def test_all_figures_of_one_annotator(clients, where, worked, annotator):
    page = clients["manager"].get(where, headers=EN).text
    assert _cells(page, "people") == ["1", "50%", "50%", "50%", "50%", "1", "1"]
    assert "undefined: nothing was marked" in page
    assert f'href="{where}/{annotator.id}?of=check"' in page
    page = clients["manager"].get(f"{where}/{annotator.id}", headers=EN).text
    assert _cells(page, "documents") == ["50%", "50%", "50%", "50%", "1", "1"]
    assert f'href="{where}/{annotator.id}/documents/{worked}"' in page
    page = clients["manager"].get(f"{where}/{annotator.id}/documents/{worked}", headers=EN).text
    assert re.findall(r'<section class="stack wide" id="(\w+)">', page) == ["missed", "extra", "right"]


def test_hostile_words_are_shown_as_words(clients, where, worked, annotator):
    for address in (where, f"{where}/{annotator.id}", f"{where}/{annotator.id}/documents/{worked}"):
        page = clients["manager"].get(address).text
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


def test_without_known_answers_the_way_to_them_is_said(clients, project, where, document, annotator):
    page = clients["manager"].get(where, headers=EN).text
    assert "No document has known answers yet" in page
    assert f'href="/projects/{project.id}/documents?gold=gold"' in page
    assert "Nothing to compare yet" in clients["manager"].get(f"{where}/{annotator.id}", headers=EN).text


def test_what_nobody_has_done_yet_and_why(session, clients, project, where, document, manager):
    gild(session, document)
    use_for(session, Selection(project.id, ids=(document,)), PRACTICE, manager)
    page = clients["manager"].get(where, headers=EN).text
    assert "Practice documents, by annotator" in page
    assert "does not hand out practice documents: see the settings" in page


@pytest.mark.parametrize(
    "asked", ["?of=gold", "?of=%00", "/999999", f"/{'9' * 30}", "/1/documents/999", "/2/documents/1"]
)
def test_what_is_not_there_is_not_there(clients, where, document, asked):
    assert clients["manager"].get(where + asked).status_code == (200 if asked.startswith("?") else 404)


def test_it_is_among_the_pages_of_the_project(clients, project, where):
    assert f'href="{where}"' in clients["manager"].get(f"/projects/{project.id}").text


def test_a_document_whose_gold_is_no_longer_in_force_leads_to_its_adjudication(
    session, clients, project, where, worked
):
    with writing(session):
        session.get_one(DocumentRow, worked).gold = "outdated"
    page = clients["manager"].get(where, headers=EN).text
    address = f"/projects/{project.id}/documents/{worked}/adjudication"
    assert f'href="{address}">not handed out until it is settled anew' in page
    assert clients["manager"].get(address).status_code == 200


@pytest.mark.parametrize("asked", ["", "&label=EVENT", "&week=x&one=y&label=z", "&one=%00", "&week=2026-11-23"])
def test_the_work_behind_a_figure_is_listed(clients, where, worked, annotator, asked):
    page = clients["manager"].get(f"{where}/works?of=check{asked}", headers=EN).text
    number = re.search(r"work on a document: (\d+)", page)[1]
    assert number == str(page.count(f"{where}/{annotator.id}/documents/{worked}"))
    assert "<script>alert" not in page
    assert clients["member"].get(f"{where}/works").status_code == 403
