"""indexes for many people and rooms."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_index(op.f("ix_person_roles"), "person", ["roles"], unique=False)
    op.create_index("ix_room_kind", "room", ["kind", "group_id"], unique=False)
    op.create_index("ix_room_account", "room", ["account", "platform"], unique=False)
    op.create_index(op.f("ix_room_authorised_until"), "room", ["authorised_until"], unique=False)
