"""Whatever the window, the colours and the senses: narrow, much enlarged, in forced colours, by keyboard, by ear."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe
from tests.browser.desks import PLACE, line_of, saved
from tests.browser.letters import colour_at, painted
from tests.browser.losing import SUGGESTED, TEXT, back_online, kept, lose_the_server, press, row

LONG = TEXT + "\n\n".join(f"وقال شاهد من الحي رقم {number} إن الليلة مرت هادئة." for number in range(1, 12))
WIDTHS = (320, 390, 600, 768, 1024, 1280)
SPACED = "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important }"
STYLE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}"""
BEYOND = "() => document.documentElement.scrollWidth - innerWidth"
# Which controls of the bar lie on one another or beyond its edges.
CROWDED = """() => {
  const bar = document.querySelector(".bar").getBoundingClientRect();
  const shown = [...document.querySelectorAll(".bar :is(a, button, summary, [role=status])")].filter((one) =>
    one.checkVisibility());
  const boxes = shown.map((one) => [one.textContent.trim(), one.getBoundingClientRect()]);
  const meet = (one, other) => one.left < other.right - 1 && other.left < one.right - 1
    && one.top < other.bottom - 1 && other.top < one.bottom - 1;
  return boxes.filter(([, box], index) => box.bottom > bar.bottom + 1 || box.left < -1 || box.right > innerWidth + 1
    || boxes.some(([, other], at) => at !== index && meet(box, other))).map(([text]) => text);
}"""
FOCUSED = "() => document.activeElement.dataset.part ?? document.activeElement.id"


@pytest.fixture
def path(take, project, manager) -> str:
    lines = [line_of(LONG, SUGGESTED), json.dumps({"text": "هدوء", "title": "هدوء"}, ensure_ascii=False)]
    first, _ = take("a.jsonl", "\n".join(lines), annotators=[manager]).added
    return f"/projects/{project.id}/documents/{first}"


@pytest.fixture
def desk(path, manager, open_page) -> Page:
    return open_page(manager, path, locale="en")


def announced(page: Page) -> str:
    return page.locator("#announcer").text_content() or ""


# --- The bar ----------------------------------------------------------------------------------------------------------


def assert_nothing_is_pushed_out(page: Page, state: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 720})
        assert page.evaluate(BEYOND) <= 0, f"{state} at {width}"
        assert page.evaluate(CROWDED) == [], f"{state} at {width}"


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_trouble_never_pushes_the_page_sideways(path, manager, open_page, locale):
    page = open_page(manager, path, locale=locale)
    mark = page.locator("#saved")
    saved(page)
    assert_nothing_is_pushed_out(page, "saved")
    lose_the_server(page)
    press(page, "a", "a")
    expect(mark).to_have_attribute("data-state", "retrying")
    assert_nothing_is_pushed_out(page, "retrying")
    press(page, "Shift+N")
    assert_nothing_is_pushed_out(page, "leaving")
    page.unroute("**/operations")
    page.route("**/operations", lambda route: route.fulfill(status=401, json={}))
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(mark).to_have_attribute("data-state", "signed-out")
    assert_nothing_is_pushed_out(page, "signed out, leaving")
    page.evaluate(STYLE, SPACED)
    assert_nothing_is_pushed_out(page, "signed out, leaving, spaced")


def test_trying_again_keeps_the_focus_and_the_sentence_its_place(desk):
    lose_the_server(desk)
    press(desk, "a")
    kept(desk)
    desk.evaluate("""() => {
      globalThis.said = [];
      const status = document.querySelector("#saved [role=status]");
      const note = () => globalThis.said.push(status.isConnected && status.textContent);
      new MutationObserver(note).observe(status, { childList: true, characterData: true, subtree: true });
    }""")
    again = desk.get_by_role("button", name="Try again")
    again.focus()
    with desk.expect_request("**/operations"):  # by itself: nothing is to be seen of it
        pass
    kept(desk)
    expect(again).to_be_focused()
    assert desk.evaluate("() => globalThis.said") == []
    desk.keyboard.press("Enter")
    desk.wait_for_function("() => globalThis.said.length === 2")
    expect(again).to_be_focused()
    saving, still = desk.evaluate("() => globalThis.said")
    assert saving == "Saving…"
    assert still.startswith("Kept in this browser")
    back_online(desk)
    expect(again).to_be_hidden()
    assert desk.evaluate(FOCUSED) == "reading"
    assert desk.evaluate("() => globalThis.said.at(-1)") == "Saved"


def test_who_stays_goes_on_in_the_text(desk):
    lose_the_server(desk)
    press(desk, "a", "Shift+N")
    stay = desk.get_by_role("button", name="Stay here")
    stay.focus()
    desk.keyboard.press("Enter")
    expect(stay).to_be_hidden()
    assert desk.evaluate(FOCUSED) == "reading"
    back_online(desk)


# --- Much enlarged ----------------------------------------------------------------------------------------------------


def below(page: Page, part: str) -> bool:
    """Whether a part begins where the text ends, or further down."""
    reading, box = page.locator("#reading").bounding_box(), page.locator(part).bounding_box()
    return box["y"] >= reading["y"] + reading["height"] - 1


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("size", [(320, 256), (640, 360)], ids=["320", "640"])
def test_in_a_short_window_the_text_keeps_its_room(path, manager, open_page, locale, size):
    width, height = size
    page = open_page(manager, path, locale=locale, viewport={"width": width, "height": height})
    saved(page)
    reading = page.locator("#reading")
    press(page, "s")
    expect(page.locator("#chooser")).to_be_visible()
    expect(page.locator(".chosen")).to_be_in_viewport(ratio=1)
    assert reading.bounding_box()["height"] >= height * 0.5
    assert below(page, "#chooser")
    place = page.evaluate(PLACE, "على")
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", [place["x"], place["y"]]).startswith(
        "line"
    )
    press(page, "Escape", "Control+Enter")
    expect(page.locator("#matters .matter").first).to_be_in_viewport(ratio=1)
    assert reading.bounding_box()["height"] >= height * 0.5
    assert below(page, "#side-handle")
    press(page, "Escape")
    if page.locator("#side-handle").get_attribute("aria-expanded") == "false":
        page.locator("#side-handle").click()
    page.evaluate("() => document.querySelector('#reading').scrollIntoView()")
    top = page.evaluate("() => scrollY")
    press(page, "j", "j", "j")  # the list shows each of them, and the page stays at the text
    expect(row(page, "ظهر الثلاثاء")).to_have_attribute("aria-current", "true")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("() => scrollY") == top
    assert page.evaluate(BEYOND) <= 0
    foot = page.locator(".foot")
    foot.scroll_into_view_if_needed()
    expect(page.locator("#show-help")).to_be_in_viewport(ratio=1)


# --- What came from elsewhere -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("locale", "theme"), [("en", "light"), ("ar", "dark")])
def test_both_sides_of_a_conflict_stand_beside_each_other(path, manager, open_page, locale, theme):
    page = open_page(manager, path, locale=locale, color_scheme=theme)
    device = open_page(manager, path, locale=locale)
    lose_the_server(page)
    row(page, "وكالة الميناء").locator(".item-head").click()
    press(page, "2")
    expect(page.locator("#saved")).to_have_attribute("data-state", "retrying")
    row(device, "وكالة الميناء").locator(".item-head").click()
    press(device, "5")
    row(device, "وادي الحنظل").locator(".item-head").click()
    press(device, "a")
    saved(device)
    back_online(page)
    here, elsewhere = page.locator(".side-of").all()
    one, other = here.bounding_box(), elsewhere.bounding_box()
    assert one["y"] == other["y"]
    assert one["x"] >= other["x"] + other["width"] or other["x"] >= one["x"] + one["width"]
    results = axe(page)
    assert results.violations_count == 0, results.generate_report()
    page.set_viewport_size({"width": 320, "height": 720})
    assert page.evaluate(BEYOND) <= 0
    results = axe(page)
    assert results.violations_count == 0, results.generate_report()


# --- The tour ---------------------------------------------------------------------------------------------------------


def test_the_tour_is_read_out_and_keeps_the_focus(path, manager, open_page):
    page = open_page(manager, path, tour=True, locale="en")
    step = page.locator("[data-tour-part=step]")
    expect(page.locator("#announcer")).to_contain_text("1 of 4. Words with dots under them")
    following = page.get_by_role("button", name="Next", exact=True)
    following.focus()
    for number in (2, 3):
        page.keyboard.press("Enter")
        expect(step).to_have_text(f"{number} of 4")
        expect(following).to_be_focused()
        assert announced(page).startswith(f"{number} of 4. ")
    page.keyboard.press("Enter")
    expect(step).to_have_text("4 of 4")
    skip = page.get_by_role("button", name="Skip the tour")
    expect(skip).to_be_focused()
    assert announced(page).startswith("4 of 4. Is the suggestion in focus right?")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "reading"


def test_a_step_that_is_done_is_read_out_after_the_deed(path, manager, open_page):
    page = open_page(manager, path, tour=True, locale="en")
    press(page, "j")
    expect(page.locator("#announcer")).to_contain_text("2 of 4")
    assert announced(page).startswith("Location: “وادي الحنظل”. 2 of 4")


def test_undoing_does_not_end_the_tour(path, manager, open_page):
    page = open_page(manager, path, tour=True, locale="en")
    press(page, "a")  # goes on to the next one, as the first step asks
    step = page.locator("[data-tour-part=step]")
    expect(step).to_have_text("2 of 4")
    following = page.get_by_role("button", name="Next", exact=True)
    following.click()
    following.click()
    expect(step).to_have_text("4 of 4")
    press(page, "Control+z", "Control+y", "Control+z")
    expect(page.locator('[data-count="decided"]')).to_have_text("0")
    expect(page.locator("#tour")).to_be_visible()
    expect(step).to_have_text("4 of 4")
    press(page, "a")
    expect(page.locator("#tour")).to_be_hidden()


# --- Forced colours ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_forced_colours_the_item_in_focus_alone_is_filled(path, manager, open_page, theme):
    page = open_page(manager, path, locale="en", forced_colors="active", color_scheme=theme)
    press(page, "a")
    saved(page)
    article = page.locator("#article")

    def fill(words: str) -> tuple[int, int, int]:
        place, frame = page.evaluate(PLACE, words), article.bounding_box()
        return colour_at(article, place["left"] - frame["x"] + 2, place["y"] - frame["y"] - 18)

    paper = colour_at(article, 1, 1)
    assert fill("غارات") == fill("ظهر الثلاثاء") == paper, "accepted and suggested"
    focus = fill("وادي الحنظل")
    assert focus != paper
    assert len(painted(page, focus)) > 500
    press(page, "s")
    selected = fill(page.locator(".chosen").inner_text())
    assert selected not in {paper, focus}
    swatch = row(page, "غارات").locator(".swatch")
    assert colour_at(swatch, 5, 5) != paper
