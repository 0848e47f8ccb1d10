"""Restricted texts become ciphertext when a noun is written, and plain text when it is read: the only place
that does either.

It hangs on two kinds of SQLAlchemy events: a session about to flush, and a noun just loaded or refreshed.
"""

from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session

from storage.base import Base, sealed_fields
from storage.keys import KeyRing

N = TypeVar("N", bound=Any)

UNSEALED = b"unsealed:"  # how storage.base.Sealed marks a text that was set and is not encrypted yet
KEYS = "keys"  # in session.info


class SealedSession(Session):
    """A session whose nouns have their restricted texts sealed with the ring in its `info`."""


@event.listens_for(SealedSession, "before_flush")
def seal(session: Session, context: Any, instances: Any) -> None:
    """Encrypt what was set since the last flush."""
    for noun in session.new | session.dirty:
        sealed(noun, session.info[KEYS])


def sealed(noun: N, keys: KeyRing) -> N:
    """The noun, its restricted texts encrypted, each bound to its own cell."""
    for name, field in sealed_fields(noun.__class__).items():
        value = getattr(noun, field.column)
        if value is None or not value.startswith(UNSEALED):
            continue
        cell = {"table": noun.__tablename__, "row": noun.id, "column": field.column}
        setattr(noun, field.column, keys.seal(getattr(noun, name), **cell))
    return noun


@event.listens_for(Base, "load", propagate=True)
@event.listens_for(Base, "refresh", propagate=True)
def unseal(noun: Any, context: Any, columns: Any = None) -> None:
    """Decrypt what was read."""
    unsealed(noun, context.session.info[KEYS])


def unsealed(noun: N, keys: KeyRing) -> N:
    """The noun, its restricted texts opened as far as their columns are there.

    Raises InvalidTag when a ciphertext was altered or comes from another cell.
    """
    for field in sealed_fields(noun.__class__).values():
        if field.column not in noun.__dict__:
            continue
        sealed = noun.__dict__[field.column]
        noun.__dict__[field.slot] = (
            "" if sealed is None else keys.unseal(sealed, table=noun.__tablename__, row=noun.id, column=field.column)
        )
    return noun
