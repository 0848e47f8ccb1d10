"""What is said to the bot, in rooms and in private: commands, answers to its questions, short replies, codes, first
words; typed, or given by the platform's own forms and buttons.

One event is one unit of work: it is marked as seen, acted on and answered together, or not at all. Three ways to say
one thing give one Request: `!meeting schedule ...`, the bot mentioned before the same words, and the words alone in a
private chat. A form is a fourth, whose answer nobody but the asker sees (`Heard.answer_to`).
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select

from commands.engine import dialog
from commands.engine.dispatch import Answered, Dispatcher, Preview
from commands.engine.gate import admit, may_begin
from commands.engine.heard import Call, Enclosed, Heard, Reacted, Typing
from commands.engine.lexicon import Lexicon
from commands.engine.moment import Unclear
from commands.engine.options import MAX_TITLE, Choice, Choices, Context, GroupCode, Option, offer, read
from commands.engine.parse import Asking, Draft, parse, problem_of, settle
from commands.engine.request import Request
from commands.engine.spec import GROUP, Spec
from commands.engine.suggest import Codes, Show, Suggester, Suggestion
from commands.engine.tokens import Token, fold, split
from commands.engine.words import Answer, ClosedWords
from commands.engine.work import Unread, Unseen, Work
from storage import directory, queue
from storage.access import PERMISSIONS, Label, Place
from storage.audience import Audience
from storage.audit import Outcome
from storage.dialog import Dialog, DialogKind
from storage.engine import StorageTrouble
from storage.file import Packed
from storage.grievance import Held
from storage.inbox import seen
from storage.message import Message, Step, say
from storage.organisation import Organisation
from storage.outbox import Parcel, Posting
from storage.person import Person, plain_code
from storage.refusal import Absent, Refusal
from storage.room import Observation, Room, RoomKind, RoomState
from storage.told import Told
from storage.unit import Unit

T = TypeVar("T")

_CODE_BLOCK = re.compile(r"^\s*(```|~~~|    )")
_PROVE = ("person", "prove")
TEXT, TELLER = "text", "teller"  # the options that a message replied to fills: what it says, and who wrote it
FEW = 4  # commands that are offered where one of them was meant; more are no answer
MAX_SAID = 20_000  # characters; more is no command and no answer
LOOK_AGAIN = 0.05  # seconds between looks for what has left and is being written down
PATIENCE = 100  # looks: five seconds, in which a bot that was killed between the two takes up its parcels again

GROUP_OPTION = Option(name=GROUP, parameter=GROUP, kind=GroupCode.__name__, required=True)

# A short reply to a post of the bot's, by what the post is about: (kind of subject, answer) -> command with its words.
ShortReplies = Mapping[tuple[str, Answer], Callable[[Unit, str], Awaitable[tuple[tuple[str, ...], str] | None]]]
Knock = Callable[[Work, Heard, str], Awaitable[Message | None]]  # with the code that was said, "" for none
TurnAway = Callable[[Heard, Message], Awaitable[None]]  # to somebody nobody knows, who waits in a platform's form
Observe = Callable[[str, str], Awaitable[Observation]]  # platform and external id -> the room as it is now
Fetch = Callable[[str, Enclosed], Awaitable[Packed | Refusal]]  # platform and file -> what it holds, or why not


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


class Unwritten(Exception):
    """What is replied to may be a post of ours that has left, or the room one that was opened, which is not written
    down yet: look again a little later.
    """


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
        self.specs = specs
        self.lexicon = lexicon
        self.words = words
        self.choices = choices
        self.suggester = Suggester(choices, codes, show)
        self.short_replies = short_replies
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
        heard = replace(heard, text=_storable(heard.text))
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
            posting = await self._posting(unit, room, reacted.target, is_patient=is_patient)
            if posting is None or not posting.about.startswith("meeting:"):
                return
            if (words := await self._short(unit, posting, answer)) is None:
                return
            path, said = words
            request = Request(
                spec=self.specs[path], values={}, platform=reacted.platform, sender=reacted.sender, room=room.id,
                event_id=reacted.event_id, at=reacted.at, encrypted=True, verified=True,
            )  # fmt: skip
            context = self._context(unit, room, person, now)
            draft = await parse(request.spec, said, context, self.choices)
            await self.dispatcher.perform(unit, _filled(request, draft), now=now)

    async def suggest(self, typing: Typing, *, now: datetime) -> Sequence[Choice]:
        """What may be chosen for the option that is being typed: (what it stands for, what is shown).

        The gate is asked as for the command itself, and what may be chosen is seen with the asker's own eyes. Where
        nothing may be asked, nothing is offered, and nobody is told why.
        """
        values = {name: _storable(said) for name, said in typing.values.items()}
        typing = replace(typing, text=_storable(typing.text), values=values)
        spec = self.specs.get(typing.path)
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
                context = self._context(unit, room, work.person, now)
                return await self.suggester.suggest(typing, spec, work, context)
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
        if heard.call and heard.call.path in self.specs and self.specs[heard.call.path].adopts and person.is_staff:
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
            answer = await self.knock(self._bare(turn), turn.heard, self._code(turn.heard))
            if answer is None and not turn.is_private:
                answer = say("first-contact")
            if answer is not None:
                await self._say_here(turn, answer)
            return
        await self._called_by_name(turn)
        if turn.now - turn.heard.at > self.dispatcher.world.policy.command_age:
            await self._too_old(turn)
        elif not self._is_proven(turn):
            await self._caution(turn)
        else:
            await self._understand(turn, turn.heard.text[:MAX_SAID])

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
        found = self.lexicon.path_of(words)
        return plain_code(" ".join(words[found[1] :] if found and found[0] == _PROVE else words))

    async def _called_by_name(self, turn: Turn) -> None:
        """Whoever is named in the settings is called by their account's number until the platform tells a name."""
        person, name = _required(turn.person), _storable(turn.heard.name).strip()[:80]
        if person.name != turn.heard.sender or not name or not person.name.isdigit():
            return
        if await turn.unit.scalar(select(Person.id).where(Person.name == name)) is None:
            person.name = name

    async def _understand(self, turn: Turn, text: str) -> None:
        """Decide what kind of thing was said, and do it."""
        if turn.heard.call is not None:
            return await self._called(turn, turn.heard.call)
        if turn.heard.dialog:
            return await self._clicked(turn, text)
        if _CODE_BLOCK.match(text):
            return
        said, called = _stripped(text, addressed=turn.heard.mentioned or turn.is_private)
        if not said and not called:
            return
        if turn.heard.reply_to and await self._short_reply(turn, said):
            return
        if turn.is_alone:  # a button of a post that is gone, or one that somebody made up
            await self._say_private(turn, say("button-over").step("my"))
            return
        explicit = text.lstrip().startswith(("!", "/"))
        if turn.is_private and not explicit and await self._continue(turn, text):
            return
        if called:  # they have turned to something else, here or elsewhere: no later yes is for what was asked
            await dialog.forget_confirmation(turn.unit, _required(turn.person).id, turn.heard.platform)
            await self._command(turn, said, explicit=explicit)

    async def _called(self, turn: Turn, call: Call) -> None:
        """A command given by a form: its values are read like words, by the same rules."""
        await dialog.forget_confirmation(turn.unit, _required(turn.person).id, turn.heard.platform)
        turn.spec = self.specs.get(call.path)
        if turn.spec is None:  # the platform still shows commands of an older version
            await self._say_private(turn, say("not-understood").step("help"))
            return
        context = self._context(turn.unit, turn.room, _required(turn.person), turn.now)
        if not await self._may_begin(turn):
            return await self._request(turn, Draft())
        known = {option.name for option in turn.spec.options} | {GROUP}
        values = {name: _storable(said)[:MAX_SAID] for name, said in call.values.items() if name in known}
        await self._go_on(turn, await self._settled(turn, values, context), context)

    async def _clicked(self, turn: Turn, text: str) -> None:
        """An answer to the very question it stands under; any other question has been answered or is forgotten."""
        waiting = await dialog.open_dialog(turn.unit, _required(turn.person).id, turn.heard.platform)
        if waiting is None or waiting.id != turn.heard.dialog or not await self._continue(turn, text):
            await self._say_private(turn, say("button-over").step("my"))

    async def _may_begin(self, turn: Turn) -> bool:
        """Asked before any question is put, so that a dialog's choices show nothing to those who may not ask."""
        spec = _required(turn.spec)
        place = Place.PRIVATE if turn.is_alone else turn.room.place
        allowed = PERMISSIONS[spec.may].admits(_required(turn.person).roles, place)
        own = await turn.unit.session.get_one(Organisation, _required(turn.person).organisation_id)
        return (
            allowed and may_begin(own, spec.may) and self.dispatcher.world.may_carry(turn.room.platform, spec.carries)
        )

    async def _command(self, turn: Turn, said: str, *, explicit: bool) -> None:
        words = [token for token in split(said[:400]) if token.name is None]
        found = self.lexicon.path_of([word.text for word in words])
        if found is None:
            return await self._unknown(turn, words, explicit=explicit)
        path, used = found
        turn.spec = self.specs.get(path)
        if turn.spec is None:
            turn.spec = self.specs[("help",)]
            return await self._request_help(turn, said)
        if len(turn.heard.text) > MAX_SAID:  # what is cut off may be the end of a value: half of it would be taken
            await self._say_private(turn, say("said-long", most=MAX_SAID).step(*path))
            return
        rest = said[words[used - 1].end :].strip()
        await self._draft(turn, rest)

    async def _unknown(self, turn: Turn, words: list[Token], *, explicit: bool) -> None:
        """A near miss is answered, privately; the words of other bots are left alone in a room."""
        said = [word.text for word in words]
        topic = self.lexicon.topic_among(said)
        if topic and turn.is_private and len(said) == 1:
            turn.spec = self.specs[("help",)]
            return await self._request_help(turn, topic)
        if turn.is_private and fold(" ".join(said)).strip(" .!") in self.words.meanings(Answer):
            answer: Message | None = say("nothing-asked").step("my")
        else:
            answer = await self._guessed(turn, said)
        if answer is None and (turn.is_private or not explicit):
            answer = say("not-understood")
            answer = _help_on(answer, topic) if topic else answer.step("help")
        if answer is not None:
            await self._say_private(turn, answer)

    async def _guessed(self, turn: Turn, said: Sequence[str]) -> Message | None:
        """What was probably meant: commands whose topic was left out, or one that is nearly written so."""
        if called := self.lexicon.commands_called(said):
            allowed = await self._allowed(turn, called)
            lines = [say("line-command", step=Step(path), about=say(f"about-{'-'.join(path)}")) for path in allowed]
            return say("did-you-mean").then(*lines) if 0 < len(lines) <= FEW else None
        if (meant := self.lexicon.suggest(said)) is None:
            return None
        message = say("did-you-mean")
        return message.step(*meant) if meant in self.specs else _help_on(message, meant[0])

    async def _request_help(self, turn: Turn, topic: str) -> None:
        """Show what there is on a topic, as `help` does."""
        await self._draft(turn, f'"{topic[:MAX_TITLE]}"')

    async def _allowed(self, turn: Turn, paths: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
        """Of these commands those that the asker may begin here."""
        found = []
        for path in paths:
            turn.spec = self.specs[path]
            if await self._may_begin(turn):
                found.append(path)
        turn.spec = None
        return found

    async def _draft(self, turn: Turn, rest: str) -> None:
        spec = _required(turn.spec)
        context = self._context(turn.unit, turn.room, _required(turn.person), turn.now)
        if not await self._may_begin(turn):
            return await self._request(turn, Draft())
        draft = await self._parsed(turn, spec, rest, context)
        turn.raw = draft.raw
        await self._go_on(turn, draft, context)

    async def _parsed(self, turn: Turn, spec: Spec, rest: str, context: Context) -> Draft:
        """The command's values; a text that was not given is that of the message replied to. Somebody else's words are
        taken only where the command asks whose they are; where it need not know, words that were given are the asker's.
        """
        quoted, names = turn.heard.quoted, {option.name for option in spec.options}
        if quoted is None or TEXT not in names or (TELLER not in names and quoted.sender != turn.heard.sender):
            return await parse(spec, rest, context, self.choices)
        named = f'{TELLER}:"{quoted.sender}" ' if TELLER in names else ""
        draft = await parse(spec, f"{named}{rest}", context, self.choices)
        if TEXT not in draft.raw:
            return await self._settled(turn, {**draft.raw, TEXT: quoted.text}, context)
        is_theirs = TELLER not in names or spec.option(TELLER).required
        return draft if is_theirs else await parse(spec, rest, context, self.choices)

    async def _go_on(self, turn: Turn, draft: Draft, context: Context, *, origin: Room | None = None) -> None:
        """Ask for what is missing, or do it."""
        spec = _required(turn.spec)
        room = origin or turn.room
        if spec.group and room.group_id is None and GROUP not in draft.raw:
            groups = await directory.groups_of(turn.unit, _required(turn.person))
            if len(groups) != 1:
                return await self._ask(turn, draft, Asking(option=GROUP_OPTION), context, room)
            draft.raw[GROUP] = groups[0].code
        if draft.asking is not None:
            return await self._ask(turn, draft, draft.asking, context, room)
        await self._request(turn, draft, origin=room)

    async def _ask(self, turn: Turn, draft: Draft, asking: Asking, context: Context, room: Room) -> None:
        spec, person = _required(turn.spec), _required(turn.person)
        raw = {name: said for name, said in draft.raw.items() if name != asking.option.name}
        if asking.problem is not None and asking.option.name in draft.raw:
            raw[dialog.UNCLEAR] = draft.raw[asking.option.name]  # so that a number can choose between its readings
        references = await self._references(turn, asking.option, draft, room)
        if references:
            raw[dialog.NUMBERED] = " ".join(one.value for one in references)
        waiting = await dialog.keep_asking(
            turn.unit, spec, raw, asking=asking.option.name, person_id=person.id, platform=turn.heard.platform,
            origin_room_id=room.id, event_id=turn.heard.event_id, now=turn.now,
            lasts=self.dispatcher.world.policy.dialog,
        )  # fmt: skip
        question = await dialog.question(spec, asking, context, self.choices, waiting, references)
        label = max((spec.carries, *(one.label for one in references)), key=lambda label: label.rank)
        await self._say_private(turn, question, label=label)

    async def _references(self, turn: Turn, option: Option, draft: Draft, room: Room) -> Sequence[Suggestion]:
        """What a reference may be chosen from: as a form would suggest it, to whom the gate lets in."""
        spec, heard = _required(turn.spec), turn.heard
        request = Request(
            spec=spec, values={}, platform=heard.platform, sender=heard.sender, room=room.id, event_id="", at=heard.at,
            encrypted=heard.encrypted, verified=heard.verified, alone=turn.is_alone,
            group_code=draft.raw.get(GROUP, ""),
        )  # fmt: skip
        try:
            work = await admit(turn.unit, request, now=turn.now, world=self.dispatcher.world, observed={})
            return await self.suggester.references(spec, option, work)
        except Refusal:
            return ()

    async def _continue(self, turn: Turn, text: str) -> bool:
        """An answer to the open question, if there is one; True when it was taken as such."""
        person = _required(turn.person)
        waiting = await dialog.open_dialog(turn.unit, person.id, turn.heard.platform)
        if waiting is None:
            return False
        turn.spec = self.specs[tuple(waiting.command.split())]
        turn.raw = waiting.raw
        if not waiting.is_open(turn.now):
            await dialog.close_dialog(turn.unit, person.id, turn.heard.platform)
            if self.lexicon.path_of([word.text for word in split(text[:200])]):
                return False
            await self._say_private(turn, say("dialog-expired").step(*turn.spec.path))
            return True
        said = self.words.meanings(Answer).get(fold(text.strip(" .!")))
        if said is Answer.CANCEL or (said is Answer.NO and waiting.kind is DialogKind.CONFIRM):
            await dialog.close_dialog(turn.unit, person.id, turn.heard.platform)
            await self._say_private(turn, say("dialog-cancelled"))
            return True
        if waiting.kind is DialogKind.CONFIRM:
            return await self._confirm(turn, waiting, said)
        if said is None and not turn.heard.dialog and self._is_another_command(turn.spec, waiting, text):
            return False
        await self._answered(turn, waiting, text, said)
        return True

    def _is_another_command(self, spec: Spec, waiting: Dialog, text: str) -> bool:
        """Whether somebody has turned to something else. A text that was asked for may begin with any words, but is not
        the very name of a command: a refusal, whose question stays open, suggests one.
        """
        option = GROUP_OPTION if waiting.asking == GROUP else spec.option(waiting.asking)
        words = [word.text for word in split(text[:200])]
        found = self.lexicon.path_of(words)
        if found is None or found[0] not in self.specs:
            return False
        return option.kind not in {"Text", "Title"} or 1 < len(words) == found[1]

    async def _confirm(self, turn: Turn, waiting: Dialog, said: Answer | None) -> bool:
        if turn.heard.reply_to and not await self._is_preview(turn, waiting):
            # A yes to something else, which is gone, must not be taken for the yes that is waited for.
            await self._say_private(turn, say("button-over").step("my"))
            return True
        if said is not Answer.YES:
            # Whoever says something else in between has turned to it: a later yes must not be taken for this one.
            await dialog.close_dialog(turn.unit, _required(turn.person).id, turn.heard.platform)
            return False
        origin = await turn.unit.session.get_one(Room, waiting.origin_room_id)
        context = self._context(turn.unit, origin, _required(turn.person), turn.now)
        draft = await self._settled(turn, waiting.raw, context)
        await dialog.close_dialog(turn.unit, _required(turn.person).id, turn.heard.platform)
        await self._request(turn, draft, origin=origin, confirmed=waiting.digest)
        return True

    async def _is_preview(self, turn: Turn, waiting: Dialog) -> bool:
        """Whether what is replied to is what the asker was shown."""
        posting = await self._replied_to(turn)
        shown = select(Parcel.id).where(Parcel.once == f"answer.{waiting.event_id}@{turn.room.id}")
        return posting is not None and posting.parcel_id == await turn.unit.scalar(shown)

    async def _answered(self, turn: Turn, waiting: Dialog, text: str, said: Answer | None) -> None:
        spec, person = _required(turn.spec), _required(turn.person)
        origin = await turn.unit.session.get_one(Room, waiting.origin_room_id)
        context = self._context(turn.unit, origin, person, turn.now)
        raw = dict(waiting.raw)
        unclear, references = raw.pop(dialog.UNCLEAR, ""), raw.pop(dialog.NUMBERED, "").split()
        option = GROUP_OPTION if waiting.asking == GROUP else spec.option(waiting.asking)
        if said is Answer.BACK and raw:
            last = list(raw)[-1]
            raw.pop(last)
            option = GROUP_OPTION if last == GROUP else spec.option(last)
            return await self._ask(turn, Draft(raw=raw), Asking(option=option), context, origin)
        said_for_it = dialog.chosen(text, [(one, one) for one in references])
        raw[option.name] = await self._chosen(option, said_for_it, context, unclear)
        if option is GROUP_OPTION:
            try:
                raw[GROUP] = (await read(option, split(raw[GROUP]), context, self.choices)).value
            except Unclear as problem:
                return await self._ask(turn, Draft(raw=raw), Asking(option=option, problem=problem), context, origin)
        await dialog.close_dialog(turn.unit, person.id, turn.heard.platform)
        await self._go_on(turn, await self._settled(turn, raw, context), context, origin=origin)

    async def _chosen(self, option: Option, text: str, context: Context, unclear: str) -> str:
        """A number stands for the choice that was shown with it; words said in two ways are kept until then."""
        if option.takes_rest and not option.many:
            return text.strip()
        problem = await problem_of(option, unclear, context, self.choices) if unclear else None
        offered = await offer(option, context, self.choices)
        return dialog.chosen(text.strip(), dialog.numbered(Asking(option=option, problem=problem), offered))

    async def _settled(self, turn: Turn, raw: Mapping[str, str], context: Context) -> Draft:
        spec = _required(turn.spec)
        draft = await settle(spec, {name: said for name, said in raw.items() if name != GROUP}, context, self.choices)
        if GROUP in raw:
            draft.raw = {GROUP: raw[GROUP].strip().upper(), **draft.raw}
        turn.raw = draft.raw
        return draft

    async def _request(self, turn: Turn, draft: Draft, *, origin: Room | None = None, confirmed: str = "") -> None:
        turn.raw = draft.raw
        request = Request(
            spec=_required(turn.spec),
            values=draft.values,
            platform=turn.heard.platform,
            sender=turn.heard.sender,
            room=(origin or turn.room).id,
            event_id=turn.heard.event_id,
            at=turn.heard.at,
            encrypted=turn.heard.encrypted,
            verified=turn.heard.verified,
            raw=draft.raw,
            group_code=draft.raw.get(GROUP, ""),
            confirmed=confirmed,
            alone=turn.is_alone,
            file=turn.heard.file,
            contents=turn.contents,
        )
        answered = await self.dispatcher.perform(turn.unit, request, now=turn.now, observed=turn.observed)
        await self._answer(turn, answered)

    async def _answer(self, turn: Turn, answered: Answered) -> None:
        """Where the answer goes: to the asker alone where there is a place for it, to the room when it may hear it, to
        the private chat otherwise.
        """
        spec, work = _required(turn.spec), answered.work
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
            await self._mention_private(turn, work, told)

    async def _mention_private(self, turn: Turn, work: Work, told: Parcel | None) -> None:
        """One line in the room, once the answer has left."""
        await work.post(
            turn.room, say("answered-privately"), once=f"private.{turn.heard.event_id}", label=Label.CLEAR,
            reply_to=turn.heard.event_id, in_thread=turn.heard.thread, after=told,
        )  # fmt: skip

    async def _short_reply(self, turn: Turn, said: str) -> bool:
        answer = self.words.meanings(Answer).get(fold(said.strip(" .!")))
        posting = await self._replied_to(turn) if answer is not None else None
        if posting is None or answer is None:
            return False
        if (words := await self._short(turn.unit, posting, answer)) is None:
            return False
        path, rest = words
        turn.spec = self.specs[path]
        await self._draft(turn, rest)
        return True

    async def _short(self, unit: Unit, posting: Posting, answer: Answer) -> tuple[tuple[str, ...], str] | None:
        kind, _, subject = posting.about.partition(":")
        meaning = self.short_replies.get((kind, answer))
        return await meaning(unit, subject) if meaning else None

    async def _replied_to(self, turn: Turn) -> Posting | None:
        return await self._posting(turn.unit, turn.room, turn.heard.reply_to or "", is_patient=turn.is_patient)

    async def _posting(self, unit: Unit, room: Room, external_id: str, *, is_patient: bool) -> Posting | None:
        """The post of ours with this id. Raises Unwritten when it may be one whose id we don't know yet."""
        query = select(Posting).where(Posting.room_id == room.id, Posting.external_id == external_id)
        found: Posting | None = await unit.session.scalar(query)
        if found is None and is_patient and await queue.is_leaving(unit, room.id):
            raise Unwritten
        return found or await unit.session.scalar(query)  # PostgreSQL shows each statement what is committed by then

    def _is_proven(self, turn: Turn) -> bool:
        return not turn.room.encrypted or (turn.heard.encrypted and turn.heard.verified)

    async def _caution(self, turn: Turn) -> None:
        """Somebody's words don't count because their device is not verified: told once a day, with what to do.

        Staff too.
        """
        _, called = _stripped(turn.heard.text, addressed=turn.heard.mentioned or turn.is_private)
        person = _required(turn.person)
        if not called or (person.cautioned_at and turn.now - person.cautioned_at < timedelta(days=1)):
            return
        person.cautioned_at = turn.now
        work = self._bare(turn)
        day = f"{turn.now:%Y-%m-%d}"
        await work.tell(person, say("not-verified"), once=f"caution.{person.id}.{day}", label=Label.CLEAR)
        await work.tell_staff(
            say("staff-not-verified", name=person.name, account=turn.heard.sender),
            once=f"caution.{person.id}.{day}.staff",
        )

    async def _too_old(self, turn: Turn) -> None:
        """Found after an absence, too late to act on: said once, and left to the person."""
        _, called = _stripped(turn.heard.text, addressed=turn.heard.mentioned or turn.is_private)
        if called:
            await self._say_private(turn, say("missed-while-away"))

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
                message = message.then(await self._ask_further(again, instead.held.asking))
            elif instead.held:
                await dialog.close_dialog(unit, again.person.id, turn.heard.platform)
            about, grounds = (preview.about, preview.told) if preview else ("", ())
            told = await self._say_private(again, message, about=about, label=instead.label, grounds=grounds)
            if again.spec is not None and again.spec.private and not (again.is_private or again.is_alone):
                # As on success: the room can't tell them apart.
                await self._mention_private(again, self._bare(again), told)

    async def _ask_further(self, turn: Turn, name: str) -> Message:
        """One more question about what was said, which is kept, sealed, until it is answered."""
        spec, person = _required(turn.spec), _required(turn.person)
        waiting = await dialog.keep_asking(
            turn.unit, spec, turn.raw, asking=name, person_id=person.id, platform=turn.heard.platform,
            origin_room_id=turn.room.id, event_id=turn.heard.event_id, now=turn.now,
            lasts=self.dispatcher.world.policy.dialog,
        )  # fmt: skip
        context = self._context(turn.unit, turn.room, person, turn.now)
        return await dialog.question(spec, Asking(option=spec.option(name)), context, self.choices, waiting)

    async def _say_private(
        self,
        turn: Turn,
        message: Message,
        *,
        about: str = "",
        label: Label = Label.GREEN,
        grounds: tuple[Told, ...] = (),
    ) -> Parcel | None:
        """To the asker alone. The label is that of the narrowest thing the message may repeat."""
        work = self._bare(turn)
        work.tells(*grounds)
        person = _required(turn.person)
        once = f"answer.{turn.heard.event_id}"
        if turn.is_alone:
            return await work.answer(turn.heard.answer_to, message, once=once, about=about, label=label)
        if turn.is_private:
            audience = Audience.person(person.id)
            return await work.post(turn.room, message, once=once, about=about, label=label, audience=audience)
        return await work.tell(person, message, once=once, about=about, label=label)

    async def _say_here(self, turn: Turn, message: Message) -> None:
        """To whoever is in this private chat, known or not: nothing but what anybody may read."""
        once = f"answer.{turn.heard.event_id}"
        if turn.is_alone:
            await self._bare(turn).answer(turn.heard.answer_to, message, once=once, label=Label.CLEAR)
        else:
            await self._bare(turn).post(turn.room, message, once=once, label=Label.CLEAR)

    def _bare(self, turn: Turn) -> Work:
        """A Work without permissions, for the bot's own words in a conversation."""
        return Work(
            unit=turn.unit, now=turn.now, world=self.dispatcher.world, roles=frozenset(), place=Place.UNBOUND,
            asker=turn.person, room=turn.room, event_id=turn.heard.event_id,
        )  # fmt: skip

    def _context(self, unit: Unit, room: Room, person: Person, now: datetime) -> Context:
        return Context(
            unit=unit, lexicon=self.lexicon, words=self.words, now=now, zone=person.zone, locale=person.locale,
            person_id=person.id, is_staff=person.is_staff, group_id=room.group_id,
            ceiling=self.dispatcher.world.manners_of(room.platform).ceiling,
        )  # fmt: skip


def _is_dropped(heard: Heard) -> bool:
    """Whether it is a file that somebody put into a room, and no form was filled in."""
    return heard.file is not None and not heard.answer_to


def _help_on(message: Message, topic: str) -> Message:
    """A message whose next step is to ask what there is on a topic."""
    return message.step("help", rest=f"{{topic-{topic}}}")


def _storable(text: str) -> str:
    """What any database keeps: no NUL (PostgreSQL refuses it), no half of a surrogate pair (it has no UTF-8)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _stripped(text: str, *, addressed: bool) -> tuple[str, bool]:
    """The words without the call, and whether the bot is called: by `!`, by `/`, by name, or by being alone with it."""
    text = text.strip()
    if text.startswith(("!", "/")) and len(text) > 1 and text[1].isalpha():
        return text[1:].strip(), True
    return text, addressed


def _filled(request: Request, draft: Draft) -> Request:
    if draft.asking is not None:
        raise Absent
    return replace(request, values=draft.values, raw=draft.raw)


def _required(value: T | None) -> T:
    if value is None:
        raise Absent
    return value


_REACTIONS: Mapping[str, Answer] = {
    "👍": Answer.YES,
    "✅": Answer.YES,
    "👎": Answer.NO,
    "❌": Answer.NO,
    "🤔": Answer.MAYBE,
    "❓": Answer.MAYBE,
}
