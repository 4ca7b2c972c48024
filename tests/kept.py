"""What takes long to make, and many tests begin with: made once in a process, then copied for each of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
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
        self._made: dict[Hashable, tuple[object, dict[Path, bytes | None]]] = {}

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
            self._made[key] = (made, dict(_content(home)))
            return made
        _close()
        made, content = self._made[key]
        for path, raw in content.items():
            place = home / path
            if raw is None:
                place.mkdir(exist_ok=True)
            elif place == settings.database or not place.exists():  # the secret key is the application's own
                place.write_bytes(raw)
        return made


def _content(folder: Path) -> Iterator[tuple[Path, bytes | None]]:
    """Yield each file with what is in it, and before them the folders that they lie in, with nothing."""
    for path in sorted(folder.rglob("*")):
        yield path.relative_to(folder), None if path.is_dir() else path.read_bytes()


def _close() -> None:
    """Let go of the database: with its last connection all that was written is in its one file.

    Rows that a test holds stay good: they are read anew when they are next looked at.
    """
    session.commit()
    db.engine.dispose()
    session.expire_all()
