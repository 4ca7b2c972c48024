"""How fast the annotation page is, in Chromium against the real server. Prints a table; fails nothing that is slow.

*Opening* is measured in the page, from the beginning of the navigation (``performance.timeOrigin``: the request is not
yet sent) to the frame in which every highlight is registered and drawn. That is the later one of: the second animation
frame after the page says that it is ready (the first one draws, the second begins when the first was handed over), and
the time at which the browser says that the largest piece of the article was on the screen. All highlights are put up
in the same task as the text, so that frame shows all of them; the small names over the words follow in a frame of their
own, whose time is the second row. The navigations are warm: the browser has the static files and nothing else (pages
are never cached), and the server has served the page before.

*Actions* are keys, clicks and moves that the browser itself dispatches. Measured is from the event's time stamp to the
frame after it, and what the Event Timing API says of the same events (until the frame is shown, in steps of 8 ms); the
longer one counts. A frame alone takes up to 16 ms. Hovering counts two frames, as the second one may show the names.
Half of the spans are decided then, as in the middle of the work. There is no GPU: the frames are drawn by software.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bench.texts import line_of

PROBE = Path(__file__).with_name("probe.js").read_text("utf-8")
RUNS = 9
PAINTED = 50
"""Milliseconds that an action may take until its frame."""
SIZES = ((350, 40, 120), (3_000, 400, 200), (10_000, 1_000, 500))
"""Words, spans, and the milliseconds that opening may take."""

Table = list[tuple[str, str, Sequence[float], int | None]]


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    """What was measured: size, action, milliseconds, goal. Printed at the end."""
    rows: Table = []
    yield rows
    busy = f"{os.getloadavg()[1]:.1f} of {os.cpu_count()}"
    print(f"\n\nProcesses that wanted a core in the last five minutes: {busy}")
    print(f"{'words/spans':14}{'action':34}{'best ms':>9}{'median':>9}{'worst':>9}{'goal':>6}  met")
    for size, action, times, goal in rows:
        median = statistics.median(times)
        met = "" if goal is None else "yes" if median <= goal else "NO"
        print(f"{size:14}{action:34}{min(times):9.0f}{median:9.0f}{max(times):9.0f}{goal or '':>6}  {met}")


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]} words")
def desk(request, take, project, manager, open_page) -> tuple[Page, str, int]:
    """A page that was opened once, what its row is called, and the goal of opening it."""
    words, spans, goal = request.param
    (added,) = take("a.jsonl", line_of(words, spans), annotators=[manager]).added
    page = open_page(manager, "/", locale="en")
    page.add_init_script(PROBE)
    page.goto(f"/projects/{project.id}/documents/{added}")
    expect(page.locator('[data-count="all"]')).to_have_text(str(spans))
    return page, f"{words}/{spans}", goal


def test_the_page_opens_and_answers(desk: tuple[Page, str, int], table: Table):
    page, size, goal = desk
    table += [(size, *row) for row in _opening(page, goal)]
    table += [(size, *row) for row in _deciding_on_half(page)]
    table += [(size, name, times, PAINTED) for name, times in _actions(page)]


def _opening(page: Page, goal: int) -> Iterator[tuple[str, Sequence[float], int | None]]:
    found = []
    for _ in range(RUNS + 2):
        page.goto(page.url)
        page.wait_for_function("() => probe.opening.named && probe.opening.largest")
        page.evaluate("() => probe.quiet()")
        found.append(page.evaluate("() => probe.opening"))
    warm = found[2:]
    yield "opening, all spans drawn", [max(one["drawn"], one["largest"]) for one in warm], goal
    yield "opening, names over the words too", [one["named"] for one in warm], None


def _measured(page: Page, kind: str, deed: Callable[[], Any], frames: int = 1) -> float:
    page.evaluate("() => probe.quiet()")
    page.evaluate("([kind, frames]) => probe.expect(kind, frames)", [kind, frames])
    deed()
    taken = page.evaluate("() => probe.taken()")
    assert taken["seen"] is not None, f"no {kind} came"
    return max(taken["seen"], taken["slowest"])


def _press(page: Page, key: str) -> float:
    return _measured(page, "keydown", lambda: page.keyboard.press(key))


def _click(page: Page, place: Locator) -> float:
    return _measured(page, "click", place.click)


def _undecided(page: Page) -> int:
    return int(page.locator('[data-count="undecided"]').inner_text())


def _deciding_on_half(page: Page) -> Iterator[tuple[str, Sequence[float], int | None]]:
    """All of a high score are accepted at once, taken back, and accepted for good."""
    page.keyboard.press("Shift+L")
    page.locator('[data-choice="score"]').select_option("90")
    page.locator("#reading").focus()
    before = _undecided(page)  # among those listed
    accepting, undoing = [], []
    for run in range(3):
        page.keyboard.press("Shift+A")
        accepting.append(_press(page, "Enter"))
        assert _undecided(page) == 0
        if run == 2:
            break
        undoing.append(_press(page, "Control+z"))
        assert _undecided(page) == before
    yield f"accept {before} at once", accepting, None
    yield f"undo {before} at once", undoing, None
    page.evaluate("() => probe.quiet()")
    page.locator("#show-all").click()


def _actions(page: Page) -> Iterator[tuple[str, Sequence[float]]]:
    yield from _by_keys(page)
    yield from _elsewhere(page)
    yield from _selecting(page)
    yield from _by_pointer(page)
    yield from _on_events(page)
    chips = [page.locator(f'[data-filter="{name}"]') for name in ("undecided", "all")]
    yield "filter", [_click(page, chips[run % 2]) for run in range(RUNS + 1)]


def _by_keys(page: Page) -> Iterator[tuple[str, Sequence[float]]]:
    deeds = {"accept": "a", "reject": "x", "relabel": "5", "move a boundary": "Shift+BracketLeft"}
    times: dict[str, list[float]] = {name: [] for name in ("next", *deeds, "undo")}
    for _ in range(RUNS):
        times["next"].append(_press(page, "j"))
        before = _undecided(page)
        for name, key in deeds.items():
            taken = _press(page, key)
            if _undecided(page) == before:
                continue  # a boundary at the end of a line stays
            times[name].append(taken)
            times["undo"].append(_press(page, "Control+z"))
            assert _undecided(page) == before
    yield from times.items()


def _elsewhere(page: Page) -> Iterator[tuple[str, Sequence[float]]]:
    """Decide on a name, show its other places, go on to the next one, decide on all, and take them back."""
    deeds = {"accept": "a", "show the same elsewhere": "r", "next of the places": "j", "decide on all": "r"}
    times: dict[str, list[float]] = {name: [] for name in (*deeds, "undo of all")}
    most = 0
    for _ in range(RUNS):
        page.keyboard.press("j")
        before = page.locator('[data-count="all"]').inner_text()
        times["accept"].append(_press(page, "a"))
        if page.locator("#elsewhere").is_hidden():
            continue
        times["show the same elsewhere"].append(_press(page, "r"))
        most = max(most, page.locator("[data-place]:checked").count())
        times["next of the places"].append(_press(page, "j"))
        times["decide on all"].append(_press(page, "r"))
        times["undo of all"].append(_press(page, "Control+z"))
        assert page.locator('[data-count="all"]').inner_text() == before
    yield from ((f"{name} (up to {most} places)", found) for name, found in times.items())


def _selecting(page: Page) -> Iterator[tuple[str, Sequence[float]]]:
    names = {
        "begin a selection": "s",
        "move it": "ArrowLeft",
        "extend it": "Shift+ArrowLeft",
        "add a span by hand": "4",
        "undo of add": "Control+z",
    }
    times: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(RUNS):
        all_before = page.locator('[data-count="all"]').inner_text()
        for name, key in names.items():
            times[name].append(_press(page, key))
        assert page.locator('[data-count="all"]').inner_text() == all_before
        page.keyboard.press("j")
    yield from times.items()


MARKS_IN_VIEW = """() => {
  const frame = document.querySelector("#reading").getBoundingClientRect();
  const found = [];
  for (const [name, highlight] of CSS.highlights) {
    if (!name.startsWith("label-")) continue;
    for (const { startContainer, startOffset, endOffset } of highlight) {
      const live = document.createRange();
      live.setStart(startContainer, startOffset);
      live.setEnd(startContainer, endOffset);
      const [box] = live.getClientRects();
      const isInView = box.top > frame.top + 60 && box.bottom < frame.bottom - 60;
      if (isInView) found.push([box.left + box.width / 2, box.top + box.height / 2]);
    }
  }
  return found;
}"""


def _by_pointer(page: Page) -> Iterator[tuple[str, Sequence[float]]]:
    hovering, clicking = [], []
    for run in range(RUNS):
        marks = page.evaluate(MARKS_IN_VIEW)
        x, y = marks[run * 3 % len(marks)]
        page.mouse.move(4, 300)
        hovering.append(_measured(page, "pointermove", lambda x=x, y=y: page.mouse.move(x, y), frames=2))
        clicking.append(_measured(page, "click", lambda x=x, y=y: page.mouse.click(x, y)))
        page.keyboard.press("Escape")
    yield "hover", hovering
    yield "click a mark", clicking


def _on_events(page: Page) -> Iterator[tuple[str, Sequence[float]]]:
    """Decided events, for each of whose roles many decided spans may be taken."""
    focusing, beginning, setting, undoing = [], [], [], []
    page.locator('[data-filter="decided"]').click()
    events = page.locator(".item:not([hidden]) .item-head", has_text="Event trigger:")
    for run in range(min(RUNS, events.count())):
        focusing.append(_click(page, events.nth(run)))
        beginning.append(_press(page, "e"))
        before = page.locator(".filler").count()
        setting.append(_press(page, "1"))
        assert page.locator(".filler").count() == before + 1
        page.keyboard.press("Escape")
        undoing.append(_press(page, "Control+z"))
        assert page.locator(".filler").count() == before
    page.locator('[data-filter="all"]').click()
    yield "focus on an event, in the list", focusing
    yield "begin with its roles", beginning
    yield "set an argument", setting
    yield "undo of argument", undoing
