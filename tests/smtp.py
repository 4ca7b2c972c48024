"""A real mail server on a loopback port."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, SECRET = "the user", "p@ss:word/+%"


@dataclass
class Postbox:
    """What the server has taken; ``refuses`` is what it answers to a mail instead, ``{link}`` filled."""

    refuses: str = ""
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  # the library's name
        mail = message_from_bytes(envelope.content, policy=default)
        if self.refuses:
            return self.refuses.format(link=next(word for word in mail.get_content().split() if "/reset/" in word))
        self.mails.append(mail)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 OK"


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate for 127.0.0.1 that nobody trusts yet."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate, and is not here")
    path = folder / "server.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", str(folder / "key")]
    subprocess.run([*made, "-out", str(folder / "certificate"), *names], check=True, capture_output=True)
    path.write_bytes((folder / "key").read_bytes() + (folder / "certificate").read_bytes())
    return path


def _known(server, session, envelope, mechanism, data) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), SECRET.encode())
    return AuthResult(success=good, handled=False)


@contextmanager
def mail_server(postbox: Postbox, pem: Path | None = None, *, wrapped: bool = False, **more) -> Iterator[Postbox]:
    """Run the server: with ``pem`` it offers STARTTLS, or is ``wrapped`` in TLS from the first byte."""
    context = None
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
    settings = {"ssl_context": context} if wrapped else {"tls_context": context}
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port(), authenticator=_known, **settings, **more)
    controller.start()
    postbox.port = controller.port
    try:
        yield postbox
    finally:
        controller.stop()
