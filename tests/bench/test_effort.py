"""What the real article costs who clicks too: the figures of ARCHITECTURE.md, and that it comes to the same gold.

Every click that it takes is one that the tests of the page make as well; this is about their number.
"""

from __future__ import annotations

from tests.browser.test_annotate_gold import work_through  # noqa: F401


def test_keys_and_clicks(work_through):  # noqa: F811
    assert work_through(mouse=True) <= 430
