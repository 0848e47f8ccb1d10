"""Classes of rooms: a room that was there is for everybody of the network, as it was; the staff's is for staff."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    for table in ("room", "authorisation"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("room_class", sa.String(length=32), server_default="mixed", nullable=False))
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.add_column(sa.Column("facility_id", sa.String(length=20), nullable=True))
    op.execute("UPDATE room SET room_class = 'staff' WHERE kind = 'staff'")
