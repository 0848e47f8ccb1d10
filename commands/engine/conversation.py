"""What is said to the bot, in rooms and in private: commands, answers to its questions, short replies, codes, first
words; typed, or given by the platform's own forms and buttons.

One event is one unit of work: it is marked as seen, acted on and answered together, or not at all. Three ways to say
one thing give one Request: `!meeting schedule ...`, the bot mentioned before the same words, and the words alone in a
private chat. A form is a fourth, whose answer nobody but the asker sees (`Heard.answer_to`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from commands.engine import dialog
from commands.engine.answering import Answering
from commands.engine.dispatch import Dispatcher, Preview
from commands.engine.gate import admit
from commands.engine.heard import Enclosed, Heard, Reacted, Typing
from commands.engine.lexicon import Lexicon
from commands.engine.options import Choice, Choices
from commands.engine.parse import Draft, parse
from commands.engine.posts import Posts, ShortReplies
from commands.engine.request import Request
from commands.engine.spec import GROUP, Spec
from commands.engine.suggest import Codes, Show, Suggester
from commands.engine.turn import MAX_SAID, Turn, Unwritten, required, storable
from commands.engine.understanding import Understanding
from commands.engine.words import Answer, ClosedWords
from commands.engine.work import Unread, Unseen, Work
from storage import directory, queue
from storage.access import Label, Place
from storage.audit import Outcome
from storage.engine import StorageTrouble
from storage.file import Packed
from storage.grievance import Held
from storage.inbox import seen
from storage.message import Message, say
from storage.person import Person, plain_code
from storage.refusal import Absent, Refusal
from storage.room import Observation, Room, RoomKind, RoomState
from storage.unit import Unit

_PROVE = ("person", "prove")
LOOK_AGAIN = 0.05  # seconds between looks for what has left and is being written down
PATIENCE = 100  # looks: five seconds, in which a bot that was killed between the two takes up its parcels again

Knock = Callable[[Work, Heard, str], Awaitable[Message | None]]  # with the code that was said, "" for none
TurnAway = Callable[[Heard, Message], Awaitable[None]]  # to somebody nobody knows, who waits in a platform's form
Observe = Callable[[str, str], Awaitable[Observation]]  # platform and external id -> the room as it is now
Fetch = Callable[[str, Enclosed], Awaitable[Packed | Refusal]]  # platform and file -> what it holds, or why not


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What is answered in place of what was asked for: a refusal (with its `cause`, for the record) or a preview.

    With `held` what was said is kept until one more option is answered, or forgotten.
    """

    message: Message
    cause: str = ""
    label: Label = Label.GREEN
    preview: Preview | None = None
    held: Held | None = None


class Conversation:
    """Takes in what people say and sees that each is answered, once."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        *,
        specs: Mapping[tuple[str, ...], Spec],
        lexicon: Lexicon,
        words: ClosedWords,
        choices: Mapping[str, Choices],
        codes: Mapping[str, Codes],
        show: Show,
        short_replies: ShortReplies,
        knock: Knock,
        turn_away: TurnAway,
        observe: Observe,
        fetch: Fetch,
        bug: Callable[[BaseException], str],
    ) -> None:
        self.dispatcher = dispatcher
        self.posts = Posts(short_replies)
        self.answering = Answering(dispatcher.world)
        self.understanding = Understanding(
            dispatcher, specs=specs, lexicon=lexicon, words=words, choices=choices,
            suggester=Suggester(choices, codes, show), posts=self.posts, answering=self.answering,
        )  # fmt: skip
        self.knock = knock
        self.turn_away = turn_away
        self.observe = observe
        self.fetch = fetch
        self.bug = bug

    async def hear(self, heard: Heard, *, now: datetime) -> None:
        """Handle one text, exactly once; its answer is a parcel committed with its effect.

        A rule that has to know a room as it really is raises Unseen: everything is rolled back, the platform is asked
        outside of any unit, and the command runs again from its beginning with what was seen. A file that came with
        it is fetched in the same way, once everything else says that it may be.
        """
        heard = replace(heard, text=storable(heard.text))
        observed: dict[str, Observation] = {}
        contents: Packed | Refusal | None = None
        looks = 0
        while True:
            turn: Turn | None = None
            told: Message | None = None
            try:
                async with self.dispatcher.storage.unit() as unit:
                    await directory.look_up(unit, heard.platform, heard.room, heard.sender, now)
                    room = await self._room(unit, heard, now)
                    if room is None and looks < PATIENCE and await queue.is_opening(unit, heard.platform):
                        raise Unwritten
                    room = room or await self._room(unit, heard, now)  # written down between two statements
                    if _is_dropped(heard) and (room is None or room.kind is not RoomKind.STAFF):
                        return  # a file that people show each other
                    turn = await self._turn(unit, room, heard, now) if room else None
                    if room is None:
                        told = await self._take_stranger(unit, heard, now)
                    if turn is not None:
                        turn.observed, turn.is_patient = observed, looks < PATIENCE
                        turn.contents = contents
                        await self._take(turn)
                if told and heard.answer_to:
                    await self.turn_away(heard, told)
                return
            except Unseen as unseen:
                observed[unseen.room_id] = await self.observe(unseen.platform, unseen.external_id)
                continue
            except Unread:
                assert heard.file is not None  # it was asked for
                contents = await self.fetch(heard.platform, heard.file)
                continue
            except Unwritten:
                looks += 1
                await asyncio.sleep(LOOK_AGAIN)
                continue
            except StorageTrouble:
                raise  # nothing was kept, so nothing is lost: the event is delivered again
            except Refusal as refusal:
                held = refusal if isinstance(refusal, Held) else None
                instead = Instead(message=refusal.message, cause=refusal.message.key, label=refusal.label, held=held)
            except Preview as rehearsal:
                instead = Instead(
                    message=rehearsal.message, cause=rehearsal.cause, label=rehearsal.label, preview=rehearsal
                )
            except Exception as error:  # noqa: BLE001  the one boundary: a bug is a reference, never a traceback
                instead = Instead(message=say("trouble", reference=self.bug(error)), cause="trouble")
            if turn is not None:
                await self._answer_instead(turn, instead)
            return

    async def react(self, reacted: Reacted, *, now: datetime) -> None:
        """A reaction to a post of the bot's: an RSVP at most, and taken like the word for it."""
        answer = _REACTIONS.get(reacted.emoji.replace("\ufe0f", ""))
        if answer is None:
            return
        try:
            for look in range(PATIENCE + 1):
                with suppress(Unwritten):
                    return await self._take_reaction(reacted, answer, now=now, is_patient=look < PATIENCE)
                await asyncio.sleep(LOOK_AGAIN)
        except StorageTrouble:
            raise  # it is delivered again
        except Refusal:
            return  # nobody is told off for a thumb that comes too late
        except Exception as error:  # noqa: BLE001  a bug is a reference; delivered again, it would come back for ever
            self.bug(error)

    async def _take_reaction(self, reacted: Reacted, answer: Answer, *, now: datetime, is_patient: bool) -> None:
        async with self.dispatcher.storage.unit() as unit:
            if await seen(unit, f"{reacted.platform}:{reacted.event_id}", None, now):
                return
            room = await directory.room_of(unit, reacted.platform, reacted.room)
            person = await directory.person_of(unit, reacted.platform, reacted.sender)
            if room is None or person is None:
                return
            posting = await self.posts.find(unit, room, reacted.target, is_patient=is_patient)
            if posting is None or not posting.about.startswith("meeting:"):
                return
            if (words := await self.posts.meaning(unit, posting, answer)) is None:
                return
            path, said = words
            request = Request(
                spec=self.understanding.specs[path], values={}, platform=reacted.platform, sender=reacted.sender,
                room=room.id, event_id=reacted.event_id, at=reacted.at, encrypted=True, verified=True,
            )  # fmt: skip
            context = self.understanding.context(unit, room, person, now)
            draft = await parse(request.spec, said, context, self.understanding.choices)
            await self.dispatcher.perform(unit, _filled(request, draft), now=now)

    async def suggest(self, typing: Typing, *, now: datetime) -> Sequence[Choice]:
        """What may be chosen for the option that is being typed: (what it stands for, what is shown).

        The gate is asked as for the command itself, and what may be chosen is seen with the asker's own eyes. Where
        nothing may be asked, nothing is offered, and nobody is told why.
        """
        values = {name: storable(said) for name, said in typing.values.items()}
        typing = replace(typing, text=storable(typing.text), values=values)
        spec = self.understanding.specs.get(typing.path)
        heard = Heard(
            platform=typing.platform, event_id="", replay_key=None, room=typing.room, sender=typing.sender, text="",
            at=now, encrypted=False, verified=True, within=typing.within, answer_to=typing.option, call=None,
        )  # fmt: skip
        async with self.dispatcher.storage.unit() as unit:
            room = await self._room(unit, heard, now)
            if spec is None or room is None:
                return ()
            request = Request(  # only the platform itself has forms, and it vouches for who fills them in
                spec=spec, values={}, platform=typing.platform, sender=typing.sender, room=room.id, event_id="",
                at=now, encrypted=True, verified=True, alone=True,
                group_code="" if typing.option == GROUP else typing.values.get(GROUP, "").strip().upper(),
            )  # fmt: skip
            try:
                work = await admit(unit, request, now=now, world=self.dispatcher.world, observed={})
                context = self.understanding.context(unit, room, work.person, now)
                return await self.understanding.suggester.suggest(typing, spec, work, context)
            except Refusal:
                return ()

    async def _room(self, unit: Unit, heard: Heard, now: datetime) -> Room | None:
        """The room of ours in which it was said. What is answered to its asker alone can be said anywhere: where the
        place is not ours, it is as if it were said in their private chat.
        """
        room = await directory.room_of(unit, heard.platform, heard.room)
        if room is None and heard.within:
            room = await directory.room_of(unit, heard.platform, heard.within)
        if room is not None and (room.state is RoomState.RETIRED or room.kind is RoomKind.SPACE):
            room = None
        if not heard.answer_to or (room is not None and room.kind is not RoomKind.UNBOUND):
            return room
        identity = await directory.identity_of(unit, heard.platform, heard.sender)
        person = await unit.session.get(Person, identity.person_id) if identity else None
        if person is None:
            return None
        spec = self.understanding.specs.get(heard.call.path) if heard.call else None
        if spec is not None and spec.adopts and person.is_staff:
            return room or await self._adopted(unit, heard, now)
        return await directory.private_room(unit, person, heard.platform)

    async def _adopted(self, unit: Unit, heard: Heard, now: datetime) -> Room:
        """A place of the platform's that staff want to be a room of ours; until it is bound, it is for nothing."""
        room = await directory.room_of(unit, heard.platform, heard.room)
        if room is None:
            encrypted = self.dispatcher.world.manners_of(heard.platform).encrypts
            room = Room(
                platform=heard.platform, external_id=heard.room, kind=RoomKind.UNBOUND, name="",
                state=RoomState.PROPOSED, encrypted=encrypted, created_at=now,
            )  # fmt: skip
            unit.add(room)
        room.kind, room.state, room.group_id = RoomKind.UNBOUND, RoomState.PROPOSED, None
        await unit.session.flush()
        return room

    async def _turn(self, unit: Unit, room: Room, heard: Heard, now: datetime) -> Turn | None:
        if await seen(unit, f"{heard.platform}:{heard.event_id}", heard.replay_key, now):
            return None
        person = await directory.person_of(unit, heard.platform, heard.sender)
        return Turn(unit=unit, heard=heard, now=now, room=room, person=person)

    async def _take(self, turn: Turn) -> None:
        if turn.person is None:
            if not turn.is_private and not turn.is_alone:
                return
            answer = await self.knock(self.answering.bare(turn), turn.heard, self._code(turn.heard))
            if answer is None and not turn.is_private:
                answer = say("first-contact")
            if answer is not None:
                await self.answering.say_here(turn, answer)
            return
        await self._called_by_name(turn)
        if turn.now - turn.heard.at > self.dispatcher.world.policy.command_age:
            await self.answering.too_old(turn)
        elif not self._is_proven(turn):
            await self.answering.caution(turn)
        else:
            await self.understanding.understand(turn, turn.heard.text[:MAX_SAID])

    async def _take_stranger(self, unit: Unit, heard: Heard, now: datetime) -> Message | None:
        """Something said where no room of ours is: a code that makes an account somebody's, if anything. What is told
        to whoever waits for an answer.
        """
        code = self._code(heard)
        if not code or await directory.person_of(unit, heard.platform, heard.sender):
            return say("first-contact")
        if await seen(unit, f"{heard.platform}:{heard.event_id}", heard.replay_key, now):
            return None
        work = Work(unit=unit, now=now, world=self.dispatcher.world, roles=frozenset(), place=Place.UNBOUND)
        return await self.knock(work, heard, code) or say("first-contact")

    def _code(self, heard: Heard) -> str:
        """The code in what was said: alone, or as `person prove` has it; "" if there is none."""
        if heard.call is not None:
            return plain_code(" ".join(heard.call.values.values())[:40]) if heard.call.path == _PROVE else ""
        words = heard.text[:80].strip().removeprefix("!").removeprefix("/").split()
        found = self.understanding.lexicon.path_of(words)
        return plain_code(" ".join(words[found[1] :] if found and found[0] == _PROVE else words))

    async def _called_by_name(self, turn: Turn) -> None:
        """Whoever is named in the settings is called by their account's number until the platform tells a name."""
        person, name = required(turn.person), storable(turn.heard.name).strip()[:80]
        if person.name != turn.heard.sender or not name or not person.name.isdigit():
            return
        if await turn.unit.scalar(select(Person.id).where(Person.name == name)) is None:
            person.name = name

    def _is_proven(self, turn: Turn) -> bool:
        return not turn.room.encrypted or (turn.heard.encrypted and turn.heard.verified)

    async def _answer_instead(self, turn: Turn, instead: Instead) -> None:
        """The command was rolled back: in a unit of its own, mark the event as seen, record the refusal and answer."""
        async with self.dispatcher.storage.unit() as unit:
            room = await self._room(unit, turn.heard, turn.now)
            again = await self._turn(unit, room, turn.heard, turn.now) if room else None
            if again is None or again.person is None:
                return
            again.spec, again.raw = turn.spec, turn.raw
            message, preview = instead.message, instead.preview
            if preview is not None and again.spec is not None:
                if self.dispatcher.world.may_carry(
                    turn.heard.platform, preview.label
                ):  # else nobody saw what to confirm
                    waiting = await dialog.keep_asking(
                        unit, again.spec, again.raw, asking="", person_id=again.person.id,
                        platform=turn.heard.platform, origin_room_id=again.room.id, event_id=turn.heard.event_id,
                        now=turn.now, lasts=self.dispatcher.world.policy.confirm, digest=preview.digest,
                    )  # fmt: skip
                    message = dialog.confirmable(message, waiting)
            else:
                await dialog.forget_confirmation(unit, again.person.id, turn.heard.platform)
            if preview is None or instead.cause:
                await unit.record(
                    again.spec.name if again.spec else "",
                    at=turn.now,
                    actor_id=again.person.id,
                    place=again.room.id,
                    outcome=Outcome.REFUSED,
                    cause=instead.cause,
                )
            if instead.held and instead.held.asking:
                message = message.then(await self.understanding.ask_further(again, instead.held.asking))
            elif instead.held:
                await dialog.close_dialog(unit, again.person.id, turn.heard.platform)
            about, grounds = (preview.about, preview.told) if preview else ("", ())
            told = await self.answering.say_private(again, message, about=about, label=instead.label, grounds=grounds)
            if again.spec is not None and again.spec.private and not (again.is_private or again.is_alone):
                # As on success: the room can't tell them apart.
                await self.answering.mention_private(again, self.answering.bare(again), told)


def _is_dropped(heard: Heard) -> bool:
    """Whether it is a file that somebody put into a room, and no form was filled in."""
    return heard.file is not None and not heard.answer_to


def _filled(request: Request, draft: Draft) -> Request:
    if draft.asking is not None:
        raise Absent
    return replace(request, values=draft.values, raw=draft.raw)


_REACTIONS: Mapping[str, Answer] = {
    "👍": Answer.YES,
    "✅": Answer.YES,
    "👎": Answer.NO,
    "❌": Answer.NO,
    "🤔": Answer.MAYBE,
    "❓": Answer.MAYBE,
}
