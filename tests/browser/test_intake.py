"""Files are dropped onto the import page, looked at, brought in by a job in the background, and reported on."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from annotator import jobs
from annotator.db.documents import DocumentRow
from tests.browser.axe import axe

FIRST = "قصفت طائرات بلدة الريحانية أمس.\nوقال شهود إن ثلاثة أشخاص قتلوا."
LINES = [
    json.dumps({"text": FIRST, "title": "قصف الريحانية", "spans": [{"start": 5, "end": 11, "label": "WEAPON"}]}),
    json.dumps({"text": "x", "spans": [{"start": 0, "end": 1, "label": "NOTHING"}]}),
    "nonsense",
    json.dumps({"text": "اشتباكات قرب معبر الوادي مساء الثلاثاء"}),
]
FILES = {"a.txt": "هدأ كل شيء في المدينة.", "b.jsonl": "\n".join(LINES), "c.txt": FIRST}

DROP = """files => {
  const data = new DataTransfer();
  for (const [name, text] of Object.entries(files)) data.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"]) {
    const event = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
    document.querySelector("main").dispatchEvent(event);
  }
}"""


@pytest.fixture
def app(app):
    """The application with the thread that does its jobs."""
    app.config["JOBS_AT_ONCE"] = False
    workers = jobs.start(app)
    yield app
    workers.stop()


def _accessible(page) -> None:
    results = axe(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_three_files_are_dropped_looked_at_and_brought_in(session, project, manager, open_page, language):
    page = open_page(manager, f"/projects/{project.id}/import", locale=language)
    _accessible(page)
    page.evaluate(DROP, FILES)
    cards = page.locator(".upload[data-key]")
    expect(cards).to_have_count(3)
    expect(cards.nth(1).locator("mark")).to_have_text("طائرات")
    expect(cards.nth(1)).to_contain_text("NOTHING")
    expect(cards.nth(1).locator(".upload-refused li")).to_have_count(2)
    _accessible(page)
    page.evaluate(DROP, {"d.txt": "too many"})
    expect(cards).to_have_count(4)
    cards.nth(3).locator(".upload-remove").click()
    expect(cards).to_have_count(3)
    page.reload()
    expect(cards).to_have_count(3)
    page.locator("#import button.primary").click()
    page.wait_for_url("**/jobs/*")
    expect(page.locator(".job-lines").first).to_be_visible()
    # Two refused lines, and one text that is in two of the files.
    expect(page.locator(".job-lines").first.locator("li")).to_have_count(2)
    expect(page.locator(".job-lines").nth(1).locator("li")).to_have_count(1)
    _accessible(page)
    with page.expect_download() as fetched:
        page.locator("a[href$='refused.jsonl']").click()
    assert fetched.value.path().read_text("utf-8").splitlines() == LINES[1:3]
    session.rollback()
    assert session.scalar(select(func.count(DocumentRow.id))) == 3
    page.goto(f"/projects/{project.id}/jobs")
    expect(page.locator("tbody tr")).to_have_count(2)
    _accessible(page)


def test_a_file_that_could_not_be_sent_can_be_sent_again(project, manager, open_page):
    page = open_page(manager, f"/projects/{project.id}/import", locale="en")
    page.route("**/uploads?*", lambda route: route.abort(), times=1)
    page.evaluate(DROP, {"a.txt": "text", "b.txt": "other"})
    expect(page.locator(".upload .notice.error")).to_contain_text("a.txt")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".upload[data-key]")).to_have_count(2)
    expect(page.locator(".upload .notice.error")).to_have_count(0)


def test_an_import_asked_for_while_files_are_sent_waits_for_them(session, project, manager, open_page):
    page = open_page(manager, f"/projects/{project.id}/import", locale="en")
    held = []

    def hold(route) -> None:
        held.append(route)

    page.route("**/uploads?*", hold)
    page.evaluate(DROP, {"a.txt": "text"})
    page.locator("#import button.primary").click()
    expect(page.locator("#said")).to_contain_text("as soon as")
    held[0].continue_()
    page.wait_for_url("**/jobs/*")
    expect(page.get_by_role("link", name="Annotate")).to_be_visible()


def test_files_can_be_chosen_without_scripts(session, project, manager, open_page):
    page = open_page(manager, f"/projects/{project.id}/import", locale="en", java_script_enabled=False)
    page.get_by_label("Files").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"text"})
    page.get_by_label("Source").fill("agency")
    page.locator("#import button.primary").click()
    for _ in range(100):
        if page.get_by_role("link", name="Look again").count() == 0:
            break
        page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("link", name="Annotate")).to_be_visible()


def test_names_are_shown_only_where_people_are_named(project, manager, open_page):
    page = open_page(manager, f"/projects/{project.id}/import", locale="en", viewport={"width": 320, "height": 700})
    _accessible(page)
    expect(page.get_by_label("huda")).to_be_hidden()
    page.get_by_label("People whom I name").check()
    expect(page.get_by_label("huda")).to_be_visible()
    _accessible(page)
