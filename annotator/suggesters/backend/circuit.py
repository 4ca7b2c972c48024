"""When a server is left alone: after some failures in a row, for a time that grows."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from annotator.core.phrases import Phrase, Problem

MOST = 3
"""How many calls in a row may fail before no more are made."""
FIRST, LONGEST = 30.0, 600.0
"""The seconds for which a server is left alone: at first, doubled after each vain try, and at most."""


class Circuit:
    """Lets calls through while they succeed; refuses them, without any waiting, while the server is left alone.

    When the time is over, one call is let through to see; all others go on being refused until it has succeeded.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._failures = 0
        self._until, self._wait = 0.0, FIRST
        self._problem: Problem | None = None

    @property
    def trouble(self) -> Phrase | None:
        """What the last call failed with; ``None`` once one succeeded."""
        problem = self._problem
        return problem.phrase if problem else None

    @property
    def refusing(self) -> Phrase | None:
        """Why no call is made now, or ``None``."""
        with self._lock:
            closed = self._failures >= MOST and self._clock() < self._until
            return self._problem.phrase if closed and self._problem else None

    def enter(self) -> None:
        """Return if a call may be made, else raise the :class:`Problem` that the last one had."""
        with self._lock:
            if self._failures < MOST or self._problem is None:
                return
            if self._clock() < self._until:
                raise Problem(self._problem.code, self._problem.phrase.message, **self._problem.phrase.values)
            self._until = self._clock() + self._wait

    def failed(self, problem: Problem) -> None:
        """Count a call that failed."""
        with self._lock:
            self._failures, self._problem = self._failures + 1, problem
            if self._failures > MOST:
                self._wait = min(2 * self._wait, LONGEST)
            if self._failures >= MOST:
                self._until = self._clock() + self._wait

    def worked(self) -> None:
        """Forget the failures."""
        with self._lock:
            self._failures, self._wait, self._problem = 0, FIRST, None
