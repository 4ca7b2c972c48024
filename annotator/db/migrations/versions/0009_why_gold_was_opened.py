"""Why gold was opened again, apart from why it was approved."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE gold ADD COLUMN withdrawn_reason TEXT DEFAULT '' NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE gold DROP COLUMN withdrawn_reason")
