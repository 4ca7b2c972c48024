"""From the headline of the agreement to a case, its comment and its guideline, in both languages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from annotator.services import work
from annotator.services.job_review import start_review
from tests.browser.desks import AXE
from tests.reviewed_project import reviewed


@pytest.fixture
def counted(session, project, tmp_path):
    """A project with twenty documents that two have finished, counted."""
    reviewed(session, project, 20)
    work.run(session, start_review(session, project), tmp_path)


def kept(page, name: str) -> None:
    """Keep a picture of the whole page where somebody asks for it."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def is_fine(page) -> None:
    results = Axe().run(page, options=AXE)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("locale", "theme", "width"), [("ar", "light", 1280), ("en", "dark", 1280), ("ar", "dark", 320)]
)
def test_from_the_headline_to_a_case_and_its_guideline(counted, manager, open_page, locale, theme, width):
    size = {"width": width, "height": 800}
    page = open_page(manager, "/projects/1/review", locale=locale, color_scheme=theme, viewport=size)
    expect(page.locator(".headline")).to_be_visible()
    first = page.locator("#measures details").first
    first.locator("summary").click()
    is_fine(page)
    kept(page, f"review-{locale}-{theme}-{width}")
    page.locator('#confusion a[href*="kind=label"]').first.click()
    expect(page.locator(".case").first).to_be_visible()
    page.locator(".case details summary").first.click()
    is_fine(page)
    kept(page, f"disagreements-{locale}-{theme}-{width}")
    page.locator('.case a[href*="labels/guideline"]').first.click()
    is_fine(page)
    kept(page, f"label-guideline-{locale}-{theme}-{width}")
    page.locator("#arabic").fill("سلاح أم فاعل؟")
    page.locator('[name="save"]').click()
    expect(page.locator(".case").first).to_be_visible()
    assert "kind=label" in page.url


def test_printed_the_page_holds_all_its_tables(counted, manager, open_page):
    page = open_page(manager, "/projects/1/review", locale="ar")
    page.emulate_media(media="print")
    expect(page.locator("#time tbody tr").first).to_be_visible()
    expect(page.locator("main form").first).to_be_hidden()
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 upright: what is wider cannot be scrolled to
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    kept(page, "review-print")
