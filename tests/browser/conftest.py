"""A real server on a loopback port, a real Chromium, a signed-in page."""

from __future__ import annotations

import inspect
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from types import ModuleType

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from sqlalchemy.orm import Session
from waitress import create_server

from annotator.db.accounts import UserRow
from annotator.services.accounts import make_link

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser: the system's, the one without a window first (pages open four times as fast), else playwright's.

    Without one the run fails in CI.
    """
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def launch(playwright: Playwright) -> Browser:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    try:
        return playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no browser could be started ({error}); `make browser` installs one")


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The address of the application, served by the real WSGI server."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)

    def run() -> None:
        with suppress(OSError):  # closing the server pulls its sockets away under its loop
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)  # in the server's own thread: it would wait for a second otherwise
    thread.join(timeout=5)
    # What a page asked for last is answered before the application goes on to the next test.
    server.task_dispatcher.shutdown()


@pytest.fixture
def prepare(request: pytest.FixtureRequest) -> Callable[[BrowserContext], None]:
    """What is done with each new context: nothing where no request is held, so that pages load as for everybody."""
    return within_reach if holds_requests(request.module) else lambda context: None


@cache
def holds_requests(module: ModuleType) -> bool:
    """Whether the tests of a module hold requests, by themselves or by what they have from other modules here."""
    names = {module.__name__} | {getattr(value, "__module__", "") or "" for value in vars(module).values()}
    ours = (name for name in names if name.startswith("tests.browser.") and name != __name__)
    return any(".route(" in inspect.getsource(sys.modules[name]) for name in ours)


@pytest.fixture
def open_page(chromium: Browser, address: str, session: Session, prepare) -> Iterator[Callable[..., Page]]:
    """Open a page signed in as a user: ``open_page(user, "/path", locale="ar")``; script errors fail the test.

    The tour of the first visit is through, but with ``tour=True``.
    """
    contexts, errors = [], []

    def opened(user: UserRow, path: str = "/", locale: str = "ar", tour: bool = False, **more) -> Page:
        viewport = {"width": 1280, "height": 720}
        context = chromium.new_context(**{"locale": locale, "base_url": address, "viewport": viewport} | more)
        contexts.append(context)
        prepare(context)
        if not tour:
            context.add_init_script("try { localStorage.setItem('tour', 'done'); } catch {}")
        context.on("weberror", lambda error: errors.append(str(error.error)))
        # Asked for without a page: the one that it leads to would be loaded for nothing.
        context.request.get(f"/sign-in/{make_link(session, user)}", max_redirects=0)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def within_reach(context: BrowserContext) -> None:
    """Let the requests of a new context pass through the test's hands from the first one on.

    A route that is added to a page while it runs reaches the browser's network side after the call has returned: a
    request made at once may slip through. Once there is any route, further ones hold immediately. The price: each
    request goes through here, and nothing comes out of the browser's cache.
    """
    context.route(lambda url: False, lambda route: route.fallback())


expect.set_options(timeout=10_000)
