"""what people follow."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "follow",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("company_id", sa.String(length=20), nullable=True),
        sa.Column("facility_id", sa.String(length=20), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_follow_company_id_company")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_follow_facility_id_facility")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_follow_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("facility_id", "person_id", name=op.f("uq_follow_facility_id")),
        sa.UniqueConstraint("person_id", "company_id", name=op.f("uq_follow_person_id")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_due_at"), ["due_at"], unique=False)

    op.create_table(
        "follow_told",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_follow_told_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_told")),
        sa.UniqueConstraint("person_id", "subject", name=op.f("uq_follow_told_person_id")),
    )
    op.create_table(
        "shared_refusal",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("company_id", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_shared_refusal_company_id_company")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shared_refusal_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_refusal")),
        sa.UniqueConstraint("company_id", "person_id", name=op.f("uq_shared_refusal_company_id")),
    )
