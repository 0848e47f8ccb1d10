"""One event on its way through the conversation: what was heard, and what came of it so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from commands.engine.heard import Heard
from commands.engine.spec import Spec
from storage.file import Packed
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.room import Observation, Room, RoomKind
from storage.unit import Unit

T = TypeVar("T")
MAX_SAID = 20_000  # characters; more is no command and no answer


@dataclass(kw_only=True)
class Turn:
    """One event being handled.

    What was heard, where, by whom, and what came of it so far (for the record if it fails).
    """

    unit: Unit
    heard: Heard
    now: datetime
    room: Room
    person: Person | None
    spec: Spec | None = None
    raw: Mapping[str, str] = field(default_factory=dict)
    observed: Mapping[str, Observation] = field(default_factory=dict)
    contents: Packed | Refusal | None = None
    is_patient: bool = True

    @property
    def is_private(self) -> bool:
        """Whether it was said in the private chat with the bot."""
        return self.room.kind is RoomKind.PRIVATE

    @property
    def is_alone(self) -> bool:
        """Whether nobody but the asker sees what is answered, wherever it was asked."""
        return bool(self.heard.answer_to)


class Unwritten(Exception):
    """What is replied to may be a post of ours that has left, or the room one that was opened, which is not written
    down yet: look again a little later.
    """


def storable(text: str) -> str:
    """What any database keeps: no NUL (PostgreSQL refuses it), no half of a surrogate pair (it has no UTF-8)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def stripped(text: str, *, addressed: bool) -> tuple[str, bool]:
    """The words without the call, and whether the bot is called: by `!`, by `/`, by name, or by being alone with it."""
    text = text.strip()
    if text.startswith(("!", "/")) and len(text) > 1 and text[1].isalpha():
        return text[1:].strip(), True
    return text, addressed


def required(value: T | None) -> T:
    """What must be there by now. Raises Absent, which is answered like everything that isn't there."""
    if value is None:
        raise Absent
    return value
