"""Settings from the environment, and where the folders of the project lie."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from annotator.core.phrases import N_, Problem

PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie, and how large a request may be.

    ``home`` holds the database and the secret key; nothing of a user's work lies elsewhere but ``exports``.
    """

    home: Path
    exports: Path
    max_upload_mb: int = 256

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
    """Read ``ANNOTATOR_HOME``, ``ANNOTATOR_EXPORTS`` and ``ANNOTATOR_MAX_UPLOAD_MB``."""
    given = environment.get("ANNOTATOR_HOME")
    home = Path(given).expanduser().absolute() if given else user_data_path("annotator", appauthor=False)
    exports = environment.get("ANNOTATOR_EXPORTS")
    return Settings(
        home,
        Path(exports).expanduser().absolute() if exports else _exports(home),
        _megabytes(environment.get("ANNOTATOR_MAX_UPLOAD_MB") or "256"),
    )


def _megabytes(given: str) -> int:
    if not given.isdecimal() or not 0 < int(given) < 1_000_000:
        raise Problem(
            "setting", N_("ANNOTATOR_MAX_UPLOAD_MB is a whole number of megabytes, not “%(value)s”."), value=given
        )
    return int(given)


def folder(name: str) -> Path:
    """Return ``templates/`` or ``static/``: beside the package in a checkout, inside it once installed."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def _exports(home: Path) -> Path:
    """Return ``exports/`` of the checkout, or of the data folder where the program is installed as a package."""
    beside = PACKAGE.parent / "exports"
    return beside if (PACKAGE.parent / "pyproject.toml").is_file() and beside.is_dir() else home / "exports"
