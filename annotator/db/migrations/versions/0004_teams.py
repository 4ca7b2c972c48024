"""Roles, links, sign-ins, an audit log, jobs; documents that the queue hands out; texts in a table of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from annotator.core.arabic import matching_form

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PEOPLE = (
    'ALTER TABLE "user" ADD COLUMN email VARCHAR(254)',
    'ALTER TABLE "user" ADD COLUMN active BOOLEAN DEFAULT 1 NOT NULL',
    'ALTER TABLE "user" ADD COLUMN seen_at DATETIME',
    """CREATE TABLE sign_in (
        id INTEGER NOT NULL,
        secret_sha256 VARCHAR(64) NOT NULL,
        user_id INTEGER NOT NULL,
        browser VARCHAR(80) NOT NULL,
        created_at DATETIME NOT NULL,
        seen_at DATETIME NOT NULL,
        CONSTRAINT pk_sign_in PRIMARY KEY (id),
        CONSTRAINT uq_sign_in_secret_sha256 UNIQUE (secret_sha256),
        CONSTRAINT fk_sign_in_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_sign_in_user_id ON sign_in (user_id)",
    """CREATE TABLE link (
        id INTEGER NOT NULL,
        secret_sha256 VARCHAR(64) NOT NULL,
        kind VARCHAR(20) NOT NULL,
        user_id INTEGER,
        project_id INTEGER,
        member_role VARCHAR(20),
        uses_left INTEGER NOT NULL,
        made_by INTEGER,
        created_at DATETIME NOT NULL,
        expires_at DATETIME NOT NULL,
        CONSTRAINT pk_link PRIMARY KEY (id),
        CONSTRAINT uq_link_secret_sha256 UNIQUE (secret_sha256),
        CONSTRAINT fk_link_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE,
        CONSTRAINT fk_link_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE,
        CONSTRAINT fk_link_made_by FOREIGN KEY(made_by) REFERENCES user (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX ix_link_user_id ON link (user_id)",
    "CREATE INDEX ix_link_project_id ON link (project_id)",
    """INSERT INTO link (secret_sha256, kind, user_id, uses_left, created_at, expires_at)
        SELECT secret_sha256, 'sign-in', user_id, 1, expires_at, expires_at FROM sign_in_link""",
    "DROP TABLE sign_in_link",
    "ALTER TABLE member ADD COLUMN role VARCHAR(20) DEFAULT 'annotator' NOT NULL",
    "ALTER TABLE member ADD COLUMN quota INTEGER",
    "ALTER TABLE member ADD COLUMN created_at DATETIME DEFAULT '2026-11-27 00:00:00' NOT NULL",
)
PROJECTS = (
    "ALTER TABLE project ADD COLUMN description TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE project ADD COLUMN overlap INTEGER DEFAULT 1 NOT NULL",
    "ALTER TABLE project ADD COLUMN abandon_hours INTEGER DEFAULT 168",
    "ALTER TABLE label_set ADD COLUMN user_id INTEGER REFERENCES user (id) ON DELETE SET NULL",
    """CREATE TABLE guideline (
        id INTEGER NOT NULL,
        project_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        text TEXT NOT NULL,
        created_at DATETIME NOT NULL,
        user_id INTEGER,
        CONSTRAINT pk_guideline PRIMARY KEY (id),
        CONSTRAINT uq_guideline_project_id_number UNIQUE (project_id, number),
        CONSTRAINT fk_guideline_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE,
        CONSTRAINT fk_guideline_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE SET NULL
    )""",
    """CREATE TABLE audit (
        id INTEGER NOT NULL,
        at DATETIME NOT NULL,
        user_id INTEGER,
        who VARCHAR(80) NOT NULL,
        project_id INTEGER,
        message VARCHAR(500) NOT NULL,
        "values" JSON NOT NULL,
        CONSTRAINT pk_audit PRIMARY KEY (id),
        CONSTRAINT fk_audit_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE SET NULL,
        CONSTRAINT fk_audit_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX ix_audit_user_id ON audit (user_id)",
    "CREATE INDEX ix_audit_project ON audit (project_id, id)",
    "CREATE INDEX ix_audit_person ON audit (user_id, project_id, id)",
    """CREATE TABLE job (
        id INTEGER NOT NULL,
        project_id INTEGER NOT NULL,
        user_id INTEGER,
        kind VARCHAR(40) NOT NULL,
        state VARCHAR(20) NOT NULL,
        done INTEGER NOT NULL,
        total INTEGER NOT NULL,
        cancelled BOOLEAN NOT NULL,
        fields JSON NOT NULL,
        result JSON NOT NULL,
        created_at DATETIME NOT NULL,
        started_at DATETIME,
        ended_at DATETIME,
        CONSTRAINT pk_job PRIMARY KEY (id),
        CONSTRAINT fk_job_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE,
        CONSTRAINT fk_job_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX ix_job_project ON job (project_id, id)",
    "CREATE INDEX ix_job_state ON job (state)",
    """CREATE TABLE job_line (
        id INTEGER NOT NULL,
        job_id INTEGER NOT NULL,
        file INTEGER NOT NULL,
        kind VARCHAR(20) NOT NULL,
        line INTEGER NOT NULL,
        document_id INTEGER,
        title TEXT NOT NULL,
        reason JSON,
        CONSTRAINT pk_job_line PRIMARY KEY (id),
        CONSTRAINT fk_job_line_job_id FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_job_line ON job_line (job_id, kind, file, id)",
    """CREATE TABLE upload (
        "key" VARCHAR(64) NOT NULL,
        project_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        name VARCHAR(200) NOT NULL,
        size INTEGER NOT NULL,
        created_at DATETIME NOT NULL,
        CONSTRAINT pk_upload PRIMARY KEY ("key"),
        CONSTRAINT fk_upload_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE,
        CONSTRAINT fk_upload_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_upload_project_id ON upload (project_id)",
)
DOCUMENTS = (
    """CREATE TABLE document_text (
        document_id INTEGER NOT NULL,
        text TEXT NOT NULL,
        CONSTRAINT pk_document_text PRIMARY KEY (document_id),
        CONSTRAINT fk_document_text_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE
    )""",
    "INSERT INTO document_text SELECT id, text FROM document",
    "DROP INDEX ix_document_given",
    "ALTER TABLE document DROP COLUMN text",
    "ALTER TABLE document ADD COLUMN characters INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE document ADD COLUMN found_by TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE document ADD COLUMN wanted INTEGER DEFAULT 1 NOT NULL",
    "ALTER TABLE document ADD COLUMN rank INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE document ADD COLUMN finished INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE document ADD COLUMN skipped INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE document ADD COLUMN binned_at DATETIME",
    "ALTER TABLE document ADD COLUMN job_id INTEGER REFERENCES job (id) ON DELETE SET NULL",
    "CREATE INDEX ix_document_job_id ON document (job_id)",
    "UPDATE document SET characters = (SELECT length(t.text) FROM document_text t WHERE t.document_id = document.id)",
    """CREATE INDEX ix_document_waiting ON document (project_id, rank, id)
        WHERE given < wanted AND binned_at IS NULL""",
    "CREATE INDEX ix_document_counts ON document (project_id, binned_at, wanted, given, finished, skipped)",
    "ALTER TABLE layer ADD COLUMN seconds INTEGER DEFAULT 0 NOT NULL",
    "CREATE INDEX ix_layer_open ON layer (user_id, changed_at) WHERE state = 'open'",
    "DROP INDEX ix_layer_user_id",
    "CREATE INDEX ix_layer_user ON layer (user_id, changed_at)",
    "ALTER TABLE assignment ADD COLUMN handed BOOLEAN DEFAULT 0 NOT NULL",
    "ALTER TABLE assignment ADD COLUMN done_at DATETIME",
    "CREATE INDEX ix_assignment_done ON assignment (project_id, done_at, state, user_id)",
    "CREATE INDEX ix_assignment_handed ON assignment (project_id, created_at) WHERE handed = 1 AND state = 'open'",
    "ALTER TABLE tally ADD COLUMN seconds INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE tally ADD COLUMN reached_rank INTEGER",
    "ALTER TABLE tally ADD COLUMN reached_document INTEGER",
    """CREATE TABLE remark (
        id INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        author_id INTEGER,
        text TEXT NOT NULL,
        created_at DATETIME NOT NULL,
        read_at DATETIME,
        CONSTRAINT pk_remark PRIMARY KEY (id),
        CONSTRAINT fk_remark_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE,
        CONSTRAINT fk_remark_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE,
        CONSTRAINT fk_remark_author_id FOREIGN KEY(author_id) REFERENCES user (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX ix_remark_document_id ON remark (document_id)",
    "CREATE INDEX ix_remark_user ON remark (user_id, read_at)",
)
# The table of documents: a page of each order is one step in an index. What says the state of a document, and what a
# search looks through, is in the indexes themselves, so that filtering reads no rows.
LISTS = (
    """CREATE INDEX ix_document_listed ON document (project_id, rank, id, wanted, given, finished, skipped, binned_at)
        WHERE binned_at IS NULL""",
    "CREATE INDEX ix_document_date ON document (project_id, date, id, binned_at) WHERE binned_at IS NULL",
    "CREATE INDEX ix_document_length ON document (project_id, characters, id, binned_at) WHERE binned_at IS NULL",
    "CREATE INDEX ix_document_source ON document (project_id, source, id, binned_at) WHERE binned_at IS NULL",
    """CREATE INDEX ix_document_found ON document (project_id, found_by, id, rank, binned_at)
        WHERE binned_at IS NULL""",
    "CREATE INDEX ix_document_binned ON document (project_id, binned_at) WHERE binned_at IS NOT NULL",
    "DROP INDEX ix_span_label",
    "CREATE INDEX ix_span_label ON span (label, layer_id)",
    "CREATE INDEX ix_note_sort ON note (sort, layer_id)",
    """CREATE TABLE deed (
        id INTEGER NOT NULL,
        project_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        message VARCHAR(500) NOT NULL,
        count INTEGER NOT NULL,
        after JSON NOT NULL,
        created_at DATETIME NOT NULL,
        CONSTRAINT pk_deed PRIMARY KEY (id),
        CONSTRAINT fk_deed_project_id FOREIGN KEY(project_id) REFERENCES project (id) ON DELETE CASCADE,
        CONSTRAINT fk_deed_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_deed_user ON deed (user_id, project_id, id)",
    "CREATE INDEX ix_deed_project_id ON deed (project_id)",
    """CREATE TABLE deed_document (
        deed_id INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        rank INTEGER NOT NULL,
        wanted INTEGER NOT NULL,
        binned_at DATETIME,
        CONSTRAINT pk_deed_document PRIMARY KEY (deed_id, document_id),
        CONSTRAINT fk_deed_document_deed_id FOREIGN KEY(deed_id) REFERENCES deed (id) ON DELETE CASCADE,
        CONSTRAINT fk_deed_document_document_id FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX ix_deed_document_document_id ON deed_document (document_id)",
)
# Who has worked at a document that nobody was given keeps it; what was given by hand is not handed out besides.
ASSIGNMENTS = (
    """INSERT INTO assignment (document_id, user_id, project_id, place, state, created_at, handed)
        SELECT l.document_id, l.user_id, d.project_id,
            coalesce((SELECT max(a.place) FROM assignment a
                WHERE a.user_id = l.user_id AND a.project_id = d.project_id), 0)
            + row_number() OVER (PARTITION BY l.user_id, d.project_id ORDER BY l.document_id),
            l.state, l.created_at, 0
        FROM layer l JOIN document d ON d.id = l.document_id
        WHERE l.revision > 0 AND NOT EXISTS (
            SELECT 1 FROM assignment a WHERE a.document_id = l.document_id AND a.user_id = l.user_id)""",
    """UPDATE assignment SET done_at = (SELECT l.changed_at FROM layer l
        WHERE l.document_id = assignment.document_id AND l.user_id = assignment.user_id) WHERE state <> 'open'""",
    "DELETE FROM tally",
    """INSERT INTO tally (user_id, project_id, given, finished, skipped, seconds)
        SELECT user_id, project_id, count(*), sum(state = 'finished'), sum(state = 'skipped'), 0
        FROM assignment GROUP BY user_id, project_id""",
    """UPDATE document SET
        given = (SELECT count(*) FROM assignment a WHERE a.document_id = document.id),
        finished = (SELECT count(*) FROM assignment a WHERE a.document_id = document.id AND a.state = 'finished'),
        skipped = (SELECT count(*) FROM assignment a WHERE a.document_id = document.id AND a.state = 'skipped')""",
    "UPDATE document SET wanted = 0 WHERE given > 0",
)
OLD_TRIGGERS = ("assignment_made", "assignment_gone", "assignment_changed", "layer_made", "layer_changed")
# The database keeps the counts itself: whichever way a row comes, goes or changes, they hold.
TRIGGERS = (
    """CREATE TRIGGER assignment_made AFTER INSERT ON assignment WHEN NEW.state <> 'freed' BEGIN
        INSERT INTO tally (user_id, project_id, given, finished, skipped)
            VALUES (NEW.user_id, NEW.project_id, 1, NEW.state = 'finished', NEW.state = 'skipped')
            ON CONFLICT (user_id, project_id) DO UPDATE SET given = given + 1,
                finished = finished + excluded.finished, skipped = skipped + excluded.skipped;
        UPDATE document SET given = given + 1, finished = finished + (NEW.state = 'finished'),
            skipped = skipped + (NEW.state = 'skipped') WHERE id = NEW.document_id;
    END""",
    """CREATE TRIGGER assignment_gone AFTER DELETE ON assignment WHEN OLD.state <> 'freed' BEGIN
        UPDATE tally SET given = given - 1, finished = finished - (OLD.state = 'finished'),
            skipped = skipped - (OLD.state = 'skipped')
            WHERE user_id = OLD.user_id AND project_id = OLD.project_id;
        UPDATE document SET given = given - 1, finished = finished - (OLD.state = 'finished'),
            skipped = skipped - (OLD.state = 'skipped') WHERE id = OLD.document_id;
    END""",
    """CREATE TRIGGER assignment_changed AFTER UPDATE OF state ON assignment WHEN NEW.state <> OLD.state BEGIN
        UPDATE tally SET given = given - (OLD.state <> 'freed') + (NEW.state <> 'freed'),
            finished = finished - (OLD.state = 'finished') + (NEW.state = 'finished'),
            skipped = skipped - (OLD.state = 'skipped') + (NEW.state = 'skipped')
            WHERE user_id = NEW.user_id AND project_id = NEW.project_id;
        UPDATE document SET given = given - (OLD.state <> 'freed') + (NEW.state <> 'freed'),
            finished = finished - (OLD.state = 'finished') + (NEW.state = 'finished'),
            skipped = skipped - (OLD.state = 'skipped') + (NEW.state = 'skipped')
            WHERE id = NEW.document_id;
    END""",
    """CREATE TRIGGER layer_made AFTER INSERT ON layer WHEN NEW.state <> 'open' BEGIN
        UPDATE assignment SET state = NEW.state, done_at = NEW.changed_at
            WHERE document_id = NEW.document_id AND user_id = NEW.user_id AND state <> 'freed';
    END""",
    """CREATE TRIGGER layer_changed AFTER UPDATE OF state ON layer WHEN NEW.state <> OLD.state BEGIN
        UPDATE assignment SET state = NEW.state, done_at = CASE WHEN NEW.state <> 'open' THEN NEW.changed_at END
            WHERE document_id = NEW.document_id AND user_id = NEW.user_id AND state <> 'freed';
        UPDATE tally SET seconds = seconds - (OLD.state = 'finished') * OLD.seconds
                + (NEW.state = 'finished') * NEW.seconds
            WHERE user_id = NEW.user_id
            AND project_id = (SELECT d.project_id FROM document d WHERE d.id = NEW.document_id);
    END""",
    # With a layer that is deleted for good goes the time that was spent at it.
    """CREATE TRIGGER layer_gone AFTER DELETE ON layer WHEN OLD.state = 'finished' BEGIN
        UPDATE tally SET seconds = seconds - OLD.seconds WHERE user_id = OLD.user_id
            AND project_id = (SELECT d.project_id FROM document d WHERE d.id = OLD.document_id);
    END""",
    # Something before the place that people have reached may be waiting again.
    """CREATE TRIGGER document_back AFTER UPDATE OF given, wanted, rank, binned_at ON document
        WHEN NEW.given < OLD.given OR NEW.wanted > OLD.wanted OR NEW.rank < OLD.rank
            OR (NEW.binned_at IS NULL AND OLD.binned_at IS NOT NULL) BEGIN
        UPDATE tally SET reached_rank = NULL, reached_document = NULL
            WHERE project_id = NEW.project_id AND reached_rank IS NOT NULL;
    END""",
    # So is what comes in before that place: others wait for later, or the number is that of an erased document.
    """CREATE TRIGGER document_new AFTER INSERT ON document BEGIN
        UPDATE tally SET reached_rank = NULL, reached_document = NULL
            WHERE project_id = NEW.project_id AND (reached_rank, reached_document) >= (NEW.rank, NEW.id);
    END""",
    "CREATE INDEX ix_tally_project_id ON tally (project_id)",
)


def upgrade() -> None:
    for name in OLD_TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    for statement in (*PEOPLE, *PROJECTS, *DOCUMENTS, *LISTS, *ASSIGNMENTS, *TRIGGERS):
        op.execute(statement)
    _let_be_found()


def _let_be_found() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, title, source, key FROM document")).all()
    found = [{"id": row[0], "found_by": matching_form(" ".join(filter(None, row[1:]))).casefold()} for row in rows]
    if found:
        connection.execute(sa.text("UPDATE document SET found_by = :found_by WHERE id = :id"), found)


def downgrade() -> None:
    from importlib import import_module

    for name in (*OLD_TRIGGERS, "document_back", "document_new", "layer_gone"):
        op.execute(f"DROP TRIGGER {name}")
    for table in ("deed_document", "deed"):
        op.execute(f"DROP TABLE {table}")
    for name in ("listed", "date", "length", "source", "found", "binned"):
        op.execute(f"DROP INDEX ix_document_{name}")
    op.execute("DROP INDEX ix_note_sort")
    op.execute("DROP INDEX ix_span_label")
    op.execute("CREATE INDEX ix_span_label ON span (label)")
    op.execute("DROP TABLE remark")
    for column in ("seconds", "reached_rank", "reached_document"):
        op.execute(f"ALTER TABLE tally DROP COLUMN {column}")
    op.execute("DROP INDEX ix_tally_project_id")
    op.execute("DELETE FROM assignment WHERE state = 'freed'")
    op.execute("DROP INDEX ix_assignment_handed")
    op.execute("DROP INDEX ix_assignment_done")
    for column in ("handed", "done_at"):
        op.execute(f"ALTER TABLE assignment DROP COLUMN {column}")
    op.execute("DROP INDEX ix_layer_open")
    op.execute("DROP INDEX ix_layer_user")
    op.execute("CREATE INDEX ix_layer_user_id ON layer (user_id)")
    op.execute("ALTER TABLE layer DROP COLUMN seconds")
    op.execute("DROP INDEX ix_document_counts")
    op.execute("DROP INDEX ix_document_waiting")
    op.execute("DROP INDEX ix_document_job_id")
    op.execute("ALTER TABLE document ADD COLUMN text TEXT DEFAULT '' NOT NULL")
    op.execute("UPDATE document SET text = (SELECT t.text FROM document_text t WHERE t.document_id = document.id)")
    for column in ("characters", "found_by", "wanted", "rank", "finished", "skipped", "binned_at", "job_id"):
        op.execute(f"ALTER TABLE document DROP COLUMN {column}")
    op.execute("CREATE INDEX ix_document_given ON document (project_id, given, id)")
    for table in ("document_text", "upload", "job_line", "job", "audit", "guideline"):
        op.execute(f"DROP TABLE {table}")
    op.execute("ALTER TABLE label_set DROP COLUMN user_id")
    for column in ("description", "overlap", "abandon_hours"):
        op.execute(f"ALTER TABLE project DROP COLUMN {column}")
    for column in ("role", "quota", "created_at"):
        op.execute(f"ALTER TABLE member DROP COLUMN {column}")
    op.execute(
        """CREATE TABLE sign_in_link (
            secret_sha256 VARCHAR(64) NOT NULL,
            user_id INTEGER NOT NULL,
            expires_at DATETIME NOT NULL,
            CONSTRAINT pk_sign_in_link PRIMARY KEY (secret_sha256),
            CONSTRAINT fk_sign_in_link_user_id FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
        )"""
    )
    op.execute("INSERT INTO sign_in_link SELECT secret_sha256, user_id, expires_at FROM link WHERE kind = 'sign-in'")
    op.execute("DROP TABLE link")
    op.execute("DROP TABLE sign_in")
    for column in ("email", "active", "seen_at"):
        op.execute(f'ALTER TABLE "user" DROP COLUMN {column}')
    earlier = import_module("annotator.db.migrations.versions.0003_the_queue_in_its_order")
    for statement in earlier.TRIGGERS:
        op.execute(statement)
