"""Settings from the environment, and where the folders of the project lie."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path

from annotator.core.phrases import N_, Problem

PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes mails, and from whom they are. ``scheme`` is a key of :data:`MAIL_PORTS`."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


MAIL_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie, how large a request may be, how the program is reached and sends mails.

    ``home`` holds the database and the secret key; nothing of a user's work lies elsewhere but ``exports``. ``url`` is
    the address that users type, without a slash at its end; empty where it is not known. ``proxy`` is the address of
    the server in front of this one that may say who asks, and whether over HTTPS.
    """

    home: Path
    exports: Path
    max_upload_mb: int = 256
    url: str = ""
    mail: MailServer | None = None
    proxy: str = ""

    @property
    def database(self) -> Path:
        """The embedded database file."""
        return self.home / "annotator.sqlite3"

    def prepare(self) -> None:
        """Make the home folder, readable by its owner alone."""
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            writable = os.access(self.home, os.W_OK)
        except OSError:
            writable = False
        if not writable:
            message = N_("The data folder %(folder)s cannot be written. Set %(variable)s to one that can.")
            raise Problem("home", message, folder=self.home, variable="ANNOTATOR_HOME")

    def secret_key(self) -> str:
        """Return the key that signs the cookies, made at the first start."""
        self.prepare()
        path = self.home / "secret-key"
        if not path.is_file():
            # Whole or not at all: half a key would lock everybody out at the next start.
            unfinished = self.home / f".secret-key.{secrets.token_hex(4)}"
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
            unfinished.replace(path)
        return path.read_text("ascii")


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the variables ``ANNOTATOR_HOME``, ``…_EXPORTS``, ``…_MAX_UPLOAD_MB``, ``…_URL``, ``…_SMTP``, ``…_MAIL_FROM``
    and ``…_PROXY``.
    """
    given = environment.get("ANNOTATOR_HOME")
    home = Path(given).expanduser().absolute() if given else user_data_path("annotator", appauthor=False)
    exports = environment.get("ANNOTATOR_EXPORTS")
    url = _url(environment.get("ANNOTATOR_URL") or "")
    return Settings(
        home,
        Path(exports).expanduser().absolute() if exports else _exports(home),
        _megabytes(environment.get("ANNOTATOR_MAX_UPLOAD_MB") or "256"),
        url,
        _mail_server(environment.get("ANNOTATOR_SMTP") or "", environment.get("ANNOTATOR_MAIL_FROM") or "", url),
        (environment.get("ANNOTATOR_PROXY") or "").strip(),
    )


def _megabytes(given: str) -> int:
    if not given.isdecimal() or not 0 < int(given) < 1_000_000:
        raise Problem(
            "setting", N_("ANNOTATOR_MAX_UPLOAD_MB is a whole number of megabytes, not “%(value)s”."), value=given
        )
    return int(given)


def _url(given: str) -> str:
    """Return the address under which the program is reached: scheme, host, port."""
    given = given.strip().rstrip("/")
    try:
        parts = urlsplit(given)
        whole = parts.scheme in ("http", "https") and parts.hostname and given == f"{parts.scheme}://{parts.netloc}"
        fits = not given or bool(whole and "@" not in given and (parts.port is None or parts.port))
    except ValueError:
        fits = False
    if not fits:
        raise Problem(
            "setting", N_("ANNOTATOR_URL is an address such as https://annotator.example.org, with nothing behind it.")
        )
    return given


def _mail_server(given: str, sender: str, url: str) -> MailServer | None:
    """Return where mails are handed in; what is wrong with the address is not repeated: it may hold a password."""
    if not given:
        return None
    try:
        parts = urlsplit(given.strip())
        scheme, host = parts.scheme, parts.hostname or ""
        port = parts.port or MAIL_PORTS.get(scheme, 0)
        # Python's library can send no names and passwords but plain ones.
        fits = scheme in MAIL_PORTS and bool(host) and unquote(parts.netloc).isascii()
    except ValueError:
        fits = False
    if not fits or parts.path.strip("/") or parts.query or parts.fragment:
        raise Problem(
            "setting",
            N_("ANNOTATOR_SMTP is an address such as smtp+starttls://user:password@mail.example.org:587."),
        )
    if "@" not in sender or not sender.isprintable():
        message = N_("ANNOTATOR_MAIL_FROM is the e-mail address from which mails come, not “%(value)s”.")
        raise Problem("setting", message, value=sender)
    if not url:
        raise Problem("setting", N_("With ANNOTATOR_SMTP, set ANNOTATOR_URL too: the links in mails begin with it."))
    return MailServer(scheme, host, port, sender, unquote(parts.username or ""), unquote(parts.password or ""))


def camel_ner_folder(environment: Mapping[str, str]) -> Path | None:
    """Return the folder that ``ANNOTATOR_CAMEL_NER`` names, which holds a model for camel-tools' recognizer of names.

    Read by the suggester itself: commands that need no database have no :class:`Settings`.
    """
    given = (environment.get("ANNOTATOR_CAMEL_NER") or "").strip()
    return Path(given).expanduser().absolute() if given else None


def folder(name: str) -> Path:
    """Return ``templates/`` or ``static/``: beside the package in a checkout, inside it once installed."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def _exports(home: Path) -> Path:
    """Return ``exports/`` of the checkout, or of the data folder where the program is installed as a package."""
    beside = PACKAGE.parent / "exports"
    return beside if (PACKAGE.parent / "pyproject.toml").is_file() and beside.is_dir() else home / "exports"
