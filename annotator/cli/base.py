"""What all commands share: the group, the language of the messages, the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.core.phrases import N_, Phrase, Problem
from annotator.translations import catalogue, said
from annotator.version import __version__

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

# The server's threads, jobs and people share few cores: NumPy's own would wait on them spinning. Measured, agreement on
# 200 documents costs 5 s of the processor instead of 9 s, and learning takes no longer. Set before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Flask, SQLAlchemy and the suggesters are imported inside the commands: `annotator --help` and
# `annotator suggest --text` need no database, and wait for none.


def tell(message: str, /, **values: Any) -> str:
    """Return a sentence in the language of the environment."""
    language = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en")[:2]
    return said(Phrase(message, values), catalogue(language).gettext)


def _sentences(problem: Problem) -> Iterator[str]:
    """Yield what a problem says: a label set's file has a sentence for each of its lines that is wrong."""
    yield tell(problem.phrase.message, **problem.phrase.values)
    for error in getattr(problem, "errors", ()):
        reason = tell(error.phrase.message, **error.phrase.values)
        yield tell(N_("  line %(line)s: %(reason)s"), line=error.line, reason=reason)


class Commands(click.Group):
    """The group that turns a :class:`Problem` into a message on standard error and the exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: D102  # what click asks for
        from sqlalchemy.exc import OperationalError

        try:
            return super().invoke(ctx)
        except Problem as problem:
            raise click.ClickException("\n".join(_sentences(problem))) from problem
        except OperationalError as error:
            message = N_("The database cannot be used (%(detail)s). Is %(variable)s a folder that can be written?")
            raise click.ClickException(tell(message, detail=error.orig, variable="ANNOTATOR_HOME")) from error
        except OSError as error:
            # A folder that cannot be written, a full disk: the system says it best.
            if error.filename is None:
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="annotator")
def main() -> None:
    """Annotate Arabic conflict news with spans and events."""


@contextmanager
def database() -> Iterator[tuple[Flask, Session]]:
    """Open the database of ANNOTATOR_HOME, made or brought up to date where needed."""
    from sqlalchemy.exc import DatabaseError

    from annotator.app import create_app, prepare_database
    from annotator.db.base import session

    app = create_app()
    try:
        prepare_database(app)
    except DatabaseError as error:
        file = app.extensions["settings"].database
        message = tell(N_("The database %(file)s cannot be read (%(detail)s)."), file=file, detail=error.orig)
        raise click.ClickException(message) from error
    with app.app_context():
        yield app, session


def label_set_text(given: str) -> tuple[str, str]:
    """Return the TOML text of a shipped label set or a file, and what it is called in errors."""
    from annotator import labelsets

    if given in labelsets.names():
        return labelsets.text(given), f"{given}.toml"
    path = Path(given)
    if not path.is_file():
        known = ", ".join(labelsets.names())
        raise Problem(
            "label-set",
            N_("There is no label set “%(name)s” and no such file. Shipped: %(known)s."), name=given, known=known,
        )  # fmt: skip
    try:
        return path.read_text("utf-8-sig"), path.name
    except UnicodeDecodeError as error:
        raise Problem("label-set", N_("%(file)s is not UTF-8."), file=path.name) from error
