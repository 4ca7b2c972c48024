"""A lab's server on this machine's loopback: it answers what a test tells it to, and keeps what came."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from annotator.core.spans import Span


@dataclass(frozen=True)
class Told:
    """An event as a finished document has it."""

    trigger: Span
    type: str
    subtype: str | None
    arguments: tuple[tuple[str, Span], ...] = ()


Behaviour = Callable[["Lab", BaseHTTPRequestHandler], None]


class Lab:
    """``paths[path]`` are the behaviours of a path, taken one after the other; the last one stays."""

    def __init__(self, port: int) -> None:
        self.port, self.calls, self.stop = port, [], Event()
        self.paths: dict[str, list[Behaviour]] = {
            "/health": [says({"status": "UP", "model_class": "Tiny"})],
            "/setup": [says({"model_version": "tiny-1"})],
            "/predict": [says({"results": []})],
            "/webhook": [says({"result": {}, "status": "ok"}, 201)],
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def called(self, path: str) -> list[dict[str, Any]]:
        """The bodies that came to a path."""
        return [body for where, body, _headers in self.calls if where == path]

    def headers(self) -> dict[str, str]:
        """The headers of the last call."""
        return self.calls[-1][2]

    def predicts(self, *behaviours: Behaviour) -> None:
        self.paths["/predict"] = list(behaviours)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.calls.append((handler.path, json.loads(raw) if raw else None, dict(handler.headers)))
        behaviours = self.paths.get(handler.path, [says({}, 404)])
        (behaviours.pop(0) if len(behaviours) > 1 else behaviours[0])(self, handler)


def says(value: Any, status: int = 200, **headers: str) -> Behaviour:
    """Answer a value as JSON, or bytes as they are."""

    def behave(_lab: Lab, handler: BaseHTTPRequestHandler) -> None:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        handler.send_response(status)
        for name, content in headers.items():
            handler.send_header(name, content)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def hangs(lab: Lab, _handler: BaseHTTPRequestHandler) -> None:
    """Answer nothing until the test is over."""
    lab.stop.wait(30)


def trickles(lab: Lab, handler: BaseHTTPRequestHandler) -> None:
    """Answer a byte now and then, for as long as somebody listens."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
    while not lab.stop.wait(0.02):
        handler.wfile.write(b" ")


def closes(_lab: Lab, handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True


def breaks_off(_lab: Lab, handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent."""
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"results": [')


def pours(_lab: Lab, handler: BaseHTTPRequestHandler) -> None:
    """Answer without an end."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n[")
    while True:
        handler.wfile.write(b"0," * 500_000)


def mumbles(_lab: Lab, handler: BaseHTTPRequestHandler) -> None:
    """Speak another protocol."""
    handler.wfile.write(b"220 mail.example ESMTP\r\n")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    lab: Lab

    def do_GET(self) -> None:
        try:
            self.lab.answer(self)
        except OSError:
            self.close_connection = True  # the client has gone

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


@contextmanager
def serving() -> Iterator[Lab]:
    """Serve on a free port for the length of a test."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.lab = lab = Lab(server.server_address[1])
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield lab
    finally:
        lab.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
