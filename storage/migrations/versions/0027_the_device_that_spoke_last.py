"""the device that spoke last."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device", sa.String(length=255), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("device_since", sa.DateTime(timezone=True), nullable=True))
