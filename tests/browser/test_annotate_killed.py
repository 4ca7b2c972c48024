"""A server killed at any point and started again: what was shown as saved is there, the rest is sent, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from tests.browser.conftest import within_reach
from tests.browser.desks import line_of, saved
from tests.browser.losing import SUGGESTED, TEXT, kept, press, row, shown, state_of, words
from tests.browser.serving import Program


@pytest.fixture
def document(take, project, manager) -> int:
    (added,) = take("a.jsonl", line_of(TEXT, SUGGESTED), annotators=[manager]).added
    return added


@pytest.fixture
def layer(session, document, manager):
    """The layer as the database has it now, whether a server runs or not; the log leads to the same."""

    def read():
        session.rollback()  # a new read transaction: the server has written since
        row = open_layer(session, document, manager)
        found = read_layer(session, row)
        assert found == replayed(session, row)
        return found

    return read


@pytest.fixture
def program(app) -> Iterator[Program]:
    made = Program(app)
    yield made
    made.kill()


@pytest.fixture
def served(program, chromium: Browser, project, document) -> Iterator[Page]:
    """The annotation page, from a server process of its own."""
    link = program.start()
    errors: list[str] = []
    context = chromium.new_context(locale="en", base_url=link.split("/sign-in")[0])
    within_reach(context)
    context.add_init_script("try { localStorage.setItem('tour', 'done'); } catch {}")
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = context.new_page()
    page.goto(link)
    page.goto(f"/projects/{project.id}/documents/{document}")
    yield page
    context.close()
    assert errors == []


def test_a_killed_server_has_what_was_shown_as_saved_and_gets_the_rest(served, program, layer):
    press(served, "a", "x")
    saved(served)
    program.kill()
    assert (words(layer()), len(layer().decisions)) == (["غارات"], 2)
    press(served, "a", "a")
    kept(served)
    assert (words(layer()), len(layer().decisions)) == (["غارات"], 2)
    program.start()
    served.evaluate("() => window.dispatchEvent(new Event('online'))")
    saved(served)
    assert words(layer()) == ["غارات", "وكالة الميناء", "ظهر الثلاثاء"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_server_killed_while_it_answers_does_each_deed_once(served, program, layer, moment):
    """The request arrives or does not arrive; its answer never does."""
    press(served, "a")
    saved(served)

    def killing(route):
        # The page tries again on its own: by then nobody is there to fetch from.
        if moment == "after" and program.process:
            route.fetch()
        program.kill()
        route.abort()

    served.route("**/operations", killing)
    press(served, "a", "u", "x")
    kept(served)
    assert words(layer()) == (["غارات", "وادي الحنظل"] if moment == "after" else ["غارات"])
    served.unroute("**/operations")
    program.start()
    served.reload()
    saved(served)
    expect(row(served, "وكالة الميناء")).to_have_attribute("data-state", "rejected")
    expect(served.locator("#report")).to_be_hidden()
    found = layer()
    assert (words(found), len(found.decisions), len(found.notes)) == (["غارات", "وادي الحنظل"], 3, 1)


def test_killed_again_and_again_the_server_has_whatever_was_shown_as_saved(served, program, layer):
    """Marking in quick succession, killed at any point: what the mark said is there, nothing twice, in order."""
    for number, keys in enumerate((["a"], ["a", "u"], ["x", "a"], ["a", "Control+z", "a"])):
        press(served, *keys)
        if number % 2:
            saved(served)
            before = state_of(layer())
            program.kill()
            assert state_of(layer()) == before
        else:
            program.kill()
        kept_or_saved(served)
        program.start()
        served.evaluate("() => window.dispatchEvent(new Event('online'))")
        saved(served)
    states = shown(served)
    served.reload()
    assert shown(served) == states
    assert words(layer()) == ["غارات", "وادي الحنظل", "ظهر الثلاثاء", "3 مدنيين"]
    expect(served.locator("#report")).to_be_hidden()


def kept_or_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-state", re.compile("saved|retrying"))
