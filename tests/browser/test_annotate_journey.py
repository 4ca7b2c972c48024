"""Through the annotation page as people go: by mouse, by keys, with a lost server, in two tabs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotator.db.documents import DocumentRow
from annotator.db.log import read_layer
from annotator.services.annotate import open_layer, replayed
from annotator.services.export import Choice, export_project
from annotator.services.suggest import suggest_documents
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
    ("الريحانية", "LOCATION", None),
    ("ظهر الثلاثاء", "DATE", None),
    ("3 مدنيين", "CASUALTIES", None),
)


@pytest.fixture
def document(take, project, manager) -> int:
    (added,) = take("a.jsonl", line_of(TEXT, SUGGESTED), annotators=[manager]).added
    return added


@pytest.fixture
def desk(document, project, manager, open_page) -> Page:
    return open_page(manager, f"/projects/{project.id}/documents/{document}", locale="en")


def undecided(page: Page) -> int:
    return int(page.locator('[data-count="undecided"]').inner_text())


def layer_of(session, document, user):
    session.rollback()  # a new read transaction: the server has written since
    row = open_layer(session, document, user)
    layer = read_layer(session, row)
    assert layer == replayed(session, row)
    return layer


def exported(session, project, tmp_path):
    out = tmp_path / "out.jsonl"
    export_project(session, project, Choice(), "jsonl", tmp_path, out)
    return json.loads(out.read_text("utf-8"))


def test_the_text_in_the_page_is_the_stored_text_before_and_after(desk, session, document):
    stored = session.get(DocumentRow, document).text
    text = "() => document.querySelector('#article').textContent"
    assert desk.evaluate(text) == stored
    for _ in SUGGESTED:
        desk.keyboard.press("a")
    saved(desk)
    assert desk.evaluate(text) == stored


def test_a_span_inside_a_word_highlights_its_letters_only(desk):
    """The rectangle of حلب inside وبحلب leaves the clitics out, and cuts no element into the word."""
    desk.keyboard.press("j")
    found = desk.evaluate(
        """() => {
          const ranges = [...CSS.highlights.values()].flatMap((one) => [...one]);
          const words = (range) => {
            const live = document.createRange();
            live.setStart(range.startContainer, range.startOffset);
            live.setEnd(range.endContainer, range.endOffset);
            return live;
          };
          const span = ranges.map(words).find((range) => range.toString() === "حلب");
          const node = span.startContainer;
          const whole = document.createRange();
          const at = node.data.indexOf("وبحلب");
          whole.setStart(node, at);
          whole.setEnd(node, at + 5);
          const [inner, outer] = [span.getBoundingClientRect(), whole.getBoundingClientRect()];
          return {
            left: inner.left - outer.left, right: outer.right - inner.right, width: inner.width, whole: outer.width,
            elements: node.parentElement.childElementCount,
          };
        }"""
    )
    assert found["elements"] == 0
    assert abs(found["left"]) < 2, "the name ends where the word ends: at its left"
    assert found["right"] > 4, "the clitics stand to the right of it, unmarked"
    assert found["width"] < found["whole"]


def test_by_mouse_from_suggestions_to_the_exported_file(desk, session, document, manager, project, tmp_path):
    desk.get_by_role("button", name="Accept “غارات”").or_(
        desk.get_by_role("button", name="Accept", exact=True)
    ).first.click()
    desk.get_by_role("button", name=re.compile("^Accept “وكالة")).click()
    desk.get_by_role("button", name=re.compile("^Reject “ظهر")).click()
    # What was missed: drag over the words, choose a label.
    box = desk.evaluate(RECTANGLE, "والريحانية")
    desk.mouse.move(box["right"] - 1, box["y"])
    desk.mouse.down()
    desk.mouse.move(box["left"] + 1, box["y"], steps=8)
    desk.mouse.up()
    desk.locator("#chooser").get_by_role("button", name=re.compile("Location")).click()
    desk.get_by_role("button", name="Finish").click()
    desk.get_by_role("button", name="Finish").click()
    expect(desk).not_to_have_url(re.compile(rf"/documents/{document}$"))
    layer = layer_of(session, document, manager)
    assert layer.state == "finished"
    record = exported(session, project, tmp_path)
    got = {(span["text"], span["label"], span["origin"]) for span in record["spans"]}
    assert ("غارات", "EVENT", "accepted") in got
    assert ("وكالة الميناء", "ORGANISATION", "accepted") in got
    assert {(label, origin) for text, label, origin in got if "الريحانية" in text} == {("LOCATION", "manual")}
    assert [item["label"] for item in record["rejected"]] == ["DATE"]
    assert [(event["type"], event["subtype"]) for event in record["events"]] == [
        ("Explosions/Remote violence", "Air/drone strike")
    ]
    assert record["text"] == TEXT


RECTANGLE = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("#article"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    walker.currentNode.parentElement.scrollIntoView({ block: "center" });
    const box = range.getBoundingClientRect();
    return { left: box.left, right: box.right, y: box.top + box.height / 2 };
  }
  throw new Error("not in the text: " + words);
}"""


def test_by_keys_alone_under_an_arabic_layout(desk, session, document, manager):
    """Keys count by their place: with an Arabic layout, the key of A writes ش and still accepts."""
    press = """([code, key]) => document.activeElement.dispatchEvent(
      new KeyboardEvent("keydown", { code, key, bubbles: true, cancelable: true }))"""
    for code, key in (("KeyA", "ش"), ("KeyX", "ء"), ("KeyJ", "ت"), ("KeyA", "ش"), ("Digit5", "٥")):
        desk.evaluate(press, [code, key])
    saved(desk)
    layer = layer_of(session, document, manager)
    by_words = {TEXT[span.start : span.end]: span for span in layer.spans.values()}
    assert {word: (span.label, span.origin) for word, span in by_words.items()} == {
        "غارات": ("EVENT", "accepted"),
        "وكالة الميناء": ("ORGANISATION", "accepted"),
        "الريحانية": ("FACILITY", "fixed"),
    }
    assert [one.verdict for one in layer.decisions.values()].count("rejected") == 1


def test_undo_takes_back_and_redo_does_again(desk, session, document, manager):
    before = undecided(desk)
    desk.keyboard.press("a")
    desk.keyboard.press("x")
    assert undecided(desk) == before - 2
    desk.keyboard.press("Control+z")
    desk.keyboard.press("Control+z")
    assert undecided(desk) == before
    desk.keyboard.press("Control+y")
    assert undecided(desk) == before - 1
    saved(desk)
    layer = layer_of(session, document, manager)
    assert (len(layer.spans), len(layer.decisions)) == (1, 1)


def test_what_was_saved_is_there_after_a_reload(desk):
    desk.keyboard.press("a")
    desk.keyboard.press("x")
    saved(desk)
    left = undecided(desk)
    desk.reload()
    assert undecided(desk) == left


def test_a_server_that_does_not_answer_loses_nothing(desk, session, document, manager):
    desk.route("**/operations", lambda route: route.abort())
    desk.keyboard.press("a")
    expect(desk.locator("#saved")).to_have_attribute("data-state", "retrying")
    assert layer_of(session, document, manager).spans == {}
    desk.unroute("**/operations")
    desk.evaluate("() => window.dispatchEvent(new Event('online'))")
    saved(desk)
    assert len(layer_of(session, document, manager).spans) == 1


def test_an_answer_that_got_lost_is_not_done_twice(desk, session, document, manager):
    """The server saves, its answer never arrives, the page sends again: one span."""

    def lose(route):
        route.fetch()
        route.abort()

    desk.route("**/operations", lose)
    desk.keyboard.press("a")
    expect(desk.locator("#saved")).to_have_attribute("data-state", "retrying")
    desk.unroute("**/operations")
    desk.evaluate("() => window.dispatchEvent(new Event('online'))")
    saved(desk)
    assert len(layer_of(session, document, manager).spans) == 1


def test_two_tabs_end_with_the_work_of_both(desk, session, document, manager):
    other = desk.context.new_page()
    other.goto(desk.url)
    other.route("**/operations", lambda route: route.abort())
    other.keyboard.press("j")
    other.keyboard.press("a")
    expect(other.locator("#saved")).to_have_attribute("data-state", "retrying")
    desk.bring_to_front()
    desk.keyboard.press("a")
    saved(desk)
    other.bring_to_front()
    other.unroute("**/operations")
    other.evaluate("() => window.dispatchEvent(new Event('online'))")
    saved(other)
    layer = layer_of(session, document, manager)
    assert {TEXT[span.start : span.end] for span in layer.spans.values()} == {"غارات", "وادي الحنظل"}
    expect(other.locator("#report")).to_be_visible()


def test_a_click_at_either_end_marks_words(desk, session, document, manager):
    first, last = desk.evaluate(RECTANGLE, "قصفت"), desk.evaluate(RECTANGLE, "بلدة")
    desk.mouse.click(first["right"] - 2, first["y"])
    desk.mouse.move(last["left"] + 4, last["y"])
    desk.mouse.click(last["left"] + 4, last["y"])
    desk.keyboard.press("5")
    saved(desk)
    (span,) = layer_of(session, document, manager).spans.values()
    assert (TEXT[span.start : span.end], span.label) == ("قصفت بلدة", "FACILITY")


DEMO = Path(__file__).parents[2] / "annotator" / "demo" / "articles"


def test_a_whole_article_by_keys_alone(take, session, project, manager, open_page, tmp_path):
    """Every suggestion of an article is decided by key, finished, exported; the spans equal the decisions.

    test_annotate_gold.py works through a real one.
    """
    article = DEMO / "06-shelling.txt"
    (document,) = take(article.name, article.read_bytes(), annotators=[manager]).added
    list(suggest_documents(session, project, [document]))
    page = open_page(manager, f"/projects/{project.id}/documents/{document}", locale="ar")
    count = undecided(page)
    for number in range(count):
        page.keyboard.press("x" if number % 7 == 3 else "a")
    assert undecided(page) == 0
    saved(page)
    page.keyboard.press("Control+Enter")
    expect(page).not_to_have_url(re.compile(rf"/documents/{document}$"))
    layer = layer_of(session, document, manager)
    assert layer.state == "finished"
    assert len(layer.decisions) == count
    record = exported(session, project, tmp_path)
    assert record["text"] == article.read_text("utf-8")
    decided = {(span.start, span.end, span.label) for span in layer.spans.values()}
    assert {(span["start"], span["end"], span["label"]) for span in record["spans"]} == decided
    assert all(record["text"][span["start"] : span["end"]] == span["text"] for span in record["spans"])
    assert len(record["rejected"]) == len([one for one in layer.decisions.values() if one.verdict == "rejected"])
