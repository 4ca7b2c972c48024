"""Notes: unsure, comments, flags, and skipping a document with a reason."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from tests.browser.axe import axe
from tests.browser.desks import line_of, saved

TEXT = "غارات على وادي الحنظل\n\nقالت وكالة الميناء إن طائرات قصفت بلدة الريحانية ظهر الثلاثاء.\n"
SUGGESTED = (
    ("غارات", "EVENT", ("Explosions/Remote violence", "Air/drone strike")),
    ("وادي الحنظل", "LOCATION", None),
    ("وكالة الميناء", "ORGANISATION", None),
    ("ظهر الثلاثاء", "DATE", None),
)
OTHER = "هدوء في وادي الحنظل\n\nقال سكان البلدة إن الليلة مرت هادئة."


@pytest.fixture
def documents(take, project, manager) -> list[int]:
    lines = [line_of(TEXT, SUGGESTED), json.dumps({"text": OTHER, "title": "هدوء"}, ensure_ascii=False)]
    return list(take("a.jsonl", "\n".join(lines), annotators=[manager]).added)


@pytest.fixture
def desk(documents, project, manager, open_page) -> Page:
    return open_page(manager, f"/projects/{project.id}/documents/{documents[0]}", locale="en")


@pytest.fixture
def layer(session, documents, manager):
    """The layer of the first document as the server has it now; the log leads to the same."""

    def read():
        session.rollback()  # a new read transaction: the server has written since
        row = open_layer(session, documents[0], manager)
        found = read_layer(session, row)
        assert found == replayed(session, row)
        return found

    return read


def notes(found) -> list[tuple[str, str]]:
    return sorted((note.sort, note.text) for note in found.notes.values())


def row(page: Page, words: str) -> Locator:
    return page.locator(".item", has_text=words).first


def comment(page: Page, text: str) -> None:
    page.keyboard.press("Shift+C")
    expect(page.locator(".note-field")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator(".note-field")).to_have_count(0)


def test_unsure_by_its_key_is_seen_saved_and_undone(desk, layer):
    desk.keyboard.press("u")
    expect(row(desk, "غارات").locator(".note-sign")).to_have_text("?unsure")
    expect(desk.locator("[data-control=unsure]")).to_have_attribute("aria-pressed", "true")
    saved(desk)
    (note,) = layer().notes.values()
    assert (note.sort, note.suggestion is not None, note.span) == ("unsure", True, None)
    desk.keyboard.press("u")
    expect(desk.locator(".note-sign")).to_have_count(0)
    desk.keyboard.press("Control+z")
    expect(desk.locator(".note-sign")).to_have_count(1)
    desk.keyboard.press("Control+z")
    saved(desk)
    assert layer().notes == {}


def test_a_note_stays_on_its_item_when_that_is_decided(desk, layer):
    desk.keyboard.press("u")
    desk.keyboard.press("a")
    expect(row(desk, "غارات")).to_have_attribute("data-state", "accepted")
    expect(row(desk, "غارات").locator(".note-sign")).to_have_text("?unsure")
    saved(desk)
    assert notes(layer()) == [("unsure", "")]


def test_a_comment_is_written_changed_removed_and_each_is_undone(desk, layer):
    comment(desk, "akjx 12")  # letters and digits, no deeds
    assert desk.locator('[data-count="decided"]').inner_text() == "0"
    expect(row(desk, "غارات").locator(".note-sign")).to_have_text("¶Comments: 1")
    expect(desk.locator(".item-notes .note-text")).to_have_text("akjx 12")
    desk.get_by_role("button", name="Change the note “akjx 12”").click()
    desk.locator(".note-field").fill("هل القصف واحد؟")
    desk.keyboard.press("Enter")
    saved(desk)
    assert notes(layer()) == [("comment", "هل القصف واحد؟")]
    desk.get_by_role("button", name="Remove the note “هل القصف واحد؟”").click()
    saved(desk)
    assert notes(layer()) == []
    for expected in ([("comment", "هل القصف واحد؟")], [("comment", "akjx 12")], []):
        desk.keyboard.press("Control+z")
        saved(desk)
        assert notes(layer()) == expected


def test_escape_gives_a_comment_up_and_gives_the_keys_back(desk, layer):
    desk.keyboard.press("Shift+C")
    desk.keyboard.type("لا")
    desk.keyboard.press("Escape")
    expect(desk.locator(".note-field")).to_have_count(0)
    desk.keyboard.press("a")
    saved(desk)
    assert (notes(layer()), len(layer().spans)) == ([], 1)


def test_an_emptied_comment_is_removed(desk, layer):
    comment(desk, "مكرر")
    desk.get_by_role("button", name="Change the note").click()
    desk.locator(".note-field").fill("  ")
    desk.keyboard.press("Enter")
    saved(desk)
    assert notes(layer()) == []


def test_what_stands_in_the_field_is_kept_when_the_work_goes_on(desk, layer):
    desk.keyboard.press("Shift+C")
    desk.keyboard.type("نصف")
    row(desk, "وكالة الميناء").locator(".item-head").click()
    saved(desk)
    assert notes(layer()) == [("comment", "نصف")]
    expect(row(desk, "غارات").locator(".note-sign")).to_have_text("¶Comments: 1")


def test_a_comment_on_a_span_that_was_added_by_hand_goes_with_it(desk, layer):
    words = desk.locator("#article").get_by_text("قصفت")
    box = words.evaluate(
        """(line) => {
          const [node, range] = [line.firstChild, document.createRange()];
          const at = node.data.indexOf("بلدة");
          range.setStart(node, at);
          range.setEnd(node, at + 4);
          const { left, right, top, bottom } = range.getBoundingClientRect();
          return { x: (left + right) / 2, y: (top + bottom) / 2 };
        }"""
    )
    desk.mouse.dblclick(box["x"], box["y"])
    desk.keyboard.press("5")
    comment(desk, "منشأة؟")
    saved(desk)
    (note,) = layer().notes.values()
    assert note.span in layer().spans
    desk.keyboard.press("Delete")
    saved(desk)
    assert notes(layer()) == []
    desk.keyboard.press("Control+z")
    saved(desk)
    assert notes(layer()) == [("comment", "منشأة؟")]


def test_the_document_is_flagged_and_commented_and_the_list_has_every_note(desk, layer):
    desk.keyboard.press("u")
    desk.keyboard.press("j")
    comment(desk, "أي واد؟")
    desk.keyboard.press("Shift+F")
    expect(desk.locator("#notes .note-field")).to_be_focused()
    desk.keyboard.type("النص ناقص")
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Comment on the document").click()
    desk.keyboard.type("من وكالتين")
    desk.keyboard.press("Enter")
    saved(desk)
    said = [("comment", "أي واد؟"), ("comment", "من وكالتين"), ("flag", "النص ناقص"), ("unsure", "")]
    assert notes(layer()) == said
    listed = desk.locator("#notes-list .note-text")
    expect(listed).to_have_text(["النص ناقص", "من وكالتين", "unsure", "أي واد؟"])
    expect(desk.locator("#notes [data-count]")).to_have_text("4")
    expect(desk.locator("#notes").get_by_role("button", name="Flag")).to_have_attribute("aria-pressed", "true")
    desk.locator("#notes-list").get_by_role("button", name="غارات").click()
    expect(row(desk, "غارات")).to_have_attribute("aria-current", "true")
    for _ in range(2):
        desk.keyboard.press("Control+z")
    expect(listed).to_have_text(["flagged", "unsure", "أي واد؟"])
    desk.keyboard.press("Control+z")
    expect(listed).to_have_text(["unsure", "أي واد؟"])


def test_undoing_a_note_goes_to_its_item(desk):
    desk.keyboard.press("u")
    desk.keyboard.press("j")
    desk.keyboard.press("Control+z")
    expect(row(desk, "غارات")).to_have_attribute("aria-current", "true")


def test_a_note_of_another_tab_shows_in_the_row(desk):
    other = desk.context.new_page()
    other.goto(desk.url)
    other.keyboard.press("u")
    saved(other)
    desk.bring_to_front()
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    saved(desk)
    expect(row(desk, "غارات").locator(".note-sign")).to_have_text("?unsure")


def test_a_finished_document_shows_notes_and_takes_none(desk, layer, documents):
    comment(desk, "واضح")
    for _ in SUGGESTED:
        desk.keyboard.press("x")
    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_url(re.compile(rf"/documents/{documents[1]}$"))
    desk.keyboard.press("Shift+P")
    expect(desk.locator("body")).to_have_attribute("data-state", "finished")
    row(desk, "غارات").locator(".item-head").click()
    expect(desk.locator(".item-notes .note-text")).to_have_text("واضح")
    desk.keyboard.press("u")
    desk.keyboard.press("Shift+C")
    expect(desk.locator("#complaint")).to_have_text("This document is not open.")
    expect(desk.locator(".note-field")).to_have_count(0)
    assert notes(layer()) == [("comment", "واضح")]


# --- Skipping ---------------------------------------------------------------------------------------------------------


def test_a_document_is_skipped_with_a_ready_reason_and_opened_again(desk, layer, documents):
    desk.keyboard.press("a")
    desk.keyboard.press("Shift+X")
    expect(desk.get_by_role("radio", name="Not about the conflict")).to_be_focused()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(rf"/documents/{documents[1]}$"))
    assert (layer().state, notes(layer())) == ("skipped", [("skip", "duplicate")])
    desk.keyboard.press("Shift+P")
    expect(desk).to_have_url(re.compile(rf"/documents/{documents[0]}$"))
    expect(desk.locator(".skipped-note")).to_contain_text("A duplicate of another document")
    expect(desk.locator(".finished-note")).to_be_hidden()
    expect(desk.get_by_role("button", name="Finish", exact=True)).to_be_hidden()
    desk.get_by_role("button", name="Open again").click()
    expect(desk.locator(".skipped-note")).to_be_hidden()
    saved(desk)
    assert (layer().state, notes(layer())) == ("open", [])


def test_another_reason_is_said_in_words(desk, layer, documents):
    desk.keyboard.press("Shift+X")
    desk.get_by_role("radio", name="Another reason:").check()
    desk.get_by_role("button", name="Skip the document").click()
    expect(desk.get_by_role("alert").filter(has_text="Write the reason.")).to_be_visible()
    assert layer().state == "open"
    desk.keyboard.type("جدول أرقام")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(rf"/documents/{documents[1]}$"))
    assert notes(layer()) == [("skip", "جدول أرقام")]


@pytest.mark.parametrize("key", ["Escape", "button"])
def test_leaving_the_reasons_skips_nothing(desk, layer, key):
    before = desk.locator("#article").bounding_box()
    desk.keyboard.press("Shift+X")
    expect(desk.locator("#skipping")).to_be_visible()
    assert desk.locator("#article").bounding_box() == before
    if key == "Escape":
        desk.keyboard.press("Escape")
    else:
        desk.locator("#skipping").get_by_role("button", name="Leave").click()
    expect(desk.locator("#skipping")).to_be_hidden()
    desk.keyboard.press("a")
    saved(desk)
    assert (layer().state, len(layer().spans)) == ("open", 1)


@pytest.mark.parametrize(("locale", "theme"), [("ar", "light"), ("en", "dark")])
def test_notes_and_reasons_are_accessible(documents, project, manager, open_page, locale, theme):
    path = f"/projects/{project.id}/documents/{documents[0]}"
    page = open_page(manager, path, locale=locale, color_scheme=theme)
    for keys in (("u", "Shift+C"), ("Escape", "Shift+F"), ("Escape", "Shift+X")):
        for key in keys:
            page.keyboard.press(key)
        results = axe(page)
        assert results.violations_count == 0, f"{keys}: {results.generate_report()}"
