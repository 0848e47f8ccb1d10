"""Through whom an organisation came, since when and until when; what is known of today goes over."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    affiliation = op.create_table(
        "affiliation",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_affiliation_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_affiliation_parent_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
    )
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_affiliation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_affiliation_now", ["organisation_id"], unique=True,
            sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL"),
        )  # fmt: skip

    organisation = sa.table(
        "organisation",
        sa.column("id", sa.String),
        sa.column("parent_id", sa.String),
        sa.column("parent_since", sa.Date),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    columns = organisation.c
    now = op.get_bind().execute(
        sa.select(columns.id, columns.parent_id, columns.parent_since, columns.created_at).where(
            columns.parent_id.is_not(None)
        )
    )
    rows = [
        {
            "id": secrets.token_hex(10), "organisation_id": id_, "parent_id": parent, "since": since, "until": None,
            "by": "", "created_at": created,
        }
        for id_, parent, since, created in now
    ]  # fmt: skip
    if rows:
        op.bulk_insert(affiliation, rows)
    nested = sa.text("kind = 'consortium' AND parent_id IS NOT NULL")
    op.create_index(
        "ix_organisation_nested", "organisation", ["parent_id"], unique=False, sqlite_where=nested,
        postgresql_where=nested,
    )  # fmt: skip
    op.drop_column("organisation", "parent_since")
