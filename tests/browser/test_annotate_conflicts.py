"""What could not be kept of what was done here: said in full, put back, kept over a reload; comments half-written."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.db.log import read_layer
from annotator.services.accounts import make_link
from annotator.services.annotate import open_layer, replayed
from tests.browser.desks import PLACE, line_of, saved
from tests.browser.losing import SUGGESTED, TEXT, back_online, kept, lose_the_server, press, row

LONG = " ".join(["هذا التعليق طويل ولا يجوز أن يضيع منه حرف واحد"] * 3)


@pytest.fixture
def documents(take, project, manager, annotator) -> list[int]:
    lines = [line_of(TEXT, SUGGESTED), line_of(f"هدوء في الريحانية\n\n{TEXT}", ())]
    return list(take("a.jsonl", "\n".join(lines), annotators=[manager, annotator]).added)


@pytest.fixture
def path(documents, project) -> str:
    return f"/projects/{project.id}/documents/{documents[0]}"


@pytest.fixture
def desk(path, manager, open_page) -> Page:
    return open_page(manager, path, locale="en")


@pytest.fixture
def device(path, manager, open_page) -> Page:
    return open_page(manager, path, locale="en")


@pytest.fixture
def layer(session, documents, manager):
    def read():
        session.rollback()  # a new read transaction: the server has written since
        row = open_layer(session, documents[0], manager)
        found = read_layer(session, row)
        assert found == replayed(session, row)
        return found

    return read


def notes(found) -> list[str]:
    return sorted(note.text for note in found.notes.values())


def comment(page: Page, text: str) -> None:
    press(page, "Shift+C")
    page.keyboard.insert_text(text)
    press(page, "Enter")
    expect(page.locator(".note-field")).to_have_count(0)


def finish(page: Page) -> None:
    """Reject everything and finish; the next document comes then."""
    url = page.url
    press(page, *["x"] * len(SUGGESTED), "Control+Enter")
    expect(page).not_to_have_url(url)
    saved(page)


def mark(page: Page, words: str = "بلدة") -> None:
    """Mark a word by hand as a facility."""
    place = page.evaluate(PLACE, words)
    page.mouse.dblclick(place["x"], place["y"])
    press(page, "5")
    saved(page)


def unmark(page: Page, words: str = "بلدة") -> None:
    row(page, words).locator(".item-head").click()
    press(page, "Delete")
    saved(page)


def button_to_put_back(page: Page) -> Locator:
    return page.locator("#report").get_by_role("button", name=re.compile("^Put (it|this) "))


# --- Comments that lose -----------------------------------------------------------------------------------------------


def test_a_comment_lost_to_a_document_finished_elsewhere_is_shown_whole_and_put_back(desk, device, layer):
    lose_the_server(desk)
    comment(desk, LONG)
    kept(desk)
    finish(device)
    back_online(desk)
    report = desk.locator("#report")
    expect(report).to_contain_text(LONG)
    expect(report).not_to_contain_text("Note removed")
    back = button_to_put_back(desk)
    expect(back).to_be_disabled()
    desk.get_by_role("button", name="Open again").click()
    expect(back).to_be_enabled()
    back.click()
    saved(desk)
    assert notes(layer()) == [LONG]
    expect(row(desk, "غارات").locator(".note-sign")).to_have_text("¶Comments: 1")
    expect(back).to_be_hidden()
    press(desk, "Control+z")
    expect(back).to_be_visible()


def test_a_comment_on_a_span_that_was_removed_elsewhere_is_put_on_the_document(desk, device, layer):
    mark(desk)
    device.reload()
    lose_the_server(desk)
    comment(desk, LONG)
    kept(desk)
    unmark(device)
    back_online(desk)
    expect(desk.locator("#report")).to_contain_text(LONG)
    button_to_put_back(desk).click()
    saved(desk)
    assert [(note.text, note.span, note.suggestion) for note in layer().notes.values()] == [(LONG, None, None)]


def test_the_same_done_on_both_sides_leaves_nothing_to_report(desk, device, documents):
    lose_the_server(desk)
    press(desk, *["x"] * len(SUGGESTED), "Control+Enter")
    kept(desk)
    finish(device)
    desk.unroute("**/operations")
    desk.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(desk).to_have_url(re.compile(rf"/documents/{documents[1]}$"))


# --- The report over a reload -----------------------------------------------------------------------------------------


def test_the_report_is_there_after_a_reload_until_it_is_put_away(desk, device, path, layer):
    lose_the_server(desk)
    comment(desk, LONG)
    row(desk, "وكالة الميناء").locator(".item-head").click()
    press(desk, "2")
    kept(desk)
    row(device, "وكالة الميناء").locator(".item-head").click()
    press(device, "5")
    saved(device)
    press(device, "Control+Enter", "Control+Enter")  # though much is undecided
    expect(device).not_to_have_url(re.compile(rf"{path}$"))
    saved(device)
    back_online(desk)
    report = desk.locator("#report")
    expect(report).to_contain_text(LONG)
    before = report.inner_text()
    desk.reload()
    expect(report).to_contain_text(LONG)
    assert report.inner_text() == before
    desk.get_by_role("button", name="Open again").click()
    report.locator(".conflict").get_by_role("button", name="Take what was done here").click()
    button_to_put_back(desk).click()
    saved(desk)
    assert notes(layer()) == [LONG]
    assert "ACTOR" in {span.label for span in layer().spans.values()}
    stored = "() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"
    report.get_by_role("button", name="Put away").click()
    expect(report).to_be_hidden()
    assert LONG not in desk.evaluate(stored)
    desk.reload()
    saved(desk)
    expect(report).to_be_hidden()


def test_the_report_is_not_kept_for_somebody_else(desk, device, path, annotator, session):
    lose_the_server(desk)
    comment(desk, LONG)
    kept(desk)
    finish(device)
    back_online(desk)
    expect(desk.locator("#report")).to_contain_text(LONG)
    desk.goto(f"/sign-in/{make_link(session, annotator)}")
    desk.goto(path)
    saved(desk)
    expect(desk.locator("#report")).to_be_hidden()
    assert LONG not in desk.evaluate("() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")


# --- Comments half-written --------------------------------------------------------------------------------------------


def test_a_comment_begun_on_a_span_that_another_tab_removes_goes_on_as_one_on_the_document(desk, layer):
    mark(desk)
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.bring_to_front()
    row(desk, "بلدة").locator(".item-head").click()
    press(desk, "Shift+C")
    desk.keyboard.insert_text("نصف تعليق")
    unmark(other)
    desk.bring_to_front()
    field = desk.locator("#notes .note-field")
    expect(field).to_be_focused()
    expect(field).to_have_value("نصف تعليق")
    expect(desk.locator("#complaint")).to_contain_text("a comment on the document now")
    desk.keyboard.insert_text(" آخر")
    press(desk, "Enter")
    saved(desk)
    assert notes(layer()) == ["نصف تعليق آخر"]


def test_a_comment_begun_in_a_document_that_another_tab_finishes_stays_in_its_field(desk, layer):
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.bring_to_front()
    press(desk, "Shift+C")
    desk.keyboard.insert_text("نصف تعليق")
    finish(other)
    desk.bring_to_front()
    expect(desk.locator("body")).to_have_attribute("data-state", "finished")
    field = desk.locator(".note-field")
    expect(field).to_have_value("نصف تعليق")
    expect(field).to_be_focused()
    expect(desk.locator("#complaint")).to_contain_text("Open it again")
    desk.keyboard.insert_text(" آخر")
    press(desk, "Enter")
    expect(field).to_have_count(0)
    expect(desk.locator("#complaint")).to_contain_text("This document is finished")
    expect(desk.locator("#report")).to_contain_text("نصف تعليق آخر")
    desk.reload()
    desk.get_by_role("button", name="Open again").click()
    button_to_put_back(desk).click()
    saved(desk)
    assert notes(layer()) == ["نصف تعليق آخر"]
    expect(row(desk, "غارات").locator(".note-sign")).to_have_text("¶Comments: 1")


def test_a_change_begun_of_a_comment_that_another_tab_removes_goes_on_as_a_new_one(desk, layer):
    comment(desk, "قبل")
    saved(desk)
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.bring_to_front()
    row(desk, "غارات").locator(".item-head").click()
    desk.get_by_role("button", name="Change the note").click()
    desk.keyboard.insert_text(" وبعد")
    other.get_by_role("button", name="Remove the note").first.click()
    saved(other)
    desk.bring_to_front()
    expect(desk.locator("#complaint")).to_contain_text("This comment was removed elsewhere")
    expect(desk.locator(".note-field")).to_be_focused()
    press(desk, "Enter")
    saved(desk)
    assert [(note.text, note.suggestion is not None) for note in layer().notes.values()] == [("قبل وبعد", True)]


def test_a_redraw_leaves_the_caret_where_it_is(desk, layer):
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.bring_to_front()
    press(desk, "Shift+C")
    desk.keyboard.type("abcd")
    press(desk, "ArrowLeft", "ArrowLeft")
    press(other, "j", "a")
    saved(other)
    desk.bring_to_front()
    expect(row(desk, "وادي الحنظل")).to_have_attribute("data-state", "accepted")
    desk.keyboard.type("x")
    expect(desk.locator(".note-field")).to_have_value("abxcd")
