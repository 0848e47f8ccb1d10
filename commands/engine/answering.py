"""Where an answer goes: to the asker alone where there is a place for it, to the room when it may hear it."""

from datetime import timedelta

from commands.engine.dispatch import Answered
from commands.engine.turn import Turn, required, stripped
from commands.engine.work import Work
from commands.engine.world import World
from storage.access import Label, Place
from storage.audience import Audience
from storage.message import Message, say
from storage.outbox import Parcel
from storage.room import RoomState
from storage.told import Told


class Answering:
    """Says in a turn what the bot has to say to whoever spoke."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def answer(self, turn: Turn, answered: Answered) -> None:
        """Where the answer goes: to the asker alone where there is a place for it, to the room when it may hear it, to
        the private chat otherwise.
        """
        spec, work = required(turn.spec), answered.work
        once = f"answer.{turn.heard.event_id}"
        if turn.is_alone:
            await work.answer(turn.heard.answer_to, answered.message, once=once, about=work.copied, label=work.label)
            return
        may_hear = turn.room.state is RoomState.AUTHORISED and work.label.within(Label.GREEN)
        if turn.is_private or (may_hear and not spec.private):
            audience = Audience.person(work.person.id) if turn.is_private else Audience.community()
            await work.post(
                turn.room, answered.message, once=once, about=work.copied, label=work.label, audience=audience,
                reply_to=None if turn.is_private else turn.heard.event_id, in_thread=turn.heard.thread,
                asker=None if turn.is_private else work.person,
            )  # fmt: skip
            return
        told = await work.tell(work.person, answered.message, once=once, about=work.copied, label=work.label)
        if spec.private:
            await self.mention_private(turn, work, told)

    async def mention_private(self, turn: Turn, work: Work, told: Parcel | None) -> None:
        """One line in the room, once the answer has left."""
        await work.post(
            turn.room, say("answered-privately"), once=f"private.{turn.heard.event_id}", label=Label.CLEAR,
            reply_to=turn.heard.event_id, in_thread=turn.heard.thread, after=told,
        )  # fmt: skip

    async def say_private(
        self,
        turn: Turn,
        message: Message,
        *,
        about: str = "",
        label: Label = Label.GREEN,
        grounds: tuple[Told, ...] = (),
    ) -> Parcel | None:
        """To the asker alone. The label is that of the narrowest thing the message may repeat."""
        work = self.bare(turn)
        work.tells(*grounds)
        person = required(turn.person)
        once = f"answer.{turn.heard.event_id}"
        if turn.is_alone:
            return await work.answer(turn.heard.answer_to, message, once=once, about=about, label=label)
        if turn.is_private:
            audience = Audience.person(person.id)
            return await work.post(turn.room, message, once=once, about=about, label=label, audience=audience)
        return await work.tell(person, message, once=once, about=about, label=label)

    async def say_here(self, turn: Turn, message: Message) -> None:
        """To whoever is in this private chat, known or not: nothing but what anybody may read."""
        once = f"answer.{turn.heard.event_id}"
        if turn.is_alone:
            await self.bare(turn).answer(turn.heard.answer_to, message, once=once, label=Label.CLEAR)
        else:
            await self.bare(turn).post(turn.room, message, once=once, label=Label.CLEAR)

    async def caution(self, turn: Turn) -> None:
        """Somebody's words don't count because their device is not verified: told once a day, with what to do.

        Staff too.
        """
        _, called = stripped(turn.heard.text, addressed=turn.heard.mentioned or turn.is_private)
        person = required(turn.person)
        if not called or (person.cautioned_at and turn.now - person.cautioned_at < timedelta(days=1)):
            return
        person.cautioned_at = turn.now
        work = self.bare(turn)
        day = f"{turn.now:%Y-%m-%d}"
        await work.tell(person, say("not-verified"), once=f"caution.{person.id}.{day}", label=Label.CLEAR)
        await work.tell_staff(
            say("staff-not-verified", name=person.name, account=turn.heard.sender),
            once=f"caution.{person.id}.{day}.staff",
        )

    async def too_old(self, turn: Turn) -> None:
        """Found after an absence, too late to act on: said once, and left to the person."""
        _, called = stripped(turn.heard.text, addressed=turn.heard.mentioned or turn.is_private)
        if called:
            await self.say_private(turn, say("missed-while-away"))

    def bare(self, turn: Turn) -> Work:
        """A Work without permissions, for the bot's own words in a conversation."""
        return Work(
            unit=turn.unit, now=turn.now, world=self.world, roles=frozenset(), place=Place.UNBOUND,
            asker=turn.person, room=turn.room, event_id=turn.heard.event_id,
        )  # fmt: skip
