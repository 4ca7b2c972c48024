"""The page of the suggestions with much to show: for everybody, in both languages, on a narrow window, printed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from annotator.db.base import writing
from annotator.db.projects import ProjectRow
from tests.browser.axe import axe
from tests.learned_project import fill

WHERE = "/projects/1/learning"


@pytest.fixture
def filled(session, project):
    fill(session, project.id)
    with writing(session):
        session.get_one(ProjectRow, project.id).backend_url = "http://lab:secret@models.example.org:9090"


def kept(page, name: str) -> None:
    """Keep a picture of the whole page where somebody asks for it."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("locale", "theme", "width"), [("ar", "dark", 1280), ("en", "light", 360), ("ar", "light", 360)]
)
def test_it_is_accessible_and_nothing_sticks_out(filled, manager, open_page, locale, theme, width):
    page = open_page(manager, WHERE, locale=locale, color_scheme=theme, viewport={"width": width, "height": 800})
    for details in page.locator("main details").all():
        details.locator("summary").click()
    results = axe(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    kept(page, f"learning-{locale}-{theme}-{width}")


@pytest.mark.parametrize("locale", ["ar", "en"])
def test_with_nothing_to_show_it_is_accessible_too(project, manager, open_page, locale):
    page = open_page(manager, WHERE, locale=locale)
    assert axe(page).violations_count == 0
    kept(page, f"learning-{locale}-empty")


def test_printed_its_tables_are_there_and_its_buttons_are_not(filled, manager, open_page):
    page = open_page(manager, WHERE, locale="ar")
    page.emulate_media(media="print")
    expect(page.locator("#models + .table-frame")).to_be_visible()
    expect(page.locator("main form").first).to_be_hidden()
    expect(page.locator("#work details tbody tr").first).to_be_visible()
    kept(page, "learning-ar-print")


def test_all_of_it_can_be_reached_by_keys(filled, manager, open_page):
    page = open_page(manager, WHERE, locale="en")
    page.get_by_role("button", name="Use this one again").or_(page.get_by_label("Address of the server")).first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.matches('button, a, input, summary, [tabindex]')")
    page.get_by_text("By suggester").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Calibration errors by suggester")).to_be_visible()
