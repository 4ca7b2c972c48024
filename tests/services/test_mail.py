"""Mails handed to a real server, and to servers that will not have them."""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
import threading

import pytest

from annotator.config import MailServer
from annotator.services import mail
from annotator.services.mail import Outbox, password_mail, send
from tests.smtp import SECRET, USER, Postbox, certificate, free_port, mail_server

VALUES = {"name": "ليلى", "url": "https://a.example", "link": "https://a.example/reset/SECRET-OF-IT", "hours": 12}


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(pem, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(pem.parent / "certificate"))
    return pem


def _server(port: int, scheme: str = "smtp", **more) -> MailServer:
    return MailServer(scheme, "127.0.0.1", port, "Annotator <annotator@a.example>", **more)


def _letter(server: MailServer, to: str = "layla@b.example", language: str = "en", **changed):
    return password_mail(server, to, language, **VALUES | changed)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_mail_arrives_whole(language):
    with mail_server(Postbox()) as postbox:
        server = _server(postbox.port)
        send(server, _letter(server, language=language))
    (taken,), ((sender, to),) = postbox.mails, postbox.envelopes
    assert (sender, to) == ("annotator@a.example", ["layla@b.example"])
    assert taken["From"] == "Annotator <annotator@a.example>"
    assert taken["To"] == "layla@b.example"
    assert "https://a.example" in taken["Subject"]
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["Date"]
    assert taken["Message-ID"].endswith("@a.example>")
    text = taken.get_content()
    assert "\nhttps://a.example/reset/SECRET-OF-IT\n" in text.replace("\r\n", "\n")
    assert "ليلى" in text
    assert "12" in text


def test_a_name_cannot_add_to_the_mail():
    server = _server(25)
    letter = _letter(server, name="x%(link)s{url}\u2028Bcc: y")
    assert "Bcc" not in letter
    with pytest.raises(ValueError, match=r"header|linefeed"):
        _letter(server, to="a@b.example\nBcc: c@d.example")


def test_signing_in_over_starttls(trusted):
    with mail_server(Postbox(), trusted, auth_required=True) as postbox:
        server = _server(postbox.port, "smtp+starttls", user=USER, password=SECRET)
        send(server, _letter(server))
        with pytest.raises(smtplib.SMTPAuthenticationError):
            send(_server(postbox.port, "smtp+starttls", user=USER, password="wrong"), _letter(server))
        with pytest.raises(smtplib.SMTPException):
            send(_server(postbox.port, "smtp+starttls"), _letter(server))
    assert len(postbox.mails) == 1


def test_tls_from_the_first_byte(trusted):
    with mail_server(Postbox(), trusted, wrapped=True) as postbox:
        server = _server(postbox.port, "smtps")
        send(server, _letter(server))
    assert len(postbox.mails) == 1


@pytest.mark.parametrize(("scheme", "wrapped"), [("smtps", True), ("smtp+starttls", False)])
def test_a_server_that_nobody_trusts_gets_no_mail(pem, scheme, wrapped):
    with mail_server(Postbox(), pem, wrapped=wrapped) as postbox:
        server = _server(postbox.port, scheme, user=USER, password=SECRET)
        with pytest.raises(ssl.SSLCertVerificationError):
            send(server, _letter(server))
    assert postbox.mails == []


def test_a_server_that_offers_no_starttls_gets_no_mail():
    with mail_server(Postbox(), auth_require_tls=False) as postbox:
        server = _server(postbox.port, "smtp+starttls", user=USER, password=SECRET)
        with pytest.raises(smtplib.SMTPNotSupportedError):
            send(server, _letter(server))
    assert postbox.mails == []


# --- In the background ---


def _logged(job, caplog) -> str:
    outbox = Outbox()
    with caplog.at_level(logging.DEBUG):
        outbox.put(job)
        outbox.join()
    return "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("annotator"))


def test_a_refused_mail_is_logged_without_what_is_in_it(caplog):
    refusing = Postbox(refuses="554 We do not like {link} in layla@b.example's mail")
    with mail_server(refusing) as postbox:
        server = _server(postbox.port)
        told = _logged(lambda: send(server, _letter(server)), caplog)
    assert "could not be sent: SMTPDataError 554" in told
    assert "SECRET-OF-IT" not in told
    assert "layla" not in told


def test_an_unreachable_server_is_logged(caplog):
    server = _server(free_port())
    assert "could not be sent: ConnectionRefusedError" in _logged(lambda: send(server, _letter(server)), caplog)


def test_a_server_that_says_nothing_is_given_up(caplog, monkeypatch):
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = _server(silent.getsockname()[1])
        assert "could not be sent: SMTPServerDisconnected" in _logged(lambda: send(server, _letter(server)), caplog)


def test_wrong_credentials_are_logged_without_them(caplog, trusted):
    with mail_server(Postbox(), trusted) as postbox:
        server = _server(postbox.port, "smtp+starttls", user=USER, password="not-the-password")
        told = _logged(lambda: send(server, _letter(server)), caplog)
    assert "SMTPAuthenticationError 535" in told
    assert "not-the-password" not in told
    assert "not-the-password" not in repr(server)


def test_what_fails_does_not_stop_the_next_and_nobody_waits(caplog):
    outbox, done, gate = Outbox(), [], threading.Event()

    def fail() -> None:
        gate.wait(10)
        raise RuntimeError("SECRET-OF-IT")

    outbox.put(fail)
    outbox.put(lambda: done.append(1))
    assert done == []  # putting has not waited for the first
    gate.set()
    outbox.join()
    assert done == [1]
    assert "SECRET-OF-IT" not in caplog.text


def test_what_is_too_much_is_dropped_and_said(caplog):
    outbox, done, gate = Outbox(), [], threading.Event()
    outbox.put(lambda: gate.wait(10))
    for number in range(mail.MOST_WAITING + 5):
        outbox.put(lambda number=number: done.append(number))
    gate.set()
    outbox.join()
    assert mail.MOST_WAITING - 1 <= len(done) <= mail.MOST_WAITING
    assert "dropped" in caplog.text
