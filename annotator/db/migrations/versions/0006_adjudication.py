"""Verdicts, gold, what annotators differ on, how far they agree; documents with known answers."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (
    "ALTER TABLE project ADD COLUMN rule VARCHAR(20) DEFAULT 'majority' NOT NULL",
    "ALTER TABLE project ADD COLUMN show_outcomes BOOLEAN DEFAULT 0 NOT NULL",
    "ALTER TABLE project ADD COLUMN check_every INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE project ADD COLUMN practice_first BOOLEAN DEFAULT 0 NOT NULL",
    "ALTER TABLE document ADD COLUMN gold VARCHAR(10) DEFAULT '' NOT NULL",
    "ALTER TABLE document ADD COLUMN purpose VARCHAR(10) DEFAULT '' NOT NULL",
    "ALTER TABLE deed_document ADD COLUMN purpose VARCHAR(10) DEFAULT '' NOT NULL",
    "ALTER TABLE tally ADD COLUMN handed INTEGER DEFAULT 0 NOT NULL",
)
TABLES = (
    """CREATE TABLE verdict (
        id INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        operation_id VARCHAR(64) NOT NULL,
        author_id INTEGER,
        at DATETIME NOT NULL,
        case_key VARCHAR(160) NOT NULL,
        part JSON,
        choice JSON NOT NULL,
        reason TEXT NOT NULL,
        seen JSON NOT NULL,
        withdrawn_at DATETIME,
        withdrawn_by INTEGER,
        CONSTRAINT pk_verdict PRIMARY KEY (id),
        CONSTRAINT uq_verdict_document_id_operation_id UNIQUE (document_id, operation_id),
        CONSTRAINT fk_verdict_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
        CONSTRAINT fk_verdict_author_id FOREIGN KEY(author_id) REFERENCES user (id) ON DELETE SET NULL,
        CONSTRAINT fk_verdict_withdrawn_by FOREIGN KEY(withdrawn_by) REFERENCES user (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX ix_verdict_author_id ON verdict (author_id)",
    "CREATE INDEX ix_verdict_withdrawn_by ON verdict (withdrawn_by)",
    """CREATE TABLE opinion (
        id INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        case_key VARCHAR(160) NOT NULL,
        question TEXT NOT NULL,
        author_id INTEGER,
        at DATETIME NOT NULL,
        answered_at DATETIME,
        answered_by INTEGER,
        CONSTRAINT pk_opinion PRIMARY KEY (id),
        CONSTRAINT fk_opinion_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
        CONSTRAINT fk_opinion_author_id FOREIGN KEY(author_id) REFERENCES user (id) ON DELETE SET NULL,
        CONSTRAINT fk_opinion_answered_by FOREIGN KEY(answered_by) REFERENCES user (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX ix_opinion_answered_by ON opinion (answered_by)",
    "CREATE INDEX ix_opinion_author_id ON opinion (author_id)",
    "CREATE INDEX ix_opinion_document ON opinion (document_id, answered_at)",
    """CREATE TABLE gold (
        id INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        made_at DATETIME NOT NULL,
        author_id INTEGER,
        rule VARCHAR(20) NOT NULL,
        stands_on JSON NOT NULL,
        content JSON NOT NULL,
        reason TEXT NOT NULL,
        withdrawn_at DATETIME,
        withdrawn_by INTEGER,
        CONSTRAINT pk_gold PRIMARY KEY (id),
        CONSTRAINT uq_gold_document_id_number UNIQUE (document_id, number),
        CONSTRAINT fk_gold_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
        CONSTRAINT fk_gold_author_id FOREIGN KEY(author_id) REFERENCES user (id) ON DELETE SET NULL,
        CONSTRAINT fk_gold_withdrawn_by FOREIGN KEY(withdrawn_by) REFERENCES user (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX ix_gold_author_id ON gold (author_id)",
    "CREATE UNIQUE INDEX ix_gold_in_force ON gold (document_id) WHERE withdrawn_at IS NULL",
    "CREATE INDEX ix_gold_withdrawn_by ON gold (withdrawn_by)",
    """CREATE TABLE comparison (
        document_id INTEGER NOT NULL,
        project_id INTEGER NOT NULL,
        stamp VARCHAR(64) NOT NULL,
        annotators INTEGER NOT NULL,
        cases INTEGER NOT NULL,
        differing INTEGER NOT NULL,
        open INTEGER NOT NULL,
        agreement DOUBLE,
        made_at DATETIME NOT NULL,
        CONSTRAINT pk_comparison PRIMARY KEY (document_id),
        CONSTRAINT fk_comparison_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
        CONSTRAINT fk_comparison_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_comparison_agreement ON comparison (project_id, agreement, document_id)",
    "CREATE INDEX ix_comparison_open ON comparison (project_id, open, document_id)",
    """CREATE TABLE difference (
        id INTEGER NOT NULL,
        project_id INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        case_key VARCHAR(160) NOT NULL,
        start INTEGER NOT NULL,
        kind VARCHAR(20) NOT NULL,
        label VARCHAR(100) NOT NULL,
        other_label VARCHAR(100) NOT NULL,
        one_id INTEGER NOT NULL,
        other_id INTEGER NOT NULL,
        CONSTRAINT pk_difference PRIMARY KEY (id),
        CONSTRAINT fk_difference_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE,
        CONSTRAINT fk_difference_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
        CONSTRAINT fk_difference_one_id FOREIGN KEY(one_id) REFERENCES user (id) ON DELETE CASCADE,
        CONSTRAINT fk_difference_other_id FOREIGN KEY(other_id) REFERENCES user (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_difference_document ON difference (document_id, start, case_key)",
    "CREATE INDEX ix_difference_kind ON difference (project_id, kind, document_id, start, case_key)",
    "CREATE INDEX ix_difference_label ON difference (project_id, label, document_id, start, case_key)",
    "CREATE INDEX ix_difference_one_id ON difference (one_id)",
    "CREATE INDEX ix_difference_other_id ON difference (other_id)",
    "CREATE INDEX ix_difference_other_label ON difference (project_id, other_label, document_id, start, case_key)",
    "CREATE INDEX ix_difference_one ON difference (project_id, one_id, document_id, start, case_key)",
    "CREATE INDEX ix_difference_other ON difference (project_id, other_id, document_id, start, case_key)",
    "CREATE INDEX ix_difference_pair ON difference (project_id, one_id, other_id, document_id, start, case_key)",
    "CREATE INDEX ix_difference_project ON difference (project_id, document_id, start, case_key)",
    """CREATE TABLE review (
        project_id INTEGER NOT NULL,
        made_at DATETIME NOT NULL,
        seconds DOUBLE NOT NULL,
        report JSON NOT NULL,
        reliability JSON NOT NULL,
        CONSTRAINT pk_review PRIMARY KEY (project_id),
        CONSTRAINT fk_review_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE
    )""",
    """CREATE TABLE score (
        document_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        label VARCHAR(100) NOT NULL,
        project_id INTEGER NOT NULL,
        gold_id INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        done_at DATETIME NOT NULL,
        gold INTEGER NOT NULL,
        marked INTEGER NOT NULL,
        exact INTEGER NOT NULL,
        free_gold INTEGER NOT NULL,
        free_marked INTEGER NOT NULL,
        free INTEGER NOT NULL,
        CONSTRAINT pk_score PRIMARY KEY (document_id, user_id, label),
        CONSTRAINT fk_score_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
        CONSTRAINT fk_score_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE,
        CONSTRAINT fk_score_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE,
        CONSTRAINT fk_score_gold_id FOREIGN KEY(gold_id) REFERENCES gold (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_score_gold_id ON score (gold_id)",
    "CREATE INDEX ix_score_project ON score (project_id, label, user_id, document_id)",
    "CREATE INDEX ix_score_user_id ON score (user_id)",
)
INDEXES = (
    """CREATE INDEX ix_document_settling ON document (project_id, rank, id)
        WHERE finished > 0 AND gold <> 'gold' AND binned_at IS NULL""",
    "CREATE INDEX ix_document_gold ON document (project_id, gold, id, binned_at)",
    "CREATE INDEX ix_document_purpose ON document (project_id, purpose, id) WHERE purpose <> ''",
)
TRIGGERS = (
    # Gold says which layers it stands on. Where the answers are known, it is these that the layers are judged by.
    # A layer that is opened, changed and finished in one request has the state that it had before.
    """CREATE TRIGGER gold_outdated AFTER UPDATE OF state, revision ON layer
        WHEN 'finished' IN (NEW.state, OLD.state) AND (NEW.state <> OLD.state OR NEW.revision <> OLD.revision) BEGIN
        UPDATE document SET gold = 'outdated' WHERE id = NEW.document_id AND gold = 'gold' AND purpose = '';
    END""",
    """CREATE TRIGGER gold_outdated_by_new AFTER INSERT ON layer WHEN NEW.state = 'finished' BEGIN
        UPDATE document SET gold = 'outdated' WHERE id = NEW.document_id AND gold = 'gold' AND purpose = '';
    END""",
)


def upgrade() -> None:
    for statement in (*COLUMNS, *TABLES, *INDEXES, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    for name in ("gold_outdated", "gold_outdated_by_new"):
        op.execute(f"DROP TRIGGER {name}")
    for name in ("settling", "gold", "purpose"):
        op.execute(f"DROP INDEX ix_document_{name}")
    for table in ("score", "review", "difference", "comparison", "gold", "opinion", "verdict"):
        op.execute(f"DROP TABLE {table}")
    for statement in reversed(COLUMNS):
        table, column = statement.split()[2], statement.split()[5]
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
