"""Every connection is durable, and writers wait for one another instead of failing."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError

from annotator.app import create_app
from annotator.db.accounts import LinkRow, UserRow
from annotator.db.base import BUSY_SECONDS, Base, db, now, writing
from annotator.db.projects import MemberRow


def _pragma(connection, name: str):
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_every_connection_is_durable_and_keeps_its_references(app):
    with create_app(app.extensions["settings"]).app_context():
        with db.engine.connect() as first, db.engine.connect() as second:
            for connection in (first, second):
                assert _pragma(connection, "journal_mode") == "wal"
                assert _pragma(connection, "synchronous") == 2  # FULL: each commit is on the disk
                assert _pragma(connection, "foreign_keys") == 1
                assert _pragma(connection, "busy_timeout") == BUSY_SECONDS * 1000
        db.engine.dispose()


def test_a_reference_to_nothing_is_refused(session):
    session.add(MemberRow(project_id=7, user_id=7))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_a_write_that_breaks_leaves_nothing(session):
    def broken():
        with writing(session):
            session.add(UserRow(name="layla"))
            session.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert session.scalar(select(func.count(UserRow.id))) == 0


def test_writers_that_read_first_wait_for_one_another(app, session):
    """With the driver's own transactions this ends in "database is locked" whatever the time-out."""
    session.add(UserRow(name="layla", language="0"))
    session.commit()
    problems, together = [], threading.Barrier(4)

    def count_up() -> None:
        with app.app_context():
            together.wait()
            for _ in range(15):
                try:
                    with writing(session):
                        row = session.scalar(select(UserRow))
                        row.language = str(int(row.language) + 1)
                except Exception as problem:
                    problems.append(problem)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    session.expire_all()
    assert session.scalar(select(UserRow.language)) == "60"


def test_readers_are_not_held_up_by_a_writer(app, session):
    with writing(session):
        session.add(UserRow(name="layla"))
        session.flush()
        with db.engine.connect() as other:
            assert other.exec_driver_sql("SELECT count(*) FROM user").scalar() == 0


def test_times_are_aware_and_in_utc(session):
    damascus = timezone(timedelta(hours=3))
    session.add(UserRow(id=1, name="layla", created_at=datetime(2016, 2, 1, 2, 30, tzinfo=damascus)))
    session.commit()
    session.expire_all()
    assert session.get_one(UserRow, 1).created_at == datetime(2016, 1, 31, 23, 30, tzinfo=UTC)
    assert session.get_one(UserRow, 1).created_at.tzinfo is UTC
    assert now().tzinfo is UTC


def test_who_is_deleted_takes_their_links_along(session):
    session.add(UserRow(id=1, name="layla"))
    session.flush()
    session.add(LinkRow(secret_sha256="x", kind="sign-in", user_id=1, expires_at=now()))
    session.commit()
    session.delete(session.get_one(UserRow, 1))
    session.commit()
    assert session.scalar(select(func.count()).select_from(LinkRow)) == 0


def test_the_migrations_make_the_tables_that_the_program_uses(app):
    found = inspect(db.engine)
    assert set(found.get_table_names()) - {"alembic_version"} == set(Base.metadata.tables)
    for name, table in Base.metadata.tables.items():
        columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
        assert columns == {column.name: bool(column.nullable) for column in table.columns}
        unique = {tuple(one["column_names"]) for one in found.get_unique_constraints(name)}
        indexes = {tuple(one["column_names"]) for one in found.get_indexes(name)}
        wanted = {tuple(index.columns.keys()) for index in table.indexes}
        assert wanted <= indexes | unique
        keys = {tuple(one["constrained_columns"]) for one in found.get_foreign_keys(name)}
        assert keys == {tuple(key.column_keys) for key in table.foreign_key_constraints}
