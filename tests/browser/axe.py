"""What axe objects to on a page as it stands."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from tests.browser.desks import AXE

IS_THERE = "() => Boolean(globalThis.axe)"
RUN = """async (options) => {
  const { violations } = await axe.run(options);
  return { violations };
}"""


def axe(page: Page) -> AxeResults:
    """Run axe, which is half a megabyte and stays in a document that it was put into once.

    What is fine is not sent from there to here: that took as long as a third of the checks.
    """
    if not page.evaluate(IS_THERE):
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate(RUN, AXE))
