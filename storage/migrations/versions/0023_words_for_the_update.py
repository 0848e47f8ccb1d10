"""words for the update: whose words an item is made of, where they were said, and what their teller says of it; and
disclosures found by the day on which they came.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before. What was posted until now is staff's own."""
    op.add_column("update_item", sa.Column("teller_id", sa.String(length=20), nullable=True))
    op.add_column("update_item", sa.Column("origin", sa.String(length=32), nullable=True))
    op.add_column("update_item", sa.Column("naming", sa.String(length=32), nullable=True))
    op.add_column("update_item", sa.Column("held_sealed", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_update_item_teller_id"), "update_item", ["teller_id"], unique=False)
    op.create_index(op.f("ix_disclosure_received_on"), "disclosure", ["received_on"], unique=False)
