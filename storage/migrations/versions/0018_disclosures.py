"""disclosures."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "disclosure",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("company_id", sa.String(length=20), nullable=False),
        sa.Column("contract_id", sa.String(length=20), nullable=True),
        sa.Column("asked_by", sa.String(length=20), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("for_members", sa.Boolean(), nullable=False),
        sa.Column("joinable", sa.Boolean(), nullable=False),
        sa.Column("sharing", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("refresh_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_disclosure_company_id_company")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_disclosure_contract_id_contract")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_disclosure_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sa.UniqueConstraint("code", name=op.f("uq_disclosure_code")),
    )
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.create_index("ix_disclosure_company", ["company_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_refresh_on"), ["refresh_on"], unique=False)

    op.create_table(
        "disclosure_hop",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("disclosure_id", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(length=20), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_disclosure_hop_company_id_company")),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_hop_disclosure_id_disclosure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_hop")),
        sa.UniqueConstraint("disclosure_id", "round", "number", name=op.f("uq_disclosure_hop_disclosure_id")),
    )
    op.create_table(
        "disclosure_party",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("disclosure_id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_party_disclosure_id_disclosure")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_disclosure_party_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_party")),
        sa.UniqueConstraint("disclosure_id", "organisation_id", name=op.f("uq_disclosure_party_disclosure_id")),
    )
    with op.batch_alter_table("disclosure_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_party_organisation_id"), ["organisation_id"], unique=False)
