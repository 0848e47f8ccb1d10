"""clearances, and what of a summary was approved last."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "clearance",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("effect", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=True),
        sa.Column("organisation_id", sa.String(length=20), nullable=True),
        sa.Column("group_id", sa.String(length=20), nullable=True),
        sa.Column("label", sa.String(length=32), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("said_by", sa.String(length=20), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconded_by", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=20), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_clearance_group_id_working_group")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_clearance_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clearance_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
        sa.UniqueConstraint("code", name=op.f("uq_clearance_code")),
    )
    with op.batch_alter_table("clearance", schema=None) as batch_op:
        for column in ("subject", "person_id", "organisation_id", "group_id"):
            batch_op.create_index(batch_op.f(f"ix_clearance_{column}"), [column], unique=False)
    op.create_index(op.f("ix_membership_organisation_id"), "membership", ["organisation_id"], unique=False)
    with op.batch_alter_table("summary", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settled_label", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("settled_readers", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("settled_named", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("consent", sa.String(length=64), server_default="", nullable=False))
    # What was approved once may not be loosened from now on as if it never had been.
    op.execute(
        "UPDATE summary SET settled_label = label, settled_readers = readers, settled_named = named"
        " WHERE state IN ('approved', 'released', 'withdrawn')"
        " OR EXISTS (SELECT 1 FROM summary_approval WHERE summary_approval.summary_id = summary.id)"
    )
