"""After a decision the same name elsewhere: offered quietly, shown by a key, taken by the same key as one step."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from tests.browser.desks import AXE, PLACE, saved

TEXT = (
    "غارات على الريحانية وقصف\n\n"
    "قالت وكالة الميناء إن طائرات قصفت الريحانيّة ظهر الثلاثاء، وإن قصفا آخر طال محيط جبل الريحانية.\n\n"
    "وانسحب مقاتلو لواء النخيل من الريحانية، وللريحانية أخبار أخرى عند وكالة الميناء وبالريحانية.\n\n"
    "سقط 12 قتيلا صباح الأحد الماضي. وقتل 12 قتيلا.\n"
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
    expect(desk.locator("#announcer")).to_have_text(re.compile(r"Accepted: .*Elsewhere in this text: 4\. R shows them\."))
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
    desk.keyboard.press("Control+z")
    saved(desk)
    assert spans(layer()) == ALL[:1]


def test_one_is_left_out_and_enter_takes_the_rest(desk, layer):
    desk.keyboard.press("a")
    desk.keyboard.press("r")
    for key in ("j", "ArrowDown", "k"):
        desk.keyboard.press(key)
    assert desk.locator("[data-place]:focus").get_attribute("data-place") == "2"[:0] + "1"
    desk.keyboard.press("x")
    expect(desk.locator("#announcer")).to_have_text("Ticked: 3")
    assert (shown(desk, "same"), shown(desk, "same-at")) == (3, 1)
    desk.keyboard.press("Enter")
    saved(desk)
    assert spans(layer()) == [one for one in ALL if one[2] != "fixed"] or len(layer().spans) == 4
    assert layer().decisions.keys() != set()
