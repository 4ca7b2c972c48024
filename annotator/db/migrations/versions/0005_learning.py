"""What suggesters say together, documents shown without suggestions, the order of work; models and memory."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = (
    "ALTER TABLE project ADD COLUMN blind_percent INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE project ADD COLUMN work_order VARCHAR(20) DEFAULT 'imported' NOT NULL",
    "ALTER TABLE project ADD COLUMN learn_every INTEGER DEFAULT 20 NOT NULL",
    "ALTER TABLE project ADD COLUMN backend_url VARCHAR(500)",
    "ALTER TABLE project ADD COLUMN shown_again JSON DEFAULT '[]' NOT NULL",
    "ALTER TABLE document ADD COLUMN blind BOOLEAN DEFAULT 0 NOT NULL",
    "ALTER TABLE document ADD COLUMN interest INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE document ADD COLUMN suggested_with VARCHAR(120)",
    "ALTER TABLE suggestion ADD COLUMN sources JSON DEFAULT '[]' NOT NULL",
    "ALTER TABLE tally ADD COLUMN reached_interest INTEGER",
    "ALTER TABLE layer ADD COLUMN remembered INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE project ADD COLUMN memories INTEGER DEFAULT 0 NOT NULL",
)
TABLES = (
    """CREATE TABLE model (
        id INTEGER NOT NULL,
        project_id INTEGER NOT NULL,
        suggester VARCHAR(60) NOT NULL,
        version VARCHAR(40) NOT NULL,
        state VARCHAR(20) NOT NULL,
        file VARCHAR(200) NOT NULL,
        label_set_id INTEGER,
        job_id INTEGER,
        documents INTEGER NOT NULL,
        held_out INTEGER NOT NULL,
        lessons_sha256 VARCHAR(64) NOT NULL,
        report JSON NOT NULL,
        created_at DATETIME NOT NULL,
        CONSTRAINT pk_model PRIMARY KEY (id),
        CONSTRAINT fk_model_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE,
        CONSTRAINT fk_model_label_set_id FOREIGN KEY(label_set_id) REFERENCES label_set (id) ON DELETE SET NULL,
        CONSTRAINT fk_model_job_id FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX ix_model_project ON model (project_id, suggester, id)",
    "CREATE INDEX ix_model_label_set_id ON model (label_set_id)",
    "CREATE INDEX ix_model_job_id ON model (job_id)",
    """CREATE TABLE remembered (
        project_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        label VARCHAR(100) NOT NULL,
        type VARCHAR(100) NOT NULL,
        subtype VARCHAR(100) NOT NULL,
        context TEXT NOT NULL,
        accepted INTEGER NOT NULL,
        rejected INTEGER NOT NULL,
        CONSTRAINT pk_remembered PRIMARY KEY (project_id, name, label, type, subtype, context),
        CONSTRAINT fk_remembered_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE
    )""",
    """CREATE TABLE calibration (
        project_id INTEGER NOT NULL,
        counts JSON NOT NULL,
        figures JSON DEFAULT '{}' NOT NULL,
        made_at DATETIME NOT NULL,
        CONSTRAINT pk_calibration PRIMARY KEY (project_id),
        CONSTRAINT fk_calibration_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_layer_unremembered ON layer (document_id, id) WHERE revision <> remembered",
)
OLD_TRIGGERS = ("document_back", "document_new")
QUEUE = (
    "DROP INDEX ix_document_waiting",
    """CREATE INDEX ix_document_waiting ON document (project_id, rank, interest, id)
        WHERE given < wanted AND binned_at IS NULL""",
    """CREATE TRIGGER document_back AFTER UPDATE OF given, wanted, rank, interest, binned_at ON document
        WHEN NEW.given < OLD.given OR NEW.wanted > OLD.wanted OR NEW.rank < OLD.rank OR NEW.interest < OLD.interest
            OR (NEW.binned_at IS NULL AND OLD.binned_at IS NOT NULL) BEGIN
        UPDATE tally SET reached_rank = NULL, reached_interest = NULL, reached_document = NULL
            WHERE project_id = NEW.project_id AND reached_rank IS NOT NULL;
    END""",
    """CREATE TRIGGER document_new AFTER INSERT ON document BEGIN
        UPDATE tally SET reached_rank = NULL, reached_interest = NULL, reached_document = NULL
            WHERE project_id = NEW.project_id
            AND (reached_rank, reached_interest, reached_document) >= (NEW.rank, NEW.interest, NEW.id);
    END""",
    "UPDATE tally SET reached_rank = NULL, reached_document = NULL",
    """UPDATE document SET suggested_with = 'before' WHERE EXISTS (
        SELECT 1 FROM suggestion s WHERE s.document_id = document.id AND s.suggester <> 'import')""",
)


def upgrade() -> None:
    for name in OLD_TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    for statement in (*COLUMNS, *TABLES, *QUEUE):
        op.execute(statement)


def downgrade() -> None:
    from importlib import import_module

    for name in OLD_TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.execute("DROP INDEX ix_document_waiting")
    op.execute("DROP INDEX ix_layer_unremembered")
    for table in ("calibration", "remembered", "model"):
        op.execute(f"DROP TABLE {table}")
    for statement in reversed(COLUMNS):
        table, column = statement.split()[2], statement.split()[5]
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.execute(
        """CREATE INDEX ix_document_waiting ON document (project_id, rank, id)
        WHERE given < wanted AND binned_at IS NULL"""
    )
    earlier = import_module("annotator.db.migrations.versions.0004_teams")
    for statement in earlier.TRIGGERS:
        if any(name in statement for name in OLD_TRIGGERS):
            op.execute(statement)
