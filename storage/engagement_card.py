"""The card in an engagement's room: the one message that always says how things stand, and what was last sent of it.

The message is a view; this row is how the bot knows which copy to change, and whether what is there is what should be.
"""

import hashlib

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, new_id
from storage.message import Message
from storage.outbox import Parcel, ParcelState, Posting, PostingState

_LOST = frozenset({ParcelState.BLOCKED, ParcelState.DEAD})


class Card(Base):
    """`post_id` is the parcel that put it into the room, `pin_id` the one that pinned it, `last_id` the newest one of
    its words; `digest` (SHA-256) is of the message that one brought; `revision` rises with each of them.
    """

    __tablename__ = "engagement_card"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id"), unique=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    post_id: Mapped[str] = mapped_column(String(20), default="")
    pin_id: Mapped[str] = mapped_column(String(20), default="")
    last_id: Mapped[str] = mapped_column(String(20), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    revision: Mapped[int] = mapped_column(default=0)

    def says(self, message: Message, last: Parcel | None) -> bool:
        """Whether the newest words that were sent are these, and were neither withheld nor given up."""
        return self.digest == digest_of(message) and last is not None and last.state not in _LOST

    def stands_in(self, room_id: str, post: Parcel | None, copy: Posting | None) -> bool:
        """Whether it is in this room, or on its way there. A copy that was taken back stands there no more."""
        if self.room_id != room_id or post is None or post.state in _LOST:
            return False
        return copy is None or copy.state is not PostingState.RECALLED

    def brings(self, message: Message) -> int:
        """Note that these are its words from now on; the number of this revision."""
        self.digest = digest_of(message)
        self.revision += 1
        return self.revision


def digest_of(message: Message) -> str:
    """The SHA-256 of a message as data."""
    return hashlib.sha256(message.to_json().encode()).hexdigest()


def is_lost(parcel: Parcel | None) -> bool:
    """Whether it never arrived, and nobody tries any more."""
    return parcel is None or parcel.state in _LOST
