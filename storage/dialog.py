"""Dialogs: a command that is still being asked for, or waits for a yes; a row, so that a restart forgets nothing."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed, UtcDateTime, Words, new_id


class DialogKind(StrEnum):
    """ASK: a value is missing. CONFIRM: the asker saw what others will see, and may say yes."""

    ASK = "ask"
    CONFIRM = "confirm"


class Dialog(Base):
    """One person's open dialog on one platform; a new one replaces it.

    `raw` holds the values so far as they were typed (sealed: they can be confidential). `origin_room_id` is where the
    command was begun, `digest` is the hash of what was shown, so that a yes holds for that content only.
    """

    __tablename__ = "dialog"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    kind: Mapped[DialogKind] = mapped_column(Words(DialogKind))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    platform: Mapped[str] = mapped_column(String(16))
    command: Mapped[str] = mapped_column(String(60))
    asking: Mapped[str] = mapped_column(String(40), default="")
    origin_room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    event_id: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64), default="")
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raw_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)

    _raw = Sealed("raw_sealed")

    @property
    def raw(self) -> Mapping[str, str]:
        """The values so far, as typed, by option name and in the order in which they were given."""
        data: dict[str, str] = json.loads(self._raw or "{}")
        return data

    def keep(self, raw: Mapping[str, str]) -> None:
        """Remember the values so far."""
        self._raw = json.dumps(raw, ensure_ascii=False)

    def is_open(self, now: datetime) -> bool:
        """Whether it still waits for its person."""
        return now < self.expires_at
