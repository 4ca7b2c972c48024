"""Never lost, never untrue: over reloads and closed tabs, in two tabs, on two devices, after an ended sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.db.log import read_layer
from annotator.services.accounts import make_link
from annotator.services.annotate import open_layer, replayed
from tests.browser.desks import line_of, saved
from tests.browser.losing import (
    SUGGESTED,
    TEXT,
    back_online,
    beside,
    closed_and_opened,
    find_the_server,
    kept,
    lose_the_server,
    mark,
    press,
    row,
    shown,
    state_of,
    words,
)

OTHER = (("الريحانية", "LOCATION", None),)
LOG = re.compile(r"/documents/\d+/history(\?|$)")


@pytest.fixture
def documents(take, project, manager) -> list[int]:
    lines = [line_of(TEXT, SUGGESTED), line_of(f"هدوء في الريحانية\n\n{TEXT}", OTHER)]
    return list(take("a.jsonl", "\n".join(lines), annotators=[manager]).added)


@pytest.fixture
def path(documents, project) -> str:
    return f"/projects/{project.id}/documents/{documents[0]}"


@pytest.fixture
def desk(path, manager, open_page) -> Page:
    return open_page(manager, path, locale="en")


@pytest.fixture
def layer(session, documents, manager):
    """The layer of a document, the first if none is named, as the server has it now; the log leads to the same."""

    def read(document: int | None = None):
        session.rollback()  # a new read transaction: the server has written since
        row = open_layer(session, documents[0] if document is None else document, manager)
        found = read_layer(session, row)
        assert found == replayed(session, row)
        return found

    return read


# --- Undo and redo, in order, after a reload --------------------------------------------------------------------------


def work(page: Page) -> Iterator[None]:
    """Do one of everything: decide, fix, mark, a note, an event's type, an argument, an attribute."""
    press(page, "a")
    yield
    press(page, "4")  # the same label as suggested: an acceptance
    yield
    row(page, "وادي الحنظل").locator(".item-head").click()
    press(page, "]")
    yield
    press(page, "u")
    yield
    row(page, "غارات").locator(".item-head").click()
    page.locator("[data-control=subtype]").select_option("Shelling/artillery/missile attack")
    yield
    page.locator("[data-control=role-location]").click()
    press(page, "1", "Escape")
    yield
    press(page, "Shift+C", "x", "Enter")
    yield
    press(page, "j", "x")
    yield
    row(page, "3 مدنيين").locator(".item-head").click()
    press(page, "a")
    expect(row(page, "3 مدنيين")).to_contain_text("Killed")  # read from the words, and a part of the same step
    yield
    row(page, "3 مدنيين").locator(".item-head").click()
    page.locator("[data-control=span-kind]").select_option("wounded")
    yield


def test_undo_and_redo_go_through_everything_in_order_after_a_reload(desk, layer):
    states = [state_of(layer())]
    for _ in work(desk):
        saved(desk)
        states.append(state_of(layer()))
    steps = len(states)
    assert len({str(one) for one in states}) == steps
    desk.reload()
    for before in reversed(states[:-1]):
        press(desk, "Control+z")
        undone(desk)
        assert state_of(layer()) == before
        if before == states[steps // 2]:
            desk.reload()
    desk.reload()
    for after in states[1:]:
        press(desk, "Control+y")
        undone(desk, "Done again")
        assert state_of(layer()) == after
        if after == states[steps // 2]:
            desk.reload()
    press(desk, "Control+y")
    expect(desk.locator("#complaint")).to_have_text("There is nothing to do again.")


def undone(page: Page, said: str = "Undone") -> None:
    """Wait until a turn was done, and saved."""
    expect(page.locator("#announcer")).to_have_text(said)
    page.locator("#announcer").evaluate("(box) => (box.textContent = '')")
    saved(page)


def test_undo_takes_finishing_and_opening_again_back_after_a_reload(desk, layer, documents):
    for _ in SUGGESTED:
        press(desk, "x")
    press(desk, "Control+Enter")
    expect(desk).to_have_url(re.compile(rf"/documents/{documents[1]}$"))
    press(desk, "Shift+P")
    expect(desk.locator("body")).to_have_attribute("data-state", "finished")
    desk.get_by_role("button", name="Open again").click()
    saved(desk)
    desk.reload()
    for state in ("finished", "open"):
        press(desk, "Control+z")
        expect(desk.locator("body")).to_have_attribute("data-state", state)
    saved(desk)
    assert (layer().state, len(layer().decisions)) == ("open", len(SUGGESTED))
    desk.reload()
    for state in ("finished", "open"):
        press(desk, "Control+y")
        expect(desk.locator("body")).to_have_attribute("data-state", state)
    saved(desk)
    desk.reload()
    for _ in range(2 + len(SUGGESTED)):
        press(desk, "Control+z")
        undone(desk)
    assert state_of(layer()) == ("open", [], [], [], [])


def test_undo_after_a_reload_waits_for_the_log_and_says_so_without_a_server(desk, layer):
    press(desk, "a")
    saved(desk)
    desk.route(LOG, lambda route: route.abort())
    desk.reload()
    press(desk, "Control+z")
    expect(desk.locator("#complaint")).to_contain_text("cannot be fetched now")
    assert len(layer().spans) == 1
    desk.unroute(LOG)
    press(desk, "Control+z")
    undone(desk)
    assert layer().spans == {}


def test_undo_of_what_waits_survives_a_reload_too(desk, layer):
    lose_the_server(desk)
    press(desk, "a", "a", "x", "Control+z")
    kept(desk)
    desk.reload()
    kept(desk)
    states = shown(desk)
    press(desk, "Control+y")
    kept(desk)
    assert shown(desk) != states
    press(desk, "Control+z", "Control+z")
    kept(desk)
    back_online(desk)
    assert (words(layer()), len(layer().decisions)) == (["غارات"], 1)


# --- What cannot be sent ----------------------------------------------------------------------------------------------


def test_work_without_a_server_survives_a_closed_tab_and_goes_out_in_order(desk, layer):
    lose_the_server(desk.context)
    press(desk, "a", "a", "x", "a", "u")
    row(desk, "وادي الحنظل").locator(".item-head").click()
    press(desk, "5")
    kept(desk)
    states = shown(desk)
    assert layer().decisions == {}
    again = closed_and_opened(desk)
    kept(again)
    assert shown(again) == states
    press(again, "u")
    kept(again)
    find_the_server(again.context)
    again.get_by_role("button", name="Try again").click()
    saved(again)
    assert mark(again) == "Saved"
    found = layer()
    assert words(found) == ["غارات", "وادي الحنظل", "ظهر الثلاثاء"]
    assert sorted(note.sort for note in found.notes.values()) == ["unsure", "unsure"]
    again.reload()
    assert shown(again) == states


def test_the_mark_says_that_this_page_alone_has_it_where_the_browser_keeps_nothing(path, manager, open_page):
    page = open_page(manager, "/", locale="en")
    page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', { value: undefined })")
    page.goto(path)
    lose_the_server(page)
    press(page, "a")
    expect(page.locator("#saved")).to_contain_text("Not saved yet – keep this page open")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    expect(page.locator("#saved")).to_contain_text("Not saved yet – keep this page open")
    assert asked == ["beforeunload"]
    back_online(page)


def test_work_kept_for_another_document_goes_out_from_the_next_page(desk, layer, documents, path):
    lose_the_server(desk.context)
    press(desk, "a", "a", "x")
    kept(desk)
    context = desk.context
    desk.close()
    find_the_server(context)
    other = context.new_page()
    with other.expect_response("**/operations") as answer:
        other.goto(beside(path, documents[1]))
    assert answer.value.status == 200
    assert words(layer()) == ["غارات", "وادي الحنظل"]


def test_work_kept_for_another_document_that_has_to_be_merged_is_led_to(
    desk, layer, documents, path, manager, open_page
):
    lose_the_server(desk.context)
    press(desk, "a", "a")
    kept(desk)
    context = desk.context
    desk.close()
    device = open_page(manager, path, locale="en")
    row(device, "3 مدنيين").locator(".item-head").click()
    press(device, "a")
    saved(device)
    find_the_server(context)
    other = context.new_page()
    other.goto(beside(path, documents[1]))
    report = other.locator("#report")
    expect(report).to_contain_text("Work from another document waits in this browser")
    # What was on the way when the tab was closed may have arrived; what waited behind it has not.
    assert "وادي الحنظل" not in words(layer())
    report.get_by_role("link", name="Open the document").click()
    expect(other).to_have_url(re.compile(rf"{path}$"))
    saved(other)
    assert words(layer()) == ["غارات", "وادي الحنظل", "3 مدنيين"]


def test_what_was_sent_meanwhile_shows_in_a_document_that_was_fetched_ahead(desk, documents, path):
    """The next document lies ready in memory while what was kept for it goes out."""
    next_one = desk.context.new_page()
    next_one.goto(beside(path, documents[1]))
    lose_the_server(next_one)
    press(next_one, "a")
    kept(next_one)
    desk.bring_to_front()
    with desk.expect_response(re.compile("peek=1")):
        desk.reload()
    press(desk, *["x"] * len(SUGGESTED))
    saved(desk)
    back_online(next_one)
    desk.bring_to_front()
    press(desk, "Shift+N")
    expect(desk).to_have_url(re.compile(rf"/documents/{documents[1]}$"))
    expect(row(desk, "الريحانية")).to_have_attribute("data-state", "accepted")


# --- Two tabs, two devices --------------------------------------------------------------------------------------------


def test_two_tabs_without_a_server_end_with_the_work_of_both(desk, layer):
    other = desk.context.new_page()
    other.goto(desk.url)
    lose_the_server(desk.context)
    press(other, "j", "a")
    kept(other)
    press(desk, "a")
    kept(desk)
    find_the_server(desk.context)
    for page in (desk, other):
        page.bring_to_front()
        back_online(page)
    assert words(layer()) == ["غارات", "وادي الحنظل"]


def test_a_tab_reloaded_beside_a_busy_one_gets_its_work_back(desk, layer):
    """The other tab is at sending: what this one kept is taken up as soon as that is through."""
    other = desk.context.new_page()
    other.goto(desk.url)
    lose_the_server(desk.context)
    press(other, "j", "a")
    kept(other)
    press(desk, "a")
    kept(desk)
    desk.reload()
    find_the_server(desk.context)
    back_online(other)
    expect(row(desk, "غارات")).to_have_attribute("data-state", "accepted")
    expect(row(desk, "وادي الحنظل")).to_have_attribute("data-state", "accepted")
    saved(desk)
    assert words(layer()) == ["غارات", "وادي الحنظل"]


def test_a_tab_takes_up_its_work_when_the_busy_one_is_closed(desk, layer):
    other = desk.context.new_page()
    other.goto(desk.url)
    lose_the_server(desk.context)
    press(other, "j", "a")
    kept(other)
    press(desk, "a")
    kept(desk)
    desk.add_init_script("new BroadcastChannel('annotator').onmessage = ({ data }) => (globalThis.heard = data.kind)")
    desk.reload()
    desk.wait_for_function("() => globalThis.heard === 'busy'")
    other.close()
    find_the_server(desk.context)
    expect(row(desk, "غارات")).to_have_attribute("data-state", "accepted")
    expect(row(desk, "وادي الحنظل")).to_have_attribute("data-state", "accepted")
    saved(desk)
    assert words(layer()) == ["غارات", "وادي الحنظل"]


def side(conflict: Locator, name: str) -> Locator:
    return conflict.locator(".side-of", has=conflict.page.get_by_text(name, exact=True))


def test_a_second_device_is_merged_and_a_conflict_shows_both_sides(desk, layer, path, manager, open_page):
    device = open_page(manager, path, locale="en")
    lose_the_server(desk)
    row(desk, "وكالة الميناء").locator(".item-head").click()
    press(desk, "2")  # an actor, says this one
    row(desk, "3 مدنيين").locator(".item-head").click()
    press(desk, "a")
    kept(desk)
    row(device, "وكالة الميناء").locator(".item-head").click()
    press(device, "5")  # a facility, says that one
    row(device, "وادي الحنظل").locator(".item-head").click()
    press(device, "a")
    saved(device)
    back_online(desk)
    report = desk.locator("#report")
    conflict = report.locator(".conflict")
    expect(conflict).to_have_count(1)
    expect(side(conflict, "Here:")).to_contain_text("Actor")
    expect(side(conflict, "Elsewhere:")).to_contain_text("Facility")
    found = {TEXT[span.start : span.end]: span.label for span in layer().spans.values()}
    assert found.keys() == {"وادي الحنظل", "وكالة الميناء", "3 مدنيين"}
    labels = []
    for _ in range(2):
        button = conflict.get_by_role("button", name=re.compile("^Take what was done"))
        expect(button).to_have_count(1)
        button.click()
        saved(desk)
        labels.append({TEXT[span.start : span.end]: span.label for span in layer().spans.values()}["وكالة الميناء"])
    assert sorted(labels) == ["ACTOR", "FACILITY"]
    device.reload()
    expect(row(device, "وكالة الميناء")).to_have_attribute("data-state", "fixed")
    assert shown(device) == shown(desk)


def test_a_closed_tab_comes_back_to_a_document_changed_on_another_device(desk, layer, path, manager, open_page):
    """What waited is merged with what was done since, and what differs is shown with both sides."""
    lose_the_server(desk.context)
    press(desk, "a")
    row(desk, "وكالة الميناء").locator(".item-head").click()
    press(desk, "x")
    kept(desk)
    device = open_page(manager, path, locale="en")
    row(device, "وكالة الميناء").locator(".item-head").click()
    press(device, "a")
    row(device, "ظهر الثلاثاء").locator(".item-head").click()
    press(device, "a")
    saved(device)
    find_the_server(desk.context)
    again = closed_and_opened(desk)
    conflict = again.locator("#report .conflict")
    expect(conflict).to_have_count(1)
    saved(again)
    assert words(layer()) == ["غارات", "وكالة الميناء", "ظهر الثلاثاء"]
    expect(side(conflict, "Here:")).to_contain_text("rejected", ignore_case=True)
    conflict.get_by_role("button", name="Take what was done here").click()
    saved(again)
    assert words(layer()) == ["غارات", "ظهر الثلاثاء"]
    press(again, "Control+z")
    saved(again)
    assert words(layer()) == ["غارات", "وكالة الميناء", "ظهر الثلاثاء"]


def test_what_the_words_state_is_read_when_the_server_is_back(desk, layer):
    """Also by the page after the one in which the span was made."""

    def count() -> dict:
        return next((dict(one.attributes) for one in layer().spans.values() if one.label == "CASUALTIES"), {})

    def away(page: Page) -> None:
        lose_the_server(page)
        page.route("**/values?**", lambda route: route.abort())

    away(desk)
    row(desk, "3 مدنيين").locator(".item-head").click()
    press(desk, "a")
    kept(desk)
    desk.reload()
    kept(desk)
    desk.unroute("**/values?**")
    back_online(desk)
    expect(row(desk, "3 مدنيين")).to_contain_text("Killed")
    saved(desk)
    assert count() == {"kind": "killed", "low": 3, "high": 3}


def test_what_the_browser_throws_away_is_kept_once_more(desk, layer):
    lose_the_server(desk)
    press(desk, "a")
    kept(desk)
    other = desk.context.new_page()
    other.goto("/projects")
    gone = """() => new Promise((done) => {
      const request = indexedDB.deleteDatabase("annotator");
      request.onsuccess = done;
    })"""
    other.evaluate(gone)
    other.close()
    kept(desk)
    again = closed_and_opened(desk)
    saved(again)
    assert words(layer()) == ["غارات"]


# --- The sign-in ends -------------------------------------------------------------------------------------------------


@pytest.fixture
def guarded(app, desk) -> Page:
    """The desk, where every request needs the token of its sign-in."""
    app.config["WTF_CSRF_ENABLED"] = True
    desk.reload()
    return desk


def end_the_sign_in(page: Page) -> None:
    page.context.clear_cookies()


def sign_in_again(page: Page, secret: str) -> None:
    """Sign in in another tab of the same browser, as the mark leads there."""
    other = page.context.new_page()
    other.goto(f"/sign-in/{secret}")
    other.close()


def test_a_sign_in_that_ends_in_mid_work_loses_nothing(guarded, layer, session, manager):
    press(guarded, "a")
    saved(guarded)
    end_the_sign_in(guarded)
    press(guarded, "a", "a")
    expect(guarded.locator("#saved")).to_have_attribute("data-state", "signed-out")
    expect(guarded.locator("#saved")).to_contain_text("Kept in this browser")
    press(guarded, "x", "Control+z", "a")
    assert words(layer()) == ["غارات"]
    sign_in_again(guarded, make_link(session, manager))
    guarded.get_by_role("button", name="Try again").click()
    saved(guarded)
    assert words(layer()) == ["غارات", "وادي الحنظل", "وكالة الميناء", "ظهر الثلاثاء"]
    guarded.reload()
    assert list(shown(guarded).values()).count("accepted") == 4


def test_after_a_reload_without_a_sign_in_the_work_goes_out_with_the_next_one(guarded, layer, session, manager, path):
    press(guarded, "a")
    saved(guarded)
    end_the_sign_in(guarded)
    press(guarded, "a", "x")
    expect(guarded.locator("#saved")).to_contain_text("Kept in this browser")
    guarded.reload()
    expect(guarded).to_have_url(re.compile(r"/sign-in"))
    guarded.goto(f"/sign-in/{make_link(session, manager)}")
    guarded.goto(path)
    expect(row(guarded, "وادي الحنظل")).to_have_attribute("data-state", "accepted")
    saved(guarded)
    assert words(layer()) == ["غارات", "وادي الحنظل"]
    press(guarded, "Control+z", "Control+z", "Control+z")
    saved(guarded)
    assert layer().decisions == {}


def test_who_signs_in_as_somebody_else_gets_nothing_of_it(guarded, layer, session, manager, annotator, documents):
    end_the_sign_in(guarded)
    press(guarded, "a")
    expect(guarded.locator("#saved")).to_contain_text("Kept in this browser")
    sign_in_again(guarded, make_link(session, annotator))
    guarded.get_by_role("button", name="Try again").click()
    expect(guarded.locator("#saved")).to_contain_text("You are signed in as somebody else now.")
    assert layer().spans == {}
    end_the_sign_in(guarded)
    sign_in_again(guarded, make_link(session, manager))
    guarded.get_by_role("button", name="Try again").click()
    saved(guarded)
    assert words(layer()) == ["غارات"]
    session.rollback()
    assert read_layer(session, open_layer(session, documents[0], annotator)).spans == {}
