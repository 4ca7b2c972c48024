"""What the journeys through the annotation page share: a file with suggestions, and what the page says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterable

from playwright.sync_api import Page, expect

# Targets of at least 24 pixels are asked for too. What passes is not described: that takes longer than the checks.
AXE = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}

# The languages and the themes of the walks through all pages. A colour is read as well in one language as in the other,
# and a name in one theme as in the other: each is seen, not each with each.
LOOKS = [("ar", "dark"), ("en", "light")]

Suggested = Iterable[tuple[str, str, tuple[str, str] | None]]


def line_of(text: str, suggested: Suggested) -> str:
    """Return a line of JSON in which the first occurrence of each of the words is a suggestion."""
    spans = []
    for words, label, kind in suggested:
        start = text.index(words)
        span = {"start": start, "end": start + len(words), "label": label}
        spans.append(span | ({"type": kind[0], "subtype": kind[1]} if kind else {}))
    return json.dumps({"text": text, "title": "غارات", "spans": spans}, ensure_ascii=False)


def saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


# The middle and the sides of the first place of some words in the text, in the window's pixels.
PLACE = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("#article"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    const box = range.getBoundingClientRect();
    return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, left: box.left, right: box.right };
  }
  throw new Error("not in the text: " + words);
}"""
