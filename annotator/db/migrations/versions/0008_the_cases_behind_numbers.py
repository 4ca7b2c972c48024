"""The cases behind each number: what a difference lowers, what is agreed, where somebody differs from the gold."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# All of it is counted from the layers, and counted anew by itself within minutes: what is there lacks the new columns.
EMPTIED = (
    "DELETE FROM difference",
    "DELETE FROM comparison",
    "DELETE FROM score",
    # What each annotator's word counts stays in force until it is estimated anew: a rule may go by it.
    "UPDATE review SET made_at = '1970-01-01 00:00:00.000000'",
)
COLUMNS = (
    "ALTER TABLE comparison ADD COLUMN done_at DATETIME DEFAULT '1970-01-01 00:00:00' NOT NULL",
    "ALTER TABLE difference ADD COLUMN lowers INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE difference ADD COLUMN roles TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE difference ADD COLUMN open BOOLEAN DEFAULT 0 NOT NULL",
)
TABLES = (
    """CREATE TABLE agreed (
        document_id INTEGER NOT NULL,
        label VARCHAR(100) NOT NULL,
        project_id INTEGER NOT NULL,
        cases INTEGER NOT NULL,
        pairs INTEGER NOT NULL,
        keys TEXT NOT NULL,
        CONSTRAINT pk_agreed PRIMARY KEY (document_id, label),
        CONSTRAINT fk_agreed_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
        CONSTRAINT fk_agreed_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE
    )""",
    """CREATE TABLE gold_difference (
        id INTEGER NOT NULL,
        project_id INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        case_key VARCHAR(160) NOT NULL,
        start INTEGER NOT NULL,
        kind VARCHAR(20) NOT NULL,
        label VARCHAR(100) NOT NULL,
        other_label VARCHAR(100) NOT NULL,
        lowers INTEGER NOT NULL,
        roles TEXT NOT NULL,
        done_at DATETIME NOT NULL,
        CONSTRAINT pk_gold_difference PRIMARY KEY (id),
        CONSTRAINT fk_gold_difference_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE,
        CONSTRAINT fk_gold_difference_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
        CONSTRAINT fk_gold_difference_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
    )""",
)
INDEXES = {
    "comparison_done": "comparison (project_id, done_at, document_id, annotators) WHERE annotators > 1",
    "comparison_project": "comparison (project_id, document_id, annotators, cases)",
    "difference_project": "difference (project_id, document_id, start, case_key, kind, lowers)",
    "difference_open": "difference (project_id, document_id, start, case_key) WHERE open = 1",
    "difference_roles": "difference (project_id, document_id, start, case_key, roles) WHERE roles <> ''",
    "agreed_label": "agreed (project_id, label, document_id, cases, pairs)",
    "agreed_project": "agreed (project_id, document_id, cases, pairs)",
    "gold_difference_layer": "gold_difference (document_id, user_id)",
    "gold_difference_project": "gold_difference (project_id, document_id, start, case_key, user_id)",
    "gold_difference_user": "gold_difference (project_id, user_id, document_id, start, case_key)",
    "gold_difference_user_id": "gold_difference (user_id)",
}


def upgrade() -> None:
    for statement in (*EMPTIED, *COLUMNS, *TABLES):
        op.execute(statement)
    op.execute("DROP INDEX ix_difference_project")
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX ix_{name} ON {columns}")


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP INDEX ix_{name}")
    for table in ("gold_difference", "agreed"):
        op.execute(f"DROP TABLE {table}")
    for statement in reversed(COLUMNS):
        table, column = statement.split()[2], statement.split()[5]
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.execute("CREATE INDEX ix_difference_project ON difference (project_id, document_id, start, case_key)")
