"""A manager sets a project up from nothing; an annotator starts their day. By keyboard, in both languages."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from annotator.core.operations import Finish
from annotator.db.base import now, writing
from annotator.db.documents import AssignmentRow
from annotator.db.layers import LayerRow
from annotator.services.accounts import add_user
from annotator.services.annotate import open_layer, save_operations
from annotator.services.assign import next_document
from annotator.services.projects import add_members, find_project
from tests.browser.axe import axe


def accessible(page: Page) -> None:
    """Fail where axe objects to something."""
    results = axe(page)
    assert results.violations_count == 0, f"{page.url}: {results.generate_report()}"


def press(page: Page, name: str, role: str = "link") -> None:
    """Follow a link or press a button as somebody without a pointer does."""
    target = page.locator("main").get_by_role(role, name=name, exact=True).first
    target.focus()
    page.keyboard.press("Enter")


def test_from_an_empty_installation_to_a_project_that_is_settled(session, open_page):
    boss = add_user(session, "boss", None, manager=True)
    page = open_page(boss, "/", locale="en")
    expect(page.locator("main")).to_contain_text("No projects yet")
    press(page, "New project")
    page.get_by_label("Name of the project").focus()
    page.keyboard.type("معارك")
    page.keyboard.press("Tab")
    page.keyboard.type("About the north")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Or paste the label set")).to_be_hidden()
    page.keyboard.press("ArrowDown")  # no other project is there: the next choice is a file of one's own
    expect(page.get_by_label("Or paste the label set")).to_be_visible()
    expect(page.get_by_label("Conflict news")).to_be_hidden()
    page.get_by_label("Or paste the label set").fill("id = 1\ntitle = [")
    press(page, "Create the project", "button")
    expect(page.locator(".error").first).to_be_visible()
    expect(page.get_by_label("Name of the project")).to_have_value("معارك")
    accessible(page)
    page.get_by_label("A label set that comes with the program").check()
    press(page, "Create the project", "button")
    expect(page.locator("main")).to_contain_text("Until people can begin")
    expect(page.locator("main")).to_contain_text("About the north")
    accessible(page)
    press(page, "Check the settings")
    page.get_by_label("How many annotators a document gets").fill("2")
    page.get_by_label("It stays with who has it").check()
    expect(page.get_by_label("Time without a change")).to_be_hidden()
    press(page, "Save the settings", "button")
    expect(page.locator(".notice")).to_contain_text("The settings are saved.")
    expect(page.get_by_label("It stays with who has it")).to_be_checked()
    accessible(page)
    page.get_by_role("link", name="Progress").press("Enter")
    expect(page.locator("main")).to_contain_text("Nothing to see yet")
    session.rollback()
    assert find_project(session, "معارك").overlap == 2


@pytest.mark.parametrize(("locale", "begin"), [("en", "Begin annotating"), ("ar", None)])
def test_an_annotator_starts_and_a_manager_sees_where_they_are(
    session, take, project, annotator, manager, open_page, locale, begin
):
    line = {"text": "قصفت طائرات بلدة الريحانية أمس", "title": "غارات على الريحانية"}
    take("a.jsonl", "\n".join(json.dumps({**line, "text": f"{line['text']} {n}"}) for n in range(3)))
    sami = add_user(session, "sami", None)
    add_members(session, project, [sami])
    page = open_page(annotator, "/", locale=locale)
    accessible(page)
    start = page.locator(".card .button")
    if begin:
        expect(start).to_have_text(begin)
    start.press("Enter")
    expect(page.locator("#article")).to_contain_text("الريحانية")
    expect(page.locator(".bar-queue")).not_to_contain_text("1 of")
    page.goto("/")
    expect(page.locator(".left-open")).to_contain_text("غارات على الريحانية")
    accessible(page)
    page.locator(".left-open a").press("Enter")
    expect(page.locator("#article")).to_contain_text("الريحانية")
    page.goto(f"/projects/{project.id}")
    expect(page.get_by_role("table")).to_contain_text("غارات على الريحانية")
    accessible(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    open_layer(session, next_document(session, project, sami), sami)
    seen = open_page(manager, f"/projects/{project.id}/progress", locale=locale)
    expect(seen.get_by_role("table").first).to_contain_text("layla")
    accessible(seen)
    for path in (f"/projects/{project.id}", f"/projects/{project.id}/settings", "/projects/new", "/"):
        seen.goto(path)
        accessible(seen)
        seen.set_viewport_size({"width": 320, "height": 640})
        assert seen.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path
        seen.set_viewport_size({"width": 1280, "height": 720})


def test_the_days_are_a_table_one_key_away_and_what_is_stuck_goes_back(
    session, take, project, annotator, manager, open_page
):
    take("a.jsonl", '{"text": "واحد", "title": "one"}\n{"text": "اثنان", "title": "two"}')
    row = open_layer(session, next_document(session, project, annotator), annotator)
    save_operations(session, row, project.label_set.value(), annotator, 0, [Finish(id="f")])
    stuck = next_document(session, project, annotator)
    with writing(session):
        then = now() - timedelta(days=5)
        session.execute(update(AssignmentRow).where(AssignmentRow.document_id == stuck).values(created_at=then))
        session.execute(update(LayerRow).where(LayerRow.document_id == stuck).values(changed_at=then))
    page = open_page(manager, f"/projects/{project.id}/progress", locale="en")
    accessible(page)
    page.get_by_text("The same as a table").focus()
    page.keyboard.press("Enter")
    expect(page.locator("details table tbody tr").first).to_contain_text("1")
    accessible(page)
    page.get_by_role("button", name="Give back").press("Enter")
    expect(page.locator(".notice")).to_contain_text("What layla did at it is kept")
    expect(page.get_by_role("button", name="Give back")).to_have_count(0)
