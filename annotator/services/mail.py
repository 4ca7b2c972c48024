"""Mails: what they say, how they are handed to the mail server, and a thread that does it while nobody waits."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.config import MailServer
from annotator.core.phrases import N_, Phrase
from annotator.translations import catalogue, said

if TYPE_CHECKING:
    from email.message import EmailMessage
    from smtplib import SMTP
    from ssl import SSLContext

log = logging.getLogger("annotator.mail")

SECONDS = 20
"""So long the mail server may take for each answer."""

MOST_WAITING = 200
"""So many mails wait at most; what comes more is dropped, and logged."""

SUBJECT = N_("A new password for %(url)s")
BODY = N_(
    "Hello %(name)s,\n\n"
    "somebody has asked for a new password for your account “%(name)s” on %(url)s. "
    "This page lets you choose one:\n\n"
    "%(link)s\n\n"
    "The link works once, within %(hours)s hours.\n\n"
    "If it was not you who asked, you need not do anything: your password stays as it is.\n"
)


def password_mail(server: MailServer, to: str, language: str, **values: object) -> EmailMessage:
    """Return the mail with the link to a new password; its ``values`` are ``name``, ``url``, ``link``, ``hours``."""
    from email.message import EmailMessage
    from email.utils import localtime, make_msgid

    gettext = catalogue(language).gettext
    mail = EmailMessage()
    mail["From"], mail["To"] = server.sender, to
    mail["Subject"] = said(Phrase(SUBJECT, values), gettext)
    mail["Date"], mail["Message-ID"] = localtime(), make_msgid(domain=server.sender.rpartition("@")[2].strip("> "))
    mail["Auto-Submitted"] = "auto-generated"  # so that no absence notice answers
    mail.set_content(said(Phrase(BODY, values), gettext))
    mail["Content-Language"] = language
    return mail


def send(server: MailServer, mail: EmailMessage) -> None:
    """Hand a mail to the server; raises :class:`OSError`, of which ``smtplib``'s errors are some."""
    with _connection(server) as connection:
        if server.scheme == "smtp+starttls":
            # Without it the mail is not sent: who cuts the offer off must not get to read it.
            connection.starttls(context=_trust())
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(mail)


def _connection(server: MailServer) -> SMTP:
    from smtplib import SMTP, SMTP_SSL

    if server.scheme == "smtps":
        return SMTP_SSL(server.host, server.port, timeout=SECONDS, context=_trust())
    return SMTP(server.host, server.port, timeout=SECONDS)


def _trust() -> SSLContext:
    import ssl

    return ssl.create_default_context()


class Outbox:
    """Does what is put in one after the other, in a thread of its own; what fails is logged without its contents.

    Each process of the server has one.
    """

    def __init__(self) -> None:
        self._waiting: queue.Queue[Callable[[], None]] = queue.Queue(MOST_WAITING)
        self._start = threading.Lock()
        self._running = False

    def put(self, job: Callable[[], None]) -> None:
        """Let ``job`` be done soon; returns at once."""
        with self._start:
            if not self._running:
                threading.Thread(target=self._run, name="outbox", daemon=True).start()
                self._running = True
        try:
            self._waiting.put_nowait(job)
        except queue.Full:
            log.error("Too many mails are waiting: one was dropped.")

    def join(self) -> None:
        """Wait until everything that was put in is done."""
        self._waiting.join()

    def _run(self) -> None:
        while True:
            job = self._waiting.get()
            try:
                job()
            except Exception as error:
                # Nothing but its kind: what a server answers may quote the mail, and the mail holds the secret.
                log.error("A mail could not be sent: %s %s", type(error).__name__, getattr(error, "smtp_code", ""))
            finally:
                self._waiting.task_done()
