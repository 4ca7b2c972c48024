"""Events on the annotation page: typed by a few letters, roles filled by keys and clicks, read back in a sentence."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from annotator.db.base import writing
from annotator.db.documents import SuggestedArgumentRow, SuggestionRow
from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from tests.browser.axe import axe
from tests.browser.desks import PLACE, line_of, saved

TEXT = (
    "قصف على الريحانية\n\n"
    "قصفت قوات النهر بلدة الريحانية السبت الماضي بالصواريخ، فقتل 18 مدنيا، وفق شبكة الميناء.\n"
    "وقالت الشبكة إن اشتباكات دارت لاحقا في وادي الحنظل، وجرح سبعة صيادين.\n"
)
WORDS = {
    "قصفت": ("EVENT", ("Explosions/Remote violence", "Shelling/artillery/missile attack")),
    "قوات النهر": ("ACTOR", None),
    "الصواريخ": ("WEAPON", None),
    "18 مدنيا": ("CASUALTIES", None),
    "شبكة الميناء": ("ORGANISATION", None),
    "وادي الحنظل": ("LOCATION", None),
}


SHELLING = "Shelling/artillery/missile attack"
ARGUMENTS = {"initiator": "قوات النهر", "weapon": "الصواريخ"}


@pytest.fixture
def document(take, project, manager, session) -> int:
    """A document with suggestions, of which the event brings two suggested arguments."""
    values = json.loads(line_of(TEXT, [(words, *kind) for words, kind in WORDS.items()])) | {"date": "2016-02-25"}
    (added,) = take("a.jsonl", json.dumps(values), annotators=[manager]).added
    rows = {TEXT[row.start : row.end]: row.id for row in session.scalars(select(SuggestionRow))}
    with writing(session):
        for role, words in ARGUMENTS.items():
            reason = {"message": "Near the trigger.", "values": {}}
            session.add(
                SuggestedArgumentRow(
                    trigger_id=rows["قصفت"], role=role, filler_id=rows[words], score=0.8, reason=reason
                )
            )
    return added


@pytest.fixture
def desk(document, project, manager, open_page) -> Page:
    return open_page(manager, f"/projects/{project.id}/documents/{document}", locale="en")


def layer_of(session, document, user):
    session.rollback()
    row = open_layer(session, document, user)
    layer = read_layer(session, row)
    assert layer == replayed(session, row)
    return layer


def said(layer):
    """Return the events of a layer as {trigger's words: [(subtype, {role: words})]}."""

    def words(span):
        return TEXT[layer.spans[span].start : layer.spans[span].end]

    found: dict[str, list] = {}
    for event in layer.events.values():
        roles: dict[str, list[str]] = {}
        for argument in event.arguments:
            roles.setdefault(argument.role, []).append(words(argument.span))
        found.setdefault(words(event.trigger), []).append((event.subtype, roles))
    return found


def focus(desk: Page, words: str) -> None:
    desk.locator(".item-head", has_text=words).first.click()


def sentence(desk: Page) -> str:
    return desk.locator(".event-sentence").inner_text()


def role(desk: Page) -> str:
    """The name of the role in focus."""
    return desk.locator(".role.filling .role-name").inner_text()


def field(desk: Page, name: str) -> Locator:
    return desk.locator(f'[data-control="span-{name}"]')


def answered(desk: Page) -> None:
    """Wait until no request is on its way, so that what was read from words is there."""
    desk.wait_for_load_state("networkidle")


def test_suggested_arguments_are_accepted_and_rejected_as_spans_are(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    assert role(desk) == "Initiator"
    desk.keyboard.press("a")
    while role(desk) != "Weapon":
        desk.keyboard.press("e")
    desk.keyboard.press("x")
    expect(desk.locator(".filler.refused")).to_contain_text("الصواريخ")
    saved(desk)
    layer = layer_of(session, document, manager)
    assert said(layer)["قصفت"] == [(SHELLING, {"initiator": ["قوات النهر"]})]
    assert [(one.role, TEXT[slice(*ends(session, one.filler))]) for one in layer.refusals.values()] == [
        ("weapon", "الصواريخ")
    ]
    desk.keyboard.press("Control+z")
    expect(desk.locator(".filler.refused")).to_have_count(0)


def ends(session, suggestion):
    row = session.get(SuggestionRow, suggestion)
    return row.start, row.end


def test_roles_are_filled_by_numbers_and_the_event_is_read_back(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    desk.keyboard.press("1")  # the initiator
    assert role(desk) == "Target"
    desk.keyboard.press("e")
    assert role(desk) == "Location"
    desk.keyboard.press("1")
    assert role(desk) == "Weapon", "nothing is marked that could be the time"
    desk.keyboard.press("Enter")
    assert role(desk) == "Casualties"
    desk.keyboard.press("1")
    assert role(desk) == "Source"
    desk.keyboard.press("1")
    expect(desk.locator(".event-sentence")).to_have_text(
        f"{SHELLING} by قوات النهر in وادي الحنظل, with الصواريخ, 18 killed, according to شبكة الميناء"
    )
    saved(desk)
    assert said(layer_of(session, document, manager))["قصفت"] == [
        (
            SHELLING,
            {
                "initiator": ["قوات النهر"],
                "location": ["وادي الحنظل"],
                "weapon": ["الصواريخ"],
                "casualties": ["18 مدنيا"],
                "source": ["شبكة الميناء"],
            },
        )
    ]


def test_a_click_fills_the_role_in_focus_or_the_one_that_takes_the_label(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    assert role(desk) == "Initiator"
    for words in ("وادي الحنظل", "قوات النهر"):
        spot = desk.evaluate(PLACE, words)
        desk.mouse.click(spot["x"], spot["y"])
    saved(desk)
    assert said(layer_of(session, document, manager))["قصفت"] == [
        (SHELLING, {"initiator": ["قوات النهر"], "location": ["وادي الحنظل"]})
    ]
    expect(desk.locator(".item[aria-current] .item-words")).to_have_text("قصفت")


def test_a_role_takes_only_the_labels_it_allows(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    desk.keyboard.press("1")
    desk.get_by_role("button", name="Fill “Time”").click()
    expect(desk.locator("#chooser")).to_contain_text("Nothing marked can be “Time”")
    desk.keyboard.press("1")
    expect(desk.locator("#complaint")).to_contain_text("No span has the number 1")
    desk.get_by_role("button", name="Fill “Location”").click()
    spot = desk.evaluate(PLACE, "قصفت")
    desk.mouse.click(spot["x"], spot["y"])
    expect(desk.locator("#complaint")).to_contain_text("This is the event itself")
    saved(desk)
    assert said(layer_of(session, document, manager))["قصفت"] == [(SHELLING, {"initiator": ["قوات النهر"]})]


def test_words_marked_while_a_role_is_in_focus_fill_it_in_one_step(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    desk.get_by_role("button", name="Fill “Time”").click()
    mark(desk, "السبت", "الماضي", "8")
    answered(desk)
    expect(desk.locator(".event-sentence")).to_contain_text("February 20, 2016")
    saved(desk)
    assert said(layer_of(session, document, manager))["قصفت"] == [(SHELLING, {"time": ["السبت الماضي"]})]
    desk.keyboard.press("Escape")
    desk.keyboard.press("Control+z")
    saved(desk)
    layer = layer_of(session, document, manager)
    assert said(layer)["قصفت"] == [(SHELLING, {})]
    assert "DATE" not in {span.label for span in layer.spans.values()}


def mark(desk: Page, first: str, last: str, key: str) -> None:
    """Mark by a click on either word, and the key of a label."""
    begin, end = desk.evaluate(PLACE, first), desk.evaluate(PLACE, last)
    desk.mouse.click(begin["x"], begin["y"])
    desk.mouse.move(end["x"], end["y"])
    desk.mouse.click(end["x"], end["y"])
    desk.keyboard.press(key)


@pytest.mark.parametrize(
    ("locale", "typed"), [("en", "armed cl"), ("ar", "اشتباك"), ("ar", "armed cl")], ids=["en", "ar", "en in ar"]
)
def test_a_trigger_made_by_hand_is_typed_by_a_few_letters_and_asks_for_its_roles(
    locale, typed, session, document, manager, project, open_page
):
    desk = open_page(manager, f"/projects/{project.id}/documents/{document}", locale=locale)
    mark(desk, "اشتباكات", "اشتباكات", "9")
    desk.keyboard.type(typed)
    desk.keyboard.press("Enter")
    expect(desk.locator(".role.filling")).to_have_count(1)
    desk.keyboard.press("1")
    saved(desk)
    assert said(layer_of(session, document, manager))["اشتباكات"] == [("Armed clash", {"initiator": ["قوات النهر"]})]


def test_several_events_share_a_trigger_and_a_filler(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    desk.keyboard.press("1")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Shift+T")
    desk.keyboard.type("looting")
    desk.keyboard.press("Enter")
    assert role(desk) == "Initiator"
    desk.keyboard.press("1")
    desk.keyboard.press("Escape")
    saved(desk)
    layer = layer_of(session, document, manager)
    assert sorted(said(layer)["قصفت"]) == [
        ("Looting/property destruction", {"initiator": ["قوات النهر"]}),
        (SHELLING, {"initiator": ["قوات النهر"]}),
    ]
    assert len(layer.spans) == 2
    assert sentence(desk).startswith("Looting")
    desk.locator(".event-other").click()
    assert sentence(desk).startswith("Shelling")
    desk.keyboard.press("t")
    desk.keyboard.type("air")
    desk.keyboard.press("Enter")
    saved(desk)
    assert {subtype for subtype, _ in said(layer_of(session, document, manager))["قصفت"]} == {
        "Looting/property destruction",
        "Air/drone strike",
    }
    desk.get_by_role("button", name="Remove the event").click()
    saved(desk)
    layer = layer_of(session, document, manager)
    assert [subtype for subtype, _ in said(layer)["قصفت"]] == ["Looting/property destruction"]


def test_counts_and_days_of_hand_made_spans_are_read_and_can_be_corrected(desk, session, document, manager):
    mark(desk, "سبعة", "صيادين", "7")
    answered(desk)
    expect(field(desk, "low")).to_have_value("7")
    field(desk, "high").fill("20")
    desk.keyboard.press("Enter")
    saved(desk)
    (count,) = [span for span in layer_of(session, document, manager).spans.values() if span.label == "CASUALTIES"]
    assert dict(count.attributes) == {"kind": "wounded", "low": 7, "high": 20}
    desk.keyboard.press("Shift+BracketLeft")  # another boundary: what was put in by hand stays
    saved(desk)
    answered(desk)
    (count,) = [span for span in layer_of(session, document, manager).spans.values() if span.label == "CASUALTIES"]
    assert dict(count.attributes) == {"kind": "wounded", "low": 7, "high": 20}


def test_numbers_may_be_typed_in_arabic_digits_and_make_a_range(desk, session, document, manager):
    mark(desk, "سبعة", "صيادين", "7")
    answered(desk)

    def put(name: str, text: str) -> None:
        field(desk, name).fill(text)
        desk.keyboard.press("Enter")

    def count() -> dict:
        saved(desk)
        spans = layer_of(session, document, manager).spans.values()
        return next(dict(span.attributes) for span in spans if span.label == "CASUALTIES")

    put("low", "١٢")  # both were 7: the other end goes along
    assert count() == {"kind": "wounded", "low": 12, "high": 12}
    put("high", "١٬٢٠٠")
    assert count() == {"kind": "wounded", "low": 12, "high": 1200}
    for text, problem in {"1300": "above the highest", "-5": "whole number", "عشرة": "Write a number"}.items():
        put("low", text)
        expect(desk.locator("#problem-span-low")).to_contain_text(problem)
        field(desk, "low").press("Escape")
    put("low", "")
    assert count() == {"kind": "wounded", "high": 1200}
    expect(desk.locator(".item[aria-current] .item-facts")).to_contain_text("≤ 1200")
    field(desk, "high").click()
    desk.mouse.wheel(0, 300)
    desk.keyboard.press("Tab")
    assert count() == {"kind": "wounded", "high": 1200}


def test_what_an_event_loses_by_a_deed_on_a_span_is_said(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    desk.keyboard.press("1")
    desk.keyboard.press("Escape")
    focus(desk, "قوات النهر")
    desk.keyboard.press("x")
    complaint, announcer = desk.locator("#complaint"), desk.locator("#announcer")
    for box in (complaint, announcer):
        expect(box).to_contain_text("It no longer fills: Initiator (Explosions/Remote violence). Ctrl Z takes it back.")
    desk.keyboard.press("Control+z")
    focus(desk, "قصفت")
    desk.keyboard.press("1")
    for box in (complaint, announcer):
        expect(box).to_contain_text("The event went with it, with its arguments: 1. Ctrl Z takes it back.")
    saved(desk)
    assert said(layer_of(session, document, manager)) == {}
    desk.keyboard.press("Control+z")
    saved(desk)
    assert said(layer_of(session, document, manager)) == {"قصفت": [(SHELLING, {"initiator": ["قوات النهر"]})]}


def test_after_the_last_role_a_digit_does_not_relabel_the_trigger_unasked(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    for _ in range(20):
        if not desk.locator(".role.filling").count():
            break
        desk.keyboard.press("1")
    expect(desk.locator(".event-sentence")).to_be_in_viewport()
    saved(desk)
    before = said(layer_of(session, document, manager))
    desk.keyboard.press("1")
    expect(desk.locator("#complaint")).to_contain_text("No role asks for more")
    saved(desk)
    assert said(layer_of(session, document, manager)) == before != {}
    desk.keyboard.press("1")
    saved(desk)
    assert said(layer_of(session, document, manager)) == {}


def test_undoing_on_an_event_shows_the_event(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    desk.keyboard.press("1")
    desk.keyboard.press("Escape")
    desk.locator("[data-control^=unset-initiator]").click()
    focus(desk, "وادي الحنظل")
    desk.keyboard.press("Control+z")
    expect(desk.locator(".item[aria-current] .item-words")).to_have_text("قصفت")
    expect(desk.locator('.filler[data-role="initiator"]')).to_have_count(1)


def test_enter_fills_a_role_only_with_what_is_suggested(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    for _ in range(20):
        if role(desk) == "Location":
            break
        desk.keyboard.press("e")
    desk.keyboard.press("Enter")
    assert role(desk) not in ("Location", "Initiator")
    saved(desk)
    assert said(layer_of(session, document, manager)) == {"قصفت": [(SHELLING, {})]}


def test_the_event_in_focus_alone_shows_its_roles_and_is_removed_by_key(desk, session, document, manager):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    desk.keyboard.press("1")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Shift+T")
    desk.keyboard.type("looting")
    desk.keyboard.press("Enter")
    assert desk.evaluate("() => CSS.highlights.get('filler')?.size ?? 0") == 0
    desk.keyboard.press("Escape")
    desk.keyboard.press("Shift+Delete")
    saved(desk)
    assert said(layer_of(session, document, manager)) == {"قصفت": [(SHELLING, {"initiator": ["قوات النهر"]})]}
    assert desk.evaluate("() => CSS.highlights.get('filler').size") == 1


def test_a_type_that_is_not_there_is_said(desk):
    focus(desk, "قصفت")
    desk.keyboard.press("t")
    desk.keyboard.type("zzz")
    expect(desk.locator(".kind-field")).to_contain_text("No type has these letters.")


def test_without_a_connection_a_count_is_read_later(desk, session, document, manager):
    desk.route("**/values?**", lambda route: route.abort())
    mark(desk, "سبعة", "صيادين", "7")
    saved(desk)
    expect(field(desk, "low")).to_have_value("")
    desk.unroute("**/values?**")
    desk.keyboard.press("u")
    expect(field(desk, "low")).to_have_value("7")


def test_the_row_of_roles_says_what_it_does_to_a_screen_reader(desk):
    focus(desk, "قصفت")
    desk.keyboard.press("e")
    expect(desk.locator("#announcer")).to_contain_text("Initiator: 1 to choose from")
    desk.keyboard.press("1")
    expect(desk.locator("#announcer")).to_contain_text("Initiator: “قوات النهر”")
    expect(desk.locator("#announcer")).to_contain_text("Target: ")
    expect(desk.locator(".role[aria-current]")).to_contain_text("Target")


def test_in_arabic_an_event_is_read_back_in_arabic(session, document, manager, project, open_page):
    desk = open_page(manager, f"/projects/{project.id}/documents/{document}", locale="ar")
    focus(desk, "قصفت")
    desk.keyboard.press("Shift+Enter")
    focus(desk, "18 مدنيا")
    desk.keyboard.press("a")
    focus(desk, "قصفت")
    desk.get_by_role("button", name=re.compile("الضحايا")).click()
    desk.keyboard.press("1")
    text = sentence(desk)
    assert "من جانب قوات النهر" in text
    assert "باستخدام الصواريخ" in text
    assert "18" in text


def test_with_its_event_taken_back_nothing_is_filled_any_more(desk, session, document, manager):
    """Also where its trigger has another one: that one is not meant."""
    focus(desk, "قصفت")
    desk.keyboard.press("a")
    focus(desk, "قصفت")
    desk.keyboard.press("Shift+T")
    desk.keyboard.type("looting")
    desk.keyboard.press("Enter")
    expect(desk.locator(".role.filling")).to_have_count(1)
    desk.keyboard.press("Control+z")
    expect(desk.locator(".role.filling")).to_have_count(0)
    expect(desk.locator("#chooser")).to_be_hidden()
    saved(desk)
    assert said(layer_of(session, document, manager))["قصفت"] == [(SHELLING, {})]
    desk.keyboard.press("Control+y")
    expect(desk.locator("#chooser")).to_be_hidden()


LOOKS = {"light": {}, "dark": {"color_scheme": "dark"}, "contrast": {"contrast": "more"}}


@pytest.mark.parametrize(("locale", "look"), [("en", "light"), ("ar", "dark"), ("ar", "contrast")])
def test_every_state_of_an_event_is_accessible(look, locale, document, manager, project, open_page):
    desk = open_page(manager, f"/projects/{project.id}/documents/{document}", locale=locale, **LOOKS[look])

    def check(state: str) -> None:
        results = axe(desk)
        assert results.violations_count == 0, f"{state}: {results.generate_report()}"
        assert desk.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), f"{state} scrolls sideways"

    focus(desk, "قصفت")
    check("a suggested event")
    desk.keyboard.press("e")
    check("filling, with a suggestion")
    desk.keyboard.press("x")
    check("a rejected argument")
    desk.locator(".role-name").nth(3).click()
    check("a role that nothing fits")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Shift+T")
    check("asking for the type")
    desk.keyboard.type("chemical")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Escape")
    check("two events of one trigger")
    desk.keyboard.press("Control+Enter")
    check("what is open before finishing")
