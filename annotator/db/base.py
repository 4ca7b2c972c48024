"""The database connection: SQLite in WAL mode, commits that survive a power cut, short write transactions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING, Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, event, insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator


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
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def insert_all(session: Session, row: type[Base], values: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows with the same columns as one statement; none where there are none.

    Handed to the mapper, they would become a statement for each pattern of missing values.
    """
    if values:
        session.execute(insert(row.__table__), list(values))  # type: ignore[arg-type]  # a Table, says the declaration


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """Run a short write transaction: it holds the write lock from its start, commits at the end or rolls back.

    What the session had read before is read anew, since others may have written in between.
    """
    session.rollback()
    # The threads of this process wait here, in turn: SQLite sleeps for up to a tenth of a second a try.
    with _turn:
        session.connection(execution_options={"writing": True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


_turn = RLock()
