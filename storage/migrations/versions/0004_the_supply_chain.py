"""the supply chain."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "facility",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("merged_into_id", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["facility.id"], name=op.f("fk_facility_merged_into_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("code", name=op.f("uq_facility_code")),
    )
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.create_index("ix_facility_place", ["country", "name"], unique=False)

    op.create_table(
        "contract",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("company_id", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("clauses", sa.Text(), nullable=False),
        sa.Column("discloses", sa.Boolean(), nullable=False),
        sa.Column("refresh_months", sa.Integer(), nullable=False),
        sa.Column("sharing", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_contract_company_id_company")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contract_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("organisation_id", "reference", name=op.f("uq_contract_organisation_id")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_company_id"), ["company_id"], unique=False)

    op.create_table(
        "facility_alias",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("facility_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_facility_alias_facility_id_facility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_alias")),
        sa.UniqueConstraint("facility_id", "name", name=op.f("uq_facility_alias_facility_id")),
    )
    with op.batch_alter_table("facility_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facility_alias_name"), ["name"], unique=False)

    op.create_table(
        "product_model",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("company_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_product_model_company_id_company")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_model")),
        sa.UniqueConstraint("company_id", "name", name=op.f("uq_product_model_company_id")),
    )
    op.create_table(
        "purchase_item",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("purchase_id", sa.String(length=20), nullable=False),
        sa.Column("model_id", sa.String(length=20), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("volume", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["product_model.id"], name=op.f("fk_purchase_item_model_id_product_model")
        ),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_purchase_item_purchase_id_purchase")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_item")),
        sa.UniqueConstraint("purchase_id", "model_id", "starts_on", name=op.f("uq_purchase_item_purchase_id")),
    )
    with op.batch_alter_table("purchase_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_item_model_id"), ["model_id"], unique=False)

    op.create_table(
        "supply_link",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("model_id", sa.String(length=20), nullable=False),
        sa.Column("facility_id", sa.String(length=20), nullable=False),
        sa.Column("component", sa.String(length=80), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("confidence", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("settled_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_supply_link_facility_id_facility")),
        sa.ForeignKeyConstraint(["model_id"], ["product_model.id"], name=op.f("fk_supply_link_model_id_product_model")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_link")),
        sa.UniqueConstraint("model_id", "facility_id", "component", name=op.f("uq_supply_link_model_id")),
    )
    with op.batch_alter_table("supply_link", schema=None) as batch_op:
        batch_op.create_index("ix_supply_link_facility", ["facility_id", "state"], unique=False)

    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=32), server_default="brand", nullable=False))

    with op.batch_alter_table("purchase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_company_id"), ["company_id"], unique=False)
