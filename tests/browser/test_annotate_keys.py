"""The keys of the annotation page: shown, changed, kept; and the ways without them, and without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from tests.browser.axe import axe
from tests.browser.desks import LOOKS, PLACE, line_of, saved

TEXT = (
    "قصف على الريحانية\n\n"
    "قصفت قوات النهر بلدة الريحانية ظهر الثلاثاء، وقال سكان إن البيوت القريبة من السوق القديم تضررت كثيرا، وإن "
    "الطريق إلى وادي الحنظل أغلق أمام السيارات حتى المساء، ثم عاد الهدوء إلى المكان.\n"
)
SUGGESTED = (
    ("قصفت", "EVENT", ("Explosions/Remote violence", "Shelling/artillery/missile attack")),
    ("قوات النهر", "ACTOR", None),
    ("ظهر الثلاثاء", "DATE", None),
    ("وادي الحنظل", "LOCATION", None),
)


@pytest.fixture
def document(take, project, manager) -> int:
    (added,) = take("a.jsonl", line_of(TEXT, SUGGESTED), annotators=[manager]).added
    return added


@pytest.fixture
def desk(document, project, manager, open_page) -> Page:
    return open_page(manager, f"/projects/{project.id}/documents/{document}", locale="en")


@pytest.fixture
def layer(session, document, manager):
    def read():
        session.rollback()
        row = open_layer(session, document, manager)
        found = read_layer(session, row)
        assert found == replayed(session, row)
        return found

    return read


def decided(desk: Page) -> int:
    return int(desk.locator('[data-count="decided"]').inner_text())


def change(desk: Page, command: str, key: str) -> None:
    desk.get_by_role("button", name=f"Change the key of “{command}”", exact=True).click()
    desk.keyboard.press(key)


def test_a_letter_as_a_key_stays_a_letter_in_a_field(desk, layer):
    desk.keyboard.press("?")
    change(desk, "Finish the document", "q")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Shift+C")
    desk.keyboard.type("qq")
    expect(desk.locator(".note-field")).to_have_value("qq")
    expect(desk.locator("#matters")).to_be_hidden()
    desk.keyboard.press("Escape")
    desk.keyboard.press("Shift+C")
    expect(desk.locator(".note-field")).to_have_value("qq")  # given up, and there again
    desk.keyboard.press("Enter")
    desk.keyboard.press("q")
    expect(desk.locator("#matters")).to_contain_text("Q once more finishes all the same.")
    saved(desk)
    assert [note.text for note in layer().notes.values()] == ["qq"]


def test_by_character_a_selection_goes_on_over_spaces(desk):
    desk.keyboard.press("s")
    desk.keyboard.press("c")
    seen = []
    for _ in range(12):
        seen.append(desk.locator("#chooser .chosen").inner_text())
        desk.keyboard.press("ArrowLeft")
    assert all(len(one) == 1 for one in seen)
    assert "".join(seen).startswith("قواتالنهر")


def test_what_is_rejected_and_what_is_finished_is_opened_again_by_key(desk, layer):
    desk.keyboard.press("x")
    desk.keyboard.press("k")
    desk.keyboard.press("Shift+K")
    desk.locator(".item-head", has_text="قصفت").click()
    desk.keyboard.press("o")
    saved(desk)
    assert layer().decisions == {}


def test_who_points_at_an_item_in_the_list_accepts_it_by_enter(desk, layer):
    desk.locator(".item-head", has_text="وادي الحنظل").click()
    desk.keyboard.press("Enter")
    saved(desk)
    assert [TEXT[span.start : span.end] for span in layer().spans.values()] == ["وادي الحنظل"]


def test_a_command_gets_another_key_which_is_kept(desk):
    desk.keyboard.press("?")
    change(desk, "Next undecided", "n")
    desk.get_by_role("button", name="Close", exact=True).click()
    expect(desk.locator("#keys")).to_contain_text("N Next undecided")
    words = desk.locator(".item[aria-current] .item-words")
    expect(words).to_have_text("قصفت")
    desk.keyboard.press("n")
    expect(words).to_have_text("قوات النهر")
    desk.reload()
    desk.keyboard.press("n")
    expect(words).to_have_text("قوات النهر")
    desk.keyboard.press("j")
    expect(words).to_have_text("قوات النهر")
    desk.keyboard.press("?")
    desk.get_by_role("button", name="All as shipped").click()
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    expect(words).to_have_text("ظهر الثلاثاء")


def test_a_key_that_is_taken_is_swapped_or_refused(desk):
    desk.keyboard.press("?")
    change(desk, "Accept", "x")
    expect(desk.locator(".keys-question")).to_contain_text("is the key of “Reject, or remove what is decided”")
    desk.get_by_role("button", name="Swap the two").click()
    change(desk, "Next undecided", "4")
    expect(desk.locator(".keys-question")).to_contain_text("is the key of “Label: Location”")
    desk.keyboard.press("Escape")
    change(desk, "Next undecided", "Control+c")
    expect(desk.locator(".keys-question")).to_contain_text("is a key of the browser")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Escape")
    desk.keyboard.press("x")
    assert decided(desk) == 1


@pytest.mark.parametrize(("locale", "theme"), LOOKS)
def test_the_sheet_of_keys_is_accessible(locale, theme, document, manager, project, open_page):
    desk = open_page(manager, f"/projects/{project.id}/documents/{document}", locale=locale, color_scheme=theme)
    desk.keyboard.press("?")
    results = axe(desk)
    assert results.violations_count == 0, results.generate_report()
    desk.locator("[data-control=change-accept]").click()
    results = axe(desk)
    assert results.violations_count == 0, results.generate_report()


def test_arrows_carry_the_selection_along_and_between_rows(desk, layer):
    """A caret without a mouse: down a row and up again leads back, and what is selected gets a label."""
    desk.keyboard.press("s")
    first = desk.locator(".chosen").inner_text()
    desk.keyboard.press("ArrowDown")
    below = desk.locator(".chosen").inner_text()
    assert below != first
    assert TEXT.index(below) > TEXT.index(first) + 30, "a row below, not the next word"
    desk.keyboard.press("ArrowUp")
    expect(desk.locator(".chosen")).to_have_text(first)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Shift+ArrowLeft")
    desk.keyboard.press("5")
    saved(desk)
    (span,) = layer().spans.values()
    assert TEXT[span.start : span.end].startswith(below)
    assert len(TEXT[span.start : span.end].split()) == 2


def test_an_event_by_mouse_alone(desk, layer):
    """Accepted by its button, its roles filled by clicks on marks and on words that nobody had marked; finished."""
    desk.locator(".item[aria-current]").get_by_role("button", name="Accept", exact=True).click()
    desk.locator(".item-head", has_text="قصفت").click()
    desk.get_by_role("button", name="Fill “Initiator”").click()
    click(desk, "النهر")
    desk.get_by_role("button", name="Fill “Location”").click()
    click(desk, "الحنظل")
    desk.get_by_role("button", name="Fill “Target”").click()
    click(desk, "البيوت")
    click(desk, "القريبة")
    desk.locator("#chooser").get_by_role("button", name=re.compile("^Facility")).click()
    click(desk, "الثلاثاء")
    expect(desk.locator(".event-sentence")).to_have_text(
        "Shelling/artillery/missile attack by قوات النهر against البيوت القريبة in وادي الحنظل, ظهر الثلاثاء"
    )
    desk.get_by_role("button", name="Finish").click()
    desk.wait_for_url(re.compile(r"/projects/\d+$"))
    found = layer()
    assert found.state == "finished"
    (event,) = found.events.values()
    assert {one.role for one in event.arguments} == {"initiator", "location", "target", "time"}


def click(desk: Page, words: str) -> None:
    spot = desk.evaluate(PLACE, words)
    desk.mouse.move(spot["x"], spot["y"])
    desk.mouse.click(spot["x"], spot["y"])
