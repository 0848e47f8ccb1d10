"""legal hold and retention."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("begun_by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.String(length=20), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_subject"), "legal_hold", ["subject"], unique=False)
    op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_inbox_at"), "inbox", ["at"], unique=False)
    op.create_index(
        "ix_outbox_words", "outbox", ["settled_at"], unique=False,
        sqlite_where=sa.text("payload_sealed IS NOT NULL AND settled_at IS NOT NULL"),
        postgresql_where=sa.text("payload_sealed IS NOT NULL AND settled_at IS NOT NULL"),
    )  # fmt: skip
