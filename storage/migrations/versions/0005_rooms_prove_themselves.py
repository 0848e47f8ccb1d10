"""Rooms prove themselves."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

HOLDS = timedelta(days=365)  # what a word holds for where it says nothing else


def upgrade() -> None:
    """Forward only: going back is restoring the backup taken before."""
    op.create_table(
        "room_audit",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("room_id", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("violations", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_audit_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_audit")),
    )
    with op.batch_alter_table("room_audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_audit_at"), ["at"], unique=False)
        batch_op.create_index("ix_room_audit_room", ["room_id", "at"], unique=False)

    with op.batch_alter_table("authorisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("shown", sa.Text(), nullable=True))

    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.add_column(sa.Column("authorised_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("recall_asked_at", sa.DateTime(timezone=True), nullable=True))
    give_an_end()


def give_an_end() -> None:
    """What two people said before words had an end holds for a year from then on."""
    when = sa.DateTime(timezone=True)
    word = sa.table("authorisation", *map(sa.column, ("id", "room_id")), *(sa.column(one, when) for one in _TIMES))
    room = sa.table("room", *map(sa.column, ("id", "state")), sa.column("authorised_until", when))
    connection = op.get_bind()
    standing = connection.execute(
        sa.select(word.c.id, word.c.room_id, word.c.at).where(word.c.void_at.is_(None)).order_by(word.c.at)
    ).all()
    for one, of, at in standing:
        connection.execute(sa.update(word).where(word.c.id == one).values(until=at + HOLDS))
        here = (room.c.id == of) & (room.c.state == "authorised")
        connection.execute(sa.update(room).where(here).values(authorised_until=at + HOLDS))


_TIMES = ("at", "void_at", "until")
