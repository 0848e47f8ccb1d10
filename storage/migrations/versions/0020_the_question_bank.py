"""The question bank, filled with a first set; letters with comments, a lock and authority; answers with evidence."""

import csv
from datetime import UTC, datetime
from importlib.resources import files

import sqlalchemy as sa
from alembic import op

from storage.base import new_id

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "bank_question",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issue", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=True),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("french", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_question")),
        sa.UniqueConstraint("number", name=op.f("uq_bank_question_number")),
    )
    with op.batch_alter_table("bank_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_question_issue"), ["issue"], unique=False)
    _fill()

    op.create_table(
        "answer_rating",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("answer_id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("quality", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["company_answer.id"], name=op.f("fk_answer_rating_answer_id_company_answer")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_answer_rating_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answer_rating_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_rating")),
        sa.UniqueConstraint("answer_id", "organisation_id", name=op.f("uq_answer_rating_answer_id")),
    )
    op.create_table(
        "letter_comment",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("letter_id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_comment_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_letter_comment_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_comment_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_comment")),
    )
    with op.batch_alter_table("letter_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_comment_letter_id"), ["letter_id"], unique=False)

    with op.batch_alter_table("company_answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("inquiry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bank_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_inquiry_bank_id"), ["bank_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inquiry_kept_at"), ["kept_at"], unique=False)

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))

    op.execute(  # what two people of one organisation signed at the same moment counts once
        "UPDATE signature SET withdrawn_at = at WHERE withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM signature AS first"
        " WHERE first.letter_id = signature.letter_id AND first.organisation_id = signature.organisation_id"
        " AND first.version = signature.version AND first.withdrawn_at IS NULL AND first.id < signature.id)"
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("authority_sealed", sa.LargeBinary(), nullable=True))
        batch_op.create_index(
            "uq_signature_standing",
            ["letter_id", "organisation_id", "version"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )


def _fill() -> None:
    """The questions that come with the bot; from now on they are the network's, and staff edit or retire them."""
    bank = sa.table(
        "bank_question",
        *(sa.column(name) for name in ("id", "number", "issue", "stage", "english", "french", "added_by")),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    text = (files("storage.migrations") / "first_questions.csv").read_text(encoding="utf-8")
    rows = [
        {**row, "stage": row["stage"] or None, "id": new_id(), "number": number, "added_by": "",
         "created_at": datetime(2026, 11, 23, tzinfo=UTC)}
        for number, row in enumerate(csv.DictReader(text.splitlines()), 1)
    ]  # fmt: skip
    op.bulk_insert(bank, rows)
