"""Notes, and suggested arguments that were rejected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("layer_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("span_id", sa.String(length=64), nullable=True),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["layer_id"], ["layer.id"], name=op.f("fk_note_layer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_note_suggestion_id")),
        sa.PrimaryKeyConstraint("layer_id", "id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_suggestion_id"), ["suggestion_id"], unique=False)

    op.create_table(
        "refusal",
        sa.Column("layer_id", sa.Integer(), nullable=False),
        sa.Column("trigger_id", sa.Integer(), nullable=False),
        sa.Column("filler_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("decided_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["filler_id"], ["suggestion.id"], name=op.f("fk_refusal_filler_id")),
        sa.ForeignKeyConstraint(["layer_id"], ["layer.id"], name=op.f("fk_refusal_layer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["trigger_id"], ["suggestion.id"], name=op.f("fk_refusal_trigger_id")),
        sa.PrimaryKeyConstraint("layer_id", "trigger_id", "filler_id", "role", name=op.f("pk_refusal")),
    )
    with op.batch_alter_table("refusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refusal_filler_id"), ["filler_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refusal_trigger_id"), ["trigger_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("refusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refusal_trigger_id"))
        batch_op.drop_index(batch_op.f("ix_refusal_filler_id"))

    op.drop_table("refusal")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_suggestion_id"))

    op.drop_table("note")
