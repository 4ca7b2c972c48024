"""After a decision the same name elsewhere: offered quietly, shown by a key, taken by the same key as one step."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from annotator.core.document import Document
from annotator.core.spans import Span
from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from annotator.services.values import stated
from tests.browser.axe import axe
from tests.browser.desks import PLACE, saved

TEXT = (
    "غارات على الريحانية وقصف\n\n"
    "قالت وكالة الميناء إن طائرات قصفت الريحانيّة ظهر الثلاثاء، وإن قصفا آخر طال محيط جبل الريحانية.\n\n"
    "وانسحب مقاتلو لواء النخيل من الريحانية، وللريحانية أخبار أخرى عند وكالة الميناء وبالريحانية.\n\n"
    "سقط سبعة جرحى صباح الأحد الماضي. وقتل سبعة جرحى.\n"
)
STRIKE = {"type": "Explosions/Remote violence", "subtype": "Air/drone strike"}
SUGGESTED = (
    ("الريحانية", 0, "LOCATION", {}),
    ("وكالة الميناء", 0, "ORGANISATION", {}),
    ("الريحانيّة", 0, "LOCATION", {}),
    ("جبل الريحانية", 0, "FACILITY", {}),
    ("لواء النخيل", 0, "ACTOR", {}),
    ("الريحانية", 2, "ACTOR", {}),
    ("وكالة الميناء", 1, "ORGANISATION", {}),
)


def suggestion(words: str, nth: int, label: str, more: dict) -> dict:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return {"start": start, "end": start + len(words), "label": label, **more}


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


def spans(found) -> list[tuple[str, str, str]]:
    """The words, label and origin of the spans of a layer, in the order of the text."""
    return [
        (TEXT[one.start : one.end], one.label, one.origin)
        for one in sorted(found.spans.values(), key=lambda one: (one.start, one.end))
    ]


def shown(page: Page, highlight: str) -> int:
    return page.evaluate("(name) => CSS.highlights.get(name)?.size ?? 0", highlight)


OFFER = "#elsewhere"
ALL = [
    ("الريحانية", "LOCATION", "accepted"),
    ("الريحانيّة", "LOCATION", "accepted"),
    ("الريحانية", "LOCATION", "fixed"),
    ("ريحانية", "LOCATION", "manual"),
    ("الريحانية", "LOCATION", "manual"),
]


def test_a_decision_is_offered_elsewhere_and_taken_by_two_keys_as_one_step(desk, layer):
    """Other spellings and clitics go along; a suggestion of another label is mended; the mountain is left alone."""
    expect(desk.locator(OFFER)).to_be_hidden()
    desk.keyboard.press("a")
    expect(desk.locator(OFFER)).to_have_text(re.compile("الريحانية.*4 more here.*R"))
    expect(desk.locator("#announcer")).to_have_text(re.compile(r"Accepted: .*Elsewhere in this text: 4\. R shows"))
    assert desk.locator(".item[aria-current] .item-words").inner_text() == "وكالة الميناء"  # the work has gone on
    desk.keyboard.press("r")
    expect(desk.locator("#announcer")).to_have_text(
        "Places with the same words: 4. R labels those that are ticked, X leaves one out."
    )
    assert shown(desk, "same") == 4
    expect(desk.locator(OFFER)).to_be_hidden()
    desk.keyboard.press("r")
    expect(desk.locator("#announcer")).to_have_text("Labelled 4. Ctrl Z takes all back.")
    assert shown(desk, "same") == shown(desk, "same-at") == 0
    expect(desk.locator(OFFER)).to_be_hidden()
    saved(desk)
    assert spans(layer()) == ALL
    desk.keyboard.press("Control+z")
    saved(desk)
    assert spans(layer()) == ALL[:1]
    desk.keyboard.press("Control+y")
    saved(desk)
    assert spans(layer()) == ALL
    desk.reload()
    expect(desk.locator('[data-count="decided"]')).to_have_text("5")
    desk.keyboard.press("Control+z")  # once what was done before is fetched
    expect(desk.locator('[data-count="decided"]')).to_have_text("1")
    saved(desk)
    assert spans(layer()) == ALL[:1]


def test_one_is_left_out_and_enter_takes_the_rest(desk, layer):
    desk.keyboard.press("a")
    desk.keyboard.press("r")
    rows = desk.locator(".elsewhere-places li")
    expect(rows.nth(1)).to_contain_text("Facility")  # the name is only a part of what is suggested there
    assert [row.locator("input").is_checked() for row in rows.all()] == [True, False, True, True, True]
    for key in ("j", "ArrowDown", "j", "k"):
        desk.keyboard.press(key)
    expect(rows.nth(2).locator("input")).to_be_focused()
    desk.keyboard.press("x")
    expect(desk.locator("#announcer")).to_have_text("Ticked: 3")
    assert (shown(desk, "same"), shown(desk, "same-at")) == (3, 1)
    desk.keyboard.press("Enter")
    saved(desk)
    assert spans(layer()) == [one for one in ALL if one[2] != "fixed"]
    desk.keyboard.press("Control+z")
    saved(desk)
    assert spans(layer()) == ALL[:1]


def test_what_is_left_out_is_not_offered_again_by_itself_but_still_found(desk):
    desk.keyboard.press("a")
    desk.keyboard.press("r")
    desk.keyboard.press("x")
    desk.keyboard.press("r")
    expect(desk.locator(OFFER)).to_contain_text("1 more here")


def test_a_rejection_goes_elsewhere_and_marks_nothing(desk, layer):
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(desk.locator(OFFER)).to_have_text(re.compile("وكالة الميناء.*1 more here"))
    desk.keyboard.press("r")
    expect(desk.locator("[data-control=elsewhere]")).to_have_text(re.compile("Reject 1"))
    expect(desk.locator("#announcer")).to_contain_text("Suggested elsewhere: 1.")
    desk.keyboard.press("r")
    expect(desk.locator("#announcer")).to_have_text("Rejected 1. Ctrl Z takes all back.")
    saved(desk)
    found = layer()
    assert (found.spans, [one.verdict for one in found.decisions.values()]) == ({}, ["rejected"] * 2)
    desk.keyboard.press("Control+z")
    saved(desk)
    assert len(layer().decisions) == 1


def test_a_new_span_and_another_label_go_elsewhere_too(desk, layer):
    """What was marked by hand is offered at once, with its clitics; relabelled, it is offered anew."""
    place = desk.evaluate(PLACE, "قصفا")
    desk.mouse.dblclick(place["x"], place["y"])
    desk.keyboard.press("4")
    expect(desk.locator(OFFER)).to_be_hidden()
    desk.locator(".item-head", has_text="الريحانيّة").click()
    desk.keyboard.press("5")
    expect(desk.locator("#announcer")).to_contain_text("Elsewhere in this text: 4.")
    desk.locator(OFFER).click()
    desk.locator("[data-control=elsewhere]").click()
    saved(desk)
    assert [label for words, label, _ in spans(layer()) if "ريحاني" in words] == ["FACILITY"] * 5


def test_escape_and_other_deeds_put_the_offer_away(desk, layer):
    desk.keyboard.press("a")
    desk.keyboard.press("r")
    desk.keyboard.press("j")
    desk.keyboard.press("Escape")
    expect(desk.locator("#chooser")).to_be_hidden()
    assert shown(desk, "same") == shown(desk, "same-at") == 0
    expect(desk.locator(OFFER)).to_contain_text("4 more here")
    desk.keyboard.press("r")
    desk.locator("#undo").click()
    expect(desk.locator("#chooser")).to_be_hidden()
    expect(desk.locator(OFFER)).to_be_hidden()
    assert shown(desk, "same") == 0
    desk.keyboard.press("a")
    expect(desk.locator(OFFER)).to_contain_text("4 more here")
    desk.keyboard.press("j")
    expect(desk.locator(OFFER)).to_be_hidden()  # another one is in focus: the key is about that
    saved(desk)
    assert spans(layer()) == ALL[:1]


def test_what_is_removed_offers_nothing_of_its_neighbour(desk):
    place = desk.evaluate(PLACE, "صباح")
    desk.keyboard.press("a")
    desk.mouse.dblclick(place["x"], place["y"])
    desk.keyboard.press("8")
    desk.keyboard.press("Delete")
    expect(desk.locator("#announcer")).to_have_text(re.compile(r"^Removed: [^.]*\.\s*$"))


def test_an_undecided_one_is_accepted_with_the_others(desk, layer):
    desk.keyboard.press("r")
    assert shown(desk, "same") == 5
    desk.keyboard.press("r")
    saved(desk)
    assert spans(layer()) == ALL
    assert desk.locator(".item[aria-current] .item-words").inner_text() == "وكالة الميناء"


def test_what_the_words_of_new_spans_say_is_read_in_the_same_step(desk, layer, conflict):
    # The lists are loaded before, as the page would not wait for that.
    stated(Document("سبعة جرحى"), conflict, Span(0, 9, "CASUALTIES"))
    place = desk.evaluate(PLACE, "سبعة جرحى")
    desk.mouse.move(place["right"] - 1, place["y"])
    desk.mouse.down()
    desk.mouse.move(place["left"] + 1, place["y"], steps=6)
    desk.mouse.up()
    desk.keyboard.press("7")
    expect(desk.locator(OFFER)).to_contain_text("1 more here")
    for key in "rr":
        desk.keyboard.press(key)
    expect(desk.locator("#announcer")).to_contain_text("Labelled 1.")
    expect(desk.locator(".item-fact")).to_have_count(4)
    saved(desk)
    made = [one for one in layer().spans.values() if one.label == "CASUALTIES"]
    assert [one.attributes["low"] for one in made] == [7, 7]
    desk.keyboard.press("Control+z")
    saved(desk)
    assert len(layer().spans) == 1


def test_a_key_of_ones_own_shows_and_takes(desk, layer):
    desk.evaluate("""() => localStorage.setItem("keys", JSON.stringify({ elsewhere: ["KeyW"] }))""")
    desk.reload()
    desk.keyboard.press("a")
    expect(desk.locator(OFFER)).to_have_text(re.compile("more here.*W"))
    for key in "ww":
        desk.keyboard.press(key)
    saved(desk)
    assert spans(layer()) == ALL


def test_by_a_finger(document, project, manager, open_page, layer):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = open_page(manager, f"/projects/{project.id}/documents/{document}", locale="en", **phone)
    page.locator("#touch-bar [data-control=accept]").tap()
    assert page.locator(OFFER).bounding_box()["height"] >= 44
    page.locator(OFFER).tap()
    assert shown(page, "same") == 4
    page.locator(".elsewhere-places label").nth(3).tap()
    assert shown(page, "same") == 3
    page.locator("[data-control=elsewhere]").tap()
    saved(page)
    assert spans(layer()) == [one for one in ALL if one[0] != "ريحانية"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_of_it_is_hard_to_reach(document, project, manager, open_page, language):
    page = open_page(manager, f"/projects/{project.id}/documents/{document}", locale=language)
    page.keyboard.press("a")
    expect(page.locator(OFFER)).to_be_visible()
    assert axe(page).violations_count == 0
    page.keyboard.press("r")
    expect(page.locator(".elsewhere-places")).to_be_visible()
    result = axe(page)
    assert result.violations_count == 0, result.generate_report()
