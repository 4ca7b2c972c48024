"""Assignments know their place in a person's queue and what became of them; what is counted often is kept counted."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE new_assignment (
        document_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        project_id INTEGER NOT NULL,
        place INTEGER NOT NULL,
        state VARCHAR(20) NOT NULL,
        created_at DATETIME NOT NULL,
        CONSTRAINT pk_assignment PRIMARY KEY (document_id, user_id),
        CONSTRAINT fk_assignment_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
        CONSTRAINT fk_assignment_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE,
        CONSTRAINT fk_assignment_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE
    )""",
    """INSERT INTO new_assignment
        SELECT a.document_id, a.user_id, d.project_id,
            row_number() OVER (PARTITION BY a.user_id, d.project_id ORDER BY a.document_id),
            coalesce(l.state, 'open'), a.created_at
        FROM assignment a JOIN document d ON d.id = a.document_id
        LEFT JOIN layer l ON l.document_id = a.document_id AND l.user_id = a.user_id""",
    "DROP TABLE assignment",
    "ALTER TABLE new_assignment RENAME TO assignment",
    "CREATE INDEX ix_assignment_user_id ON assignment (user_id)",
    "CREATE INDEX ix_assignment_queue ON assignment (user_id, project_id, state, place)",
    """CREATE TABLE tally (
        user_id INTEGER NOT NULL,
        project_id INTEGER NOT NULL,
        given INTEGER NOT NULL,
        finished INTEGER NOT NULL,
        skipped INTEGER NOT NULL,
        CONSTRAINT pk_tally PRIMARY KEY (user_id, project_id),
        CONSTRAINT fk_tally_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE,
        CONSTRAINT fk_tally_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE
    )""",
    """INSERT INTO tally
        SELECT user_id, project_id, count(*), sum(state = 'finished'), sum(state = 'skipped')
        FROM assignment GROUP BY user_id, project_id""",
    "ALTER TABLE document ADD COLUMN given INTEGER DEFAULT 0 NOT NULL",
    "UPDATE document SET given = (SELECT count(*) FROM assignment a WHERE a.document_id = document.id)",
    "CREATE INDEX ix_document_given ON document (project_id, given, id)",
)

# The database keeps the counts itself: whichever way a row comes, goes or changes, they hold.
TRIGGERS = (
    """CREATE TRIGGER assignment_made AFTER INSERT ON assignment BEGIN
        INSERT INTO tally (user_id, project_id, given, finished, skipped)
            VALUES (NEW.user_id, NEW.project_id, 1, NEW.state = 'finished', NEW.state = 'skipped')
            ON CONFLICT (user_id, project_id) DO UPDATE SET given = given + 1,
                finished = finished + excluded.finished, skipped = skipped + excluded.skipped;
        UPDATE document SET given = given + 1 WHERE id = NEW.document_id;
    END""",
    """CREATE TRIGGER assignment_gone AFTER DELETE ON assignment BEGIN
        UPDATE tally SET given = given - 1, finished = finished - (OLD.state = 'finished'),
            skipped = skipped - (OLD.state = 'skipped')
            WHERE user_id = OLD.user_id AND project_id = OLD.project_id;
        UPDATE document SET given = given - 1 WHERE id = OLD.document_id;
    END""",
    """CREATE TRIGGER assignment_changed AFTER UPDATE OF state ON assignment BEGIN
        UPDATE tally SET finished = finished - (OLD.state = 'finished') + (NEW.state = 'finished'),
            skipped = skipped - (OLD.state = 'skipped') + (NEW.state = 'skipped')
            WHERE user_id = NEW.user_id AND project_id = NEW.project_id;
    END""",
    """CREATE TRIGGER layer_made AFTER INSERT ON layer WHEN NEW.state <> 'open' BEGIN
        UPDATE assignment SET state = NEW.state WHERE document_id = NEW.document_id AND user_id = NEW.user_id;
    END""",
    """CREATE TRIGGER layer_changed AFTER UPDATE OF state ON layer WHEN NEW.state <> OLD.state BEGIN
        UPDATE assignment SET state = NEW.state WHERE document_id = NEW.document_id AND user_id = NEW.user_id;
    END""",
)


def upgrade() -> None:
    for statement in (*TABLES, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    for name in ("assignment_made", "assignment_gone", "assignment_changed", "layer_made", "layer_changed"):
        op.execute(f"DROP TRIGGER {name}")
    op.execute("DROP INDEX ix_document_given")
    op.execute("ALTER TABLE document DROP COLUMN given")
    op.execute("DROP TABLE tally")
    op.execute("DROP INDEX ix_assignment_queue")
    op.execute("DROP INDEX ix_assignment_user_id")
    op.execute("ALTER TABLE assignment RENAME TO new_assignment")
    op.execute(
        """CREATE TABLE assignment (
            document_id INTEGER NOT NULL,
            user_id INTEGER NOT NULL,
            created_at DATETIME NOT NULL,
            CONSTRAINT pk_assignment PRIMARY KEY (document_id, user_id),
            CONSTRAINT fk_assignment_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
            CONSTRAINT fk_assignment_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
        )"""
    )
    op.execute("INSERT INTO assignment SELECT document_id, user_id, created_at FROM new_assignment")
    op.execute("DROP TABLE new_assignment")
    op.execute("CREATE INDEX ix_assignment_user_id ON assignment (user_id)")
