"""The bot among people who say what nobody should, on both platforms; what comes of each case is looked at.

Everything is real but the platforms: conversation, database, courier, phrases, the worker that renders. Of every case
it is asked: was there a bug, was it answered, did the answer arrive, is what arrived harmless (`tests.hostile.faults`),
and was anything written that only a command that was done may write. What is found is collected, not raised.
"""

import random
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from sqlalchemy import event, func, select
from structlog.testing import capture_logs

from bot.platform import Rendered
from bot.platforms.matrix.catalogue import COMMAND, Catalogue
from bot.platforms.matrix.inbound import Me, Received, understand
from commands import TOPICS
from commands.engine.heard import Call, Event, Heard, Invited, Reacted, RoomChanged, Typing
from commands.engine.options import Option
from commands.engine.spec import Spec, specs
from storage.audit import AuditEvent, Outcome
from storage.dialog import Dialog
from storage.message import Mention, Message
from storage.outbox import Parcel, ParcelState
from tests.cast import LEXICON, PHRASES, Cast
from tests.fakes.memory import MemoryPlatform
from tests.hostile.faults import Fault, on_discord, on_matrix
from tests.hostile.lag import LagProbe, aside
from tests.hostile.values import CODES, MADE, RANDOM, named, others

SPECS = specs(TOPICS)
OPTIONS = [(spec, option) for spec in SPECS.values() for option in spec.options]
QUESTIONS = [(spec, option) for spec, option in OPTIONS if option.required]
BATCH = 25  # cases between two looks at what arrived

BUG, SILENCE, DEED = "a bug", "no answer", "a change that no command made"

# What a person may be told, remembered or recorded as whoever is refused; all other tables are the network's state.
PLUMBING = {"inbox", "outbox", "posting", "dialog", "audit_event"}

ME = Me(user_id="@roundtable:memory", display_name="Roundtable")
CATALOGUE = Catalogue(SPECS, LEXICON, PHRASES)
_CODE_BLOCK = re.compile(r"\s*(```|~~~|    )")
_EMOJI = "👍"


@dataclass
class Gauntlet:
    """Sofia, who may do nearly everything, and others who may less, say it from both their accounts."""

    cast: Cast = field(repr=False)
    order: random.Random = field(repr=False)
    lag: LagProbe = field(default_factory=LagProbe, repr=False)
    codes: Mapping[str, str] = field(default_factory=lambda: dict(CODES), repr=False)
    faults: list[Fault] = field(default_factory=list)
    cases: int = 0
    on_case: Callable[[], None] = field(default=lambda: None, repr=False)
    written: set[str] = field(default_factory=set, repr=False)
    _said: dict[str, str] = field(default_factory=dict, repr=False)
    _seen: dict[str, int] = field(default_factory=dict, repr=False)
    _looked_to: int = 0
    _audited_to: int = 0
    _logged: list[MutableMapping[str, Any]] = field(default_factory=list, repr=False)
    _turns: Iterator[int] = field(default_factory=count, repr=False)

    async def begins(self, codes: Mapping[str, str] | None) -> None:
        """One thing of each kind is made, unless they are there and these are their codes; from here on is looked."""
        cast = self.cast
        self.codes = codes or await one_of_each(cast)
        async with cast.app.storage.unit() as unit:
            self._looked_to = await unit.scalar(select(func.max(Parcel.number))) or 0
            self._audited_to = await unit.scalar(select(func.max(AuditEvent.number))) or 0
        self._seen = {name: len(side.log) for name, side in cast.platforms.items()}

    # what is said

    async def command(self, spec: Spec, words: str) -> None:
        """A command with these words after it, in a room or in private."""
        room = await (self.lev() if next(self._turns) % 2 else self.cast.sofia.chat())
        await self.says(room, f"!{spec.name} {words}")

    async def value(self, spec: Spec, option: Option, word: str) -> None:
        """A command with good values, and this one among them."""
        good_ones = others(spec, [one for one in spec.options if one is not option], self.codes)
        room = await (self.lev() if next(self._turns) % 2 else self.cast.sofia.chat())
        await self.says(room, f"{good_ones} {named(option, word)}")

    async def answer(self, spec: Spec, option: Option, word: str) -> None:
        """The question for this option, and these words as its answer."""
        chat = await self.cast.sofia.chat()
        asked = others(spec, spec.options[: spec.options.index(option)], self.codes)
        await self.says(chat, asked, counts=False)
        await self.says(chat, word, answered=not is_ignored(word))

    async def form(self, spec: Spec, words: Sequence[str]) -> None:
        """Discord's form of a command, with these words in its fields."""
        sofia = self.cast.sofia.discord
        room = await (self.discord_lev() if next(self._turns) % 2 else sofia.chat())
        values = {option.name: word for option, word in zip(spec.options, words, strict=False)}
        await self.uses(room, call=Call(path=spec.path, values=values))

    async def press(self, word: str, dialog: str | None = None) -> None:
        """A button, a menu or a text that answers a question on Discord: one that waits, or none that ever was."""
        chat = await self.cast.sofia.discord.chat()
        await self.uses(chat, word, answered=False, dialog=dialog or await self.waiting() or "no-such-dialog")

    async def free(self, word: str) -> None:
        """Words to nobody in particular, from somebody who may less, and from a stranger; some reply to a post."""
        who = self.order.choice([self.cast.greta, self.cast.pia, self.cast.otto])
        reply_to = self.order.choice([None, None, "$1", "$none"])
        await self.says(await who.chat(), word, sender=who.account, answered=False, reply_to=reply_to)
        await self.says(await self.lev(), word, sender="@eve:memory", answered=False, counts=False, name=word[:200])

    async def event(self, content: object, word: str) -> None:
        """An event of a Matrix room as any member's device may make it, by way of what reads them there."""
        room, member = await self.lev(), self.cast.greta.account
        source = {"sender": member, "event_id": self.cast.next_id(), "origin_server_ts": 1, **_event_of(content, word)}
        self.lag.now_doing = f"event {shown(word)}"
        received = Received(room=room, source=source, encrypted=True, verified=True)
        found = understand(received, ME, CATALOGUE.understood)
        if isinstance(found, Heard | Reacted):
            await self.cast.app.hear(replace(found, platform="memory", at=self.cast.now))
        await self._case(word)

    async def typing(self, spec: Spec, option: Option, word: str) -> None:
        """Words that are being typed into a field, for which there are suggestions."""
        self.written.clear()
        cast = self.cast
        values = {one.name: word[:100] for one in spec.options if one is not option}
        room = await (self.discord_lev() if next(self._turns) % 2 else cast.sofia.discord.chat())
        found = await cast.app.suggest(
            Typing(
                platform="discord", room=room, sender=cast.sofia.discord.account, path=spec.path, option=option.name,
                text=word, values=values,
            )
        )  # fmt: skip
        if len(found) > 25 or any(not value or len(value) > 100 or len(shown) > 100 for value, shown in found):
            self.faults.append(("suggestions", spec.name))
        await self._case(f"suggest {spec.name} {option.name} {word}")

    async def odd(self, word: str) -> None:
        """What is no text at all: a reaction, an invitation, a room that changed, each with an id that nobody has."""
        cast, strange = self.cast, "".join(one for one in word[:255] if one.isprintable()) or "$none"
        events: list[Event] = [
                Reacted(
                    platform="memory", event_id=cast.next_id(), room=await self.lev(), sender=cast.greta.account,
                    target=self.order.choice([strange, "$1"]), emoji=self.order.choice([strange[:64], _EMOJI]),
                    at=cast.now,
                ),
                Invited(platform="memory", room=strange, sender=strange, direct=True, at=cast.now),
                RoomChanged(platform="memory", room=strange, at=cast.now),
        ]  # fmt: skip
        what = self.order.choice(events)
        self.lag.now_doing = f"{type(what).__name__} {shown(word)}"
        await cast.app.hear(what)
        await self._case(word)

    # what comes of it

    async def says(
        self, room: str, text: str, *, sender: str = "", answered: bool = True, counts: bool = True, **flags: Any
    ) -> None:
        """A message on the side with rooms as Matrix has them. `answered` is whether there has to be an answer."""
        who = sender or self.cast.sofia.account
        await self._hears(text, answered, counts, platform="memory", room=room, sender=who, text=text, **flags)

    async def uses(self, room: str, text: str = "", *, answered: bool = True, **flags: Any) -> None:
        """A form, a button or a menu on the side like Discord."""
        member = self.cast.sofia.discord
        handle = f"handle of {self.cast.next_id()}"
        said = f"{flags} {text}"
        await self._hears(
            said, answered, True, platform="discord", room=room, sender=member.account, text=text, encrypted=False,
            answer_to=handle, **flags,
        )  # fmt: skip

    async def _hears(self, said: str, answered: bool, counts: bool, **fields: Any) -> None:
        self.written.clear()
        self.lag.now_doing = shown(said)
        event_id = self.cast.next_id()
        known = {"replay_key": None, "encrypted": True, "verified": True, "at": self.cast.now, **fields}
        await self.cast.app.hear(Heard(event_id=event_id, **known))
        if answered:
            self._said[event_id] = said
        if self.written - PLUMBING:
            await self._was_done(said)
        if counts:
            await self._case(said)

    async def _case(self, said: str) -> None:
        self._note_bugs(said)
        self.cases += 1
        self.on_case()
        if self.cases % BATCH == 0:
            await self.looks()

    async def _was_done(self, said: str) -> None:
        """More was written than a refusal writes: then the command was done, and nothing else explains it."""
        async with self.cast.app.storage.unit() as unit:
            last = await unit.scalar(select(AuditEvent).order_by(AuditEvent.number.desc()).limit(1))
        if last is None or last.number <= self._audited_to or last.outcome is not Outcome.DONE:
            self.faults.append((DEED, f"{shown(said)} changed {sorted(self.written - PLUMBING)}"))
            return
        self._audited_to = last.number

    async def looks(self) -> None:
        """Every case so far was answered, and all that has arrived is harmless."""
        self.lag.now_doing = "delivering"
        await self.cast.settle()
        self._note_bugs("what is delivered")
        async with self.cast.app.storage.unit() as unit:
            query = select(Parcel).where(Parcel.number > self._looked_to).order_by(Parcel.number)
            parcels = list(await unit.scalars(query))
        arrived = {parcel.once for parcel in parcels if parcel.state is ParcelState.SENT}
        answered = {once.removeprefix("answer.").partition("@")[0] for once in arrived}
        self.faults += [(SILENCE, shown(said)) for event_id, said in self._said.items() if event_id not in answered]
        self._said.clear()
        self._looked_to = max([self._looked_to, *(parcel.number for parcel in parcels)])
        with aside():
            for name, side in self.cast.platforms.items():
                self._look_at(name, side)

    def _look_at(self, name: str, side: MemoryPlatform) -> None:
        """What arrived there since, by the platform's own log."""
        new, self._seen[name] = side.log[self._seen.get(name, 0) :], len(side.log)
        check = on_discord if name == "discord" else on_matrix
        for post in new:
            for text in (one for one in post.texts if isinstance(one, Rendered)):
                meant = _meant(self.cast.messages.get(text.plain))
                self.faults += [(kind, f"{what} in {shown(text.plain)}") for kind, what in check(text, meant)]

    def _note_bugs(self, said: str) -> None:
        self.faults += [(BUG, f"{one.get('kind')} at {shown(said)}") for one in self._logged if one["event"] == "bug"]
        self._logged.clear()

    # where, and what is waiting

    async def lev(self) -> str:
        """The group's room."""
        return await self.cast.room_id("LEV")

    async def discord_lev(self) -> str:
        """The group's room on the side like Discord."""
        return await self.cast.room_id("LEV-discord")

    async def asking(self) -> str:
        """The option that somebody is being asked for."""
        async with self.cast.app.storage.unit() as unit:
            return await unit.scalar(select(Dialog.asking)) or ""

    async def waiting(self) -> str:
        """The id of a question that waits."""
        async with self.cast.app.storage.unit() as unit:
            return await unit.scalar(select(Dialog.id).where(Dialog.platform == "discord").limit(1)) or ""


async def one_of_each(cast: Cast) -> Mapping[str, str]:
    """One thing of each kind is made; their codes."""
    codes = dict(CODES)
    for text in MADE:
        await cast.sofia.asks(text)
        codes |= {topic: found[0] for topic, code in RANDOM.items() if (found := re.search(code, cast.sofia.text))}
        told = {key for post in cast.sofia.posts for key in cast.keys(post)}
        assert not {"absent", "did-you-mean", "trouble"} & told, text
    return codes


@asynccontextmanager
async def gauntlet(cast: Cast, seed: int, codes: Mapping[str, str] | None = None) -> AsyncIterator[Gauntlet]:
    """The gauntlet on this cast: what is written is watched, bugs are counted, the loop is timed."""
    with capture_logs() as logged:
        made = Gauntlet(cast, random.Random(seed), _logged=logged)
        await made.begins(codes)
        with _watched(made):
            async with made.lag:
                yield made
                await made.looks()


@contextmanager
def _watched(made: Gauntlet) -> Iterator[None]:
    """Collect the tables that committed transactions wrote."""
    engine = made.cast.app.storage.engine.sync_engine
    open_: set[str] = set()

    def statement(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if found := re.match(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) \"?(\w+)", statement):
            open_.add(found[1])

    def commit(connection: Any) -> None:
        made.written.update(open_)
        open_.clear()

    def rollback(connection: Any) -> None:
        open_.clear()

    hooks: Mapping[str, Callable[..., None]] = {
        "before_cursor_execute": statement,
        "commit": commit,
        "rollback": rollback,
    }
    for name, hook in hooks.items():
        event.listen(engine, name, hook)
    try:
        yield
    finally:
        for name, hook in hooks.items():
            event.remove(engine, name, hook)


def _meant(message: Message | None) -> set[str]:
    """Whom the bot itself addresses in a message."""
    if message is None:
        return set()
    values = list(message.values.values())
    found = {one.external_id for one in values if isinstance(one, Mention)}
    inner = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    below = [one for one in (*message.below, *inner) if isinstance(one, Message)]
    return found.union(*map(_meant, below)) if below else found


def _event_of(content: object, word: str) -> dict[str, Any]:
    """An event around hostile JSON; words stand where words are expected."""
    inner = content if isinstance(content, dict) else {"m.relates_to": content}
    relation = {"rel_type": "m.annotation", "event_id": word[:80] or "$1", "key": word[:20]}
    kind = ("m.room.message", "m.reaction", "org.matrix.msc3381.poll.response")[len(word) % 3]
    said = {"msgtype": "m.text", "body": word, "formatted_body": word, "m.mentions": {"user_ids": [ME.user_id]}}
    call = {COMMAND: {"command": "meeting schedule", "arguments": content}}
    return {"type": kind, "content": {**said, **(call if len(word) % 2 else {"m.relates_to": relation}), **inner}}


def is_ignored(text: str) -> bool:
    """Blank, or a code block: nobody's words to the bot."""
    readable = text.replace("\x00", "")
    return not readable.strip() or bool(_CODE_BLOCK.match(readable))


def shown(text: str) -> str:
    """A payload as a report shows it."""
    return ascii(text if len(text) < 120 else f"{text[:120]}... ({len(text)})")
