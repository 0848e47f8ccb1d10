"""The verbs: what people, and the clock, may ask for. `TOPICS` is the whole list, in the order in which help shows it."""

from collections.abc import Awaitable, Callable
from types import ModuleType

from commands import group, help, organisation, person, room  # noqa: A004  the topic's own word
from commands.engine.conversation import ShortReplies
from commands.engine.dispatch import Job
from commands.engine.work import Work
from storage.message import Message

TOPICS: tuple[ModuleType, ...] = (help, group, organisation, person, room)
WAITING: tuple[Callable[[Work], Awaitable[list[Message]]], ...] = ()
JOBS: tuple[Job, ...] = ()
CONVERSATION: ShortReplies = {}
