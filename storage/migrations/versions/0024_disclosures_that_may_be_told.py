"""disclosures that may be told: found by how far, and by the day on which they came, without those that may not."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.drop_index(op.f("ix_disclosure_received_on"), "disclosure")
    op.create_index("ix_disclosure_sharing_received_on", "disclosure", ["sharing", "received_on"], unique=False)
