"""What several processes of a server share: tries that failed, the last changes of memories, troubles of servers."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = (
    "ALTER TABLE project ADD COLUMN backend_trouble JSON",
    "ALTER TABLE project ADD COLUMN backend_checks INTEGER DEFAULT 0 NOT NULL",
)
TABLES = (
    """CREATE TABLE attempt (
        id INTEGER NOT NULL,
        "key" VARCHAR(160) NOT NULL,
        at FLOAT NOT NULL,
        ends FLOAT NOT NULL,
        CONSTRAINT pk_attempt PRIMARY KEY (id)
    )""",
    'CREATE INDEX ix_attempt_key ON attempt ("key", at)',
    "CREATE INDEX ix_attempt_ends ON attempt (ends)",
    """CREATE TABLE remembered_change (
        project_id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        counts JSON NOT NULL,
        CONSTRAINT pk_remembered_change PRIMARY KEY (project_id, version),
        CONSTRAINT fk_remembered_change_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE
    )""",
)


def upgrade() -> None:
    for statement in (*COLUMNS, *TABLES):
        op.execute(statement)


def downgrade() -> None:
    for table in ("remembered_change", "attempt"):
        op.execute(f"DROP TABLE {table}")
    for column in ("backend_checks", "backend_trouble"):
        op.execute(f"ALTER TABLE project DROP COLUMN {column}")
