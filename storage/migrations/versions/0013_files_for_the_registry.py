"""files for the registry."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "registry_file",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("verdicts", sa.String(length=200), nullable=False),
        sa.Column("without_refused", sa.Boolean(), nullable=False),
        sa.Column("rehearsals", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registry_file_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_file")),
        sa.UniqueConstraint("code", name=op.f("uq_registry_file_code")),
    )
    with op.batch_alter_table("registry_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_file_state"), ["state"], unique=False)

    op.create_table(
        "registry_file_content",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("data_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["registry_file.id"], name=op.f("fk_registry_file_content_id_registry_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_file_content")),
    )
