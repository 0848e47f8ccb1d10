"""Every effect is a row first: parcels are committed with the deed that causes them, and leave afterwards, once.

A Parcel is one delivery (due, claimed, sent, blocked, dead, unknown); a Posting is one copy in a room, to be edited,
recalled or answered by a short reply. The design is the transactional outbox with leases and a platform key.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Label
from storage.base import Base, Sealed, UtcDateTime, Words, new_id


class Kind(StrEnum):
    """What a parcel does on its platform."""

    POST = "post"
    EDIT = "edit"
    REDACT = "redact"
    FILE = "file"
    OPEN_ROOM = "open_room"
    INVITE = "invite"
    REMOVE = "remove"
    ANSWER = "answer"  # to one asker alone, where the platform keeps a place for it
    MIRROR = "mirror"  # a meeting in the platform's own calendar
    PIN = "pin"  # something of ours that stands in a room, where its readers find it at once
    VOUCH = "vouch"  # staff have asked a person about a changed identity: it is pinned in place of the old one


class ParcelState(StrEnum):
    """Where a delivery stands. UNKNOWN: it was tried, no answer came, and looking could not settle it."""

    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    BLOCKED = "blocked"
    DEAD = "dead"
    UNKNOWN = "unknown"


class PostingState(StrEnum):
    """What became of one copy in a room."""

    LIVE = "live"
    UPDATED = "updated"
    RECALLED = "recalled"
    RECALL_FAILED = "recall_failed"


_READ = "_content_read"  # where a parcel keeps its payload as data, and from which text it was read


# Of those that are settled: what retention empties one day. On PostgreSQL, too; but to say so here would import it.
_HAS_WORDS = text("payload_sealed IS NOT NULL AND settled_at IS NOT NULL")


class Parcel(Base):
    """One delivery to one room. `once` says what must happen a single time; `subject` is an opaque "kind:id".

    `payload` (JSON, sealed) holds what the kind needs: a message, an attachment, a person's external id, the target
    posting. `audience` (JSON, in the payload) names who may read it; it is asked again against the room when the parcel
    leaves.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_claim", "state", "not_before"),
        Index("ix_outbox_order", "order_key", "state", "number"),
        Index("ix_outbox_words", "settled_at", sqlite_where=_HAS_WORDS),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, init=False)
    id: Mapped[str] = mapped_column(String(20), unique=True, default_factory=new_id)
    once: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[Kind] = mapped_column(Words(Kind))
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"), index=True)
    order_key: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(64), index=True, default="")
    label: Mapped[Label] = mapped_column(Words(Label), default=Label.GREEN)
    payload_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    state: Mapped[ParcelState] = mapped_column(Words(ParcelState), default=ParcelState.DUE)
    attempts: Mapped[int] = mapped_column(default=0)
    first_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    lease_owner: Mapped[str] = mapped_column(String(40), default="")
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    epoch: Mapped[int] = mapped_column(default=0)
    receipt: Mapped[str] = mapped_column(String(255), default="")
    cause: Mapped[str] = mapped_column(String(120), default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    payload = Sealed("payload_sealed")

    @property
    def content(self) -> Mapping[str, Any]:
        """The payload as data."""
        payload = self.payload or "{}"
        if (known := self.__dict__.get(_READ)) and known[0] is payload:
            return cast(Mapping[str, Any], known[1])
        data: Mapping[str, Any] = json.loads(payload)
        self.__dict__[_READ] = payload, data
        return data


class Posting(Base):
    """One copy of something in a room: what was posted, where, and what became of it.

    `about` is the parcel's subject; `revision` rises with each edit; `content_hash` (SHA-256) is of the rendered text.
    """

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("room_id", "external_id"),
        Index("ix_posting_room_id_posted_at", "room_id", "posted_at"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    parcel_id: Mapped[str] = mapped_column(String(20), unique=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    about: Mapped[str] = mapped_column(String(64), index=True, default="")
    label: Mapped[Label] = mapped_column(Words(Label))
    external_id: Mapped[str] = mapped_column(String(255))
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[PostingState] = mapped_column(Words(PostingState), default=PostingState.LIVE)
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    revision: Mapped[int] = mapped_column(default=0)
