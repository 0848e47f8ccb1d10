"""Peer learning: where a lesson belongs, what it is found by, and the index beside it."""

import sqlalchemy as sa
from alembic import op

from storage.lesson_search import tokens

revision = "0016"
down_revision = "0010"
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
