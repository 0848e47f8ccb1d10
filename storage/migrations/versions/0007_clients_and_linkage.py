"""Linkage, and the members of a consortium: what was approved before stays closed to these (`for_clients`)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "facility_partner",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("facility_id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("named_by", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_facility_partner_facility_id_facility")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_facility_partner_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_partner")),
    )
    with op.batch_alter_table("facility_partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facility_partner_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index("ix_facility_partner_organisation", ["organisation_id", "facility_id"], unique=False)

    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facility_merged_into_id"), ["merged_into_id"], unique=False)

    with op.batch_alter_table("summary", schema=None) as batch_op:
        batch_op.add_column(sa.Column("facility_id_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("for_clients", sa.Boolean(), server_default=sa.false(), nullable=False))
