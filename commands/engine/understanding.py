"""What was said: a command, an answer to a question, a yes, a short reply; each becomes a Request, or a question."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from commands.engine import dialog
from commands.engine.answering import Answering
from commands.engine.dispatch import Dispatcher
from commands.engine.gate import admit, may_begin
from commands.engine.heard import Call
from commands.engine.lexicon import Lexicon
from commands.engine.moment import Unclear
from commands.engine.options import MAX_TITLE, Choices, Context, GroupCode, Option, offer, read
from commands.engine.parse import Asking, Draft, parse, problem_of, settle
from commands.engine.posts import Posts
from commands.engine.request import Request
from commands.engine.spec import GROUP, Spec
from commands.engine.suggest import Suggester, Suggestion
from commands.engine.tokens import Token, fold, split
from commands.engine.turn import MAX_SAID, Turn, required, storable, stripped
from commands.engine.words import Answer, ClosedWords
from storage import directory
from storage.access import PERMISSIONS, Place
from storage.dialog import Dialog, DialogKind
from storage.message import Message, Step, say
from storage.organisation import Organisation
from storage.outbox import Parcel
from storage.person import Person
from storage.refusal import Refusal
from storage.room import Room
from storage.unit import Unit

_CODE_BLOCK = re.compile(r"^\s*(```|~~~|    )")
TEXT, TELLER = "text", "teller"  # the options that a message replied to fills: what it says, and who wrote it
FEW = 4  # commands that are offered where one of them was meant; more are no answer

GROUP_OPTION = Option(name=GROUP, parameter=GROUP, kind=GroupCode.__name__, required=True)


class Understanding:
    """Takes the words of one turn for what they are, and does it."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        *,
        specs: Mapping[tuple[str, ...], Spec],
        lexicon: Lexicon,
        words: ClosedWords,
        choices: Mapping[str, Choices],
        suggester: Suggester,
        posts: Posts,
        answering: Answering,
    ) -> None:
        self.dispatcher = dispatcher
        self.specs = specs
        self.lexicon = lexicon
        self.words = words
        self.choices = choices
        self.suggester = suggester
        self.posts = posts
        self.answering = answering

    async def understand(self, turn: Turn, text: str) -> None:
        """Decide what kind of thing was said, and do it."""
        if turn.heard.call is not None:
            return await self._called(turn, turn.heard.call)
        if turn.heard.dialog:
            return await self._clicked(turn, text)
        if _CODE_BLOCK.match(text):
            return
        said, called = stripped(text, addressed=turn.heard.mentioned or turn.is_private)
        if not said and not called:
            return
        if turn.heard.reply_to and await self._short_reply(turn, said):
            return
        if turn.is_alone:  # a button of a post that is gone, or one that somebody made up
            await self.answering.say_private(turn, say("button-over").step("my"))
            return
        explicit = text.lstrip().startswith(("!", "/"))
        if turn.is_private and not explicit and await self._continue(turn, text):
            return
        if called:  # they have turned to something else, here or elsewhere: no later yes is for what was asked
            await dialog.forget_confirmation(turn.unit, required(turn.person).id, turn.heard.platform)
            await self._command(turn, said, explicit=explicit)

    async def _called(self, turn: Turn, call: Call) -> None:
        """A command given by a form: its values are read like words, by the same rules."""
        await dialog.forget_confirmation(turn.unit, required(turn.person).id, turn.heard.platform)
        turn.spec = self.specs.get(call.path)
        if turn.spec is None:  # the platform still shows commands of an older version
            await self.answering.say_private(turn, say("not-understood").step("help"))
            return
        context = self.context(turn.unit, turn.room, required(turn.person), turn.now)
        if not await self._may_begin(turn):
            return await self._request(turn, Draft())
        known = {option.name for option in turn.spec.options} | {GROUP}
        values = {name: storable(said)[:MAX_SAID] for name, said in call.values.items() if name in known}
        await self._go_on(turn, await self._settled(turn, values, context), context)

    async def _clicked(self, turn: Turn, text: str) -> None:
        """An answer to the very question it stands under; any other question has been answered or is forgotten."""
        waiting = await dialog.open_dialog(turn.unit, required(turn.person).id, turn.heard.platform)
        if waiting is None or waiting.id != turn.heard.dialog or not await self._continue(turn, text):
            await self.answering.say_private(turn, say("button-over").step("my"))

    async def _may_begin(self, turn: Turn) -> bool:
        """Asked before any question is put, so that a dialog's choices show nothing to those who may not ask."""
        spec = required(turn.spec)
        place = Place.PRIVATE if turn.is_alone else turn.room.place
        allowed = PERMISSIONS[spec.may].admits(required(turn.person).roles, place)
        own = await turn.unit.session.get_one(Organisation, required(turn.person).organisation_id)
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
            await self.answering.say_private(turn, say("said-long", most=MAX_SAID).step(*path))
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
            await self.answering.say_private(turn, answer)

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
        spec = required(turn.spec)
        context = self.context(turn.unit, turn.room, required(turn.person), turn.now)
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
        spec = required(turn.spec)
        room = origin or turn.room
        if spec.group and room.group_id is None and GROUP not in draft.raw:
            groups = await directory.groups_of(turn.unit, required(turn.person))
            if len(groups) != 1:
                return await self._ask(turn, draft, Asking(option=GROUP_OPTION), context, room)
            draft.raw[GROUP] = groups[0].code
        if draft.asking is not None:
            return await self._ask(turn, draft, draft.asking, context, room)
        await self._request(turn, draft, origin=room)

    async def _ask(self, turn: Turn, draft: Draft, asking: Asking, context: Context, room: Room) -> None:
        spec, person = required(turn.spec), required(turn.person)
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
        await self.answering.say_private(turn, question, label=label)

    async def _references(self, turn: Turn, option: Option, draft: Draft, room: Room) -> Sequence[Suggestion]:
        """What a reference may be chosen from: as a form would suggest it, to whom the gate lets in."""
        spec, heard = required(turn.spec), turn.heard
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
        person = required(turn.person)
        waiting = await dialog.open_dialog(turn.unit, person.id, turn.heard.platform)
        if waiting is None:
            return False
        turn.spec = self.specs[tuple(waiting.command.split())]
        turn.raw = waiting.raw
        if not waiting.is_open(turn.now):
            await dialog.close_dialog(turn.unit, person.id, turn.heard.platform)
            if self.lexicon.path_of([word.text for word in split(text[:200])]):
                return False
            await self.answering.say_private(turn, say("dialog-expired").step(*turn.spec.path))
            return True
        said = self.words.meanings(Answer).get(fold(text.strip(" .!")))
        if said is Answer.CANCEL or (said is Answer.NO and waiting.kind is DialogKind.CONFIRM):
            await dialog.close_dialog(turn.unit, person.id, turn.heard.platform)
            await self.answering.say_private(turn, say("dialog-cancelled"))
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
            await self.answering.say_private(turn, say("button-over").step("my"))
            return True
        if said is not Answer.YES:
            # Whoever says something else in between has turned to it: a later yes must not be taken for this one.
            await dialog.close_dialog(turn.unit, required(turn.person).id, turn.heard.platform)
            return False
        origin = await turn.unit.session.get_one(Room, waiting.origin_room_id)
        context = self.context(turn.unit, origin, required(turn.person), turn.now)
        draft = await self._settled(turn, waiting.raw, context)
        await dialog.close_dialog(turn.unit, required(turn.person).id, turn.heard.platform)
        await self._request(turn, draft, origin=origin, confirmed=waiting.digest)
        return True

    async def _is_preview(self, turn: Turn, waiting: Dialog) -> bool:
        """Whether what is replied to is what the asker was shown."""
        posting = await self.posts.replied_to(turn)
        shown = select(Parcel.id).where(Parcel.once == f"answer.{waiting.event_id}@{turn.room.id}")
        return posting is not None and posting.parcel_id == await turn.unit.scalar(shown)

    async def _answered(self, turn: Turn, waiting: Dialog, text: str, said: Answer | None) -> None:
        spec, person = required(turn.spec), required(turn.person)
        origin = await turn.unit.session.get_one(Room, waiting.origin_room_id)
        context = self.context(turn.unit, origin, person, turn.now)
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
        spec = required(turn.spec)
        draft = await settle(spec, {name: said for name, said in raw.items() if name != GROUP}, context, self.choices)
        if GROUP in raw:
            draft.raw = {GROUP: raw[GROUP].strip().upper(), **draft.raw}
        turn.raw = draft.raw
        return draft

    async def _request(self, turn: Turn, draft: Draft, *, origin: Room | None = None, confirmed: str = "") -> None:
        turn.raw = draft.raw
        request = Request(
            spec=required(turn.spec),
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
        await self.answering.answer(turn, answered)

    async def _short_reply(self, turn: Turn, said: str) -> bool:
        answer = self.words.meanings(Answer).get(fold(said.strip(" .!")))
        posting = await self.posts.replied_to(turn) if answer is not None else None
        if posting is None or answer is None:
            return False
        if (words := await self.posts.meaning(turn.unit, posting, answer)) is None:
            return False
        path, rest = words
        turn.spec = self.specs[path]
        await self._draft(turn, rest)
        return True

    async def ask_further(self, turn: Turn, name: str) -> Message:
        """One more question about what was said, which is kept, sealed, until it is answered."""
        spec, person = required(turn.spec), required(turn.person)
        waiting = await dialog.keep_asking(
            turn.unit, spec, turn.raw, asking=name, person_id=person.id, platform=turn.heard.platform,
            origin_room_id=turn.room.id, event_id=turn.heard.event_id, now=turn.now,
            lasts=self.dispatcher.world.policy.dialog,
        )  # fmt: skip
        context = self.context(turn.unit, turn.room, person, turn.now)
        return await dialog.question(spec, Asking(option=spec.option(name)), context, self.choices, waiting)

    def context(self, unit: Unit, room: Room, person: Person, now: datetime) -> Context:
        """What options are read in: who asks, where, in which zone and language."""
        return Context(
            unit=unit, lexicon=self.lexicon, words=self.words, now=now, zone=person.zone, locale=person.locale,
            person_id=person.id, is_staff=person.is_staff, group_id=room.group_id,
            ceiling=self.dispatcher.world.manners_of(room.platform).ceiling,
        )  # fmt: skip


def _help_on(message: Message, topic: str) -> Message:
    """A message whose next step is to ask what there is on a topic."""
    return message.step("help", rest=f"{{topic-{topic}}}")
