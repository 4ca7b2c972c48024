"""Finishing a document: what is open or incomplete is shown first, and each line leads to where it is mended."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from annotator import labelsets
from annotator.db.log import read_layer
from annotator.services.annotate import open_layer
from annotator.services.projects import create_project
from tests.browser.axe import axe
from tests.browser.desks import line_of

TEXT = "غارات على وادي الحنظل\n\nقالت وكالة الميناء إن طائرات قصفت بلدة الريحانية ظهر الثلاثاء، وقُتل 3 مدنيين.\n"
SUGGESTED = (
    ("غارات", "EVENT", ("Explosions/Remote violence", "Air/drone strike")),
    ("وادي الحنظل", "LOCATION", None),
    ("3 مدنيين", "CASUALTIES", None),
)


@pytest.fixture
def project(session, manager):
    """A project in which the kind of casualties and the status of an event are needed."""
    text = labelsets.text("conflict")
    for id_ in ("kind", "status"):
        text = text.replace(f'id = "{id_}"\n', f'id = "{id_}"\nrequired = true\n', 1)
    return create_project(session, "مشروع", text, "needed.toml")


@pytest.fixture
def document(take, project, manager) -> int:
    (added,) = take("a.jsonl", line_of(TEXT, SUGGESTED), annotators=[manager]).added
    return added


@pytest.fixture
def desk(document, project, manager, open_page) -> Page:
    return open_page(manager, f"/projects/{project.id}/documents/{document}", locale="en")


@pytest.fixture
def state(session, document, manager):
    """The state of the layer as the server has it now."""

    def read():
        session.rollback()  # a new read transaction: the server has written since
        return read_layer(session, open_layer(session, document, manager)).state

    return read


def matters(page: Page) -> list[str]:
    """The words that each line leads to, or what the line says where it leads to none."""
    return page.locator("#matters .matter").evaluate_all(
        "(lines) => lines.map((line) => (line.querySelector('mark') ?? line).textContent)"
    )


def left(page: Page) -> None:
    """Wait until the document is left: it is saved then."""
    expect(page).not_to_have_url(re.compile(r"/documents/\d+$"))


def test_with_nothing_open_the_first_time_finishes(desk, state):
    for _ in SUGGESTED:
        desk.keyboard.press("x")
    desk.keyboard.press("Control+Enter")
    left(desk)
    assert state() == "finished"


def test_what_is_undecided_is_shown_first_and_the_second_time_finishes(desk, state):
    desk.keyboard.press("x")
    desk.keyboard.press("Control+Enter")
    line = desk.locator("#matters .matter")
    expect(line).to_have_text("Undecided suggestions: 2")
    expect(line).to_be_focused()
    expect(desk.locator("#finish")).to_have_text("Finish all the same")
    assert state() == "open"
    desk.keyboard.press("Control+Enter")
    left(desk)
    assert state() == "finished"


def test_a_line_leads_there_and_finishing_is_asked_again(desk, state):
    desk.keyboard.press("x")
    desk.locator(".item-head", has_text="غارات").click()
    desk.get_by_role("button", name="Finish").click()
    desk.keyboard.press("Enter")
    expect(desk.locator(".item[aria-current] .item-words")).to_have_text("وادي الحنظل")
    expect(desk.locator("#reading")).to_be_focused()
    expect(desk.locator("#finish")).to_have_text("Finish")
    desk.keyboard.press("x")
    expect(desk.locator("#matters .matter")).to_have_text("Undecided suggestions: 1")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#matters .matter")).to_be_focused()
    assert state() == "open"


def test_the_line_leads_also_to_what_a_filter_hides(desk):
    desk.keyboard.press("Shift+L")
    desk.locator("[data-choice=label]").select_option("EVENT")
    desk.keyboard.press("Escape")
    desk.keyboard.press("x")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#matters .matter").first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator(".item[aria-current] .item-words")).to_have_text("وادي الحنظل")
    expect(desk.locator("#listed")).to_be_hidden()


def test_what_the_words_of_a_span_state_is_in_what_is_finished(desk, session, document, manager, state):
    """However quickly it is finished."""
    for words, _, _ in SUGGESTED:
        desk.locator(".item-head", has_text=words).first.click()
        if words != "3 مدنيين":
            desk.keyboard.press("x")
    desk.keyboard.press("a")
    desk.keyboard.press("Control+Enter")
    left(desk)
    assert state() == "finished"
    (span,) = read_layer(session, open_layer(session, document, manager)).spans.values()
    assert dict(span.attributes) == {"kind": "killed", "low": 3, "high": 3}


def test_needed_values_are_asked_for_at_the_end_and_mended_from_there(desk, state):
    desk.route("**/values?**", lambda route: route.abort())  # or the kind would be read from the words
    for _ in SUGGESTED:
        desk.keyboard.press("a")
    desk.keyboard.press("Control+Enter")
    panel = desk.locator("#matters")
    expect(panel.locator(".matter").first).to_be_focused()  # once the words of the new spans are read, or cannot be
    assert panel.locator("h3").all_inner_texts() == ["Event: “Status” is needed", "Casualties: “Kind” is needed"]
    assert matters(desk) == ["غارات", "3 مدنيين"]
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-control=event-status]")).to_be_focused()
    desk.locator("[data-control=event-status]").select_option("happened")
    assert matters(desk) == ["3 مدنيين"]
    desk.keyboard.press("Control+Enter")
    expect(panel.locator(".matter").first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-control=span-kind]")).to_be_focused()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    assert matters(desk) == []
    expect(panel).to_contain_text("Nothing is open any more")
    expect(desk.locator("#announcer")).to_contain_text("Nothing is open any more")
    assert state() == "open"
    desk.keyboard.press("Control+Enter")
    left(desk)
    assert state() == "finished"


def test_what_somebody_is_unsure_of_is_told_but_holds_nothing_up(desk, state):
    desk.keyboard.press("u")
    for _ in range(2):
        desk.keyboard.press("x")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#matters h3")).to_have_text("You are unsure of these")
    desk.keyboard.press("Escape")
    expect(desk.locator("#matters")).to_be_hidden()
    expect(desk.locator("#reading")).to_be_focused()
    desk.keyboard.press("x")
    desk.keyboard.press("Control+Enter")
    left(desk)
    assert state() == "finished"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_list_of_matters_is_easy_to_reach(document, project, manager, open_page, language):
    page = open_page(manager, f"/projects/{project.id}/documents/{document}", locale=language)
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#matters .matter").first).to_be_focused()
    result = axe(page)
    assert result.violations_count == 0, result.generate_report()
