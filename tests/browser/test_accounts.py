"""A person is added, let in, chooses a password, forgets it; every page in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.services.accounts import PASSWORD, add_user, make_link
from annotator.services.users import set_active
from tests.browser.axe import axe
from tests.browser.desks import LOOKS


@pytest.fixture
def visitor(chromium, address, prepare):
    """Open a page in a browser in which nobody is signed in."""
    contexts = []

    def opened(path: str, locale: str = "en", **more) -> Page:
        context = chromium.new_context(base_url=address, locale=locale, **more)
        contexts.append(context)
        prepare(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def _given_link(page: Page) -> str:
    return page.get_by_label("The link").input_value()


def test_from_a_new_person_to_a_forgotten_password(manager, open_page, visitor: Callable[..., Page]):
    lead = open_page(manager, "/", locale="en", permissions=["clipboard-read", "clipboard-write"])
    lead.get_by_role("link", name="People").click()
    lead.get_by_role("link", name="Add a person").click()
    lead.get_by_label("Name").fill("سامي")
    lead.get_by_role("button", name="Add").click()
    lead.get_by_role("button", name="Make a sign-in link").click()
    lead.get_by_role("button", name="Copy").click()
    expect(lead.get_by_role("button", name="Copied")).to_be_visible()
    link = _given_link(lead)
    assert lead.evaluate("() => navigator.clipboard.readText()") == link

    sami = visitor(link)
    sami.get_by_role("link", name="سامي").click()
    sami.get_by_label("New password", exact=True).fill("short")
    sami.get_by_label("New password once more").fill("short")
    sami.get_by_role("button", name="Save the password").click()
    expect(sami.get_by_text("at least 10 characters; a sentence")).to_be_visible()
    sami.get_by_label("New password", exact=True).fill("a password to forget")
    sami.get_by_label("New password once more").fill("a password to forget")
    sami.get_by_role("button", name="Save the password").click()
    expect(sami.get_by_text("Your new password is saved")).to_be_visible()
    sami.get_by_role("banner").get_by_role("button", name="Sign out").click()
    sami.get_by_role("link", name="Forgotten your password?").click()
    expect(sami.get_by_text("Ask a manager")).to_be_visible()

    lead.get_by_role("link", name="Done").click()
    lead.get_by_role("button", name="Make a link for a new password").click()
    sami.goto(_given_link(lead))
    sami.get_by_label("New password", exact=True).fill("another password")
    sami.get_by_label("New password once more").fill("another password")
    sami.get_by_role("button", name="Save and sign in").click()
    expect(sami.get_by_role("heading", name="Projects", exact=True)).to_be_visible()

    lead.get_by_role("link", name="Done").click()
    lead.get_by_text("Deactivate the account").click()
    lead.get_by_role("button", name="Deactivate").click()
    expect(lead.get_by_role("button", name="Let them sign in again")).to_be_visible()
    sami.reload()
    expect(sami.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_is_accessible(app, session, manager, project, open_page, visitor, language, theme):
    layla = add_user(session, "layla", None, email="a-long-name@a-rather-long-domain-name.example.org")
    gone = add_user(session, "gone", None)
    set_active(session, gone, False)
    page = open_page(manager, locale=language, color_scheme=theme, viewport={"width": 320, "height": 640})
    paths = ["/people", "/people/new", f"/people/{layla.id}", f"/people/{gone.id}", "/account"]
    for path in paths:
        page.goto(path)
        _look(page, path)
    page.goto("/account")
    page.locator("#password-new").fill("x")
    page.locator("#password button").click()
    expect(page.locator(".field.wrong")).to_have_count(1)
    _look(page, "/account, wrong")
    page.goto(f"/people/{layla.id}")
    page.locator("form[action$='/links'] button").first.click()
    expect(page.locator("#link")).to_be_visible()
    _look(page, "a link")
    nobody = visitor("/sign-in", locale=language, color_scheme=theme, viewport={"width": 320, "height": 640})
    for path in ("/sign-in", "/forgotten", f"/reset/{make_link(session, layla, PASSWORD)}", "/reset/x"):
        nobody.goto(path)
        _look(nobody, path)


def _look(page: Page, where: str) -> None:
    results = axe(page)
    assert results.violations_count == 0, f"{where}: {results.generate_report()}"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), f"{where} scrolls sideways"


def test_a_link_can_be_copied_by_hand_without_scripts(manager, session, open_page, annotator):
    page = open_page(manager, f"/people/{annotator.id}", locale="en", java_script_enabled=False)
    page.get_by_role("button", name="Make a sign-in link").click()
    assert "/sign-in/" in _given_link(page)
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
