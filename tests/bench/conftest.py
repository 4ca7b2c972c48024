"""The page is measured in a real browser on a real server, which is warm as the program's own is."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

from annotator.services.suggest import warm
from tests.browser.conftest import address, chromium, open_page  # noqa: F401

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program does


@pytest.fixture
def prepare():
    """Nothing comes between the browser, its cache and the server."""
    return lambda context: None


@pytest.fixture(scope="session", autouse=True)
def warmed() -> Iterator[None]:
    """Do what the server does when it starts."""
    warm()
    yield
    gc.unfreeze()
