"""What all tests share: an application on a database file of its own, people, a project."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from annotator import labelsets
from annotator.app import create_app, prepare_database
from annotator.config import Settings
from annotator.core.labels import LabelSet
from annotator.db.accounts import UserRow
from annotator.db.base import session as database_session
from annotator.db.projects import ProjectRow
from annotator.services import accounts, projects
from annotator.services.accounts import add_user, make_link
from annotator.services.intake import Report, take_file
from annotator.services.projects import add_members, create_project
from tests.kept import Kept
from tests.one_app import OneApp

# No deadlines: the machines that run these are shared. Derandomised: a failure must come back.
settings.register_profile(
    "annotator", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("annotator")

# As the program does: there are as many processes as processors without it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A real hash takes a tenth of a second, and nearly every test makes one. test_accounts.py looks at the real cost.
accounts._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

# Nearly every test makes a project with the same label set. test_labelfile.py and test_labels.py read each anew.
projects.read_label_set = lru_cache(projects.read_label_set)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Start more workers than there are processors: each waits a fifth of its time, for a browser or a server."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return (os.cpu_count() or 1) * 3 // 2


def pytest_collection_finish() -> None:
    """Spare what is loaded by now from being looked through for garbage: that took a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def conflict() -> LabelSet:
    """The default label set."""
    return labelsets.read("conflict")


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the newest schema and nothing in it, made by the migrations once."""
    home = tmp_path_factory.mktemp("blank")
    app = create_app(Settings(home, home / "exports"))
    prepare_database(app)
    with app.app_context():
        database_session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return home / "annotator.sqlite3"


@pytest.fixture(scope="session")
def one_app(tmp_path_factory: pytest.TempPathFactory) -> OneApp:
    """The application of this process, between two tests."""
    home = tmp_path_factory.mktemp("one")
    return OneApp(create_app(Settings(home, home / "exports"), TESTING=True, WTF_CSRF_ENABLED=False, JOBS_AT_ONCE=True))


@pytest.fixture
def app(one_app: OneApp, blank_database: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a real database file of its own."""
    settings_ = Settings(tmp_path / "home", tmp_path / "exports")
    settings_.prepare()
    settings_.database.write_bytes(blank_database.read_bytes())
    one_app.move(settings_)
    with one_app.app.app_context():
        yield one_app.app
        one_app.leave()


@pytest.fixture(scope="session")
def kept() -> Kept:
    """What was made for one test and serves the next ones too."""
    return Kept()


@pytest.fixture
def reach(app: Flask, kept: Kept) -> Callable:
    """Bring the data folder to where a function leads: ``reach("golden", make)``; see :class:`Kept`."""
    return partial(kept.reach, app)


@pytest.fixture
def session(app: Flask) -> Session:
    """The session of the application's database."""
    return database_session


@pytest.fixture
def manager(session: Session) -> UserRow:
    """A manager with a password."""
    return add_user(session, "huda", "a long enough password", manager=True)


@pytest.fixture
def annotator(session: Session, project: ProjectRow) -> UserRow:
    """A member of the project who is no manager."""
    user = add_user(session, "layla", None)
    add_members(session, project, [user])
    return user


@pytest.fixture
def project(session: Session, manager: UserRow) -> ProjectRow:
    """A project with the default label set."""
    return create_project(session, "مشروع", labelsets.text("conflict"), "conflict.toml")


@pytest.fixture
def take(session: Session, project: ProjectRow):
    """Bring a file's bytes in: ``take("a.txt", "…")``."""

    def taken(name: str, content: str | bytes, **more) -> Report:
        raw = content.encode() if isinstance(content, str) else content
        return take_file(session, project, name, BytesIO(raw), **more)

    return taken


@pytest.fixture
def sign_in(app: Flask, session: Session):
    """Return a client that is signed in as a user."""

    def signed_in(user: UserRow) -> FlaskClient:
        client = app.test_client()
        assert client.get(f"/sign-in/{make_link(session, user)}").status_code == 302
        return client

    return signed_in
