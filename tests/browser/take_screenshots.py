"""Pictures of every page and every state of the annotation page: ``python tests/browser/take_screenshots.py FOLDER``.

In both languages, light, dark and in high contrast, to be looked at. The picture of the README is one of them:
``annotate-ar-light.png``.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright
from waitress import create_server

from annotator import jobs
from annotator.app import create_app, prepare_database
from annotator.config import Settings
from annotator.db.base import session
from annotator.services.accounts import first_manager, make_link
from annotator.services.demo import load_demo
from annotator.services.job_review import start_review
from tests.browser.conftest import launch

PAGES = {
    "projects": "/",
    "new-project": "/projects/new",
    "project": "/projects/1",
    "import": "/projects/1/import",
    "export": "/projects/1/export",
    "annotate": "/projects/1/documents/6",
    "account": "/account",
    "everybody": "/people",
    "documents": "/projects/1/documents",
    "reading": "/projects/1/documents/6/text",
    "progress": "/projects/1/progress",
    "settling": "/projects/1/adjudication",
    "settling-document": "/projects/1/documents/5/adjudication",
    "suggestions": "/projects/1/learning",
    "review": "/projects/1/review",
    "disagreements": "/projects/1/disagreements",
    "quality": "/projects/1/quality",
    "people": "/projects/1/people",
    "invitations": "/projects/1/invitations",
    "labels": "/projects/1/labels",
    "labels-edit": "/projects/1/labels/edit",
    "guideline": "/projects/1/guideline",
    "guideline-edit": "/projects/1/guideline/edit",
    "settings": "/projects/1/settings",
    "jobs": "/projects/1/jobs",
    "log": "/projects/1/log",
    "problem": "/projects/99",
}


@contextmanager
def server() -> Iterator[tuple[str, str]]:
    """Serve the demo project; yield the address and a sign-in path for each picture taker."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(Path(folder), Path(folder) / "exports"), JOBS_AT_ONCE=True)
        prepare_database(app)
        with app.app_context():
            project = load_demo(session)
            jobs.put(app, start_review(session, project))
            link = make_link(session, first_manager(session))
        made = create_server(app, host="127.0.0.1", port=0, threads=4)
        threading.Thread(target=made.run, daemon=True).start()
        yield f"http://127.0.0.1:{made.effective_port}", f"/sign-in/{link}"
        made.close()


def decide_some(page: Page) -> None:
    """Leave the annotation page with something of everything: accepted, rejected, one in focus."""
    for key in ("a", "a", "a", "x", "a", "a", "j"):
        page.keyboard.press(key)


def _pressing(*keys: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return press


def _event(*keys: str) -> Callable[[Page], None]:
    """Go to the first undecided trigger, then press the keys."""

    def press(page: Page) -> None:
        page.locator(".item[data-state=undecided]", has_text=TRIGGER).locator(".item-head").first.click()
        _pressing(*keys)(page)

    return press


TRIGGER = re.compile("Event trigger|كلمة الحدث")
STATES: dict[str, Callable[[Page], None]] = {
    "selecting": _pressing("s", "Shift+ArrowLeft"),
    "filling": _event("e"),
    "filled": _event("Shift+Enter", "k"),
    "type": _event("t", "s", "h"),
    "elsewhere": _pressing("Shift+K", "r"),
    "filters": _pressing("Shift+L"),
    "view": _pressing("Shift+V"),
    "guideline": _pressing("Shift+G"),
    "comment": _pressing("u", "Shift+C"),
    "skipping": _pressing("Shift+X"),
    "matters": _pressing("Control+Enter"),
    "keys": _pressing("?"),
}
"""What leads to each state of the annotation page."""
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
}


def take(folder: Path) -> None:
    """Write all pictures into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with server() as (address, link), sync_playwright() as playwright:
        browser = launch(playwright)
        first = browser.new_context(base_url=address)
        first.new_page().goto(link)
        state = first.storage_state()
        size = {"width": 1280, "height": 800}
        for language in ("ar", "en"):
            for look, values in LOOKS.items():
                context = browser.new_context(
                    base_url=address, locale=language, storage_state=state, viewport=size, **values
                )
                context.add_init_script("localStorage.setItem('tour', 'done')")
                _pictures(context.new_page(), folder, f"{language}-{look}")
                context.close()
        anonymous = browser.new_context(base_url=address, locale="ar").new_page()
        anonymous.goto("/sign-in")
        anonymous.screenshot(path=folder / "sign-in-ar-light.png")
        browser.close()


def _pictures(page: Page, folder: Path, end: str) -> None:
    for name, path in PAGES.items():
        page.goto(path)
        if name == "annotate":
            decide_some(page)
        page.screenshot(path=folder / f"{name}-{end}.png", full_page=name != "annotate")
    for name, lead in STATES.items():
        page.goto(PAGES["annotate"])
        page.locator(".item[aria-current]").wait_for()
        lead(page)
        page.screenshot(path=folder / f"annotate-{name}-{end}.png", animations="disabled")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
