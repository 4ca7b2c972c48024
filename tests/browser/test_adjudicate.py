"""Three annotators differ; a curator settles it by keyboard alone, and what is exported is what was decided."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotator.services.accounts import add_user
from annotator.services.gold_content import content_from_json
from annotator.services.projects import add_members
from annotator.services.settling import settling
from tests.browser.axe import axe
from tests.browser.desks import PLACE, saved
from tests.differing import TEXT, differing_line, members


@pytest.fixture
def people(session, project):
    project.rule = "all"
    session.commit()
    return members(session, project)


@pytest.fixture
def curator(session, project):
    user = add_user(session, "salma", None)
    add_members(session, project, [user], "curator")
    return user


@pytest.fixture
def document(take, people) -> int:
    (added,) = take("a.jsonl", differing_line()).added
    return added


@pytest.fixture
def where(project, document) -> str:
    return f"/projects/{project.id}/documents/{document}/adjudication"


def kept(page: Page, name: str) -> None:
    """Keep a picture where somebody asks for it."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def current(page: Page):
    return page.locator(".case[aria-current]")


def words(page: Page) -> str:
    return current(page).locator(".item-words").inner_text()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def gold(session, project, document):
    session.rollback()
    content = content_from_json(settling(session, project, document).approved.content)
    return {(TEXT[one.start : one.end], one.label) for one in content.spans}, content


def test_a_document_is_settled_by_keys_alone(session, project, document, curator, open_page, where, people):
    page = open_page(curator, where, locale="en")
    expect(page.locator("#left")).to_have_text("5 of 5 to decide")
    assert words(page) == "قصفت"
    kept(page, "adjudicate-en")
    press(page, "a")  # the air strike, as most have it
    assert words(page) == "بلدة وادي الحنظل"
    press(page, "a")  # the answer that most gave
    assert words(page) == "مساء الاثنين"
    press(page, "n")
    press(page, "r")
    page.keyboard.type("وكالة أنباء")
    press(page, "Enter", "a")
    press(page, "a")
    expect(page.locator("#left")).to_have_text("Nothing left to decide")
    saved(page)
    press(page, "Control+Enter")
    expect(page.locator("body")).to_have_attribute("data-gold", "yes")
    kept(page, "adjudicate-en-gold")
    spans, content = gold(session, project, document)
    assert spans == {
        ("قصفت", "EVENT"), ("وادي الحنظل", "LOCATION"), ("وكالة الميناء", "ORGANISATION"), ("3 مدنيين", "CASUALTIES"),
    }  # fmt: skip
    (event,) = content.events
    assert (event.subtype, [role for role, _ in event.arguments]) == ("Air/drone strike", ["location"])
    (agency,) = [one for one in content.spans if one.label == "ORGANISATION"]
    assert (agency.source.origin, agency.source.verdict.reason) == ("adjudicated", "وكالة أنباء")


def test_what_was_decided_is_undone_and_resumed_later(session, project, document, curator, open_page, where):
    page = open_page(curator, where, locale="ar")
    press(page, "a", "n")
    saved(page)
    page.reload()
    expect(page.locator("#left")).to_contain_text("3")
    press(page, "Control+z")
    expect(page.locator("#left")).to_contain_text("4")
    assert words(page) == "بلدة وادي الحنظل"
    press(page, "Control+y")
    expect(page.locator("#left")).to_contain_text("3")
    saved(page)
    session.rollback()
    rows = settling(session, project, document).verdicts
    assert [row.withdrawn_at for row in rows] == [None, None]


def test_a_case_is_edited_and_another_one_added(session, project, document, curator, open_page, where):
    page = open_page(curator, where, locale="en")
    press(page, "j", "e")
    editing = page.locator("#editing")
    expect(editing).to_be_visible()
    kept(page, "adjudicate-en-editing")
    page.locator("#reading").focus()
    press(page, "[")  # the start earlier: with بلدة
    expect(editing.locator("b").first).to_have_text("بلدة وادي الحنظل")
    press(page, "Control+Enter")
    expect(editing).to_be_hidden()
    place = page.evaluate(PLACE, "طائرات")
    page.mouse.dblclick(place["x"], place["y"])
    expect(page.locator("#chooser")).to_be_visible()
    page.locator("#chooser").get_by_role("button", name="Weapon").click()
    press(page, "Control+Enter")
    saved(page)
    session.rollback()
    found = settling(session, project, document)
    marked = {(TEXT[one.span.start : one.span.end], one.span.label) for one in found.gold.spans.values()}
    assert {("بلدة وادي الحنظل", "LOCATION"), ("طائرات", "WEAPON")} <= marked


def test_parts_are_decided_by_themselves(session, project, document, curator, open_page, where, people):
    page = open_page(curator, where, locale="en")
    press(page, "p")
    expect(page.locator(".part[aria-current]")).to_contain_text("Subtype")
    kept(page, "adjudicate-en-parts")
    press(page, "b")
    expect(page.locator("#left")).to_have_text("5 of 5 to decide")
    press(page, "a")
    expect(page.locator("#left")).to_have_text("4 of 5 to decide")
    saved(page)
    session.rollback()
    (event,) = settling(session, project, document).gold.events.values()
    assert event.event.subtype == "Shelling/artillery/missile attack"


def test_decisions_wait_for_a_lost_server_and_for_a_closed_page(session, project, document, curator, open_page, where):
    page = open_page(curator, where, locale="en")
    page.route("**/verdicts", lambda route: route.abort())
    press(page, "a", "a")
    expect(page.locator("#saved")).to_have_attribute("data-state", "retrying")
    expect(page.locator("#left")).to_have_text("3 of 5 to decide")
    page.unroute("**/verdicts")
    page.reload()
    saved(page)
    expect(page.locator("#left")).to_have_text("3 of 5 to decide")
    session.rollback()
    assert len(settling(session, project, document).verdicts) == 2


def test_a_document_of_one_annotator_is_approved_in_two_strokes(session, project, take, people, curator, open_page):
    (one,) = take("b.jsonl", differing_line(TEXT + " أمس", {"layla": [("وادي الحنظل", "LOCATION")]})).added
    page = open_page(curator, f"/projects/{project.id}/documents/{one}/adjudication", locale="en")
    press(page, "Control+Enter")
    expect(page.locator("#complaint")).to_contain_text("as layla has them")
    press(page, "Control+Enter")
    expect(page.locator("body")).to_have_attribute("data-gold", "yes")
    spans, _ = gold(session, project, one)
    assert spans == {("وادي الحنظل", "LOCATION")}


LOOKS = [("ar", "light", 1280), ("en", "dark", 1280), ("ar", "dark", 360)]


@pytest.mark.parametrize(("locale", "theme", "width"), LOOKS)
def test_both_pages_are_accessible(project, document, curator, open_page, where, locale, theme, width):
    page = open_page(curator, where, locale=locale, color_scheme=theme, viewport={"width": width, "height": 800})
    press(page, "p")
    results = axe(page)
    assert results.violations_count == 0, results.generate_report()
    press(page, "Escape", "e")
    results = axe(page)
    assert results.violations_count == 0, results.generate_report()
    kept(page, f"adjudicate-{locale}-{theme}-{width}")
    page.goto(f"/projects/{project.id}/adjudication")
    results = axe(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    kept(page, f"queue-{locale}-{theme}-{width}")
