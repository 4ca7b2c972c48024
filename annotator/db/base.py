"""The database connection: SQLite in WAL mode, commits that survive a power cut, short write transactions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, Table, event, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from annotator.db.turns import turn


class Base(DeclarativeBase):
    """The base of all tables. Constraints get names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

session = cast(Session, db.session)
"""The session of the request or the command at hand."""


def data_folder(session: Session) -> Path:
    """Return the folder of the database file: models and uploads lie beside it."""
    return Path(str(session.get_bind().engine.url.database)).parent


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time; kept as UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        return value.replace(tzinfo=UTC) if value else None


def now() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


BUSY_SECONDS = 15


def prepare(engine: Engine) -> None:
    """Make every connection of ``engine`` durable, and let SQLAlchemy decide when a transaction begins.

    The driver's own transaction handling begins late and never IMMEDIATE; two writers that both read first would then
    fail with "database is locked" at once, whatever the busy time-out.
    """
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("writing", False):
        connection.exec_driver_sql("BEGIN")
        return
    wanted = "FULL" if options.get("synced", True) else "NORMAL"
    if connection.info.get("synchronous", "FULL") != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
        connection.info["synchronous"] = wanted
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def insert_all(session: Session, row: type[Base], values: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows with the same columns as one statement; none where there are none.

    Handed to the mapper, they would become a statement for each pattern of missing values.
    """
    if values:
        session.execute(insert(row.__table__), list(values))  # type: ignore[arg-type]  # a Table, says the declaration


def table_of(row: type[Base]) -> Table:
    """Return the table of ``row``: its columns select plain tuples, at a third of what objects cost."""
    return cast(Table, row.__table__)


class Insertion:
    """The fastest way to insert many rows: tuples of ``columns``, as the driver takes them (JSON and times as text)."""

    def __init__(self, row: type[Base], *columns: str) -> None:
        compiled = insert(table_of(row)).compile(dialect=sqlite.dialect(), column_keys=list(columns))
        if tuple(compiled.positiontup or ()) != columns:
            raise ValueError(f"{row.__name__}: the columns stand in the order of the table, and leave no default out")
        self._statement = str(compiled)

    def __call__(self, connection: Connection, rows: list[tuple[Any, ...]]) -> None:
        """Insert ``rows``; nothing where there are none."""
        if rows:
            connection.exec_driver_sql(self._statement, rows)


def json_text(value: Any) -> str:
    """Return ``value`` as columns of JSON keep it."""
    return msgspec.json.encode(value).decode()


def time_text(value: datetime) -> str:
    """Return a time as columns of times keep it."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def iso_moment(kept: str) -> str:
    """Return a time, as columns of times keep it, in ISO 8601 to the second; making objects of many costs too much."""
    return f"{kept[:10]}T{kept[11:19]}+00:00"


@contextmanager
def writing(session: Session, *, synced: bool = True) -> Iterator[Session]:
    """Run a short write transaction: it holds the write lock from its start, commits at the end or rolls back.

    What the session had read before is read anew, since others may have written in between. What is committed is on
    the disk, but for a transaction that is not ``synced``: it is there when the next one is. That is for what nobody
    was told is saved, and what can be made again.
    """
    session.rollback()
    with turn(session.get_bind().engine.url.database):
        session.connection(execution_options={"writing": True, "synced": synced})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
