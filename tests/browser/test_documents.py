"""The table of documents in a browser: from a filter to giving, the bin and back, by keys alone and without scripts."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from annotator.db.documents import AssignmentRow, DocumentRow
from annotator.services.bulk import Selection
from annotator.services.giving import give
from tests.browser.axe import axe
from tests.browser.desks import LOOKS


@pytest.fixture
def documents(take):
    """Sixty documents of three sources."""
    lines = [
        json.dumps(
            {"text": f"نص {number}\nسطر", "id": f"k{number}", "title": f"خبر {number}", "source": f"s{number % 3}"}
        )
        for number in range(60)
    ]
    return take("a.jsonl", "\n".join(lines)).added


def _binned(session) -> int:
    session.rollback()
    return session.scalar(select(func.count(DocumentRow.id)).where(DocumentRow.binned_at.is_not(None)))


def test_from_a_filter_to_giving_and_to_the_bin_and_back(documents, annotator, manager, project, open_page, session):
    page = open_page(manager, f"/projects/{project.id}/documents", locale="en")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Source", exact=True).fill("s1")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(21)
    expect(page.locator("#deeds")).to_be_hidden()
    page.get_by_label("Tick all on this page").check()
    expect(page.locator("#ticked")).to_have_text("20")
    page.get_by_role("button", name="Give to annotators").click()
    page.get_by_label("layla").check()
    page.get_by_role("button", name="Give them").click()
    expect(page.get_by_text("20 assignments were made.")).to_be_visible()
    expect(page.get_by_role("link", name="Source: s1")).to_be_visible()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AssignmentRow)) == 20
    page.get_by_role("link", name="Source: s1").click()
    page.locator("input[name=document]").first.check()
    page.get_by_label("all 60, not only the ticked ones").check()
    page.get_by_role("button", name="Move to the bin").click()
    expect(page.locator("main")).to_contain_text("60 documents")
    page.get_by_role("button", name="Move them to the bin").click()
    expect(page.get_by_role("heading", name="No documents yet")).to_be_visible()
    assert _binned(session) == 60
    page.get_by_role("link", name="Bin").click()
    page.locator("input[name=document]").nth(2).check()
    page.get_by_role("button", name="Take out of the bin").click()
    page.get_by_role("button", name="Take them out of the bin").click()
    assert _binned(session) == 59
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back for 1 document.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back for 60 documents.")).to_be_visible()
    assert _binned(session) == 0


def test_by_keys_alone(documents, manager, project, open_page, session):
    page = open_page(manager, f"/projects/{project.id}/documents", locale="en")
    press = page.keyboard.press
    page.locator("input[name=document]").first.focus()
    press("Space")
    for key in ("ArrowDown", "ArrowDown"):
        press(key)
    press("Shift+Space")
    expect(page.locator("#ticked")).to_have_text("3")
    press("Shift+ArrowDown")
    expect(page.locator("#ticked")).to_have_text("4")
    page.get_by_role("button", name="Move to the bin").focus()
    press("Enter")
    expect(page.get_by_role("button", name="Move them to the bin")).to_be_focused()
    press("Enter")
    expect(page.get_by_text("Done: moved documents to the bin: 4.")).to_be_visible()
    assert _binned(session) == 4


def test_without_scripts(documents, manager, project, open_page, session):
    page = open_page(manager, f"/projects/{project.id}/documents", locale="en", java_script_enabled=False)
    expect(page.locator("#deeds")).to_be_visible()
    expect(page.locator("#tick-page")).to_be_hidden()
    page.locator("input[name=document]").nth(1).check()
    page.get_by_role("button", name="Move to the bin").click()
    page.get_by_role("button", name="Move them to the bin").click()
    assert _binned(session) == 1


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_pages_are_accessible(documents, annotator, manager, project, open_page, session, language, theme):
    give(session, Selection(project.id, ids=tuple(documents[:3])), [annotator], manager)
    where = f"/projects/{project.id}/documents"
    page = open_page(manager, where, locale=language, color_scheme=theme)

    def check(what: str) -> None:
        results = axe(page)
        assert results.violations_count == 0, f"{what}: {results.generate_report()}"
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), f"{what} scrolls sideways"

    page.locator("input[name=document]").first.check()
    check("table")
    for deed in ("give", "withdraw", "priority", "wanted", "bin"):
        page.goto(where)
        page.locator("input[name=document]").first.check()
        page.locator(f"button[formaction*='/{deed}']").click()
        page.wait_for_url(f"**/bulk/{deed}*")
        check(deed)
    for address in ("?q=xyz&state=new", "?state=new&calibration=no", "?bin=1", f"/{documents[0]}/text"):
        page.goto(f"{where}{address}")
        check(address)
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("", "?state=new&calibration=no", f"/{documents[0]}/text"):
        page.goto(f"{where}{address}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
