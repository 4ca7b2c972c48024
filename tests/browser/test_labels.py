"""The label set and the guideline, changed by keyboard alone; every page accessible in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from annotator.services.guideline import write_guideline
from annotator.services.relabel import change_label_set
from tests.browser.axe import axe
from tests.browser.desks import LOOKS

PAGES = (
    "labels",
    "labels/edit",
    "labels/toml",
    "labels/versions",
    "labels/versions/1",
    "guideline",
    "guideline/edit",
    "guideline/versions",
    "guideline/versions/2",
    "guideline/compare?old=1&new=2",
)


def press(page: Page, role: str, name: str) -> None:
    """Go to a control and press it, as the keyboard does."""
    control = page.get_by_role(role, name=name, exact=True).first
    control.focus()
    expect(control).to_be_focused()
    page.keyboard.press("Enter")


def test_a_label_is_changed_by_keyboard_alone(project, manager, open_page):
    page = open_page(manager, f"/projects/{project.id}/labels", locale="en")
    press(page, "link", "Edit")
    summary = page.locator("summary", has_text="Person").first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("English name").nth(1)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Human being")
    expect(summary).to_contain_text("Human being")
    page.keyboard.press("Enter")  # it must not send the form
    expect(page.get_by_role("heading", name="Edit the labels")).to_be_visible()
    press(page, "button", "Preview")
    expect(page.locator(".change")).to_have_count(1)
    expect(page.locator(".change")).to_contain_text("English name: “Human being”, before “Person”")
    press(page, "button", "Save")
    expect(page.get_by_role("status")).to_contain_text("The label set is saved")
    press(page, "link", "Versions")
    expect(page.locator(".version").first).to_contain_text("Version 2")
    expect(page.locator(".version").first).to_contain_text("huda")
    press(page, "link", "Version 1")
    press(page, "button", "Take this version back")
    expect(page.locator(".change")).to_contain_text("English name: “Person”, before “Human being”")


def test_a_new_label_comes_with_a_free_colour_key_and_id(project, manager, open_page):
    page = open_page(manager, f"/projects/{project.id}/labels/edit", locale="en")
    press(page, "button", "Add a label")
    expect(page.get_by_label("Arabic name").nth(1)).to_be_focused()
    page.keyboard.type("سفينة")
    page.keyboard.press("Tab")
    page.keyboard.type("War ship")
    expect(page.get_by_label("Id", exact=True).nth(1)).to_have_value("WAR_SHIP")
    press(page, "button", "Move up")
    expect(page.locator("#set-fields [role=status]")).to_contain_text("8 of 9")
    expect(page.get_by_role("button", name="Move up")).to_be_focused()
    press(page, "button", "Preview")
    expect(page.locator(".change.added")).to_contain_text("WAR_SHIP")


def test_an_error_is_brought_to_its_field_and_to_its_line(project, manager, open_page):
    page = open_page(manager, f"/projects/{project.id}/labels/edit", locale="en")
    page.locator("summary", has_text="Person").first.click()
    page.get_by_label("English name").nth(1).fill("")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_be_focused()
    press(page, "button", "To the first error")
    expect(page.locator(".field.wrong input").first).to_be_focused()
    page.get_by_label("English name").nth(1).fill("Person")
    page.get_by_role("button", name="Go on as TOML").click()
    text = page.get_by_label("Label set as TOML")
    text.fill(text.input_value().replace('colour = "#117733"', 'colour = "green"'))
    page.get_by_role("button", name="Preview").click()
    page.locator("[data-line]").first.click()
    selected = "(text) => text.value.slice(text.selectionStart, text.selectionEnd)"
    assert text.evaluate(selected) == 'colour = "green"'


def test_a_label_taken_out_leaves_the_roles_too(project, manager, open_page):
    page = open_page(manager, f"/projects/{project.id}/labels/edit", locale="en")
    page.locator("summary", has_text="Facility").first.click()
    page.get_by_role("button", name="Take out").click()
    expect(page.locator(".card.gone summary")).to_be_focused()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".change.removed")).to_contain_text("FACILITY")


def test_what_is_unsaved_is_not_left_by_mistake(project, manager, open_page):
    page = open_page(manager, f"/projects/{project.id}/labels/edit", locale="en")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("summary", has_text="Person").first.click()
    page.get_by_label("English name").nth(1).press_sequentially("x")
    page.get_by_role("link", name="Leave without saving").click()
    expect(page.get_by_role("heading", name="Edit the labels")).to_be_visible()
    page.wait_for_function("() => true")
    assert asked == ["beforeunload"]


def test_the_guideline_is_written_previewed_and_read_from_the_article(project, manager, annotator, take, open_page):
    take("a.txt", "قصف على حلب", annotators=[manager, annotator])
    page = open_page(manager, f"/projects/{project.id}/guideline", locale="en")
    press(page, "link", "Write the guideline")
    page.get_by_label("Text of the guideline").focus()
    page.keyboard.type("# قواعد\n\n- بند")
    press(page, "button", "Preview")
    expect(page.locator(".prose li")).to_have_text("بند")
    press(page, "button", "Save")
    expect(page.locator(".prose h2")).to_have_text("قواعد")
    reader = open_page(annotator, f"/projects/{project.id}/documents/1", locale="en")
    reader.keyboard.press("Shift+KeyG")
    with reader.expect_popup() as opened:
        reader.get_by_role("link", name="The project’s guideline").click()
    expect(opened.value.locator(".prose h2")).to_have_text("قواعد")
    assert opened.value.get_by_role("link", name="Edit").count() == 0


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_is_accessible_and_fits_a_narrow_screen(project, manager, session, open_page, language, theme):
    change_label_set(session, project, project.label_set.toml.replace('key = "1"', 'key = "0"', 1), "x", by=manager)
    write_guideline(session, project, "# قواعد\n\n| أ | ب |\n|---|---|\n| 1 | 2 |", made_from=0, by=manager)
    write_guideline(session, project, "# قواعد\n\n- بند\n\nText", made_from=1, by=manager)
    page = open_page(manager, "/", locale=language, color_scheme=theme)

    def check(name: str) -> None:
        results = axe(page)
        assert results.violations_count == 0, f"{name}: {results.generate_report()}"
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        page.set_viewport_size({"width": 1280, "height": 720})

    for path in PAGES:
        page.goto(f"/projects/{project.id}/{path}")
        for card in page.locator(".card > summary").all()[:12:3]:
            card.click()
        check(path)
    page.goto(f"/projects/{project.id}/labels/edit")
    page.locator(".card > summary").first.click()
    page.locator("input[type=color]").first.fill("#aa3378")
    page.locator(".set-actions button").first.click()
    expect(page.locator(".warnings li")).to_have_count(1)
    check("preview")
