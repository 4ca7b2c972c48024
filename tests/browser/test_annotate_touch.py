"""By fingers alone, on a tablet and on a phone: through a document from the first tap to the next one."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from tests.browser.desks import PLACE, line_of, saved

TEXT = (
    "غارات على وادي الحنظل\n\n"
    "قالت وكالة الميناء إن طائرات قصفت بلدة الريحانية ظهر الثلاثاء، ما أسفر عن مقتل 3 مدنيين.\n\n"
    "وأضافت الوكالة أن سكان القرى المجاورة نزحوا نحو جسر الصفصاف قبل الفجر.\n"
)
SUGGESTED = (
    ("غارات", "EVENT", ("Explosions/Remote violence", "Air/drone strike")),
    ("وادي الحنظل", "LOCATION", None),
    ("وكالة الميناء", "ORGANISATION", None),
    ("الريحانية", "LOCATION", None),
    ("ظهر الثلاثاء", "DATE", None),
)
OTHER = "هدوء في وادي الحنظل\n\nقال سكان البلدة إن الليلة مرت هادئة."
TABLET, PHONE = {"width": 820, "height": 1180}, {"width": 390, "height": 844}
SMALLEST, COMFORTABLE = 24, 44


@pytest.fixture
def documents(take, project, manager) -> list[int]:
    lines = [line_of(TEXT, SUGGESTED), json.dumps({"text": OTHER, "title": "هدوء"}, ensure_ascii=False)]
    return list(take("a.jsonl", "\n".join(lines), annotators=[manager]).added)


@pytest.fixture
def opened(documents, project, manager, open_page):
    """Open the first document under a finger, on a device of some size."""

    def opened_(size: dict[str, int], locale: str = "ar", **more) -> Page:
        path = f"/projects/{project.id}/documents/{documents[0]}"
        return open_page(manager, path, locale=locale, viewport=size, has_touch=True, is_mobile=True, **more)

    return opened_


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


def tap(page: Page, words: str) -> None:
    """Touch the middle of words in the text."""
    place = page.evaluate(PLACE, words)
    page.touchscreen.tap(place["x"], place["y"])


def bar(page: Page, control: str) -> Locator:
    return page.locator(f"#touch-bar [data-control='{control}']")


def spot(page: Page) -> str:
    return page.locator(".item[aria-current] .item-words").text_content() or ""


# What can be touched and is in view, with its size; and what of it lies under something else.
TARGETS = """(covered) => {
  const controls = document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [role=option], [role=radio], .margin-sign");
  const found = [];
  for (const control of controls) {
    if (!control.checkVisibility({ visibilityProperty: true }) || control.closest(".hidden-name, .skip")) continue;
    const target = control.matches("[type=radio], [type=checkbox]") ? control.closest("label") ?? control : control;
    if (target.matches(".hidden-name, .skip")) continue;
    const box = target.getBoundingClientRect();
    const around = getComputedStyle(target, "::before"); // makes some of them larger than they look
    const [wide, high] = around.position === "absolute" ? [around.width, around.height].map(parseFloat) : [0, 0];
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const scroller = target.closest(".side-scroller, .notes-list, .reading, .side-panel, .chooser, .report");
    const view = scroller?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
    if (y < view.top || y > view.bottom) continue;
    const over = document.elementFromPoint(x, y);
    const said = (target.ariaLabel ?? target.textContent).trim().slice(0, 30);
    const name = `${target.tagName} ${target.className} ${said}`;
    const isFree = Boolean(over) && (target.contains(over) || over.contains(target));
    if (covered && target.closest(covered)) continue;
    const [width, height] = [Math.max(box.width, wide), Math.max(box.height, high)];
    found.push({ name, width, height, isFree, isBar: Boolean(target.closest("#touch-bar")) });
  }
  return found;
}"""


def assert_reachable(page: Page, state: str) -> None:
    """Each target is large enough and uncovered, and the page does not scroll sideways."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), state
    chooser, reading = page.locator("#chooser"), page.locator("#reading").bounding_box()
    is_over_list = chooser.is_visible() and page.locator("#side-handle").get_attribute("aria-expanded") == "true"
    if chooser.is_visible():
        assert chooser.bounding_box()["y"] >= reading["y"] + reading["height"] - 1, f"{state}: labels cover the text"
    targets = page.evaluate(TARGETS, ".side" if is_over_list else "")
    assert targets
    small = [one for one in targets if min(one["width"], one["height"]) < (COMFORTABLE if one["isBar"] else SMALLEST)]
    assert small == [], state
    assert [one["name"] for one in targets if not one["isFree"]] == [], state
    assert reading["height"] > page.viewport_size["height"] * 0.28, f"{state}: the text has no room"


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_a_document_is_worked_through_by_touch_alone(opened, layer, documents, size):
    page = opened(size)
    drawer = page.locator("#side-handle")
    assert_reachable(page, "opened")
    bar(page, "accept").tap()
    assert spot(page) == "وادي الحنظل"
    bar(page, "reject").tap()
    assert spot(page) == "وكالة الميناء"
    bar(page, "touch-label").select_option("ACTOR")  # as the picker of the device does
    expect(page.locator(".item", has_text="وكالة الميناء")).to_have_attribute("data-state", "fixed")
    tap(page, "الريحانية")
    assert spot(page) == "الريحانية"
    bar(page, "accept").tap()
    # What was missed: the first word, the last word, a label.
    tap(page, "جسر")
    tap(page, "الصفصاف")
    assert_reachable(page, "selected")
    page.locator("#chooser [data-label=FACILITY]").tap()
    expect(page.locator("#chooser")).to_be_hidden()
    assert spot(page) == "جسر الصفصاف"
    tap(page, "القرى")
    page.locator("#chooser [data-label=LOCATION]").tap()
    assert spot(page) == "القرى"
    page.locator("#undo").tap()
    expect(page.locator(".item", has_text="القرى")).to_have_count(0)
    tap(page, "الريحانية")
    # A comment in the drawer.
    if drawer.get_attribute("aria-expanded") == "false":
        drawer.tap()
    assert_reachable(page, "drawer open")
    page.locator(".item[aria-current] [data-control=unsure]").tap()
    page.locator(".item[aria-current] [data-control=comment]").tap()
    expect(page.locator(".note-field")).to_be_focused()
    page.locator(".note-field").fill("أي بلدة؟")
    assert_reachable(page, "writing")
    drawer.tap()
    expect(page.locator("#list")).to_be_hidden()
    assert_reachable(page, "drawer closed")
    page.locator(".margin-sign").tap()
    assert spot(page) == "الريحانية"
    bar(page, "go 1").tap()
    assert spot(page) == "ظهر الثلاثاء"
    page.locator("#finish").tap()
    expect(page.locator("#matters")).to_be_visible()
    assert_reachable(page, "what is open")
    bar(page, "accept").tap()
    page.locator("#finish").tap()
    if page.locator("#finish").is_visible() and page.locator("#matters").is_visible():
        page.locator("#finish").tap()
    expect(page).to_have_url(re.compile(rf"/documents/{documents[1]}$"))
    found = layer()
    assert found.state == "finished"
    spans = {(TEXT[span.start : span.end], span.label, span.origin) for span in found.spans.values()}
    assert spans == {
        ("غارات", "EVENT", "accepted"),
        ("وكالة الميناء", "ACTOR", "fixed"),
        ("الريحانية", "LOCATION", "accepted"),
        ("ظهر الثلاثاء", "DATE", "accepted"),
        ("جسر الصفصاف", "FACILITY", "manual"),
    }
    assert sorted((note.sort, note.text) for note in found.notes.values()) == [("comment", "أي بلدة؟"), ("unsure", "")]


NATIVE = """([first, last]) => {
  const place = (words, atEnd) => {
    const line = [...document.querySelector("#article").children].find((one) => one.textContent.includes(words));
    return [line.firstChild, line.textContent.indexOf(words) + (atEnd ? words.length : 0)];
  };
  document.getSelection().setBaseAndExtent(...place(first, false), ...place(last, true));
}"""


def test_what_a_long_press_selects_and_its_handles_draw_out_is_marked(opened, layer):
    """The selection is the browser's own here: its handles set it anew, and it stays until a label is chosen."""
    page = opened(PHONE)
    page.evaluate(NATIVE, ["جسر", "جسر"])
    expect(page.locator("#chooser .chosen")).to_have_text("جسر")
    page.evaluate(NATIVE, ["نحو", "الصفصاف"])
    expect(page.locator("#chooser .chosen")).to_have_text("نحو جسر الصفصاف")
    page.evaluate(NATIVE, ["جسر", "الصفصاف"])
    page.locator("#chooser [data-label=LOCATION]").tap()
    saved(page)
    (span,) = layer().spans.values()
    assert (TEXT[span.start : span.end], span.label) == ("جسر الصفصاف", "LOCATION")


@pytest.mark.parametrize("locale", ["ar", "en"])
def test_the_labels_never_lie_over_what_is_selected(opened, locale):
    page = opened({"width": 390, "height": 664}, locale=locale)
    tap(page, "مدنيين")
    chooser = page.locator("#chooser")
    expect(chooser).to_be_visible()
    place = page.evaluate(PLACE, "مدنيين")
    assert place["y"] < chooser.bounding_box()["y"]
    assert_reachable(page, "selected")
    chooser.locator("[data-control=leave]").tap()
    expect(chooser).to_be_hidden()


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
@pytest.mark.parametrize("locale", ["ar", "en"])
def test_every_part_of_the_drawer_has_room(opened, size, locale):
    page = opened(size, locale=locale)
    page.locator("#show-view").tap()
    expect(page.locator("#view")).to_be_visible()
    rows = [row.bounding_box() for row in page.locator(".view-row").all()]
    assert all(row["y"] + row["height"] <= below["y"] + 1 for row, below in pairwise(rows))
    assert_reachable(page, "view")
    page.locator("[data-control='reading-size 1']").tap()
    assert page.evaluate("() => localStorage.getItem('reading-size')") == "22"
    page.locator("#view [data-control=close]").tap()
    expect(page.locator("#view")).to_be_hidden()
    if page.locator("#side-handle").get_attribute("aria-expanded") == "false":
        page.locator("#side-handle").tap()
    page.locator("[data-deed=skip]").tap()
    expect(page.locator("#skipping")).to_be_visible()
    assert_reachable(page, "skipping")


def test_the_drawer_is_as_it_was_left(opened):
    page = opened(TABLET)
    handle = page.locator("#side-handle")
    expect(handle).to_have_attribute("aria-expanded", "true")
    tall = page.locator("#reading").bounding_box()["height"]
    handle.tap()
    expect(page.locator("#list")).to_be_hidden()
    assert page.locator("#reading").bounding_box()["height"] > tall * 1.5
    page.reload()
    expect(handle).to_have_attribute("aria-expanded", "false")
    expect(handle).to_contain_text("غارات")
    handle.tap()
    expect(page.locator(".item[aria-current]")).to_be_in_viewport()
