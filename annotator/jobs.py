"""The queue of the jobs: huey, with its file beside the database and one thread inside the server.

What is to be done stands in the database (``services.jobs``); huey only carries the numbers of the jobs, from any
process of the server, to the thread of the one that does them. At its start it is given all that waits, so that nothing
depends on what its file still holds.
"""

from __future__ import annotations

import shutil
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from annotator.config import Settings

if TYPE_CHECKING:
    from huey import SqliteHuey

JOBS_FILE = "jobs.sqlite3"
SWITCH_SECONDS = 0.001
"""How long the thread of the jobs computes at most before others get their turn; Python's own 5 ms add up."""
STOP_SECONDS = 5
"""So long the server waits at its end for a job to finish its present step."""

# huey and the services with their word lists are imported late: the server's start does not wait for them.


def uploads_folder(app: Flask) -> Path:
    """Return where the bytes of uploads lie."""
    return _home(app) / "uploads"


def _home(app: Flask) -> Path:
    settings: Settings = app.extensions["settings"]
    return settings.home


def put(app: Flask, job_id: int) -> None:
    """Let a job be done; at once and in this thread where the application says ``JOBS_AT_ONCE``."""
    _queue(app).put(job_id)


def start(app: Flask) -> Workers:
    """Start the thread that does the jobs, with what waited or ran when the server ended."""
    workers = Workers(_queue(app))
    workers.start()
    return workers


def clear(app: Flask) -> None:
    """Remove the file of an earlier server, before any job is put: nobody needs what it holds, and it may be broken."""
    for name in (JOBS_FILE, f"{JOBS_FILE}-wal", f"{JOBS_FILE}-shm"):
        with suppress(OSError):
            (_home(app) / name).unlink()


class Queue:
    """The queue of one application, in one process: each opens the file for itself."""

    def __init__(self, app: Flask) -> None:
        from huey import MemoryHuey, crontab

        self.app = app
        self.stopping = threading.Event()
        at_once = app.config.get("JOBS_AT_ONCE", False)
        self.huey: SqliteHuey = MemoryHuey("jobs", immediate=True) if at_once else _with_file(app)
        self._task = self.huey.task(name="do")(self.do)
        self.huey.periodic_task(crontab(minute="17"), name="tidy")(self.tidy)
        self.huey.periodic_task(crontab(), name="look_after")(self.look_after)

    def put(self, job_id: int) -> None:
        """Add a job at the end."""
        self._task(job_id)

    def do(self, job_id: int) -> None:
        """Do a job, then let the one that follows it be done in its turn."""
        from annotator.db.base import session
        from annotator.services.work import run

        with self.app.app_context():
            following = run(session, job_id, uploads_folder(self.app), self.stopping.is_set)
        if following is not None:
            self.put(following)

    def refill(self) -> None:
        """Put in what the database says is to be done, and nothing else.

        What another process puts in meanwhile is lost or there twice, and does no harm: its job stands in the database
        before that, and one that has begun is not begun again.
        """
        from annotator.db.base import session
        from annotator.services.jobs import requeue

        self.huey.flush()
        with self.app.app_context():
            waiting = requeue(session)
        # What a training had there when the server was ended are texts; the training writes them anew.
        shutil.rmtree(_home(self.app) / "training", ignore_errors=True)
        for job_id in waiting:
            self.put(job_id)

    def look_after(self) -> None:
        """Do what is done every minute."""
        from annotator.db.base import session
        from annotator.services.upkeep import look_after

        with self.app.app_context():
            started = look_after(session, self.stopping.is_set)
        for job_id in started:
            self.put(job_id)

    def tidy(self) -> None:
        """Remove the uploads that nobody has brought in."""
        from annotator.db.base import session
        from annotator.services.uploads import sweep

        with self.app.app_context():
            sweep(session, uploads_folder(self.app))


def _with_file(app: Flask) -> SqliteHuey:
    from huey import SqliteHuey

    return SqliteHuey("jobs", filename=str(_home(app) / JOBS_FILE), results=False, strict_fifo=True, timeout=30)


class Workers:
    """The thread that does the jobs."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._consumer: Any = None

    def start(self) -> None:
        """Begin."""
        from huey.consumer import Consumer

        class Quiet(Consumer):  # type: ignore[misc]  # huey has no types
            def _set_signal_handlers(self) -> None:
                """Leave the signals to the server."""

        self._queue.refill()
        self._queue.tidy()
        sys.setswitchinterval(SWITCH_SECONDS)
        self._consumer = Quiet(
            self._queue.huey, workers=1, periodic=True, scheduler_interval=60, initial_delay=0.1, max_delay=0.5,
            shutdown_timeout=STOP_SECONDS,
        )  # fmt: skip
        self._consumer.start()

    def stop(self) -> None:
        """End after the present step; the job goes on at the next start."""
        self._queue.stopping.set()
        if self._consumer is not None:
            with suppress(KeyboardInterrupt):
                self._consumer.stop(graceful=True)


def _queue(app: Flask) -> Queue:
    with _making:
        if "jobs" not in app.extensions:
            app.extensions["jobs"] = Queue(app)
    found: Queue = app.extensions["jobs"]
    return found


_making = threading.Lock()
