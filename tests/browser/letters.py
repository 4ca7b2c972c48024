"""Where the letters of the annotation page stand, cluster by cluster, and where its marks are drawn."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

LETTERS = """(copied) => {
  const article = document.querySelector("#article");
  const box = copied ? article.cloneNode(true) : article;
  if (copied) {
    // The same words in the same width, and no mark on them: highlights belong to the nodes of the article.
    box.removeAttribute("id");
    box.style.cssText = "position: absolute; inset: 0; visibility: hidden";
    article.parentElement.append(box);
  }
  const frame = article.getBoundingClientRect();
  const range = document.createRange();
  const found = [];
  let start = 0;
  for (const { firstChild: node } of box.children) {
    for (const { segment, index } of new Intl.Segmenter("ar", { granularity: "grapheme" }).segment(node.data)) {
      range.setStart(node, index);
      range.setEnd(node, index + segment.length);
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
      const end = start + [...segment].length;
      const boxes = rects.map((rect) => [rect.left - frame.left, rect.top - frame.top, rect.width, rect.height]);
      found.push({ start, end, words: segment, boxes });
      start = end;
    }
  }
  if (copied) box.remove();
  return found;
}"""

DRAWN = """(names) => {
  const article = document.querySelector("#article");
  const frame = article.getBoundingClientRect();
  const starts = new Map();
  let start = 0;
  for (const { firstChild: node } of article.children) {
    starts.set(node, start);
    start += [...node.data].length;
  }
  const offset = (node, units) => starts.get(node) + [...node.data.slice(0, units)].length;
  const found = [];
  for (const [name, ranges] of CSS.highlights) {
    if (!name.startsWith(names)) continue;
    for (const one of ranges) {
      const range = document.createRange();
      range.setStart(one.startContainer, one.startOffset);
      range.setEnd(one.endContainer, one.endOffset);
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
      const boxes = rects.map((rect) => [rect.left - frame.left, rect.top - frame.top, rect.width, rect.height]);
      const [from, to] = [offset(one.startContainer, one.startOffset), offset(one.endContainer, one.endOffset)];
      found.push({ start: from, end: to, words: range.toString(), boxes });
    }
  }
  return found;
}"""


@dataclass(frozen=True)
class Box:
    """A rectangle, from the upper left corner of the article."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2


@dataclass(frozen=True)
class Drawn:
    """A piece of the text and its rectangles."""

    start: int
    end: int
    words: str
    boxes: Sequence[Box]

    @property
    def strips(self) -> list[tuple[int, float, float]]:
        """The rectangles joined where they touch: the row, the left and the right end of each, in order."""
        return strips(self.boxes)


def letters(page: Page, copied: bool = False) -> list[Drawn]:
    """Each grapheme cluster of the article, or of a plain copy in its place without any mark."""
    return _drawn(page.evaluate(LETTERS, copied))


def marks(page: Page, names: str = "label-") -> list[Drawn]:
    """Each range of the highlights whose name begins with ``names``."""
    return _drawn(page.evaluate(DRAWN, names))


def _drawn(found: list[dict]) -> list[Drawn]:
    return [Drawn(one["start"], one["end"], one["words"], [Box(*box) for box in one["boxes"]]) for one in found]


def strips(boxes: Sequence[Box]) -> list[tuple[int, float, float]]:
    joined: list[tuple[int, float, float]] = []
    for row, left, right in sorted((round(box.middle[1] / 10), box.left, box.right) for box in boxes):
        if joined and joined[-1][0] == row and left <= joined[-1][2] + 1:
            joined[-1] = (row, joined[-1][1], max(right, joined[-1][2]))
        else:
            joined.append((row, left, right))
    return joined


# The places of a colour in a picture, found in a page of its own, as the desk's may load none.
PAINTED = """async ([picture, colour]) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const found = [];
  for (let at = 0; at < data.length; at += 4) {
    if (colour.every((part, index) => data[at + index] === part)) found.push(at / 4);
  }
  return found.map((at) => [at % image.width, Math.floor(at / image.width)]);
}"""


COLOUR = """async ([picture, [x, y]]) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
}"""


def painted(page: Page, colour: tuple[int, int, int]) -> list[tuple[int, int]]:
    """The pixels of the article that have ``colour``, from its upper left corner."""
    return [(x, y) for x, y in _seen(page.locator("#article"), PAINTED, list(colour))]


def colour_at(part: Locator, x: float, y: float) -> tuple[int, int, int]:
    """The colour of a pixel of a part of the page, from its upper left corner."""
    red, green, blue = _seen(part, COLOUR, [int(x), int(y)])
    return red, green, blue


def _seen(part: Locator, look: str, what: list[int]) -> list:
    picture = part.screenshot(animations="disabled")
    viewer = part.page.context.browser.new_page()
    found = viewer.evaluate(look, [b64encode(picture).decode(), what])
    viewer.close()
    return found
