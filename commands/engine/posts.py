"""What people say to a post of the bot's: a short reply or a reaction means what the post is about."""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import select

from commands.engine.turn import Turn, Unwritten
from commands.engine.words import Answer
from storage import queue
from storage.outbox import Posting
from storage.room import Room
from storage.unit import Unit

# A short reply, by what the post is about: (kind of subject, answer) -> the command, with its words.
ShortReplies = Mapping[tuple[str, Answer], Callable[[Unit, str], Awaitable[tuple[tuple[str, ...], str] | None]]]


class Posts:
    """Finds the posts that people reply and react to, and the commands that a word under them is short for."""

    def __init__(self, short_replies: ShortReplies) -> None:
        self.short_replies = short_replies

    async def meaning(self, unit: Unit, posting: Posting, answer: Answer) -> tuple[tuple[str, ...], str] | None:
        """The command for which an answer to this post is short, with its words; None if it is for none."""
        kind, _, subject = posting.about.partition(":")
        meaning = self.short_replies.get((kind, answer))
        return await meaning(unit, subject) if meaning else None

    async def replied_to(self, turn: Turn) -> Posting | None:
        """The post of ours that somebody replied to. Raises Unwritten."""
        return await self.find(turn.unit, turn.room, turn.heard.reply_to or "", is_patient=turn.is_patient)

    async def find(self, unit: Unit, room: Room, external_id: str, *, is_patient: bool) -> Posting | None:
        """The post of ours with this id. Raises Unwritten when it may be one whose id we don't know yet."""
        query = select(Posting).where(Posting.room_id == room.id, Posting.external_id == external_id)
        found: Posting | None = await unit.session.scalar(query)
        if found is None and is_patient and await queue.is_leaving(unit, room.id):
            raise Unwritten
        return found or await unit.session.scalar(query)  # PostgreSQL shows each statement what is committed by then
