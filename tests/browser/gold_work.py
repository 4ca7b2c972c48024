"""A person who knows the right answers works through a document on the annotation page; each key counts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Page

Place = tuple[int, int]
ROW = 60  # characters within which one goes along a row rather than down
Kind = tuple[str, str | None]

# The span that a highlight of the page shows, in code points of the text; null where it shows none.
SHOWN = """(name) => {
  const [range] = CSS.highlights.get(name) ?? [];
  if (!range) return null;
  const lines = [...document.querySelectorAll("#article > .line")].map((line) => line.firstChild);
  const at = (node, offset) => {
    const before = lines.slice(0, lines.indexOf(node)).map((one) => one.data).join("");
    return [...before].length + [...node.data.slice(0, offset)].length;
  };
  return [at(range.startContainer, range.startOffset), at(range.endContainer, range.endOffset)];
}"""
# The middle of the letter at an offset, brought into view.
LETTER = """(offset) => {
  let left = offset;
  for (const { firstChild: node } of document.querySelectorAll("#article > .line")) {
    const points = [...node.data];
    if (left < points.length) {
      const range = document.createRange();
      range.setStart(node, points.slice(0, left).join("").length);
      range.setEnd(node, points.slice(0, left + 1).join("").length);
      const scroller = document.querySelector("#reading");
      const frame = scroller.getBoundingClientRect();
      scroller.scrollTop += range.getBoundingClientRect().top - (frame.top + frame.bottom) / 2;
      const box = range.getBoundingClientRect();
      return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    }
    left -= points.length;
  }
}"""
ROLE = """() => document.querySelector(".role.filling")?.dataset.role ?? null"""
CANDIDATES = """() => [...document.querySelectorAll(".candidates button")].map((one) => one.dataset.control.slice(5))"""
FILLED = (
    """() => [...document.querySelectorAll(".filler[data-role]")].map(({ dataset }) => [dataset.role, dataset.place])"""
)
CURRENT = """() => {
  const item = document.querySelector(".item[aria-current]");
  return item && { key: item.dataset.key, state: item.dataset.state };
}"""


@dataclass
class Gold:
    """What is to come of the document: its spans; types and arguments of events by the places of their triggers."""

    spans: set[tuple[int, int, str]]
    types: Mapping[Place, Kind]
    arguments: Mapping[Place, Sequence[tuple[str, int, int]]]
    keys: Mapping[str, str]
    trigger: str = "EVENT"


@dataclass
class Worker:
    """Presses keys on ``page`` until the layer is ``gold``; ``presses`` counts them, letters in fields too.

    With ``mouse``, words that nobody suggested are marked by two clicks, and a role is gone to by a click on its name.
    """

    page: Page
    gold: Gold
    mouse: bool = False
    presses: int = 0
    spent: dict[str, int] = field(default_factory=dict)
    suggestions: dict[str, dict] = field(default_factory=dict)
    made: set[tuple[int, int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        payload = json.loads(self.page.locator("#payload").inner_text())
        self.suggestions = {f"s{one['id']}": one for one in payload["suggestions"]}

    def press(self, key: str, sort: str) -> None:
        self.page.keyboard.press(key)
        self.count(sort)

    def work(self) -> None:
        """Go through the suggestions, then add what nobody suggested; the event of each trigger on the way."""
        for _ in range(3 * len(self.suggestions)):
            current = self.page.evaluate(CURRENT)
            if current is None or current["state"] != "undecided":
                break
            self.decide(self.suggestions[current["key"]])
        for start, end, label in sorted(self.gold.spans - self.made):
            self.add(start, end, label)

    # --- one suggestion --------------------------------------------------------------------------------------------

    def decide(self, one: dict) -> None:
        place, label = (one["start"], one["end"]), one["label"]
        if label == self.gold.trigger:
            self.decide_trigger(place, (one["type"], one["subtype"]), bool(one["arguments"]))
        elif (*place, label) in self.gold.spans - self.made:
            self.press("a", "accept")
            self.made.add((*place, label))
        else:
            self.mend(place, label)

    def mend(self, place: Place, label: str) -> None:
        """Give it another label or boundary where one key is enough for it to be right, else reject it."""
        left = {(start, end, name) for start, end, name in self.gold.spans - self.made if name != self.gold.trigger}
        taken = {(one["start"], one["end"], one["label"]) for one in self.suggestions.values()}
        other = next((name for start, end, name in sorted(left) if (start, end) == place), None)
        near = [
            (start, end) for start, end, name in left - taken if name == label and start < place[1] and place[0] < end
        ]
        if other is not None:
            self.press(self.gold.keys[other], "relabel")
            self.made.add((*place, other))
            self.press("j", "go on")
        elif near and self.fit(near[0], "spot", "boundary"):
            self.made.add((*near[0], label))
            self.press("j", "go on")
        else:
            self.press("x", "reject")

    def decide_trigger(self, place: Place, kind: Kind, brings: bool) -> None:
        """``brings``: arguments are suggested, so that accepting fills in those that are decided."""
        wanted = self.gold.types.get(place)
        if wanted is None:
            self.press("x", "reject")
            return
        self.made.add((*place, self.gold.trigger))
        arguments = self.gold.arguments.get(place, ())
        if kind != wanted:
            self.press("t", "type")
            self.choose_type(wanted)
        if arguments or brings:
            if self.page.evaluate(ROLE) is None:
                self.press("e", "roles")
            self.fill(arguments)
        elif kind == wanted:
            self.press("a", "accept")
            return
        self.press("j", "go on")

    def choose_type(self, kind: Kind) -> None:
        """Type the fewest letters after which ↵ takes the type."""
        field_ = self.page.locator("#kind")
        wanted = (kind[1] or kind[0]).lower()
        for letter in wanted:
            if self.page.locator(".kind[aria-selected=true] span").first.inner_text().lower() == wanted:
                break
            field_.press_sequentially(letter)
            self.count("type")
        self.press("Enter", "type")

    # --- the roles of an event ------------------------------------------------------------------------------------

    def fill(self, arguments: Sequence[tuple[str, int, int]]) -> None:
        """Fill the roles in the order in which the page brings them into focus; what is filled wrongly is emptied."""
        wanted: dict[str, set[Place]] = {}
        for role, start, end in arguments:
            wanted.setdefault(role, set()).add((start, end))
        for _ in range(60):
            filled = self.filled()
            wrong = {role for role, places in filled.items() if places - wanted.get(role, set())}
            missing = {role for role, places in wanted.items() if places - filled.get(role, set())}
            if not wrong and not missing:
                return
            role = self.page.evaluate(ROLE)
            if role in wrong:
                self.press("Backspace", "roles")
            elif role in missing:
                left = sorted(wanted[role] - filled.get(role, set()))
                self.fill_one(role, left[0], stays=len(left) > 1)
            elif self.mouse and role is not None:
                self.click(f'.role-name[data-control="role-{min(wrong | missing)}"]')
            else:
                self.press("e", "roles")
        raise AssertionError(f"roles were left: {missing} {wrong}")

    def fill_one(self, role: str, place: Place, *, stays: bool) -> None:
        for _ in range(12):
            keys = self.page.evaluate(CANDIDATES)
            number = next((at for at, key in enumerate(keys, 1) if self.place_of(key) == place), None)
            if number is not None:
                self.press(f"Shift+Digit{number}" if stays else str(number), "fill")
                self.note(keys[number - 1])
                return
            if not self.page.locator('#chooser [data-control="more"]').count():
                break
            self.press("0", "fill")
        label = next(name for s, e, name in sorted(self.gold.spans) if (s, e) == place and name != self.gold.trigger)
        self.select(place)
        self.press(self.gold.keys[label], "add")
        self.made.add((*place, label))

    def filled(self) -> dict[str, set[Place]]:
        """What fills the roles of the event in focus."""
        found: dict[str, set[Place]] = {}
        for role, place in self.page.evaluate(FILLED):
            start, end = map(int, place.split())
            found.setdefault(role, set()).add((start, end))
        return found

    def note(self, key: str) -> None:
        one = self.suggestions.get(key)
        if one:
            self.made.add((one["start"], one["end"], one["label"]))

    def place_of(self, key: str) -> Place | None:
        """Where an item stands: from what was suggested, or what the list says of a span made by hand."""
        one = self.suggestions.get(key)
        if one and (one["start"], one["end"], one["label"]) in self.gold.spans:
            return one["start"], one["end"]
        found = self.page.evaluate(
            "(key) => document.querySelector(`.item[data-key='${key}']`)?.dataset.place ?? null", key
        )
        return None if found is None else tuple(map(int, found.split()))

    # --- what nobody suggested ------------------------------------------------------------------------------------

    def add(self, start: int, end: int, label: str) -> None:
        self.select((start, end))
        self.press(self.gold.keys[label], "add")
        if label == self.gold.trigger:
            self.choose_type(self.gold.types[(start, end)])
            arguments = self.gold.arguments.get((start, end), ())
            if arguments:
                self.fill(arguments)
            if self.page.evaluate(ROLE) is not None:
                self.press("Escape", "roles")
        self.made.add((start, end, label))

    def click(self, control: str) -> None:
        self.page.locator(control).first.click()
        self.count("click")

    def count(self, sort: str) -> None:
        self.presses += 1
        self.spent[sort] = self.spent.get(sort, 0) + 1

    def select(self, place: Place) -> None:
        """Select words by keys from the item in focus on, or by a click on either end (Alt: also where a mark lies)."""
        start, end = place
        if self.mouse:
            self.page.keyboard.down("Alt")
            for at in (start, end - 1):
                spot = self.page.evaluate(LETTER, at)
                self.page.mouse.click(spot["x"], spot["y"])
                self.count("click")
            self.page.keyboard.up("Alt")
            assert self.fit(place, "preview", "select"), place
            return
        self.press("s", "select")
        for _ in range(600):
            shown = self.page.evaluate(SHOWN, "preview")
            if shown[0] <= start < shown[1]:
                break
            near = abs(shown[0] - start) < ROW
            along = "ArrowLeft" if shown[0] < start else "ArrowRight"
            down = "ArrowDown" if shown[0] < start else "ArrowUp"
            self.press(along if near else down, "select")
            if not near and self.page.evaluate(SHOWN, "preview") == shown:
                self.press(along, "select")
        for _ in range(60):
            if self.page.evaluate(SHOWN, "preview")[1] >= end:
                break
            self.press("Shift+ArrowLeft", "select")
        assert self.fit(place, "preview", "select"), place

    def fit(self, place: Place, highlight: str, sort: str) -> bool:
        """Move the boundaries to ``place``: by words and cuts, then by characters. Lines run from right to left."""
        for side, shift in ((0, ""), (1, "Shift+")):
            for by in ("", "Alt+"):
                for _ in range(20):
                    now = self.page.evaluate(SHOWN, highlight)[side]
                    if now == place[side]:
                        break
                    onward = now < place[side]
                    self.press(f"{by}{shift}{'BracketLeft' if onward else 'BracketRight'}", sort)
                    after = self.page.evaluate(SHOWN, highlight)[side]
                    if (after < place[side]) != onward and after != place[side]:
                        break  # a step went too far: smaller ones
        return tuple(self.page.evaluate(SHOWN, highlight)) == place
