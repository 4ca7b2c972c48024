"""What takes long to make, and many tests begin with: made once in a process, then copied for each of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy import select

from annotator.db.accounts import UserRow
from annotator.db.base import db, session
from annotator.db.projects import ProjectRow

T = TypeVar("T")


class Kept:
    """Data folders as they were when something had been made in them, for all tests of a process."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[object, dict[Path, bytes]]] = {}

    def reach(self, app: Flask, name: str, make: Callable[[], T]) -> T:
        """Bring the data folder of ``app`` to where ``make`` leads, and return what it returns: plain values, no rows.

        What ``make`` does must depend on nothing but the people and the projects that are there already, by their
        names, and on what is always so where ``name`` is asked for.
        """
        settings = app.extensions["settings"]
        home = settings.home
        key = (name, *session.scalars(select(UserRow.name)), *session.scalars(select(ProjectRow.name)))
        if key not in self._made:
            made = make()
            _close()
            self._made[key] = (made, {path.relative_to(home): path.read_bytes() for path in _files(home)})
            return made
        _close()
        made, files = self._made[key]
        for path, content in files.items():
            if (
                home / path == settings.database or not (home / path).exists()
            ):  # its secret key is the application's own
                (home / path).parent.mkdir(parents=True, exist_ok=True)
                (home / path).write_bytes(content)
        return made


def _files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def _close() -> None:
    """Let go of the database: with its last connection all that was written is in its one file.

    Rows that a test holds stay good: they are read anew when they are next looked at.
    """
    session.commit()
    db.engine.dispose()
    session.expire_all()
