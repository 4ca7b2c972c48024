"""The garbage collector, where a great many values are made at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let the collector of circles rest for a moment.

    It runs whenever some hundred values more are there than before, and looks through what lives for long again and
    again: of the time of an export, it took a third. What is made here has no circles and goes without it.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
