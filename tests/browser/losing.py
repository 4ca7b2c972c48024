"""What the journeys in which something is lost share: a text with suggestions, and losing and finding the server."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.desks import saved

TEXT = (
    "غارات على وادي الحنظل وبحلب\n\n"
    "قالت وكالة الميناء إن طائرات قصفت بلدة الريحانية ظهر الثلاثاء، ما أسفر عن مقتل 3 مدنيين.\n"
)
SUGGESTED = (
    ("غارات", "EVENT", ("Explosions/Remote violence", "Air/drone strike")),
    ("وادي الحنظل", "LOCATION", None),
    ("وكالة الميناء", "ORGANISATION", None),
    ("ظهر الثلاثاء", "DATE", None),
    ("3 مدنيين", "CASUALTIES", None),
)


def words(found) -> list[str]:
    """What is marked in a layer."""
    return [TEXT[span.start : span.end] for span in sorted(found.spans.values(), key=lambda span: span.start)]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def mark(page: Page) -> str:
    return page.locator("#saved").inner_text()


def row(page: Page, text: str) -> Locator:
    return page.locator(".item", has_text=text).first


def shown(page: Page) -> dict[str, str]:
    """The state of each item in the list, by its words."""
    rows = "(rows) => rows.map((row) => [row.querySelector('.item-words').textContent, row.dataset.state])"
    return dict(page.locator(".item").evaluate_all(rows))


def lose_the_server(place: Page | BrowserContext) -> None:
    place.route("**/operations", lambda route: route.abort())


def find_the_server(place: Page | BrowserContext) -> None:
    place.unroute("**/operations")


def back_online(page: Page) -> None:
    find_the_server(page)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    saved(page)


def kept(page: Page) -> None:
    """Wait until the page says that what it could not send is kept in this browser."""
    expect(page.locator("#saved")).to_have_attribute("data-state", "retrying")
    expect(page.locator("#saved")).to_contain_text("Kept in this browser")


def beside(path: str, document: int) -> str:
    """The path of another document."""
    return f"{path.rsplit('/', 1)[0]}/{document}"


def closed_and_opened(page: Page) -> Page:
    """Close a tab, asking nobody, and open its address in a new one of the same browser."""
    context, url = page.context, page.url
    page.close()
    again = context.new_page()
    again.goto(url)
    return again


def state_of(found) -> tuple:
    """What a layer holds, without the times, in an order of its own."""
    spans = sorted(
        (span.start, span.end, span.label, span.origin, str(span.attributes)) for span in found.spans.values()
    )
    events = sorted((event.type, event.subtype, len(event.arguments)) for event in found.events.values())
    verdicts = sorted((one.suggestion, one.verdict) for one in found.decisions.values())
    notes = sorted((note.sort, note.text) for note in found.notes.values())
    return found.state, spans, events, verdicts, notes
