"""Practice and quality: a beginner practises and sees what was right, a lead sees how well people do."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import update

from annotator.core.operations import AddEvent, AddSpan, Finish
from annotator.db.base import now, writing
from annotator.db.documents import CHECK, PRACTICE
from annotator.db.layers import LayerRow
from annotator.db.projects import ProjectRow
from annotator.services.annotate import open_layer, save_operations
from annotator.services.bulk import Selection
from annotator.services.known_answers import use_for
from tests.browser.desks import AXE, line_of
from tests.gilded import event, gild, span

TEXT = "قصفت طائرات بلدة الريحانية وبحلب سقط 3 قتلى أمس، وقال ناشطون إن القصف استمر ساعات قرب معبر الوادي"
STRIKE = ("Explosions/Remote violence", "Air/drone strike")
SUGGESTED = (
    ("قصفت", "EVENT", STRIKE),
    ("بلدة الريحانية", "LOCATION", None),
    ("وبحلب", "LOCATION", None),
    ("ناشطون", "ACTOR", None),
)


@pytest.fixture
def practice(session, project, manager, annotator, take) -> list[int]:
    """A practice document that the annotator gets first, and an ordinary one."""
    documents = take("a.jsonl", line_of(TEXT, SUGGESTED) + "\n" + line_of("نص عادي", ())).added
    gold = [
        span(TEXT, "قصفت", "EVENT", "g1"),
        span(TEXT, "الريحانية", "LOCATION", "g2", reason="كلمة «بلدة» ليست من الاسم"),
        span(TEXT, "حلب", "LOCATION", "g3"),
        span(TEXT, "معبر الوادي", "FACILITY", "g4"),
        span(TEXT, "ناشطون", "ACTOR", "g5"),
    ]
    gild(session, documents[0], gold, [event("g1", "Battles", "Armed clash", [("location", "g2")])])
    use_for(session, Selection(project.id, ids=(documents[0],)), PRACTICE, manager)
    with writing(session):
        session.get_one(ProjectRow, project.id).practice_first = True
    return list(documents)


@pytest.fixture
def weeks(session, project, manager, annotator, take) -> None:
    """Six check documents that two people have finished in six weeks."""
    lines = "\n".join(line_of(f"{TEXT} رقم {number}", ()) for number in range(6))
    documents = take("b.jsonl", lines).added
    for document in documents:
        gild(session, document, [span(TEXT, "قصفت", "EVENT", "g1"), span(TEXT, "حلب", "LOCATION", "g2")])
    use_for(session, Selection(project.id, ids=tuple(documents)), CHECK, manager)
    for number, document in enumerate(documents):
        for user in (annotator, manager):
            _finish(session, project, document, user, right=number % 3 + (user is manager))
            with writing(session):
                at = now() - timedelta(weeks=6 - number)
                mine = (LayerRow.document_id == document, LayerRow.user_id == user.id)
                session.execute(update(LayerRow).where(*mine).values(changed_at=at))


def _finish(session, project, document: int, user, right: int) -> None:
    row, labels = open_layer(session, document, user), project.label_set.value()
    words = [("قصفت", "EVENT"), ("وبحلب", "LOCATION"), ("أمس", "DATE")][: right + 1]
    marks = [
        AddSpan(id=f"o{n}", span=f"s{n}", start=TEXT.index(one), end=TEXT.index(one) + len(one), label=label)
        for n, (one, label) in enumerate(words)
    ]
    events = [AddEvent(id="e", event="e1", trigger="s0", type="Battles")]
    save_operations(session, row, labels, user, 0, [*marks, *events, Finish(id="f")])


def _look(page: Page, name: str) -> None:
    """It is accessible, and nothing sticks out; keep a picture of it where somebody asks for one."""
    results = Axe().run(page, options=AXE)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_beginner_practises_and_sees_what_was_right(project, practice, annotator, open_page):
    page = open_page(annotator, f"/projects/{project.id}/next", locale="ar")
    expect(page.locator("#practice")).to_be_visible()
    for _ in SUGGESTED:
        page.keyboard.press("a")
    page.locator("#finish").click()
    if page.locator("#matters").is_visible():
        page.locator("#finish").click()
    page.wait_for_url(f"**/documents/{practice[0]}/outcome")
    expect(page.locator("main section > h2")).to_have_count(5)
    expect(page.locator("#boundary .reason")).to_contain_text("ليست من الاسم")
    _look(page, "outcome-ar")
    page.locator("#right summary").click()
    page.set_viewport_size({"width": 320, "height": 700})
    _look(page, "outcome-ar-320")
    page.get_by_role("link", name="المستند التالي").or_(page.get_by_role("link", name="Next document")).click()
    page.wait_for_url(f"**/documents/{practice[1]}")
    expect(page.locator("#practice")).to_be_hidden()
    page.goto(f"/projects/{project.id}/documents/{practice[0]}")
    expect(page.locator("#outcome")).to_be_visible()


@pytest.mark.parametrize(("locale", "theme", "width"), [("ar", "light", 1280), ("en", "dark", 320)])
def test_a_lead_sees_how_well_people_do(project, weeks, annotator, manager, open_page, locale, theme, width):
    where, viewport = f"/projects/{project.id}/quality", {"width": width, "height": 800}
    page = open_page(manager, where, locale=locale, color_scheme=theme, viewport=viewport)
    expect(page.locator("#people tbody tr")).to_have_count(2)
    page.locator("main details summary").click()
    _look(page, f"quality-{locale}")
    page.locator("#people a").first.click()
    _look(page, f"quality-person-{locale}")
    page.locator("#documents tbody a").first.click()
    expect(page.locator(".summary")).to_be_visible()
    _look(page, f"quality-comparison-{locale}")
