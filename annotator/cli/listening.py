"""Listening: the sockets of the server, bound before it starts, and the server that answers what comes in by them."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.base import tell
from annotator.core.phrases import N_

if TYPE_CHECKING:
    from flask import Flask

BACKLOG = 1024
"""So many connections wait at most until they are taken; what the system allows may be less."""


def listen(host: str, port: int) -> Sequence[socket.socket]:
    """Return the sockets of an address: a name such as localhost may stand for several. Port 0 takes a free one.

    From now on connections wait there, for any process that inherits the sockets and takes them.
    """
    from waitress.adjustments import Adjustments

    try:
        with ExitStack() as opened:
            found = Adjustments(host=host, port=port).listen
            sockets = [opened.enter_context(_bound(family, address)) for family, _, _, address in found]
            opened.pop_all()
            return sockets
    except (OSError, ValueError) as error:
        message = tell(
            N_("Cannot listen on %(host)s:%(port)s (%(detail)s). Choose another port with --port or PORT."),
            host=host,
            port=port,
            detail=getattr(error, "strerror", None) or error,
        )
        raise click.ClickException(message) from error


def _bound(family: int, address: Any) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two servers have one address
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except BaseException:
        made.close()
        raise
    return made


def server_on(app: Flask, sockets: Sequence[socket.socket], threads: int) -> Any:
    """Return a server that answers by ``app`` in ``threads`` threads; it has not begun yet."""
    from waitress import create_server

    return create_server(
        app,
        sockets=list(sockets),
        threads=threads,
        ident=None,
        backlog=BACKLOG,
        clear_untrusted_proxy_headers=True,
        **_proxy(app),
    )


def _proxy(app: Flask) -> dict[str, Any]:
    """Return whose word is taken for who asks and whether over HTTPS: of the proxy in the settings, if any."""
    proxy = app.extensions["settings"].proxy
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": headers} if proxy else {}


def address_of(host: str, sockets: Sequence[socket.socket]) -> str:
    """Return where a browser on this machine reaches the server, such as ``http://127.0.0.1:5000``."""
    return f"http://{_shown(host)}:{sockets[0].getsockname()[1]}"


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  # compared, not listened on
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
