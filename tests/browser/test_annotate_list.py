"""The list on the annotation page: what it shows, in which order, deciding on all of it, the same words elsewhere."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from tests.browser.axe import axe
from tests.browser.desks import PLACE, saved

FILLER = "\n\n".join(f"وقال شاهد من الحي رقم {number} إن الليلة مرت هادئة على السكان." for number in range(1, 30))
TEXT = (
    "غارات على الريحانية وبتل السدر\n\n"
    "قالت وكالة الميناء 🚨 إن طائرات قصفت الريحانيّة ظهر الثلاثاء.\n\n"
    f"{FILLER}\n\nوانسحب مقاتلو لواء النخيل من الريحانية، وعادت وكالة الميناء إلى تل السدر وللريحانية أخبار أخرى.\n"
)
SUGGESTED = (
    ("غارات", "EVENT", 0.9, 0),
    ("الريحانية", "LOCATION", 0.95, 0),
    ("تل السدر", "LOCATION", 0.6, 0),
    ("وكالة الميناء", "ORGANISATION", 0.7, 0),
    ("ظهر الثلاثاء", "DATE", 0.85, 0),
    ("لواء النخيل", "ACTOR", 0.5, 0),
    ("الريحانية", "FACILITY", 0.4, 1),
)


def place(words: str, occurrence: int) -> int:
    start = -1
    for _ in range(occurrence + 1):
        start = TEXT.index(words, start + 1)
    return start


def suggestion(words: str, label: str, score: float, occurrence: int) -> dict:
    start = place(words, occurrence)
    span = {"start": start, "end": start + len(words), "label": label, "score": score}
    kind = {"type": "Explosions/Remote violence", "subtype": "Air/drone strike"} if label == "EVENT" else {}
    return span | kind


@pytest.fixture
def document(take, project, manager) -> int:
    line = json.dumps({"text": TEXT, "title": "غارات", "spans": [suggestion(*one) for one in SUGGESTED]})
    (added,) = take("a.jsonl", line, annotators=[manager]).added
    return added


@pytest.fixture
def desk(document, project, manager, open_page) -> Page:
    return open_page(manager, f"/projects/{project.id}/documents/{document}", locale="en")


@pytest.fixture
def layer(session, document, manager):
    """The layer as the server has it now; it is what its log leads to."""

    def read():
        session.rollback()  # a new read transaction: the server has written since
        row = open_layer(session, document, manager)
        found = read_layer(session, row)
        assert found == replayed(session, row)
        return found

    return read


def words(page: Page) -> list[str]:
    """The words of the items that the list shows."""
    return page.locator(".item:visible .item-words").all_inner_texts()


def current(page: Page) -> str:
    return page.locator(".item[aria-current] .item-words").inner_text()


def choose(page: Page, **choices: str) -> None:
    """Choose in the row of filters, which is left folded."""
    page.keyboard.press("Shift+L")
    for part, value in choices.items():
        page.locator(f"[data-choice={part}]").select_option(value)
    page.locator("[data-choice=label]").press("Escape")


def test_a_filter_narrows_the_list_and_the_way_through_it(desk):
    desk.keyboard.press("Shift+L")
    expect(desk.locator("[data-choice=label]")).to_be_focused()
    desk.locator("[data-choice=label]").select_option("LOCATION")
    expect(desk.locator("#announcer")).to_have_text("2 of 7 listed")
    desk.locator("[data-choice=score]").focus()
    desk.keyboard.press("Escape")
    expect(desk.locator("#narrowing")).to_be_hidden()
    expect(desk.locator("#reading")).to_be_focused()
    expect(desk.locator("#listed")).to_contain_text("Location: 2 of 7 listed")
    # The item in focus stays to be seen; the way goes on through what is listed.
    assert words(desk) == ["غارات", "الريحانية", "تل السدر"]
    desk.keyboard.press("j")
    assert words(desk) == ["الريحانية", "تل السدر"]
    desk.keyboard.press("a")
    assert current(desk) == "تل السدر"
    assert desk.locator('[data-count="undecided"]').inner_text() == "1"


def test_with_nothing_left_the_way_out_is_two_keys_away(desk):
    choose(desk, label="DATE")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(desk.locator("#complaint")).to_contain_text("6 are not listed")
    desk.keyboard.press("Shift+L")
    expect(desk.locator("#show-all")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#listed")).to_be_hidden()
    desk.keyboard.press("j")
    assert current(desk) == "لواء النخيل"


def test_the_least_sure_come_first_and_are_gone_through_in_that_order(desk):
    choose(desk, sort="unsure")
    assert words(desk) == [
        "الريحانية",
        "لواء النخيل",
        "تل السدر",
        "وكالة الميناء",
        "ظهر الثلاثاء",
        "غارات",
        "الريحانية",
    ]
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    order = []
    for _ in range(4):
        order.append(desk.locator(".item[aria-current] .item-facts .number").inner_text())
        desk.keyboard.press("a")
    assert order == ["40%", "50%", "60%", "70%"]


def test_a_click_in_the_text_shows_what_the_list_hides(desk):
    choose(desk, label="DATE")
    assert "وكالة الميناء" not in words(desk)
    box = desk.evaluate(PLACE, "الميناء")
    desk.mouse.click(box["x"], box["y"])
    assert current(desk) == "وكالة الميناء"
    desk.keyboard.press("j")
    assert words(desk) == ["ظهر الثلاثاء"]


def test_a_click_in_the_list_brings_its_words_into_view(desk):
    in_view = """(words) => {
      const { y } = (PLACE)(words);
      const frame = document.querySelector("#reading").getBoundingClientRect();
      return frame.top < y && y < frame.bottom;
    }""".replace("PLACE", PLACE)
    assert not desk.evaluate(in_view, "لواء النخيل")
    desk.locator(".item-head", has_text="لواء النخيل").click()
    desk.wait_for_function(in_view, arg="لواء النخيل")
    assert current(desk) == "لواء النخيل"


def test_all_listed_are_accepted_as_one_step_above_a_score(desk, layer):
    choose(desk, score="80")
    desk.keyboard.press("Shift+A")
    button = desk.locator("[data-bulk=accept]")
    expect(button).to_be_focused()
    expect(button).to_have_text(re.compile(r"Accept all listed \(3\)"))
    desk.keyboard.press("Enter")
    expect(desk.locator("#announcer")).to_have_text("Accepted 3. Ctrl Z takes all back.")
    expect(desk.locator("#narrowing")).to_be_hidden()
    saved(desk)
    found = layer()
    assert {TEXT[span.start : span.end] for span in found.spans.values()} == {"غارات", "الريحانية", "ظهر الثلاثاء"}
    assert [event.type for event in found.events.values()] == ["Explosions/Remote violence"]
    desk.keyboard.press("Control+z")
    saved(desk)
    assert (layer().spans, layer().events, layer().decisions) == ({}, {}, {})


def test_all_listed_are_rejected_and_what_is_hidden_is_left(desk, layer):
    choose(desk, label="LOCATION")
    desk.get_by_role("button", name="Filter").click()
    desk.get_by_role("button", name="Reject all listed (2)").click()
    saved(desk)
    assert sorted(one.verdict for one in layer().decisions.values()) == ["rejected", "rejected"]
    expect(desk.locator("[data-bulk=reject]")).to_be_disabled()
    expect(desk.locator("#reading")).to_be_focused()


def test_a_place_marked_by_hand_is_passed_over_and_told(desk, layer):
    """What was marked by hand with another label gets the label of the suggestion that stands there."""
    box = desk.evaluate(PLACE, "ظهر الثلاثاء")
    desk.mouse.move(box["right"] - 1, box["y"])
    desk.mouse.down()
    desk.mouse.move(box["left"] + 1, box["y"], steps=6)
    desk.mouse.up()
    desk.keyboard.press("5")
    desk.keyboard.press("8")
    choose(desk, score="80")
    desk.keyboard.press("Shift+A")
    desk.keyboard.press("Enter")
    expect(desk.locator("#complaint")).to_have_text(
        "Accepted 2. 1 passed over: their places are marked already. Ctrl Z takes all back."
    )
    saved(desk)
    assert sorted(span.origin for span in layer().spans.values()) == ["accepted", "accepted", "manual"]


def test_the_same_words_are_labelled_elsewhere_as_one_step(desk, layer):
    desk.locator(".item-head", has_text="الريحانية").first.click()
    desk.keyboard.press("a")
    desk.locator(".item-head", has_text="الريحانية").first.click()
    desk.keyboard.press("r")
    rows = desk.locator(".elsewhere-places li")
    assert [text.split() for text in rows.locator("mark").all_inner_texts()] == [
        ["الريحانيّة"],
        ["الريحانية"],
        ["ريحانية"],
    ]
    expect(rows.locator("input").first).to_be_focused()
    desk.keyboard.press("Space")
    expect(desk.locator("[data-control=elsewhere]")).to_have_text(re.compile("Label 2"))
    assert desk.evaluate("() => CSS.highlights.get('same').size") == 2
    desk.keyboard.press("Enter")
    expect(desk.locator("#chooser")).to_be_hidden()
    expect(desk.locator("#announcer")).to_have_text("Labelled 2. Ctrl Z takes all back.")
    assert desk.evaluate("() => CSS.highlights.get('same').size") == 0
    saved(desk)
    spans = layer().spans.values()
    found = sorted((one.start, TEXT[one.start : one.end], one.label, one.origin) for one in spans)
    assert [one[1:] for one in found] == [
        ("الريحانية", "LOCATION", "accepted"),
        ("الريحانية", "LOCATION", "fixed"),
        ("ريحانية", "LOCATION", "manual"),
    ]
    desk.keyboard.press("Control+z")
    saved(desk)
    assert len(layer().spans) == 1


def test_the_question_about_elsewhere_is_left_by_escape(desk):
    desk.locator(".item-head", has_text="وكالة الميناء").click()
    desk.keyboard.press("r")
    expect(desk.locator(".elsewhere-places li")).to_have_count(2)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Escape")
    expect(desk.locator("#chooser")).to_be_hidden()
    assert desk.evaluate("() => CSS.highlights.get('same').size") == 0
    desk.keyboard.press("a")
    assert desk.locator('[data-count="decided"]').inner_text() == "1"


def test_where_no_other_place_says_so_that_is_told(desk):
    desk.locator(".item-head", has_text="ظهر الثلاثاء").click()
    desk.keyboard.press("r")
    expect(desk.locator("#complaint")).to_contain_text("No other place")
    expect(desk.locator("#chooser")).to_be_hidden()


def test_a_person_who_finds_notes_again(desk):
    desk.locator(".item-head", has_text="ظهر الثلاثاء").click()
    desk.keyboard.press("u")
    desk.keyboard.press("Shift+L")
    desk.locator("[data-choice=noted]").check()
    assert words(desk) == ["ظهر الثلاثاء"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_here_is_hard_to_reach(document, project, manager, open_page, language):
    page = open_page(manager, f"/projects/{project.id}/documents/{document}", locale=language)
    page.keyboard.press("Shift+L")
    page.locator("[data-choice=score]").select_option("60")
    assert axe(page).violations_count == 0
    page.keyboard.press("Escape")
    page.locator(".item-head", has_text="وكالة الميناء").click()
    page.keyboard.press("r")
    expect(page.locator(".elsewhere-places")).to_be_visible()
    result = axe(page)
    assert result.violations_count == 0, result.generate_report()
