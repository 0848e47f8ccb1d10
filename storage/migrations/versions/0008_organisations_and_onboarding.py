"""organisations and onboarding."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "organisation_stage",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_stage_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_stage")),
    )
    with op.batch_alter_table("organisation_stage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_stage_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "onboarding_step",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=True),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_onboarding_step_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_onboarding_step_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_step")),
        sa.UniqueConstraint("subject_id", "kind", "version", name=op.f("uq_onboarding_step_subject_id")),
    )
    with op.batch_alter_table("onboarding_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_onboarding_step_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_onboarding_step_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_onboarding_step_person_id"), ["person_id"], unique=False)

    op.create_table(
        "terms_acceptance",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_terms_acceptance_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_acceptance")),
        sa.UniqueConstraint("person_id", "version", name=op.f("uq_terms_acceptance_person_id")),
    )
    with op.batch_alter_table("terms_acceptance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_terms_acceptance_version"), ["version"], unique=False)

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scopes", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("locales", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("zone", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("parent_since", sa.Date(), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("buddy_id", sa.String(length=20), nullable=True))
