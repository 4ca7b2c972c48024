"""The people of a project in a real browser: invited, joined, changed, removed; every page in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from annotator.db.base import writing
from annotator.services import audit
from annotator.services.accounts import add_user
from annotator.services.invitations import make_invitation
from tests.browser.axe import axe


@pytest.fixture
def visit(chromium, address):
    """Open a page of somebody who is not signed in: ``visit("/path", locale="en")``."""
    contexts = []

    def visited(path: str, **more) -> Page:
        contexts.append(chromium.new_context(base_url=address, **more))
        page = contexts[-1].new_page()
        page.goto(path)
        return page

    yield visited
    for context in contexts:
        context.close()


def _fine(page: Page, path: str, direction: str) -> None:
    results = axe(page)
    assert results.violations_count == 0, f"{path}: {results.generate_report()}"
    assert page.locator("html").get_attribute("dir") == direction
    size = page.viewport_size
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 720})
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
    page.set_viewport_size(size)


@pytest.mark.parametrize(("language", "direction", "width"), [("ar", "rtl", 320), ("en", "ltr", 1280)])
def test_every_page_is_accessible_and_mirrored(
    session, project, manager, annotator, open_page, visit, language, direction, width
):
    add_user(session, "سامي", None)
    secret = make_invitation(session, project, "curator", uses=2, days=3, by=manager)
    with writing(session):
        audit.record(session, None, project.id, "did something")
    viewport = {"width": width, "height": 720}
    page = open_page(manager, locale=language, viewport=viewport)
    for path in ("/projects/1/people", "/projects/1/invitations", "/projects/1/log", "/log", f"/join/{secret}"):
        page.goto(path)
        for summary in page.locator("details.asking summary").all():
            summary.click()
        _fine(page, path, direction)
    page.goto("/projects/1/invitations")
    page.locator("form.form button[type=submit]").click()
    expect(page.locator("#link")).to_be_visible()
    _fine(page, "a new link", direction)
    for path in (f"/join/{secret}", "/join/x"):
        _fine(visit(path, locale=language, viewport=viewport), path, direction)


def test_somebody_is_invited_joins_is_changed_and_removed(manager, project, take, open_page, visit):
    take("b.jsonl", '{"text": "نص"}')
    page = open_page(manager, "/projects/1/people", locale="en")
    expect(page.get_by_role("heading", name="Nobody works here yet")).to_be_visible()
    page.get_by_role("link", name="Invite people").first.click()
    page.get_by_label("annotator").check()
    page.get_by_label("For how many people").fill("2")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("The link", exact=True).input_value()
    assert link in page.get_by_label("English").input_value()

    other = visit(link, locale="en")
    other.get_by_label("Name").fill("رنا")
    password = other.get_by_label("Password", exact=True)
    password.fill("a long enough password")
    other.get_by_role("button", name="Show the password").click()
    expect(password).to_have_attribute("type", "text")
    other.get_by_role("button", name="Hide the password").click()
    expect(password).to_have_attribute("type", "password")
    other.get_by_role("button", name="Join").click()
    expect(other.get_by_text("Welcome: you are in the project.")).to_be_visible()
    other.goto("/projects/1/next")
    expect(other.locator("#article")).to_contain_text("نص")

    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_label("Quota of رنا").fill("forty")
    page.get_by_role("button", name="Save for رنا").click()
    expect(page.get_by_text("Write a whole number in digits")).to_be_visible()
    page.get_by_label("Quota of رنا").fill("40")
    page.get_by_label("Role of رنا").select_option("curator")
    page.get_by_role("button", name="Save for رنا").click()
    expect(page.get_by_text("Saved for رنا.")).to_be_visible()
    expect(page.get_by_label("Quota of رنا")).to_have_value("40")
    page.get_by_text("Remove …").click()
    expect(page.get_by_text("1 open document goes back to the queue.")).to_be_visible()
    page.get_by_role("button", name="Remove رنا from the project").click()
    expect(page.get_by_text("Their work is kept.")).to_be_visible()
    other.goto("/projects/1")
    expect(other.get_by_text("There is no such page.")).to_be_visible()
    page.get_by_role("link", name="Log", exact=True).click()
    expect(page.locator(".log")).to_contain_text("removed رنا from the project")
    page.get_by_label("Done by").select_option("رنا")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".log li")).to_have_count(1)
    expect(page.locator(".log li")).to_contain_text("joined as annotator, invited by huda")


def test_a_link_is_copied(manager, project, open_page, address):
    page = open_page(manager, "/projects/1/invitations", locale="en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert (
        page.evaluate("() => navigator.clipboard.readText()") == page.get_by_label("The link", exact=True).input_value()
    )
    page.get_by_role("button", name="Copy العربية").click()
    expect(page.locator("#copied")).to_have_text("Copied")


def test_it_works_without_javascript(session, manager, project, annotator, chromium, address):
    secret = make_invitation(session, project, "viewer", uses=1, days=1, by=manager)
    context = chromium.new_context(base_url=address, locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/join/{secret}")
    page.get_by_label("Name").fill("nour")
    page.get_by_label("Password", exact=True).fill("a long enough password")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Welcome: you are in the project.")).to_be_visible()
    context.close()
