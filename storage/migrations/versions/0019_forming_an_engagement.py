"""Forming an engagement: the card in its room."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "engagement_card",
        sa.Column("engagement_id", sa.String(length=20), nullable=False),
        sa.Column("room_id", sa.String(length=20), nullable=False),
        sa.Column("post_id", sa.String(length=20), nullable=False),
        sa.Column("pin_id", sa.String(length=20), nullable=False),
        sa.Column("last_id", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_card_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_engagement_card_room_id_room")),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_engagement_card")),
    )
