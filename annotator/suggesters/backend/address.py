"""The address of a lab's server, and how one signs in there; what is secret in it is never shown."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from annotator.core.phrases import N_, Problem

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is. ``path`` has no slash at its end; ``authorization`` is a header's value, or empty."""

    scheme: str
    host: str
    port: int
    path: str = ""
    authorization: str = field(default="", repr=False)

    def __str__(self) -> str:
        """Return the address as people may see it: without name, password or token."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    @property
    def private(self) -> bool:
        """Whether nobody on the way can read the texts: over HTTPS, or on this machine."""
        return self.scheme == "https" or _is_here(self.host)


def parse(given: str) -> Address:
    """Read ``http(s)://[user:password@ or token@]host[:port][/path]``; :class:`Problem` ``backend-address`` otherwise.

    A name and a password become basic authentication, one word alone an “Authorization: Token …” header. What was
    given is not repeated: it may hold a password.
    """
    given = given.strip()
    try:
        parts = urlsplit(given)
        address = Address(
            parts.scheme,
            parts.hostname or "",
            parts.port or _PORTS.get(parts.scheme, 0),
            parts.path.rstrip("/"),
            _authorization(parts),
        )
        fits = parts.scheme in _PORTS and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        fits = False
    if not fits or not given.isascii() or not given.isprintable() or " " in given:
        raise Problem(
            "backend-address",
            N_("The address of a model's server is such as https://models.example.org:9090, with http or https."),
        )
    return address


def _authorization(parts: SplitResult) -> str:
    """Return the value of the header; ``ValueError`` for a token that would not fit in one."""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if password:
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    if not user:
        return ""
    if not user.isascii() or not user.isprintable():
        raise ValueError
    return f"Token {user}"


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
