"""Forming an engagement: its card, common asks, who does what, conflicts; and what was told of suppliers."""

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
        sa.Column("id", sa.String(length=20), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_card")),
        sa.UniqueConstraint("engagement_id", name=op.f("uq_engagement_card_engagement_id")),
    )
    op.create_table(
        "common_ask",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("engagement_id", sa.String(length=20), nullable=False),
        sa.Column("term", sa.String(length=32), nullable=False),
        sa.Column("said_by", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_common_ask_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_common_ask_said_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_common_ask")),
        sa.UniqueConstraint("code", name=op.f("uq_common_ask_code")),
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("engagement_id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("declared_by", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_conflict_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_conflict_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["declared_by"], ["person.id"], name=op.f("fk_conflict_declared_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    for table in ("common_ask", "conflict"):
        op.create_index(op.f(f"ix_{table}_engagement_id"), table, ["engagement_id"], unique=False)
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("co_lead_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("lead_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_engagement_co_lead_id_organisation"), "organisation", ["co_lead_id"], ["id"]
        )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("observes", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "shared_notice",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("purchase_id", sa.String(length=20), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_shared_notice_purchase_id_purchase")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_notice")),
        sa.UniqueConstraint("purchase_id", name=op.f("uq_shared_notice_purchase_id")),
    )
