"""One application for all tests of a process: building it, and compiling its pages and queries, costs more than a test.

Each test still has a database file, settings, limits and mails of its own. Who tests what the application does as it is
built, or what its connections are like, builds one: ``create_app(app.extensions["settings"], …)``.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import URL, event, make_url

from annotator.config import Settings
from annotator.db.base import db
from annotator.services.mail import Outbox
from annotator.services.throttle import Throttle


class OneApp:
    """An application that moves from one data folder to the next, and is then as if it had been built for it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._config, self._extensions = dict(app.config), dict(app.extensions)
        with app.app_context():
            self._engine = db.engine
        event.listen(self._engine, "do_connect", self._to_the_file_of_now)
        event.listen(self._engine, "connect", _in_a_hurry)

    def move(self, settings: Settings) -> None:
        """Take the database, the key and the folders of ``settings``; what a test changed in it is undone."""
        address = f"sqlite:///{settings.database}"
        fresh = {"settings": settings, "throttle": Throttle(), "outbox": Outbox()}
        config = {"SECRET_KEY": settings.secret_key(), "SQLALCHEMY_DATABASE_URI": address}
        self.app.config.clear()
        self.app.config.update(self._config | config)
        self.app.extensions.clear()
        self.app.extensions.update(self._extensions | fresh)
        self.app.test_client_class = None
        self._turn(make_url(address))

    def leave(self) -> None:
        """Close the database."""
        db.session.remove()
        self._engine.dispose()

    def _turn(self, url: URL) -> None:
        # The engine stays, and with it the statements that it has compiled; its pool begins anew.
        self._engine.dispose()
        self._engine.url = url

    def _to_the_file_of_now(self, dialect: Any, record: Any, arguments: list[Any], more: dict[str, Any]) -> None:
        arguments[0] = self._engine.url.database


def _in_a_hurry(connection: Any, record: Any) -> None:
    """Leave it to the system when things reach the disk: no test pulls the plug, and waiting for it adds up."""
    connection.execute("PRAGMA synchronous=OFF")
