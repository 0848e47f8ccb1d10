"""The stage: who is on it, what the rooms are called, and how a scene speaks, waits and proves.

await stage.sofia.asks("group list", "group-list")      in her private chat; waits for the answer with this phrase
await stage.ana.says("LEV", "!meeting list")            in a room
await stage.hears(stage.luc, "LEV", "group-shown")      waits until he could read it there
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.demo.cast import Person, Seen, said_by
from bot.demo.days import Days
from bot.demo.homeserver import Homeserver
from bot.demo.phrases import is_said
from bot.demo.process import BotProcess
from bot.demo.standin import StandIn
from bot.demo.transcript import BOT, Proof, Transcript

if TYPE_CHECKING:
    from bot.demo.member import Member

PASSWORD = "the show must go on"
"""Of every account; the server is on loopback and lives for one demo."""
CHAT = "Roundtable"
"""What every private chat with the bot is called."""
ANSWER_WITHIN = 30.0
"""Seconds somebody waits for what they must hear; an answer takes 0.3 at most when nothing else happens."""
LOOK_EVERY = 0.05
"""Seconds between two looks at what a client received."""
WHOLE = "The whole story"
"""What proofs belong to that are about no part of it alone."""


Check = Callable[[], Awaitable[tuple[bool, str]]]


def code_in(seen: Seen | str, kind: str, which: int = 0) -> str:
    """A reference in a post or a text, as SUM-7KQ4 for kind "SUM". Raises StoryStuck when there is none."""
    body = seen if isinstance(seen, str) else seen.body
    found = list(dict.fromkeys(re.findall(rf"\b{kind}-[A-Z0-9]+(?:-[A-Z0-9]+)*\b", body)))
    if which >= len(found):
        raise StoryStuck(f"There is no reference {kind}-... in “{body[:160]}”.")
    return str(found[which])


class StoryStuck(Exception):
    """Somebody waited in vain; the text says who for what, and what came instead."""


@dataclass(kw_only=True)
class Player:
    """One of the cast: somebody with a client, and a private chat with the bot."""

    name: str
    locale: str
    person: Person
    stage: "Stage"
    shown: set[str] = field(default_factory=set)
    task: asyncio.Task[None] | None = None

    @property
    def account(self) -> str:
        """The Matrix id."""
        return self.person.user_id

    @property
    def mark(self) -> int:
        """The place in what was received so far."""
        return len(self.person.seen)

    def room(self, name: str) -> str | None:
        """The id of the room of this name this person is in."""
        return next((room for room, called in self.person.rooms.items() if called == name), None)

    async def in_room(self, name: str) -> str:
        """The same, waiting for it. Raises StoryStuck."""
        await self.stage.until(lambda: self.room(name) is not None, f"{self.name} waited for the room {name}")
        return self.room(name) or ""

    async def asks(self, text: str, phrase: str = "") -> Seen:
        """Say something in the private chat, and wait for the bot's answer: any, or the one with this phrase."""
        mark = self.mark
        await self.says(CHAT, text)
        return await self.stage.hears(self, CHAT, phrase, after=mark)

    async def confirms(self, text: str, phrase: str) -> Seen:
        """Ask for something that others will see: look at the preview, and say yes."""
        await self.asks(text, "confirm-ask")
        return await self.asks("oui" if self.locale == "fr" else "yes", phrase)

    async def says(
        self, room: str, text: str, *, reply_to: str | None = None, thread: str | None = None, mention: bool = False
    ) -> str:
        """Say something in a room (by name); the event's id. `mention` addresses the bot."""
        where = await self.in_room(room)
        self.stage.show(self.name, self.stage.place(self, room, thread), text)
        await self.stage.transcript.pause(text)
        bot = self.stage.bot_account if mention else None
        return await self.person.say(where, text, reply_to=reply_to, thread=thread, mention=bot)

    async def votes(self, poll: Seen, word: str, phrase: str) -> Seen:
        """Choose an answer of a poll, and wait for what comes of it in the private chat."""
        mark, room = self.mark, self.person.rooms.get(poll.room, "?")
        label = next(said for answer, said in poll.choices if said_by(answer) == word)
        self.stage.show(self.name, self.stage.place(self, room), f"({label})")
        await self.person.vote(poll, word)
        return await self.stage.hears(self, CHAT, phrase, after=mark)

    def read(self, room: str | None = None) -> list[Seen]:
        """Everything of the bot's that this person could read, in a room (by name) or anywhere."""
        where = self.room(room) if room else None
        return [
            seen
            for seen in self.person.seen
            if seen.decrypted and seen.sender == self.stage.bot_account and where in (None, seen.room)
        ]


@dataclass(kw_only=True)
class Stage:
    """Everything a scene may use. `facts` are references it passes on, `secrets` words nobody else may ever see.
    `raised` is as confidential, and may pass through Discord, since operators let it.

    `part` is the title of what is being played. `standin` is the Discord of a story that is played on both sides, and
    `members` are those who are there.
    """

    server: Homeserver
    bot: BotProcess
    bot_account: str
    folder: Path
    transcript: Transcript
    days: Days = field(default_factory=Days)
    broken: str = ""
    standin: StandIn | None = None
    members: "dict[str, Member]" = field(default_factory=dict)
    watching: asyncio.Task[None] | None = None
    players: dict[str, Player] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    part: str = WHOLE
    proofs: list[tuple[str, str, Check]] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    def __getattr__(self, name: str) -> Player:
        players: dict[str, Player] = self.__dict__.get("players", {})
        if name in players:
            return players[name]
        raise AttributeError(name)

    async def account(self, name: str) -> str:
        """Register an account on the homeserver."""
        return await self.server.register(name, PASSWORD)

    async def enter(self, name: str, *, locale: str = "en", signed: bool = True, device: str = "") -> Player:
        """Somebody comes in with a client; they accept every invitation from now on. `device` names a further one."""
        account = f"@{name.lower()}:{self.server.name}"
        folder = self.folder / "cast" / (device or name.lower())
        folder.mkdir(parents=True, mode=0o700)
        person = await Person.enter(self.server.url, account, PASSWORD, folder, signed=signed)
        player = Player(name=name, locale=locale, person=person, stage=self)
        self.players[device or name.lower()] = player
        player.task = asyncio.create_task(self._attend(player))
        return player

    async def close(self) -> None:
        """Everybody goes home."""
        tasks = self._tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(player.person.close() for player in self.players.values()), return_exceptions=True)

    async def hears(
        self,
        player: Player,
        room: str,
        phrase: str = "",
        *,
        after: int = 0,
        fits: Callable[[Seen], bool] = lambda seen: True,
        within: float = ANSWER_WITHIN,
    ) -> Seen:
        """Wait until a player can read something of the bot's in a room. Raises StoryStuck."""
        where = await player.in_room(room)

        def found() -> Seen | None:
            seen = (one for one in player.person.seen[after:] if one.room == where and self._is_ours(one))
            return next((one for one in seen if (not phrase or is_said(phrase, one.body)) and fits(one)), None)

        what = f"{player.name} waited for “{phrase or 'an answer'}” in {self.place(player, room)}"
        await self.until(lambda: found() is not None, what, within, lambda: self._instead(player, where, after))
        seen = found()
        assert seen is not None
        self._present(player)
        await self.transcript.pause(seen.body)
        return seen

    async def should_hear(self, player: Player, room: str, phrase: str, *, after: int = 0) -> Seen | None:
        """The same for what a broken wall would swallow: what is missed is written down, and the story goes on."""
        try:
            return await self.hears(player, room, phrase, after=after, within=ANSWER_WITHIN / 3)
        except StoryStuck as stuck:
            self.missed.append(str(stuck))
            self.transcript.failed(str(stuck))
            return None

    async def until(
        self,
        is_so: Callable[[], bool],
        what: str,
        within: float = ANSWER_WITHIN,
        instead: Callable[[], str] = lambda: "",
    ) -> None:
        """Wait for anything. Raises StoryStuck, or what made a client or the bot fall over."""
        deadline = time.monotonic() + within
        while not is_so():
            for task in self._tasks:
                if task.done():
                    task.result()
            if time.monotonic() > deadline:
                raise StoryStuck(f"{what} for {within:.0f} s in vain. {instead()}".strip())
            await asyncio.sleep(LOOK_EVERY)

    async def turns_to(self, moment: datetime | None) -> None:
        """Nothing happens until then (None: until today): the bot is stopped, and started again on that day."""
        await self.bot.stop()
        self.days.turn_to(moment)
        self.transcript.day(self.days.now())
        with self.transcript.waiting("The bot starts again on that day, and does what became due meanwhile"):
            await self.bot.start()
        if self.standin is not None:
            standin = self.standin
            await self.until(lambda: standin.is_known, "The bot was to come back on Discord")

    def prove(self, name: str, check: Check, *, of: str = "") -> None:
        """Something that must hold at the end: `check` gives whether it does, and what was seen. It belongs to the part
        of the story that is being played, or to what it is `of`.
        """
        self.proofs.append((name, of or self.part, check))

    async def judge(self) -> list[Proof]:
        """Look at every proof."""
        judged = []
        for name, part, check in self.proofs:
            held, seen = await check()
            judged.append(Proof(name=name, held=held, seen=seen, of=part))
        judged.append(
            Proof(
                name="Everybody heard what they had to hear",
                held=not self.missed,
                seen="; ".join(self.missed) or "nobody waited in vain",
                of=WHOLE,
            )
        )
        return judged

    def note(self, text: str) -> None:
        """What happens outside of the rooms."""
        self.transcript.note(text)

    def show(self, who: str, where: str, text: str) -> None:
        """Put something on the screen."""
        self.transcript.said(who, where, text)

    def place(self, player: Player, room: str, thread: str | None = None) -> str:
        """How a room is called on the screen."""
        name = f"{player.name}, privately" if room == CHAT else room
        return f"{name} · thread" if thread else name

    @property
    def _tasks(self) -> list[asyncio.Task[None]]:
        """What goes on beside the scenes."""
        return [task for task in (self.watching, *(player.task for player in self.players.values())) if task]

    def _is_ours(self, seen: Seen) -> bool:
        return seen.decrypted and seen.sender == self.bot_account

    def _instead(self, player: Player, where: str, after: int) -> str:
        """What came in its place, for whoever has to find out why."""
        came = [one for one in player.person.seen[after:] if one.room == where and one.sender == self.bot_account]
        sealed = sum(not one.decrypted for one in came)
        read = [one.body[:160] for one in came if one.decrypted][-3:]
        return f"What came instead: {read}; without a key: {sealed}; withheld: {player.person.withheld}."

    async def _attend(self, player: Player) -> None:
        """Accept invitations, and put on the screen what arrives."""
        while True:
            for room in player.person.invitations:
                with suppress(TimeoutError):
                    await player.person.join(room)
            self._present(player)
            await asyncio.sleep(LOOK_EVERY)

    def _present(self, player: Player) -> None:
        rooms = player.person.rooms
        for seen in player.person.seen:
            if seen.event_id in self.shown or not self._is_ours(seen):
                continue
            self.shown.add(seen.event_id)
            text = f"📎 {seen.file}" if seen.file else _as_read(seen)
            edited = " (edited)" if seen.edited_from else ""
            self.show(BOT, self.place(player, rooms.get(seen.room, "?"), seen.thread) + edited, text)


def _as_read(seen: Seen) -> str:
    """A post as clients show it; a poll with its answers below."""
    return "\n".join([seen.body, *([" ".join(f"({label})" for _, label in seen.choices)] if seen.choices else [])])
