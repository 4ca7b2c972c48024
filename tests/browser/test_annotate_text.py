"""Marks on lines that mix directions: where they are drawn, that no letter moves, that each can be pointed at."""

from __future__ import annotations

import json
import re
from unicodedata import bidirectional

import pytest
from playwright.sync_api import Page, expect

from annotator.db.documents import DocumentRow
from tests.browser.desks import PLACE, saved
from tests.browser.letters import Box, Drawn, letters, marks, painted, strips
from tests.conftest import SHARED

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
NO_JOIN = "خانه\u200cهای"
LONG = "سلسلة من القرى المتفرقة على طول طريق Coastal Road 17 القديم بين جسر الصفصاف ومفرق «السنديان» شرق البلدة الجديدة"
LINES = (
    "سطور تختلط فيها الاتجاهات",
    "",
    "ارتفعت النسبة إلى 12% بعد أن كانت ٧٫٥٪ قبل 2016/02/20، وفق بيان (الهيئة المحلية) صدر عند 02:40.",
    "وكان في «مخزن الحبوب القديم» بندقية AK-47 مع قاذف RPG-7، كما كتب @sahel_watch أمس على Twitter Spaces!",
    f"ووصلت عائلة {FAMILY} إلى المركز 👍🏽 ثم غادرت 🚨 قبل الفجر.",
    f"وقال مُعَلِّمٌ من دار كـــتاب العين إن {NO_JOIN} كلمة فيها فاصل لا يُرى.",
    "وعادت منظمة Human Watch 24 إلى مقرها، ومعها 3 شاحنات.",
    "Reporters of Sahel Post met سكان حي النخيل on 3 May and left for بلدة الرمال at 19:30.",
    "12% – (2017/11/05) – 40+",
    f"وتمتد {LONG} حتى النهر.",
)
TEXT = "\n".join(LINES)
SPANS = (
    "12%",
    "٧٫٥٪",
    "2016/02/20",
    "(الهيئة المحلية)",
    "02:40",
    "«مخزن الحبوب القديم»",
    "AK-47",
    "قاذف RPG-7",  # from right to left, then from left to right
    "@sahel_watch",
    "Twitter Spaces!",
    FAMILY,
    "المركز 👍🏽 ثم",
    "🚨",
    "مُعَلِّمٌ",
    "كـــتاب",
    NO_JOIN,
    "منظمة Human",  # ends inside the run of Latin letters: two pieces with a gap
    "24 إلى مقرها",
    "Sahel Post",
    "met سكان",  # the same in a line from left to right
    "النخيل on 3 May",
    "بلدة الرمال at",
    "2017/11/05",
    LONG,
)
IN_PIECES = ("منظمة Human", "24 إلى مقرها", "met سكان", "النخيل on 3 May")
WIDTHS = (1280, 1920, 820)


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def suggested(*spans: tuple[int, int], text: str = TEXT) -> str:
    found = [{"start": start, "end": end, "label": "LOCATION"} for start, end in spans]
    return json.dumps({"text": text, "title": LINES[0], "spans": found}, ensure_ascii=False)


@pytest.fixture
def opened(take, project, manager, open_page):
    """Open a document made of a line of JSON, in a window that shows all of it."""

    def opened_(line: str, **more) -> Page:
        (added,) = take("a.jsonl", line, annotators=[manager]).added
        viewport = {"width": 1280, "height": 1500}
        path = f"/projects/{project.id}/documents/{added}"
        return open_page(manager, path, **{"locale": "en", "viewport": viewport} | more)

    return opened_


@pytest.fixture
def desk(opened) -> Page:
    return opened(suggested(*map(place, SPANS)))


def boxes(clusters: list[Drawn], start: int, end: int) -> list[Box]:
    return [box for one in clusters if start <= one.start and one.end <= end for box in one.boxes]


def assert_same(one: Drawn, other: list[tuple[int, float, float]]) -> None:
    assert [row for row, *_ in one.strips] == [row for row, *_ in other], one.words
    for (_, *here), (_, *there) in zip(one.strips, other, strict=True):
        assert here == pytest.approx(there, abs=0.6), one.words


def test_marks_are_drawn_over_their_letters_and_move_none(desk, session):
    stored = session.query(DocumentRow).one().text
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 1500})
        plain = letters(desk, copied=True)
        assert "".join(one.words for one in plain) == TEXT == stored
        drawn = marks(desk)
        assert {(one.start, one.end) for one in drawn} == set(map(place, SPANS))
        for mark in drawn:
            assert mark.words == TEXT[mark.start : mark.end]
            assert_same(mark, strips(boxes(plain, mark.start, mark.end)))
        assert letters(desk) == plain


def test_a_mark_over_letters_of_both_directions_has_its_pieces(desk):
    """A range in logical order is not one piece on the page; what lies between its pieces is not marked."""
    plain = letters(desk, copied=True)
    by_words = {mark.words: mark for mark in marks(desk)}
    for words in IN_PIECES:
        mark = by_words[words]
        assert len({row for row, *_ in mark.strips}) < len(mark.strips), words
        others = [one for one in plain if not mark.start <= one.start < mark.end and one.words.strip()]
        for box in boxes(others, 0, len(TEXT)):
            x, y = box.middle
            assert not any(left < x < right and round(y / 10) == row for row, left, right in mark.strips), words
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 1500})
    assert len({row for row, *_ in next(one for one in marks(desk) if one.words == LONG).strips}) > 1


def test_no_letter_moves_whatever_is_done_with_the_marks(desk):
    plain = letters(desk)
    for key in ("a", "x", "g", "j", "5", "Shift+U", "s", "Shift+ArrowLeft", "Escape", "Control+z"):
        desk.keyboard.press(key)
        assert letters(desk) == plain, key
    for _ in SPANS:
        desk.keyboard.press("a")
    states = desk.evaluate("() => [...CSS.highlights].filter(([, one]) => one.size).map(([name]) => name)")
    assert [name for name in states if "suggested" in name] == []
    assert letters(desk) == plain
    saved(desk)
    desk.reload()
    assert letters(desk) == plain
    assert "".join(one.words for one in plain) == TEXT


# --- Pointing ---------------------------------------------------------------------------------------------------------


def points(page: Page, start: int, end: int) -> list[tuple[float, float]]:
    """The middle of each letter between two offsets, in the window's pixels."""
    frame = page.locator("#article").bounding_box()
    found = [one.boxes[0].middle for one in letters(page) if start <= one.start and one.end <= end and one.boxes]
    return [(frame["x"] + x, frame["y"] + y) for x, y in found]


def test_a_click_on_any_letter_puts_its_mark_into_focus(desk):
    at = {words: points(desk, *place(words))[:: 4 if words == LONG else 1] for words in SPANS}
    missed = []
    for round_ in range(max(map(len, at.values()))):
        for words in reversed(SPANS):  # never twice the same: a second click begins a selection
            if round_ >= len(at[words]):
                continue
            desk.mouse.click(*at[words][round_])
            (shown,) = marks(desk, "spot")
            if shown.words != words:
                missed.append((words, round_, shown.words))
    assert not missed, "\n".join(map(str, missed))


def ends(page: Page, words: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two points: in the first letter near where it begins, in the last one near where it ends."""
    frame = page.locator("#article").bounding_box()
    start, end = place(words)
    inside = [one for one in letters(page) if start <= one.start and one.end <= end and one.boxes]
    found = []
    for one, part in ((inside[0], 0.2), (inside[-1], 0.8)):
        box = one.boxes[0]
        line = TEXT[: one.start].splitlines()[-1] + TEXT[one.start :].split("\n")[0]
        sort = bidirectional(one.words[0])
        runs_left = sort in ("R", "AL") or (sort not in ("L", "EN", "AN") and not line.startswith("Reporters"))
        share = 1 - part if runs_left else part
        found.append((frame["x"] + box.left + box.width * share, frame["y"] + box.middle[1]))
    return found[0], found[1]


@pytest.mark.parametrize("by", ["word", "character"])
def test_dragging_from_the_first_to_the_last_letter_selects_them_all(opened, by):
    desk = opened(json.dumps({"text": TEXT, "title": LINES[0]}, ensure_ascii=False))
    if by == "character":
        for key in ("s", "c", "Escape"):
            desk.keyboard.press(key)
    missed = []
    for words in SPANS:
        first, last = ends(desk, words)
        desk.mouse.move(*first)
        desk.mouse.down()
        desk.mouse.move(*last, steps=4)
        desk.mouse.up()
        (shown,) = marks(desk, "preview")
        desk.keyboard.press("Escape")
        # By word, quotes, brackets and marks at the edges stay out.
        if (shown.start, shown.end) != place(words if by == "character" else words.strip("«»()!")):
            missed.append((words, shown.words))
    assert not missed, "\n".join(map(str, missed))


def test_a_click_at_the_first_and_the_last_letter_selects_all_between(opened):
    desk = opened(json.dumps({"text": TEXT, "title": LINES[0]}, ensure_ascii=False))
    missed = []
    for words in SPANS:
        inside = points(desk, *place(words))
        if len(inside) < 2:
            continue
        desk.mouse.click(*inside[0])
        desk.mouse.click(*inside[-1])
        (shown,) = marks(desk, "preview")
        desk.keyboard.press("Escape")
        if (shown.start, shown.end) != place(words.strip("«»()!")):
            missed.append((words, shown.words))
    assert not missed, "\n".join(map(str, missed))


# --- What is painted --------------------------------------------------------------------------------------------------

SPOT = (255, 203, 61)  # --spot in light colours


@pytest.mark.parametrize("words", ["منظمة Human", "AK-47", FAMILY, "met سكان", LONG])
def test_the_one_in_focus_is_painted_over_its_letters_and_nothing_else(opened, words):
    desk = opened(suggested(place(words)), color_scheme="light")
    (mark,) = marks(desk, "spot")
    assert mark.words == words
    found = painted(desk, SPOT)
    inside = [
        (x, y)
        for x, y in found
        if any(
            box.left - 1 <= x <= box.right + 1 and box.top - 1 <= y <= box.top + box.height + 1 for box in mark.boxes
        )
    ]
    assert inside == found
    for box in mark.boxes:  # between the letters every column has some of it
        columns = {x for x, y in found if box.top - 1 <= y <= box.top + box.height + 1}
        assert set(range(round(box.left) + 1, round(box.right) - 1)) <= columns


# --- Marks over one another -------------------------------------------------------------------------------------------

NESTED = "قالت لجنة إغاثة بلدة الريحانية إن فرقها تعمل.\n\nReporters of Sahel Post Sahel met them.\n"
OVER = ("لجنة إغاثة بلدة الريحانية", "بلدة الريحانية", "الريحانية", "Sahel Post")
LABELS = ("ORGANISATION", "LOCATION", "LOCATION", "ORGANISATION")


@pytest.fixture
def nested(opened):
    def opened_(**more) -> Page:
        spans = [
            {"start": NESTED.index(words), "end": NESTED.index(words) + len(words), "label": label}
            for words, label in zip(OVER, LABELS, strict=True)
        ]
        line = json.dumps({"text": NESTED, "title": "إغاثة", "spans": spans}, ensure_ascii=False)
        return opened(line, **{"viewport": {"width": 1280, "height": 720}} | more)

    return opened_


def in_focus(page: Page) -> str:
    """The words in focus, which the list and the text agree on."""
    (shown,) = marks(page, "spot")
    expect(page.locator(".item[aria-current]")).to_have_count(1)
    assert page.locator(".item[aria-current] .item-words").text_content() == shown.words
    return shown.words


def test_clicks_on_a_shared_place_go_from_mark_to_mark(nested):
    desk = nested()
    desk.keyboard.press("Shift+J")
    desk.keyboard.press("Shift+J")
    desk.keyboard.press("Shift+J")
    assert in_focus(desk) == "Sahel Post"
    at = desk.evaluate(PLACE, "الريحانية")
    places = ("الريحانية", "بلدة الريحانية", OVER[0], "الريحانية")
    for words, said in zip(places, ("1 of 3", "2 of 3", "3 of 3", "1 of 3"), strict=True):
        desk.mouse.click(at["x"], at["y"])
        assert in_focus(desk) == words
        expect(desk.locator("#complaint")).to_contain_text(said)
    at = desk.evaluate(PLACE, "بلدة")
    desk.mouse.click(at["x"], at["y"])
    assert in_focus(desk) == "بلدة الريحانية"
    at = desk.evaluate(PLACE, "لجنة")
    desk.mouse.click(at["x"], at["y"])
    assert in_focus(desk) == OVER[0]


UNDERLINES = """() => [...CSS.highlights].filter(([, { size }]) => size > 0).map(([name]) => name)
  .filter((name) => name.startsWith("label-")).map((name) => {
  const style = getComputedStyle(document.querySelector(".line"), `::highlight(${name})`);
  return [style.textDecorationStyle, style.textUnderlineOffset, style.textDecorationThickness];
})"""


def test_marks_are_told_apart_without_any_colour(nested):
    """Overlapping underlines lie at heights of their own; what is suggested is dotted, what is decided is not."""
    desk = nested()
    heights = [height for _, height, _ in desk.evaluate(UNDERLINES)]
    assert len(set(heights)) == 3
    assert {style for style, *_ in desk.evaluate(UNDERLINES)} == {"dotted"}
    for _ in OVER:
        desk.keyboard.press("a")
    assert {style for style, *_ in desk.evaluate(UNDERLINES)} == {"solid"}
    for item in desk.locator(".item").all():
        expect(item.locator(".item-facts")).to_contain_text(re.compile("Organisation|Location"))
        expect(item.locator(".item-state")).to_have_text("accepted")


def test_names_of_labels_stand_in_the_gap_above_their_words_and_can_be_put_away(nested):
    desk = nested()
    tags = desk.locator(".tag")
    expect(tags).to_have_count(3)  # that of the innermost of three finds no place until it is in focus
    frame = desk.locator("#article").bounding_box()
    rows = [box for mark in marks(desk) for box in mark.boxes]
    for tag in tags.all():
        box = tag.bounding_box()
        top, bottom = box["y"] - frame["y"], box["y"] + box["height"] - frame["y"]
        assert not any(row.top + 6 < bottom and top < row.top + row.height for row in rows), tag.text_content()
    plain = letters(desk)
    desk.keyboard.press("g")
    expect(tags).to_have_count(1)  # that of the one in focus
    desk.reload()
    expect(tags).to_have_count(1)
    expect(desk.locator(".tag.spot")).to_have_text("Organisation")
    assert letters(desk) == plain
    desk.keyboard.press("g")
    expect(tags).to_have_count(3)
    desk.reload()
    expect(tags).to_have_count(3)


# --- Signs in the margin ----------------------------------------------------------------------------------------------


def assert_signs_stand(page: Page) -> None:
    """Each sign stands beside the first letter of its words, at the side where its line begins."""
    frame = page.locator("#article").bounding_box()
    signs = page.locator(".margin-sign")
    for words, text in (("لجنة", "?"), ("Sahel", "?¶")):
        box = signs.filter(has_text=re.compile(f"^{re.escape(text)}$")).bounding_box()
        row = page.evaluate(PLACE, words)
        assert abs(box["y"] + box["height"] / 2 - row["y"]) < 24, words
        if words == "لجنة":
            assert frame["x"] + frame["width"] <= box["x"], "at the right of a line from right to left"
            assert box["x"] + box["width"] <= page.locator("#reading").bounding_box()["x"] + page.evaluate(
                "() => document.querySelector('#reading').clientWidth"
            )
        else:
            assert box["x"] + box["width"] <= frame["x"], "at the left of a line from left to right"
            assert page.locator("#reading").bounding_box()["x"] <= box["x"]


@pytest.mark.parametrize("locale", ["ar", "en"])
@pytest.mark.parametrize("width", [1280, 640])
def test_signs_of_notes_stand_beside_their_lines_whatever_size_these_have(nested, locale, width):
    desk = nested(locale=locale)
    desk.set_viewport_size({"width": width, "height": 900})
    desk.keyboard.press("u")
    for _ in OVER[1:]:
        desk.keyboard.press("Shift+J")
    desk.keyboard.press("u")
    desk.keyboard.press("Shift+C")
    desk.keyboard.type("من هم؟")
    desk.keyboard.press("Enter")
    expect(desk.locator(".margin-sign")).to_have_count(2)
    assert_signs_stand(desk)
    desk.keyboard.press("Shift+V")
    for control in ("reading-size 1", "reading-width -1", "reading-leading 1"):
        for _ in range(4):
            desk.locator(f"[data-control='{control}']").click()
        settled(desk)
        assert_signs_stand(desk)


def settled(page: Page) -> None:
    """What follows the layout is drawn with the next frames."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


# --- The parts of an article, and how it is shown ---------------------------------------------------------------------


REGISTERED = """() => [...CSS.highlights].filter(([name]) => name.startsWith("label-"))
  .reduce((sum, [, marks]) => sum + marks.size, 0)"""
UNMARKED = """() => {
  // The marks whose words are in view, and are not registered.
  const frame = document.querySelector("#reading").getBoundingClientRect();
  const ranges = [...CSS.highlights].filter(([name]) => name.startsWith("label-")).flatMap(([, marks]) => [...marks]);
  const marked = new Set(ranges.map(({ startContainer }) => startContainer));
  return [...document.querySelectorAll("#article > .line:not(.blank)")].filter((line) => {
    const box = line.getBoundingClientRect();
    return box.bottom > frame.top && box.top < frame.bottom && !marked.has(line.firstChild);
  }).length;
}"""


def test_of_many_marks_those_near_the_view_are_registered_wherever_it_is(take, project, manager, open_page):
    lines = [f"قصفت طائرات وادي الحنظل رقم {number}." for number in range(400)]
    text, spans, at = "\n".join(lines), [], 0
    for line in lines:
        spans.append({"start": at, "end": at + 4, "label": "EVENT", "type": "Battles"})
        at += len(line) + 1
    (document,) = take("a.jsonl", json.dumps({"text": text, "spans": spans}), annotators=[manager]).added
    page = open_page(manager, f"/projects/{project.id}/documents/{document}", locale="en")
    scroll = "(part) => { const one = document.querySelector('#reading'); one.scrollTop = part * one.scrollHeight; }"
    for part in (0, 0.5, 1, 0.2):
        page.evaluate(scroll, part)
        page.wait_for_function(f"() => ({UNMARKED})() === 0")
        assert 0 < page.evaluate(REGISTERED) < 200
    page.keyboard.press("x")
    page.keyboard.press("Control+z")
    page.wait_for_function(f"() => ({UNMARKED})() === 0")


def kinds(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in page.locator("#article > .line:not(.blank)").all():
        names = set((line.get_attribute("class") or "").split()) - {"line", "spaced"}
        for name in names:
            found.setdefault(name, []).append((line.text_content() or "").strip())
    return found


def test_the_real_article_shows_its_parts(take, project, manager, open_page):
    article = SHARED / "article-aleppo.txt"
    if not article.exists():
        pytest.skip(f"{article.name} is not here (../shared/data): the real article cannot be tried")
    (document,) = take(article.name, article.read_bytes(), annotators=[manager]).added
    page = open_page(manager, f"/projects/{project.id}/documents/{document}", locale="ar")
    lines = [line for line in article.read_text("utf-8").split("\n") if line.strip()]
    assert kinds(page) == {
        "headline": [lines[0].strip()],
        "caption": [one.strip() for one in (*lines[1:3], *(one for one in lines if one.startswith("حي الشيخ")))],
        "subheading": ["اشتباكات"],
        "byline": [lines[-1].strip()],
    }


SIZES = """() => {
  const size = (selector) => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize);
  return [".headline", ".subheading", "#article", ".caption"].map(size);
}"""


def test_a_demo_article_shows_title_date_and_source_once(take, project, manager, open_page):
    text = (
        "هدوء حذر في بلدة الريحانية\n\nعائلات تعود إلى الحي الشرقي (وكالة الساحل)\n\n"
        "عادت عشرات العائلات إلى بيوتها أمس، بحسب مجلس البلدة.\n\nعودة الكهرباء\n\nوقال المجلس إن الكهرباء عادت.\n"
    )
    record = {"text": text, "title": text.split("\n")[0], "source": "وكالة الساحل", "date": "2019-03-11"}
    (document,) = take("a.jsonl", json.dumps(record, ensure_ascii=False), annotators=[manager]).added
    page = open_page(manager, f"/projects/{project.id}/documents/{document}", locale="ar")
    assert {name: len(lines) for name, lines in kinds(page).items()} == {"headline": 1, "caption": 1, "subheading": 1}
    facts = page.locator("#article-facts")
    expect(facts).to_contain_text("وكالة الساحل")
    expect(facts).to_contain_text("2019")
    expect(page.locator(".article-title")).to_have_count(0)
    assert facts.bounding_box()["y"] < page.locator(".headline").bounding_box()["y"]
    headline, subheading, usual, caption = page.evaluate(SIZES)
    assert headline > subheading > usual > caption
    assert usual == 21


LAID_OUT = """() => {
  const { fontSize, lineHeight } = getComputedStyle(document.querySelector("#article"));
  const width = document.querySelector("#article").getBoundingClientRect().width;
  return [fontSize, lineHeight, width].map(parseFloat);
}"""


def test_size_width_and_height_of_lines_are_remembered(desk):
    before = desk.evaluate(LAID_OUT)
    desk.keyboard.press("Shift+V")
    for control in ("reading-size 1", "reading-width -1", "reading-leading -1"):
        desk.locator(f"[data-control='{control}']").click()
        desk.locator(f"[data-control='{control}']").click()
    desk.locator("[data-control='theme dark']").click()
    after = desk.evaluate(LAID_OUT)
    assert (after[0], after[2] < before[2]) == (23, True)
    assert after[1] / after[0] == pytest.approx(2.3)
    desk.reload()
    assert desk.evaluate(LAID_OUT) == after
    assert desk.locator("html").get_attribute("data-theme") == "dark"
    desk.keyboard.press("Shift+V")
    desk.locator("[data-control=reset]").click()
    assert desk.evaluate(LAID_OUT) == before
    desk.reload()
    assert desk.evaluate(LAID_OUT) == before
