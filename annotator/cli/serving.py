"""`annotator serve`: the server, its jobs in the background, and how it ends. `annotator demo` loads the demo."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.base import database, main, tell
from annotator.core.phrases import N_

if TYPE_CHECKING:
    from flask import Flask


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, envvar="PORT", type=click.IntRange(0, 65535))
@click.option("--workers", default=8, show_default=True, type=click.IntRange(1, 64), help="Requests handled at once.")
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo project first if there is no project yet.")
def serve(host: str, port: int, workers: int, with_demo: bool) -> None:
    """Start the server and print a link that signs the manager in once."""
    from annotator.services.accounts import first_manager, make_link
    from annotator.services.demo import load_demo
    from annotator.services.projects import any_project

    with database() as (app, session):
        if with_demo and not any_project(session):
            click.echo(tell(N_("Loading the demo project …")))
            load_demo(session)
        server = _listening(app, host, port, workers)
        # Only now: a start that fails must not end the link that a running server has printed.
        secret = make_link(session, first_manager(session))
    _run(server, app, f"http://{_shown(host)}:{_port(server)}/sign-in/{secret}")


def _listening(app: Flask, host: str, port: int, workers: int) -> Any:
    """Return the server, bound to its address but not running yet."""
    from waitress import create_server

    try:
        return create_server(
            app, host=host, port=port, threads=workers, ident=None, clear_untrusted_proxy_headers=True, **_proxy(app)
        )
    except (OSError, ValueError) as error:
        message = tell(
            N_("Cannot listen on %(host)s:%(port)s (%(detail)s). Choose another port with --port or PORT."),
            host=host,
            port=port,
            detail=getattr(error, "strerror", None) or error,
        )
        raise click.ClickException(message) from error


def _proxy(app: Flask) -> dict[str, Any]:
    """Return whose word is taken for who asks and whether over HTTPS: of the proxy in the settings, if any."""
    proxy = app.extensions["settings"].proxy
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": headers} if proxy else {}


def _port(server: Any) -> int:
    """Return the port that the server listens on; a name such as localhost may stand for several sockets."""
    several = getattr(server, "effective_listen", None)
    return int(several[0][1] if several else server.effective_port)


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  # compared, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _run(server: Any, app: Flask, link: str) -> None:
    # It reports every moment in which all threads are busy; that is not the reader's business.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    background = Background(app)
    # Waitress ends on the interrupt by itself; this is for one that comes before it runs.
    with suppress(KeyboardInterrupt):
        click.echo(tell(N_("Open this link to sign in (it works once):")))
        click.echo(f"\n    {link}\n")
        click.echo(tell(N_("Data: %(home)s. Stop with Ctrl-C."), home=app.extensions["settings"].home))
        sys.stdout.flush()
        background.start()
        server.run()
    server.close()
    background.stop()
    click.echo(tell(N_("Stopped. Everything is saved.")))


class Background:
    """What begins once the link is printed: the thread of the jobs, and the loading of word lists."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._workers: Any = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def _run(self) -> None:
        from annotator.services.suggest import warm
        from annotator.web.language import collect_messages

        collect_messages()
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
