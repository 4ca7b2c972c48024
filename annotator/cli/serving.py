"""`annotator serve`: the server, its jobs in the background, and how it ends. `annotator demo` loads the demo."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from socket import socket
from typing import TYPE_CHECKING, Any

import click

from annotator.cli import processes as several
from annotator.cli.base import database, main, tell
from annotator.cli.listening import address_of, listen, server_on
from annotator.core.phrases import N_

if TYPE_CHECKING:
    from flask import Flask


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, envvar="PORT", type=click.IntRange(0, 65535))
@click.option(
    "--workers", default=8, show_default=True, type=click.IntRange(1, 64), help="Requests handled at once, in all."
)
@click.option(
    "--processes",
    default=several.usual_number,
    show_default="2 on Linux with two cores, else 1",
    type=click.IntRange(1, several.MOST),
    help="Processes that share the requests.",
)
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo project first if there is no project yet.")
def serve(host: str, port: int, workers: int, processes: int, with_demo: bool) -> None:
    """Start the server and print a link that signs the manager in once."""
    from annotator.services.accounts import first_manager, make_link
    from annotator.services.demo import load_demo
    from annotator.services.projects import any_project

    several.check_number(processes)
    with database() as (app, session):
        if with_demo and not any_project(session):
            click.echo(tell(N_("Loading the demo project …")))
            load_demo(session)
        sockets = listen(host, port)
        # Only now: a start that fails must not end the link that a running server has printed.
        secret = make_link(session, first_manager(session))
        _leave(app)
    _run(app, sockets, f"{address_of(host, sockets)}/sign-in/{secret}", min(processes, workers), workers)


def _leave(app: Flask) -> None:
    """Close the database, which no process may inherit open, and forget the jobs that an earlier server had queued."""
    from annotator import jobs
    from annotator.db.base import db

    db.session.remove()
    db.engine.dispose()
    jobs.clear(app)


def _run(app: Flask, sockets: Sequence[socket], link: str, processes: int, workers: int) -> None:
    # It reports every moment in which all threads are busy; that is not the reader's business.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    answer = partial(_answer, app, sockets, -(-workers // processes))
    with suppress(KeyboardInterrupt):
        click.echo(tell(N_("Open this link to sign in (it works once):")))
        click.echo(f"\n    {link}\n")
        click.echo(tell(N_("Data: %(home)s. Stop with Ctrl-C."), home=app.extensions["settings"].home))
        sys.stdout.flush()
        if processes > 1:
            several.Processes(processes, answer).run()
        else:
            answer(0)
    for one in sockets:
        one.close()
    _put_together(app)
    click.echo(tell(N_("Stopped. Everything is saved.")))


def _put_together(app: Flask) -> None:
    """Bring what was saved last into the database file itself, so that who copies that file has all of it."""
    from annotator.db.base import db

    with app.app_context():
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


def _answer(app: Flask, sockets: Sequence[socket], threads: int, number: int) -> None:
    """Answer requests until this process is told to stop; the one with the number 0 does the jobs too."""
    server, background = server_on(app, sockets, threads), Background(app, with_jobs=number == 0)
    # Waitress ends on the interrupt by itself; this is for one that comes before it runs.
    with suppress(KeyboardInterrupt):
        background.start()
        server.run()
    server.close()
    background.stop()


class Background:
    """What begins once the link is printed: the loading of sentences and word lists, and the thread of the jobs."""

    def __init__(self, app: Flask, *, with_jobs: bool) -> None:
        self._app, self._with_jobs = app, with_jobs
        self._workers: Any = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def _run(self) -> None:
        from annotator.services.suggest import known_stems, warm
        from annotator.web.language import collect_messages

        collect_messages()
        if not self._with_jobs:
            known_stems()  # which every page asks for; the other lists are large, and many processes never need them
            return
        # The lists first: they are put out of the collector's sight, which the rows of a running job must not be.
        warm()
        from annotator import jobs

        self._workers = jobs.start(self._app)

    def stop(self) -> None:
        """Let a running job end its present step."""
        if self._workers is not None:
            self._workers.stop()


def _stop(number: int, frame: object) -> None:
    """Stop once: a Ctrl-C reaches the server from the terminal and from make, and the second would break the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


@main.command()
def demo() -> None:
    """Load the demo project: Arabic articles, what three annotators made of them, and a first gold."""
    from annotator.services.demo import load_demo

    with database() as (_, session):
        project = load_demo(session)
        click.echo(tell(N_("The project “%(name)s” is loaded."), name=project.name))
