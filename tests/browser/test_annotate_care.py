"""What must not be lost or surprise on the annotation page: fields, the edge, leaving, finished documents."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from annotator.db.log import read_layer
from annotator.services.annotate import open_layer
from tests.browser.desks import PLACE, line_of, saved

FILLER = "\n\n".join(f"وقال شاهد من الحي رقم {number} إن الليلة مرت هادئة على السكان." for number in range(1, 30))
TEXT = f"غارات على وادي الحنظل\n\nقالت وكالة الميناء إن طائرات قصفت بلدة الريحانية ظهر الثلاثاء.\n\n{FILLER}\n"
SUGGESTED = (
    ("غارات", "EVENT", ("Explosions/Remote violence", "Air/drone strike")),
    ("وادي الحنظل", "LOCATION", None),
    ("وكالة الميناء", "ORGANISATION", None),
    ("ظهر الثلاثاء", "DATE", None),
)

LOWEST = """() => {
  const foot = document.querySelector("#reading").getBoundingClientRect().bottom;
  const lines = [...document.querySelectorAll(".line:not(.blank)")];
  return lines.filter((line) => line.getBoundingClientRect().bottom < foot).at(-1).textContent.trim();
}"""


@pytest.fixture
def document(take, project, manager) -> int:
    (added,) = take("a.jsonl", line_of(TEXT, SUGGESTED), annotators=[manager]).added
    return added


@pytest.fixture
def desk(document, project, manager, open_page) -> Page:
    return open_page(manager, f"/projects/{project.id}/documents/{document}", locale="en")


@pytest.fixture
def layer(session, document, manager):
    """The layer as the server has it now."""

    def read():
        session.rollback()  # a new read transaction: the server has written since
        return read_layer(session, open_layer(session, document, manager))

    return read


def count(page: Page, group: str) -> int:
    return int(page.locator(f'[data-count="{group}"]').inner_text())


def facts(page: Page) -> str:
    return page.locator(".item[aria-current] .item-facts").inner_text()


def lose_the_server(page: Page) -> None:
    page.route("**/operations", lambda route: route.abort())


def find_the_server(page: Page) -> None:
    page.unroute("**/operations")
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    saved(page)


def accept(page: Page, words: str) -> None:
    page.locator(".item-head", has_text=words).first.click()
    page.get_by_role("button", name="Accept", exact=True).click()
    page.locator(".item-head", has_text=words).first.click()


def test_stepping_through_a_select_by_arrows_decides_nothing(desk):
    desk.keyboard.press("f")
    for key in ("ArrowUp", "ArrowUp", "ArrowDown"):
        desk.keyboard.press(key)
    assert count(desk, "decided") == 0
    desk.keyboard.press("Escape")
    assert (count(desk, "decided"), "Event trigger" in facts(desk)) == (0, True)


def test_enter_takes_the_label_and_gives_the_keys_back(desk):
    desk.keyboard.press("f")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    assert "Date" in facts(desk)
    assert desk.evaluate("() => document.activeElement.tagName") != "SELECT"
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    assert count(desk, "decided") == 2


def test_leaving_a_select_takes_what_it_shows(desk):
    desk.keyboard.press("f")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Tab")
    expect(desk.locator(".item[aria-current] .item-facts")).to_contain_text("Date")


def test_a_choice_by_pointer_counts_at_once(desk):
    desk.locator(".item[aria-current] [data-control=label]").select_option("DATE")
    assert "Date" in facts(desk)


def test_what_stands_in_a_field_is_saved_with_finishing(desk, layer):
    accept(desk, "ظهر الثلاثاء")
    desk.locator("[data-control=span-iso]").click()
    desk.keyboard.type("2016-02-23")
    desk.keyboard.press("Control+Enter")
    saved(desk)
    (span,) = layer().spans.values()
    assert span.attributes == {"iso": "2016-02-23"}


def test_a_date_that_is_none_stays_in_its_field_until_it_is_mended(desk, layer):
    accept(desk, "ظهر الثلاثاء")
    field = desk.locator("[data-control=span-iso]")
    field.fill("2016-02-30")
    desk.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    desk.keyboard.press("Control+Enter")
    assert count(desk, "decided") == 1
    assert desk.locator("body").get_attribute("data-state") == "open"
    expect(field).to_have_value("2016-02-30")
    field.fill("2016-02-23/2016-02-29")
    desk.keyboard.press("Enter")
    saved(desk)
    (span,) = layer().spans.values()
    assert span.attributes == {"iso": "2016-02-23/2016-02-29"}
    desk.locator("[data-control=span-iso]").fill("")
    desk.keyboard.press("Enter")
    saved(desk)
    (span,) = layer().spans.values()
    assert span.attributes == {}


def test_selecting_in_the_lowest_line_moves_nothing_and_covers_nothing(desk):
    words = desk.evaluate(LOWEST)
    before = desk.evaluate(PLACE, words)
    desk.mouse.move(before["right"] - 2, before["y"])
    desk.mouse.down()
    desk.mouse.move(before["x"], before["y"], steps=4)
    expect(desk.locator("#chooser")).to_be_hidden()
    desk.mouse.move(before["left"] + 2, before["y"], steps=4)
    desk.mouse.up()
    expect(desk.locator("#chooser")).to_be_visible()
    assert desk.evaluate(PLACE, words) == before
    assert words.startswith(desk.locator(".chosen").inner_text().rstrip("…"))
    chooser = desk.locator("#chooser").bounding_box()
    assert chooser["x"] >= before["right"] or chooser["x"] + chooser["width"] <= before["left"]


def test_a_drag_that_leaves_the_text_selects_no_further(desk):
    words = desk.evaluate(LOWEST)
    place = desk.evaluate(PLACE, words)
    desk.mouse.move(place["right"] - 2, place["y"])
    desk.mouse.down()
    desk.mouse.move(1200, place["y"] - 2, steps=4)
    desk.mouse.move(place["left"] - 60, place["y"], steps=6)
    desk.mouse.up()
    assert desk.evaluate("() => getSelection().toString()") == ""
    desk.keyboard.press("5")
    assert desk.locator(".item[aria-current] .item-words").inner_text() == words.rstrip(".")


def test_a_later_deed_ends_a_departure_that_waits(desk, document):
    lose_the_server(desk)
    desk.keyboard.press("a")
    desk.keyboard.press("Shift+N")
    expect(desk.locator("#saved")).to_contain_text("Leaving when saved")
    desk.keyboard.press("a")
    expect(desk.locator("#saved")).not_to_contain_text("Leaving when saved")
    find_the_server(desk)
    expect(desk).to_have_url(re.compile(rf"/documents/{document}$"))


def test_without_one_the_departure_follows_once_all_is_saved(desk, document):
    lose_the_server(desk)
    desk.keyboard.press("a")
    desk.keyboard.press("Shift+N")
    desk.unroute("**/operations")
    desk.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(desk).not_to_have_url(re.compile(rf"/documents/{document}$"))


def test_a_finished_document_offers_no_deciding(desk, document):
    accept(desk, "ظهر الثلاثاء")
    lose_the_server(desk)
    desk.keyboard.press("Control+Enter")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("body")).to_have_attribute("data-state", "finished")
    desk.locator(".item-head", has_text="ظهر الثلاثاء").first.click()
    keys = desk.locator("#keys").inner_text()
    assert "Next in the list" in keys
    assert not any(word in keys for word in ("Accept", "Reject", "Remove", "label", "Undo"))
    field = desk.locator("[data-control=span-iso]")
    expect(field).to_be_disabled()
    paper = "(field) => getComputedStyle(field).backgroundColor"
    finished = field.evaluate(paper)
    find_the_server(desk)
    desk.get_by_role("button", name="Open again").click()
    assert desk.locator("[data-control=span-iso]").evaluate(paper) != finished


def test_after_an_undo_the_focus_is_near(desk):
    words = desk.evaluate(PLACE, "بلدة")
    desk.mouse.dblclick(words["x"], words["y"])
    desk.keyboard.press("5")
    assert desk.locator(".item[aria-current] .item-words").inner_text() == "بلدة"
    desk.keyboard.press("Control+z")
    assert desk.locator(".item[aria-current] .item-words").inner_text() in ("وكالة الميناء", "ظهر الثلاثاء")


def test_a_first_click_without_a_second_is_forgotten(desk):
    words = desk.evaluate(PLACE, "بلدة")
    desk.mouse.click(words["x"], words["y"])
    expect(desk.locator("#chooser")).to_be_visible()
    desk.keyboard.press("j")
    expect(desk.locator("#chooser")).to_be_hidden()


def test_a_selection_can_begin_on_a_mark(desk):
    first, last = desk.evaluate(PLACE, "الميناء"), desk.evaluate(PLACE, "طائرات")
    desk.keyboard.down("Alt")
    desk.mouse.click(first["x"], first["y"])
    desk.keyboard.up("Alt")
    desk.mouse.click(last["x"], last["y"])
    desk.keyboard.press("5")
    assert desk.locator(".item[aria-current] .item-words").inner_text() == "الميناء إن طائرات"


def test_a_rejected_suggestion_is_accepted_after_all_in_one_step(desk):
    desk.keyboard.press("x")
    desk.keyboard.press("Shift+K")
    desk.locator(".item-head", has_text="غارات").first.click()
    desk.keyboard.press("a")
    assert (count(desk, "rejected"), count(desk, "decided")) == (0, 1)
    desk.keyboard.press("Control+z")
    assert (count(desk, "rejected"), count(desk, "decided")) == (1, 0)
    desk.keyboard.press("4")
    assert "Location" in facts(desk)
    desk.keyboard.press("x")
    assert (count(desk, "rejected"), count(desk, "decided")) == (1, 0)


def test_finishing_all_the_same_is_asked_again_after_another_deed(desk):
    desk.get_by_role("button", name="Finish").click()
    expect(desk.get_by_role("button", name="Finish all the same")).to_be_visible()
    desk.keyboard.press("Shift+J")
    expect(desk.locator("#finish")).to_have_text("Finish")
    desk.keyboard.press("Control+Enter")
    assert desk.locator("body").get_attribute("data-state") == "open"


def test_what_this_page_did_itself_is_not_reported_as_changed_elsewhere(desk):
    other = desk.context.new_page()
    other.goto(desk.url)
    lose_the_server(other)
    for key in ("j", "a", "x"):
        other.keyboard.press(key)
    expect(other.locator("#saved")).to_have_attribute("data-state", "retrying")
    desk.bring_to_front()
    desk.keyboard.press("a")
    saved(desk)
    other.bring_to_front()
    find_the_server(other)
    report = other.locator("#report")
    expect(report).to_be_visible()
    assert report.locator("li").all_inner_texts() == ["Added: Event trigger “\u2068غارات\u2069”"]


def test_an_idle_tab_follows_what_another_one_saves_and_reports_nothing(desk):
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.bring_to_front()
    desk.keyboard.press("a")
    saved(desk)
    expect(other.locator(".item", has_text="غارات").first).to_have_attribute("data-state", "accepted")
    expect(other.locator("#announcer")).to_contain_text("Brought up to date")
    expect(other.locator("#report")).to_be_hidden()
