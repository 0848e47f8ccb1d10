"""Peer learning: where a lesson belongs, what it is found by, and the index beside it."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from storage.lesson_search import tokens

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.add_column("lesson", sa.Column("stage", sa.String(length=32), nullable=True))
    op.add_column("lesson", sa.Column("issue", sa.String(length=32), nullable=True))
    op.add_column("lesson", sa.Column("proposed", sa.String(length=32), nullable=True))
    op.add_column("lesson", sa.Column("fits", sa.String(length=200), server_default="", nullable=False))
    op.add_column("lesson", sa.Column("stems", sa.Text(), server_default="", nullable=False))
    op.drop_column("lesson", "folded")
    _stem()
    _index()
    for name, length in (("theme", 32), ("stage", 32), ("issue", 32)):
        op.add_column("question", sa.Column(name, sa.String(length=length), nullable=True))
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("company_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_question_company_id_company"), "company", ["company_id"], ["id"])
    for table in _TABLES:
        table()


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _id(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=20), nullable=False)


def _words(name: str, *, optional: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=optional)


def _at(name: str, *, optional: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _tool() -> None:
    op.create_table(
        "tool",
        _id("id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _id("author_id"),
        _id("organisation_id"),
        sa.Column("name", sa.String(length=80), nullable=False),
        *(sa.Column(one, sa.Text(), nullable=False) for one in ("use", "limits", "credibility", "stems")),
        sa.Column("locale", sa.String(length=8), nullable=False),
        _words("stage"),
        _words("issue"),
        _at("withdrawn_at", optional=True),
        _at("created_at"),
        _reference("tool", "author_id", "person"),
        _reference("tool", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool")),
        sa.UniqueConstraint("number", name=op.f("uq_tool_number")),
    )
    op.create_table(
        "tool_rating",
        *map(_id, ("id", "tool_id", "organisation_id", "person_id")),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        _at("at"),
        _reference("tool_rating", "tool_id", "tool"),
        _reference("tool_rating", "organisation_id", "organisation"),
        _reference("tool_rating", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_rating")),
        sa.UniqueConstraint("tool_id", "organisation_id", name=op.f("uq_tool_rating_tool_id")),
    )


def _expertise() -> None:
    op.create_table(
        "expertise",
        _id("id"),
        sa.Column("code", sa.String(length=12), nullable=False),
        _words("kind", optional=False),
        _id("person_id"),
        _id("organisation_id"),
        _words("theme", optional=False),
        _words("stage"),
        _words("issue"),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        _at("until"),
        _at("reminded_at", optional=True),
        _at("closed_at", optional=True),
        _at("created_at"),
        _reference("expertise", "person_id", "person"),
        _reference("expertise", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expertise")),
        sa.UniqueConstraint("code", name=op.f("uq_expertise_code")),
    )
    op.create_index(op.f("ix_expertise_person_id"), "expertise", ["person_id"], unique=False)
    op.create_table(
        "introduction",
        _id("id"),
        sa.Column("code", sa.String(length=12), nullable=False),
        _id("offer_id"),
        _id("need_id"),
        sa.Column("offer_agrees", sa.Boolean(), nullable=True),
        sa.Column("need_agrees", sa.Boolean(), nullable=True),
        _at("made_at", optional=True),
        _at("created_at"),
        _reference("introduction", "offer_id", "expertise"),
        _reference("introduction", "need_id", "expertise"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction")),
        sa.UniqueConstraint("code", name=op.f("uq_introduction_code")),
        sa.UniqueConstraint("offer_id", "need_id", name=op.f("uq_introduction_offer_id")),
    )
    for column in ("offer_id", "need_id"):
        op.create_index(op.f(f"ix_introduction_{column}"), "introduction", [column], unique=False)


def _notices() -> None:
    op.create_table(
        "question_call",
        *map(_id, ("id", "question_id", "person_id")),
        _at("at"),
        _reference("question_call", "question_id", "question"),
        _reference("question_call", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_call")),
        sa.UniqueConstraint("question_id", "person_id", name=op.f("uq_question_call_question_id")),
    )
    op.create_index(op.f("ix_question_call_person_id"), "question_call", ["person_id"], unique=False)
    op.create_table(
        "lesson_hint",
        *map(_id, ("id", "person_id", "lesson_id")),
        _at("at"),
        _reference("lesson_hint", "person_id", "person"),
        _reference("lesson_hint", "lesson_id", "lesson"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_hint")),
        sa.UniqueConstraint("person_id", "lesson_id", name=op.f("uq_lesson_hint_person_id")),
    )


_TABLES = (_tool, _expertise, _notices)


def _stem() -> None:
    """What lessons there are get the words that they are found by."""
    lesson = sa.table(
        "lesson", *(sa.column(one) for one in ("id", "title", "text", "context", "change", "means", "theme", "stems"))
    )
    bind = op.get_bind()
    for row in bind.execute(sa.select(lesson)).all():
        found = tokens(row.title, row.text, row.context, row.change, row.means, theme=row.theme)
        bind.execute(sa.update(lesson).where(lesson.c.id == row.id).values(stems=found))


def _index() -> None:
    """Published lessons alone stand in it; from here on the unit of work keeps it (storage/lesson_search.py)."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL if postgresql else _SQLITE:
        op.execute(sa.text(statement.replace(":", r"\:")))


_SQLITE = (
    "CREATE VIRTUAL TABLE lesson_search USING fts5(words, tokenize=\"unicode61 tokenchars ':'\")",
    "INSERT INTO lesson_search (rowid, words) SELECT number, stems FROM lesson WHERE state = 'published'",
)
_POSTGRESQL = (
    "CREATE TABLE lesson_search (number integer PRIMARY KEY, words tsvector NOT NULL)",
    "INSERT INTO lesson_search (number, words)"
    " SELECT number, array_to_tsvector(array_remove(string_to_array(stems, ' '), '')) FROM lesson"
    " WHERE state = 'published'",
    "CREATE INDEX lesson_search_words ON lesson_search USING gin (words)",
)
