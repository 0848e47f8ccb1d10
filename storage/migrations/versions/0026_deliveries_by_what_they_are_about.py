"""deliveries, found by what they are about: they stay for ever, and were read from end to end."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_index(op.f("ix_outbox_subject"), "outbox", ["subject"], unique=False)
