"""Whatever is pressed, in whatever order: the page, the database and a replay of the log say the same afterwards, and
undoing everything leads back to the start. Seeded: a failure comes back."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from annotator.web.payloads import layer_payload
from tests.browser.desks import line_of, saved

TEXT = (
    "غارات على وادي الحنظل وبحلب\n\n"
    "قالت وكالة الميناء إن طائرات قصفت بلدة الريحانية ظهر الثلاثاء، ما أسفر عن مقتل 3 مدنيين.\n"
    "وأضافت (الوكالة) أن «القصف» تكرر 🚨 قرب AK-47 و12% من البيوت؛ والريحانية خالية.\n"
)
SUGGESTED = (
    ("غارات", "EVENT", ("Explosions/Remote violence", "Air/drone strike")),
    ("وادي الحنظل", "LOCATION", None),
    ("حلب", "LOCATION", None),
    ("وكالة الميناء", "ORGANISATION", None),
    ("قصفت", "EVENT", ("Explosions/Remote violence", None)),
    ("الريحانية", "LOCATION", None),
    ("ظهر الثلاثاء", "DATE", None),
    ("3 مدنيين", "CASUALTIES", None),
)
ACTIONS = 75

# The page's store is nobody's but its own: it is caught by its class, of which a page has one, when it next acts. The
# class lies in the script that the page is served, so that is told of it on the way.
STORE = "return { Store };"
CATCH = """() => {
  for (const name of ["act", "stand"]) {
    const own = globalThis.Store.prototype[name];
    globalThis.Store.prototype[name] = function (...given) {
      globalThis.caught = this;
      return own.apply(this, given);
    };
  }
}"""


def tell(route: Route) -> None:
    """Serve the page's script so that the page knows the class of its store."""
    script = route.fetch().text()
    assert script.count(STORE) == 1
    route.fulfill(body=script.replace(STORE, f"globalThis.Store = Store;\n{STORE}"), content_type="text/javascript")


# Requests about the layer that are on their way, until what their answers lead to is done: those are read as JSON.
COUNT = """(() => {
  const { fetch } = globalThis;
  globalThis.flying = 0;
  const landed = () => setTimeout(() => (globalThis.flying -= 1));
  globalThis.fetch = async (url, request) => {
    if (request?.headers?.Accept === "text/html") return fetch(url, request);
    globalThis.flying += 1;
    const answer = await fetch(url, request).catch((problem) => {
      landed();
      throw problem;
    });
    const read = answer.json.bind(answer);
    answer.json = () => read().finally(landed);
    return answer;
  };
})()"""
HELD = """() => {
  if (!globalThis.caught) return JSON.parse(document.getElementById("payload").textContent).layer;
  const { state, ...maps } = globalThis.caught.layer;
  return { state, ...Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, [...map.values()]])) };
}"""


def timeless(layer: dict[str, Any]) -> dict[str, Any]:
    """A layer in JSON without what the server alone sets, in an order of its own."""
    apart = ("decided_at", "noted_at")
    parts = {
        name: sorted(
            ({key: value for key, value in one.items() if key not in apart} for one in layer[name]),
            key=lambda one: str(sorted(one.items(), key=str)),
        )
        for name in ("spans", "events", "decisions", "notes", "refusals")
    }
    return {"state": layer["state"], **parts}


@dataclass
class Fuzz:
    """Presses keys and buttons of a page by chance."""

    page: Page
    chance: random.Random
    hasty: bool = False
    way: str = "there"
    done: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def focus(self) -> None:
        self.press("Escape")
        heads = self.page.locator(".item-head")
        count = heads.count()
        if count:
            heads.nth(self.chance.randrange(count)).click()

    def decide(self) -> None:
        self.press(self.chance.choice("aaaxxjkeu"))

    def relabel(self) -> None:
        self.focus()
        self.press(self.chance.choice("123456789"))
        self.answer()

    def answer(self) -> None:
        """Answer the question about a type of event, where it is asked."""
        if self.page.locator("#kind").count():
            self.press(*["ArrowDown"] * self.chance.randrange(4), self.chance.choice(["Enter", "Enter", "Escape"]))
        if self.chance.random() < 0.8:
            self.press("Escape")

    def boundary(self) -> None:
        self.focus()
        modifier = self.chance.choice(["", "Shift+", "Alt+", "Alt+Shift+"])
        for _ in range(self.chance.randint(1, 3)):
            self.press(modifier + self.chance.choice(["BracketLeft", "BracketRight"]))

    def select(self) -> None:
        self.focus()
        self.press("Escape", "s", *["ArrowLeft"] * self.chance.randrange(4))
        self.press(*["Shift+ArrowLeft"] * self.chance.randrange(3), self.chance.choice("123456789"))
        self.answer()

    def turn(self) -> None:
        for _ in range(self.chance.randint(1, 4)):
            self.press(self.chance.choice(["Control+z", "Control+z", "Control+y"]))

    def note(self) -> None:
        self.press("Escape", self.chance.choice(["Shift+C", "Shift+F", "u"]))
        if self.page.locator(".note-field").count():
            self.page.keyboard.type(self.chance.choice(["غير واضح 😀", "?", ""]))
            self.press(self.chance.choice(["Enter", "Enter", "Escape"]))

    def button(self) -> None:
        """Press one of the buttons of the item in focus: decide, remove, open again, boundaries, roles, notes."""
        self.press("Escape")
        buttons = self.page.locator(
            ".item[aria-current] button[data-control]:not([data-control=guideline], [data-control=type-here]):visible"
        )
        if count := buttons.count():
            buttons.nth(self.chance.randrange(count)).click()
            self.answer()

    def choice(self) -> None:
        selects = self.page.locator(".item[aria-current] select[data-control]:not([disabled]):visible")
        if not (count := selects.count()):
            return
        chosen = selects.nth(self.chance.randrange(count))
        options = chosen.locator("option").count()
        chosen.select_option(index=self.chance.randrange(options))
        self.answer()

    def fill(self) -> None:
        """Fill roles of an event by digits."""
        self.press("Escape")
        triggers = self.page.locator(".item", has=self.page.locator(".item-facts", has_text="Event trigger"))
        if not (count := triggers.count()):
            return
        triggers.nth(self.chance.randrange(count)).locator(".item-head").click()
        roles = self.page.locator(".item[aria-current] button[data-control^=role-]")
        if count := roles.count():
            roles.nth(self.chance.randrange(count)).click()
            self.press(self.chance.choice("1123"), *self.chance.choice([[], ["x"], ["Delete"], ["2"]]), "Escape")

    def close(self) -> None:
        """Finish, which leaves nothing but going back where the server can be reached; open again or undo."""
        self.press("Escape")
        self.quiet()
        self.press("Control+Enter", "Control+Enter")
        if not self.down:
            self.page.wait_for_url(re.compile(r"/projects/\d+$"))
            self.page.go_back()
            self.begin()
        expect(self.page.locator("body")).to_have_attribute("data-state", "finished")
        if self.chance.random() < 0.5:
            self.page.locator("#resume").click()
        else:
            self.press("Control+z")
        expect(self.page.locator("body")).to_have_attribute("data-state", "open")

    def reach(self, route: Route) -> None:
        """Bring operations to the server, or lose the request, or its answer."""
        if self.way == "lost":
            return route.abort()
        answer = route.fetch()
        return route.fulfill(response=answer) if self.way == "there" else route.abort()

    def lose(self) -> None:
        """Lose the server: before the request arrives, or after, with the answer; or find it again."""
        if self.down:
            self.find()
        else:
            self.way = self.chance.choice(["lost", "unheard"])

    def find(self) -> None:
        self.way = "there"
        self.page.evaluate("() => window.dispatchEvent(new Event('online'))")

    @property
    def down(self) -> bool:
        return self.way != "there"

    def reload(self) -> None:
        """Open the page again, without the server only once what was done is kept; it is as it was, in the end."""
        self.press("Escape")
        self.quiet()
        mark = self.page.locator("#saved")
        expect(
            self.page.locator("#saved[data-state=saved], #saved[data-state=retrying][data-kept=kept]")
        ).to_be_visible()
        before = timeless(self.page.evaluate(HELD))
        waits = mark.get_attribute("data-state") == "retrying"
        self.page.reload()
        self.begin()
        if self.hasty:
            return
        if waits:
            self.page.wait_for_function("() => globalThis.caught")  # what waited is taken up
            expect(mark).to_have_attribute("data-state", re.compile("saved|retrying"))
        assert timeless(self.page.evaluate(HELD)) == before

    def quiet(self) -> None:
        """Wait until no request is on its way: an undo may be waiting for the log."""
        self.page.wait_for_function("() => globalThis.flying === 0")

    def begin(self) -> None:
        self.page.evaluate(CATCH)

    def run(self, actions: int) -> None:
        usual: list[Callable[[], object]] = [
            *[self.decide] * 5, *[self.relabel] * 3, *[self.boundary] * 3, *[self.select] * 3, *[self.turn] * 4,
            *[self.note] * 2, *[self.button] * 4, *[self.choice] * 3, *[self.fill] * 3, self.lose, self.lose,
            self.reload, self.close,
        ]  # fmt: skip
        for _ in range(actions):
            action = self.chance.choice(usual)
            self.done.append(action.__name__)
            action()
        self.press("Escape")
        if self.down:
            self.find()


@pytest.fixture
def document(take, project, manager) -> int:
    (added,) = take("a.jsonl", line_of(TEXT, SUGGESTED), annotators=[manager]).added
    return added


@pytest.mark.parametrize(("seed", "hasty"), [(1, False), (2, False), (4, True)])
def test_whatever_is_done_page_rows_and_log_agree_and_undoing_all_leads_back(
    seed, hasty, document, project, manager, open_page, session
):
    page = open_page(manager, f"/projects/{project.id}/documents/{document}", locale="en")
    fuzz = Fuzz(page, random.Random(seed), hasty)

    def agreed() -> dict[str, Any]:
        fuzz.quiet()
        saved(page)
        session.rollback()
        row = open_layer(session, document, manager)
        rows = read_layer(session, row)
        assert rows == replayed(session, row)
        stored = timeless(json.loads(json.dumps(layer_payload(rows, row.id, row.revision, manager.name))))
        assert timeless(page.evaluate(HELD)) == stored
        return stored

    page.route("**/operations", fuzz.reach)
    page.route("**/joined/annotate.js", tell)
    page.add_init_script(COUNT)
    page.reload()
    fuzz.begin()
    start = agreed()
    fuzz.run(ACTIONS)
    assert agreed() != start, fuzz.done
    page.reload()
    fuzz.begin()
    complaint = page.locator("#complaint")
    for _ in range(40):
        fuzz.press(*["Control+z"] * 10)
        fuzz.quiet()
        if "nothing to undo" in complaint.inner_text():
            break
    expect(complaint).to_contain_text("There is nothing to undo")
    assert agreed() == start
