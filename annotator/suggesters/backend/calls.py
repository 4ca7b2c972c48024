"""One call of a server: within its time, up to a size, to no other place; tried again where that may help."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from threading import Event, Timer
from typing import Any

from annotator.core.phrases import N_, Problem
from annotator.suggesters.backend.address import Address

LARGEST = 16_000_000
"""The longest answer that is read, in bytes."""
CONNECTING = 5.0
"""How many seconds a server has to take a call at all."""

_PAUSES = (0.5, 2.0)
"""The seconds before the second and the third try."""
_PASSING = frozenset((429, 500, 502, 503, 504))
"""Answers after which the same call may well succeed."""
_CHUNK = 65_536


class Calls:
    """Calls one server. ``seconds`` is the time of a whole call, ``sleep`` waits between two tries."""

    def __init__(
        self,
        address: Address,
        *,
        seconds: float = 30.0,
        largest: int = LARGEST,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address, self.seconds = address, seconds
        self._largest, self._sleep = largest, sleep

    def get(self, path: str, *, seconds: float | None = None) -> Any:
        """Return the JSON value that the server answers; raises like :meth:`post`."""
        return self._call("GET", path, None, seconds or self.seconds)

    def post(self, path: str, value: Any, *, seconds: float | None = None) -> Any:
        """Send a JSON value and return the one that is answered, ``None`` for an empty answer.

        Raises :class:`Problem`: ``backend-unreachable``, ``backend-late``, ``backend-certificate``,
        ``backend-error`` (an HTTP status),
        ``backend-unknown`` (no such call there), ``backend-refused``, ``backend-moved``, ``backend-huge``,
        ``backend-nonsense``.
        """
        return self._call("POST", path, json.dumps(value).encode(), seconds or self.seconds)

    def _call(self, method: str, path: str, body: bytes | None, seconds: float) -> Any:
        for pause in (*_PAUSES, None):
            try:
                status, raw = self._once(method, path, body, seconds)
                self._check(status, path)
                return self._read(raw)
            except Problem as problem:
                passing = problem.code == "backend-unreachable" or problem.phrase.values.get("status") in _PASSING
                if pause is None or not passing:
                    raise
            self._sleep(pause)
        raise AssertionError  # the last round returns or raises

    def _once(self, method: str, path: str, body: bytes | None, seconds: float) -> tuple[int, bytes]:
        connection = self._connection(min(seconds, CONNECTING))
        late, allowed = Event(), min(seconds, CONNECTING)
        try:
            connection.connect()
            allowed = seconds
            with _at_most(connection.sock, seconds, late):
                connection.request(method, f"{self.address.path}/{path}", body, self._headers(body))
                with connection.getresponse() as response:
                    status, raw = response.status, self._body(response)
            if late.is_set():
                raise TimeoutError
            return status, raw
        except (OSError, HTTPException, ValueError) as error:  # ValueError: a name that is none, a socket cut off
            raise self._failure(error, late, allowed) from None
        finally:
            connection.close()

    def _failure(self, error: Exception, late: Event, seconds: float) -> Problem:
        address = str(self.address)
        if late.is_set() or isinstance(error, TimeoutError):
            message = N_("The server %(address)s has not answered within %(seconds)s seconds. It will be asked again.")
            return Problem("backend-late", message, address=address, seconds=f"{seconds:g}")
        if isinstance(error, ssl.SSLCertVerificationError):
            message = N_("The certificate of the server %(address)s is not one that this machine trusts: %(reason)s.")
            return Problem("backend-certificate", message, address=address, reason=error.verify_message)
        if isinstance(error, HTTPException) and not isinstance(error, OSError | IncompleteRead):
            return Problem("backend-nonsense", N_("What answers at %(address)s speaks no HTTP."), address=address)
        message = N_("The server %(address)s cannot be reached. See whether it runs; it will be asked again.")
        return Problem("backend-unreachable", message, address=address)

    def _connection(self, seconds: float) -> HTTPConnection:
        host, port = self.address.host, self.address.port
        if self.address.scheme == "http":
            return HTTPConnection(host, port, timeout=seconds)
        return HTTPSConnection(host, port, timeout=seconds, context=self._trust)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context()  # reads all certificates of the machine: once is enough

    def _headers(self, body: bytes | None) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self.address.authorization:
            headers["Authorization"] = self.address.authorization
        return headers

    def _body(self, response: HTTPResponse) -> bytes:
        pieces, size = [], 0
        while piece := response.read(_CHUNK):
            pieces.append(piece)
            size += len(piece)
            if size > self._largest:
                message = N_("The server %(address)s answers more than %(most)s MB, which is not read.")
                most = max(1, self._largest // 1_000_000)
                raise Problem("backend-huge", message, address=str(self.address), most=most)
        if response.length:
            raise IncompleteRead(b"")  # an early end is taken for the end there
        return b"".join(pieces)

    def _check(self, status: int, path: str) -> None:
        if 200 <= status < 300:
            return
        values = {"address": str(self.address), "status": status, "path": f"/{path}"}
        if status in (401, 403):
            message = N_("The server %(address)s refuses to work for us: see the name and password in its address.")
            raise Problem("backend-refused", message, **values)
        if 300 <= status < 400:
            message = N_("The server %(address)s sends us on to another address, where no text goes: enter that one.")
            raise Problem("backend-moved", message, **values)
        if status in (404, 405):
            message = N_("The server %(address)s does not know %(path)s: is it an ML backend for Label Studio?")
            raise Problem("backend-unknown", message, **values)
        message = N_("The server %(address)s answers %(path)s with the error %(status)s. See its log.")
        raise Problem("backend-error", message, **values)

    def _read(self, raw: bytes) -> Any:
        try:
            return json.loads(raw) if raw.strip() else None
        except (ValueError, RecursionError):
            message = N_("The server %(address)s answers something that is no JSON: is it an ML backend?")
            raise Problem("backend-nonsense", message, address=str(self.address)) from None


@contextmanager
def _at_most(sock: socket.socket, seconds: float, late: Event) -> Iterator[None]:
    """Cut the connection off when the time is over, however many bytes still trickle in."""
    sock.settimeout(seconds)

    def cut() -> None:
        late.set()
        with suppress(OSError):  # it may be closed already
            # Not SSLSocket.shutdown, which takes the layer away under the reader's feet.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
