"""Every page, in both languages: right direction, nothing refused by the policy, nothing that axe objects to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import axe
from tests.browser.desks import LOOKS

PAGES = (
    "/",
    "/projects/new",
    "/projects/1",
    "/projects/1/import",
    "/projects/1/jobs",
    "/projects/1/export",
    "/projects/1/learning",
    "/projects/1/documents/1",
    "/nowhere",
)


@pytest.fixture
def document(take, project, manager):
    return take("a.txt", "قصف على حلب\n\nقالت وكالة الميناء إن طائرات قصفت بلدة الريحانية.", annotators=[manager])


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_is_accessible_and_mirrored(document, manager, open_page, language, theme):
    page = open_page(manager, locale=language, color_scheme=theme)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in PAGES:
        page.goto(path)
        assert page.locator("html").get_attribute("dir") == {"ar": "rtl", "en": "ltr"}[language]
        assert page.locator("html").get_attribute("lang") == language
        results = axe(page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
    assert [text for text in complaints if "404" not in text] == []


def test_nothing_is_loaded_from_elsewhere(document, manager, open_page, address):
    page = open_page(manager)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(path)
    assert asked
    assert [url for url in asked if not url.startswith(address) and not url.startswith("data:")] == []


def test_a_project_is_made_and_a_text_imported_by_hand(manager, open_page, session):
    page = open_page(manager, "/", locale="en")
    page.get_by_role("link", name="New project").click()
    page.get_by_label("Name of the project").fill("معارك")
    page.get_by_role("button", name="Create the project").click()
    page.get_by_role("navigation", name="Pages of the project").get_by_role("link", name="Import").click()
    page.get_by_label("Or paste an article").fill("قصف على حلب\r\n\r\nسقط 3 قتلى في بلدة الريحانية.")
    page.get_by_label("Source").fill("وكالة")
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("link", name="Annotate").click()
    expect(page.locator("#article")).to_contain_text("الريحانية")
    assert page.evaluate("() => document.querySelector('#article').textContent") == (
        "قصف على حلب\n\nسقط 3 قتلى في بلدة الريحانية."
    )
