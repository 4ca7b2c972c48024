"""Turns to write: the threads of a process, and the processes on one database file, write one after the other.

SQLite's own waiting sleeps for up to a tenth of a second a try, keeps no order, and gives up after a while. Here who
waits is woken. Between processes it is done by locks on two empty files beside the database, ``….queue`` and
``….turn``: who wants to write stands in the queue until the turn is theirs, so that a process with many threads cannot
keep another out. The system frees the locks of a process that ends, however it ends.

There is no time-out: a program that is halted while it writes (Ctrl-Z) holds up all others. Where files cannot be
locked (Windows, some network drives), threads take turns, and processes are left to SQLite.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import RLock

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@contextmanager
def turn(database: str | None) -> Iterator[None]:
    """Wait for the turn to write to the file ``database``, and have it; whoever has it may ask for it again.

    ``database`` is a path; empty, ``None`` or ``:memory:`` for a database that no other process can reach.
    """
    with _threads:
        if database in _had or not database or database == ":memory:":
            yield
            return
        with _among_processes(database):
            _had.add(database)
            try:
                yield
            finally:
                _had.remove(database)


_threads = RLock()
_had: set[str] = set()
"""The databases to which this process may write now: its thread that has :data:`_threads` does."""


@contextmanager
def _among_processes(database: str) -> Iterator[None]:
    with ExitStack() as turn:
        # What hinders this hinders SQLite too, which says it better; if not, SQLite's own locks are enough.
        with ExitStack() as queue, suppress(OSError):
            queue.enter_context(_locked(f"{database}.queue"))
            turn.enter_context(_locked(f"{database}.turn"))
        yield


@contextmanager
def _locked(path: str) -> Iterator[None]:
    """Hold the lock of a file, made where it is missing; opened anew each time, as a process made by a fork would share
    the lock of what it inherits.
    """
    if fcntl is None:
        yield
        return
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
