"""issues in order: drafts, two languages, what stands first, what an issue said, corrections, briefs."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before.

    What was posted until now stands since it was posted.
    """
    op.add_column("update_item", sa.Column("other", sa.Text(), nullable=False, server_default=""))
    op.add_column("update_item", sa.Column("other_locale", sa.String(length=8), nullable=False, server_default=""))
    op.add_column("update_item", sa.Column("stands_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("update_item", sa.Column("only_some", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text("UPDATE update_item SET stands_from = created_at"))
    targeted = "UPDATE update_item SET only_some = TRUE WHERE id IN (SELECT item_id FROM update_target)"
    op.execute(sa.text(targeted))
    op.create_index(
        "ix_update_item_only_some_stands_from", "update_item", ["only_some", "stands_from"], unique=False
    )  # fmt: skip
    for column in ("organisation_id", "group_id"):
        named = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_update_target_{column}", "update_target", [column], unique=False, sqlite_where=named,
            postgresql_where=named,
        )  # fmt: skip
    op.create_index(op.f("ix_update_item_issued_at"), "update_item", ["issued_at"], unique=False)
    op.add_column("digest_issue", sa.Column("lead", sa.String(length=400), nullable=False, server_default=""))
    op.add_column("person", sa.Column("brief", sa.String(length=32), nullable=False, server_default="none"))
    op.add_column("person", sa.Column("briefed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "digest_entry",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("issue_id", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["digest_issue.id"], name=op.f("fk_digest_entry_issue_id_digest_issue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_entry")),
        sa.UniqueConstraint("issue_id", "code", name=op.f("uq_digest_entry_issue_id")),
    )
    op.create_index(op.f("ix_digest_entry_code"), "digest_entry", ["code"], unique=False)
    op.create_table(
        "update_correction",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.String(length=20), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("was_locale", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("corrected_by", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["corrected_by"], ["person.id"], name=op.f("fk_update_correction_corrected_by_person")),
        sa.ForeignKeyConstraint(["item_id"], ["update_item.id"], name=op.f("fk_update_correction_item_id_update_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_correction")),
    )
    op.create_index(op.f("ix_update_correction_item_id"), "update_correction", ["item_id"], unique=False)
    # Each kind of fact is found by its group and its time, however much there is of it elsewhere and before.
    op.create_index("ix_lesson_published_at", "lesson", ["published_at"], unique=False)
    op.create_index("ix_question_group_id_answered_at", "question", ["group_id", "answered_at"], unique=False)
    op.create_index("ix_action_item_group_id_settled_at", "action_item", ["group_id", "settled_at"], unique=False)
    op.create_index("ix_meeting_group_id_starts_at", "meeting", ["group_id", "starts_at"], unique=False)
    op.create_index("ix_posting_room_id_posted_at", "posting", ["room_id", "posted_at"], unique=False)
