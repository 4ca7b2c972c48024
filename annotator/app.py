"""The application factory: settings, extensions, blueprints."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from sqlalchemy import inspect

from annotator.config import PACKAGE, Settings, folder, settings_from
from annotator.db import accounts, adjudication, audit, deeds, documents, jobs, layers, models, projects  # noqa: F401  # the tables must be known before use
from annotator.db.base import db, prepare
from annotator.services.mail import Outbox
from annotator.services.throttle import Throttle
from annotator.web import blueprints, joined
from annotator.web.language import choose_language, speak
from annotator.web.payloads import page_json
from annotator.web.problems import register_problems
from annotator.web.security import load_user, secure, unauthorized
from annotator.web.signing_in import Cookies

JSON = {
    "json_serializer": lambda value: msgspec.json.encode(value).decode(),
    "json_deserializer": msgspec.json.decode,
}
"""How columns of JSON are written and read: ten times as fast as by the standard library."""

MIGRATIONS = PACKAGE / "db" / "migrations"


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Return the application. ``overrides`` are Flask configuration values, for tests."""
    settings = settings or settings_from(os.environ)
    static = folder("static")
    app = Flask(
        "annotator",
        static_folder=str(static),
        # The address changes with the content, so that browsers may keep every file for good.
        static_url_path=f"/static/{_version(static)}",
        template_folder=str(folder("templates")),
    )
    app.config.update(_configuration(settings), **overrides)
    app.extensions["settings"] = settings
    app.extensions["throttle"] = Throttle()
    app.extensions["outbox"] = Outbox()
    app.session_interface = Cookies()
    _extend(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    register_problems(app)
    secure(app)
    joined.join_files(app)
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key(),
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{settings.database}",
        "SQLALCHEMY_ENGINE_OPTIONS": {"connect_args": {"check_same_thread": False}, "pool_size": 16, **JSON},
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_DURATION": timedelta(days=14),
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_HTTPONLY": True,
        # A page stays open for a working day and longer; the session itself bounds a token's life.
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": settings.max_upload_mb * 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 20_000_000,
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
        "COMPRESS_MIMETYPES": [
            "text/html",
            "text/css",
            "text/javascript",
            "application/json",
            "image/svg+xml",
        ],
        # Each page is compressed for itself: half of the time for a twentieth more to send (of 100 kB, in ms: 5.3 to
        # 2.3, and 2.4 to 1.2). zstd, which is taken where the browser knows it, is quick as it is.
        "COMPRESS_LEVEL": 4,
        "COMPRESS_BR_LEVEL": 3,
        "BABEL_DEFAULT_LOCALE": "ar",
        "BABEL_TRANSLATION_DIRECTORIES": str(PACKAGE / "translations"),
    }


def _extend(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    Babel(app, locale_selector=choose_language)
    speak(app)
    Compress(app)
    CSRFProtect(app)
    login = LoginManager(app)
    login.user_loader(load_user)
    login.unauthorized_handler(unauthorized)
    app.jinja_env.policies["json.dumps_function"] = page_json
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def prepare_database(app: Flask) -> None:
    """Bring the database file to the newest schema; a new one is made."""
    with app.app_context():
        if not _is_newest():
            migrate(app)


def migrate(app: Flask, revision: str = "head") -> None:
    """Bring the database to a revision of its schema, forwards or back; the caller has pushed the application."""
    # Late: Alembic takes a fifth of a second to import, and most starts find nothing to change.
    from flask_migrate import Migrate, downgrade, upgrade

    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    (upgrade if revision == "head" else downgrade)(directory=str(MIGRATIONS), revision=revision)


def _is_newest() -> bool:
    """Whether the schema is that of the last migration; the name of each file begins with its revision."""
    newest = max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == newest


def _version(static: Path) -> str:
    """Return a word that changes when any static file does, or the way in which they are joined."""
    digest = hashlib.sha256(Path(joined.__file__).read_bytes())
    for path in sorted(static.rglob("*")):
        if path.is_file():
            digest.update(f"\0{path.relative_to(static).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
