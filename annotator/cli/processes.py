"""Processes: the server as several processes on the same sockets, and the one that starts, replaces and ends them."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, NoReturn

import click

from annotator.cli.base import tell
from annotator.core.phrases import N_

MOST = 8
END_SECONDS = 20
"""So long the processes may take to end what they are at; then they are killed, which loses nothing acknowledged."""
QUICK_SECONDS, MOST_QUICK, REST_SECONDS = 5.0, 5, 0.5
"""A process that ends so soon after its start is started again a moment later; after so many in a row it is given up.
More than :data:`annotator.services.jobs.MOST_STARTS`: a job that ends its process must be given up before."""
STOPPING = (signal.SIGINT, signal.SIGTERM)

_log = logging.getLogger(__name__)


def usual_number() -> int:
    """Return how many processes serve where nobody says: 2 on Linux with two cores or more, else 1.

    More would need more cores: one is busy with Python, and a part of the other with the disk and the network.
    """
    return 2 if sys.platform.startswith("linux") and len(os.sched_getaffinity(0)) > 1 else 1


def check_number(count: int) -> None:
    """Raise :class:`click.ClickException` where this system cannot have several processes on one socket."""
    if count > 1 and not hasattr(os, "fork"):
        raise click.ClickException(tell(N_("This system can serve with one process only: leave --processes out.")))


class _Process(NamedTuple):
    number: int
    begun: float


class Processes:
    """Several processes that do the same, made by forks; ``work`` gets the number of its process, from 0.

    Whoever makes it has no thread but the main one, no connection to a database, and handlers of SIGINT and SIGTERM
    that raise :class:`KeyboardInterrupt`: there and in each process that ends the work, calmly.
    """

    def __init__(self, count: int, work: Callable[[int], None]) -> None:
        self._count, self._work = count, work
        self._running: dict[int, _Process] = {}
        self._quick = 0
        # Nobody ever writes to it: it ends for the processes when this one does, however that comes.
        self._ends, self._held = os.pipe()

    def run(self) -> None:
        """Let them work until this process is told to stop; who ends before that is replaced.

        Raises :class:`click.ClickException` where they end again and again as soon as they have begun.
        """
        gc.collect()
        gc.freeze()  # what all have is shared in memory as long as nobody touches it
        try:
            for number in range(self._count):
                self._begin(number)
            while True:
                self._replace(*os.wait())
        except KeyboardInterrupt:
            pass
        finally:
            self._end()

    def _begin(self, number: int) -> None:
        # A signal between the fork and the note of it would find a process that nobody ends.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        sys.stdout.flush()
        process = os.fork()
        if not process:
            self._be(number, before)
        self._running[process] = _Process(number, time.monotonic())
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _be(self, number: int, mask: set[int]) -> NoReturn:
        """Be the process of this number, and nothing after that."""
        code = 1
        try:
            self._running.clear()
            os.close(self._held)
            threading.Thread(target=_end_with, args=(self._ends,), daemon=True).start()
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            self._work(number)
            code = 0
        except KeyboardInterrupt:
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _replace(self, process: int, status: int) -> None:
        ended = self._running.pop(process, None)
        if ended is None:
            return
        _log.warning("A process of the server has ended (%s): another takes its place.", _told(status))
        if time.monotonic() - ended.begun < QUICK_SECONDS:
            self._quick += 1
            if self._quick >= MOST_QUICK:
                raise click.ClickException(tell(N_("The server ends as soon as it has begun. What it says is above.")))
            time.sleep(REST_SECONDS)
        else:
            self._quick = 0
        self._begin(ended.number)

    def _end(self) -> None:
        """End all processes, and wait until they have ended."""
        self._signal(signal.SIGTERM)
        signal.signal(signal.SIGALRM, lambda *_: self._signal(signal.SIGKILL))
        signal.alarm(END_SECONDS)
        with suppress(ChildProcessError):
            while True:
                os.wait()
        signal.alarm(0)

    def _signal(self, number: int) -> None:
        for process in self._running:
            with suppress(ProcessLookupError):
                os.kill(process, number)


def _end_with(ends: int) -> None:
    """End this process, as it is, when the one that made it has ended without ending this one."""
    os.read(ends, 1)
    os._exit(1)


def _told(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"exit code {code}"
