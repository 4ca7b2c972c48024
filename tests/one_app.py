"""One application for all tests of a process: building it, and compiling its pages and queries, costs more than a test.

Each test still has a database file, settings, limits and mails of its own. Who tests what the application does as it is
built, or what its connections are like, builds one: ``create_app(app.extensions["settings"], …)``.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine, event

from annotator.config import Settings
from annotator.db.base import db, prepare
from annotator.services.mail import Outbox
from annotator.services.throttle import Throttle


class OneApp:
    """An application that moves from one data folder to the next, and is then as if it had been built for it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._config, self._extensions = dict(app.config), dict(app.extensions)
        with app.app_context():
            self._first = db.engine
            self._first.connect().close()  # only then does its dialect know the version of SQLite
            self._first.dispose()

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
        with self.app.app_context():
            db.engines[None] = self._engine(address)

    def leave(self) -> None:
        """Close the database."""
        db.session.remove()
        db.engine.dispose()

    def _engine(self, address: str) -> Engine:
        """Return an engine of its own for the test; the statements that were compiled for others serve it too."""
        engine = create_engine(address, **self._config["SQLALCHEMY_ENGINE_OPTIONS"])
        engine.dialect, engine._compiled_cache = self._first.dialect, self._first._compiled_cache
        prepare(engine)
        event.listen(engine, "connect", _in_a_hurry)
        return engine


def _in_a_hurry(connection: Any, record: Any) -> None:
    """Leave it to the system when things reach the disk: no test pulls the plug, and waiting for it adds up."""
    connection.execute("PRAGMA synchronous=OFF")
