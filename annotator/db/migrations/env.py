"""How Alembic reaches the database: through the application's own engine, a migration being one transaction."""

from __future__ import annotations

from typing import Any

from alembic import context

from annotator.db.base import UtcDateTime
from annotator.db.base import db as database


def render_item(kind: str, item: Any, autogen_context: Any) -> Any:
    """Write our own types as plain ones: a migration must not change when the code does."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


with database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        render_item=render_item,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
