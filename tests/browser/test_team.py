"""A team starts: from an empty installation to a project at which two invited people work, in the browser alone."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from annotator import jobs
from annotator.db.documents import DocumentRow
from annotator.db.layers import LayerRow
from annotator.services.accounts import add_user
from tests.browser.test_intake import DROP

TEXTS = ["قصفت طائرات بلدة الريحانية أمس", "اندلعت اشتباكات قرب معبر الوادي مساء الثلاثاء"]
PASSWORD = "a sentence of a few words"  # a test's


@pytest.fixture
def app(app):
    """The application with the thread that does its jobs."""
    app.config["JOBS_AT_ONCE"] = False
    workers = jobs.start(app)
    yield app
    workers.stop()


@pytest.fixture
def newcomer(chromium: Browser, address: str, prepare):
    """Open an address as somebody whom nobody knows yet, in a browser of their own."""
    contexts = []

    def opened(path: str) -> Page:
        context = chromium.new_context(base_url=address, locale="ar", viewport={"width": 1280, "height": 720})
        contexts.append(context)
        prepare(context)
        context.add_init_script("try { localStorage.setItem('tour', 'done'); } catch {}")
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_a_team_starts_without_a_manual(session, open_page, newcomer):
    page = open_page(add_user(session, "boss", None, manager=True), "/", locale="en")
    _make_project(page)
    _import(page)
    link = _invite(page)
    for name in ("ليلى", "سامي"):
        _join_and_work(newcomer(link), name)
    page.goto("/projects/1/progress")
    table = page.get_by_role("table").filter(has_text="سامي").first
    expect(table.get_by_role("row").filter(has_text="ليلى")).to_contain_text("2")
    page.goto("/projects/1/documents?state=done")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.goto("/projects/1/log")
    expect(page.locator("main")).to_contain_text("made the project")
    session.rollback()
    assert [tuple(row) for row in session.execute(select(DocumentRow.given, DocumentRow.finished))] == [(2, 2)] * 2
    assert session.scalars(select(LayerRow.state)).all() == ["finished"] * 4


def _make_project(page: Page) -> None:
    page.locator("main").get_by_role("link", name="New project").click()
    page.get_by_label("Name of the project").fill("معارك")
    page.get_by_label("How many annotators a document gets").fill("2")
    # By lot, some would be shown without suggestions, which are what is worked with here.
    page.get_by_label("Documents in a hundred that are shown without suggestions").fill("0")
    page.get_by_role("button", name="Create the project").click()
    expect(page.locator("main")).to_contain_text("Until people can begin")


def _import(page: Page) -> None:
    page.get_by_role("navigation", name="Pages of the project").get_by_role("link", name="Import").click()
    expect(page.locator(".drop-here")).to_be_visible()  # the script is there
    page.evaluate(DROP, {"news.jsonl": "\n".join(json.dumps({"text": text}) for text in TEXTS)})
    expect(page.locator(".upload[data-key]")).to_have_count(1)
    page.locator("#import").get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/jobs/*")
    expect(page.get_by_role("row").filter(has_text="news.jsonl")).to_contain_text("done")


def _invite(page: Page) -> str:
    page.get_by_role("navigation", name="Pages of the project").get_by_role("link", name="People").click()
    page.get_by_role("link", name="Invite people").first.click()
    page.locator("[name=uses]").fill("10")
    page.get_by_role("button", name="Make the link").click()
    return page.get_by_label("The link", exact=True).input_value()


def _join_and_work(page: Page, name: str) -> None:
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form.form button.primary").click()
    page.wait_for_url("**/projects/1")
    page.locator("main a.button.primary").click()
    for _ in TEXTS:
        expect(page.locator("#article")).to_be_visible()
        here = page.url
        page.keyboard.press("Control+Enter")
        page.keyboard.press("Control+Enter")
        expect(page).not_to_have_url(here)
