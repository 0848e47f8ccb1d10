"""T4: the homeserver and the bot are killed (-9) in the middle of an encrypted conversation, and nothing is lost or
said twice.

A real Synapse, the real process of the bot, end-to-end encryption. One client says commands without a pause, each with
a word of its own, and says one again (under its transaction's id) until the server has it; a second client of hers
only reads, and what it could decrypt is counted.
"""

import asyncio
import random
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from bot.__main__ import main
from bot.demo.cast import Person, Seen
from bot.demo.homeserver import Homeserver
from bot.demo.process import BotProcess
from bot.demo.stage import CHAT
from bot.platform import Later
from bot.platforms.matrix import intake
from bot.platforms.matrix.wire import path
from commands.engine.heard import Event, Heard
from tests.proofs.proof import Claim, Part, Proof, Run, Size

PASSWORD = "for one proof"
WORD = re.compile(r"Maker \d{6}")
AT_ONCE = 6  # commands that wait for their answers
ALL_WITHIN = 120.0  # seconds after the last kill; a restart of both takes some 8


@dataclass(kw_only=True)
class Talk:
    """One conversation: `said` are the words of the commands, `answered` those the writer has an answer to."""

    server: Homeserver
    bot: BotProcess
    bot_account: str
    writer: Person
    reader: Person
    room: str = ""
    said: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    talking: asyncio.Task[None] | None = None
    is_over: bool = False

    @property
    def answered(self) -> set[str]:
        """The commands whose answer the writer could read."""
        return {found[0] for one in self.writer.seen if self._is_answer(one) and (found := WORD.search(one.body))}

    async def go_on(self, chance: random.Random) -> None:
        """Talk until told to stop."""
        while not self.is_over:
            if len(self.said) - len(self.answered) < AT_ONCE:
                word = f"Maker {len(self.said):06}"
                self.said.append(word)
                await _say(self.writer, self.room, f'organisation company "{word}"')
            await asyncio.sleep(chance.random() * 0.2)

    async def hush(self) -> None:
        """Say to the end what was begun, and no more."""
        self.is_over = True
        if self.talking is not None:
            await self.talking

    def is_ahead(self, number: int) -> bool:
        """Whether so many were answered."""
        if self.talking is not None and self.talking.done():
            self.talking.result()
        return len(self.answered) >= number

    def is_settled(self) -> bool:
        """Whether all that was said is answered."""
        return set(self.said) <= self.answered

    async def kill(self, victim: str, *, both: bool) -> None:
        """kill -9, and up again; with `both` the other one dies as well."""
        if victim == "homeserver" or both:
            self.server.kill()
            self.kills["homeserver"] += 1
        if victim == "bot" or both:
            self.bot.kill()
            self.kills["bot"] += 1
        if not self.server.is_running:
            await self.server.start()
        if not self.bot.is_running:
            await self.bot.start()

    async def count(self) -> tuple[Counter[str], int]:
        """From the server's own history, as the second client decrypts it: the answers, and what it cannot read."""
        history = [one for one in await self.reader.page_back(self.room) if one.sender == self.bot_account]
        found = [WORD.search(one.body) for one in history if self._is_answer(one)]
        return Counter(word[0] for word in found if word), sum(not one.decrypted for one in history)

    def _is_answer(self, one: Seen) -> bool:
        return one.decrypted and one.encrypted and one.sender == self.bot_account and one.edited_from is None


async def killed(run: Run) -> Sequence[Claim]:
    """Homeserver and bot are killed in turn, by chance, at any moment of the conversation; some times both."""
    chance, kills = random.Random(run.seed), run.of(3, 25)
    turns = ["homeserver", "bot"] * kills
    chance.shuffle(turns)
    async with _conversation(run) as talk:
        for number, victim in enumerate(turns):
            await _until(partial(talk.is_ahead, len(talk.answered) + chance.randrange(3)))
            await asyncio.sleep(chance.random() * 0.3)
            await talk.kill(victim, both=chance.random() < 0.15)
            run.step(number + 1, len(turns) + 1)
        await talk.hush()
        await _until(talk.is_settled)
        answers, unread = await talk.count()
    lost = len(set(talk.said) - answers.keys())
    doubled = sum(times - 1 for times in answers.values())
    return [
        Claim(what="kills of the homeserver, of the bot", found=f"{talk.kills['homeserver']}, {talk.kills['bot']}",
              goal=f"{kills}, {kills}", holds=min(talk.kills.values()) >= kills),
        Claim(what="commands never answered", found=f"{lost} of {len(talk.said)}", goal="0", holds=lost == 0),
        Claim(what="answers doubled", found=str(doubled), goal="0", holds=doubled == 0),
        Claim(what="posts the second client cannot read", found=str(unread), goal="0", holds=unread == 0),
    ]  # fmt: skip


async def with_another_key(run: Run) -> Sequence[Claim]:
    """The control: a post whose answer was lost is sent again under another transaction's id."""
    async with _conversation(run, "bot.demo.saboteur", "double") as talk:
        await _until(partial(talk.is_ahead, 5))
        await talk.hush()
        answers, _ = await talk.count()
    doubled = sum(times - 1 for times in answers.values())
    return [Claim(what="answers doubled", found=f"{doubled} of {len(answers)}", goal="more than 0", holds=doubled > 0)]


async def with_the_place_first(run: Run) -> Sequence[Claim]:
    """The control: the place in the stream is kept before what came is taken in, as matrix-nio does by itself."""
    async with _conversation(run, "tests.proofs.t04_homeserver") as talk:
        for number in range(2):
            said = len(talk.said)
            await _until(lambda said=said: len(talk.said) >= said + 3)  # type: ignore[misc]  # bound now
            await talk.kill("bot", both=False)
            run.step(number + 1, 2)
        await talk.hush()
        with suppress(TimeoutError):
            await _until(talk.is_settled, within=5.0)
        answers, _ = await talk.count()
    lost = len(set(talk.said) - answers.keys())
    return [Claim(what="commands lost", found=f"{lost} of {len(talk.said)}", goal="more than 0", holds=lost > 0)]


@asynccontextmanager
async def _conversation(run: Run, *module: str) -> AsyncIterator[Talk]:
    """Everything is up, and the writer talks. `module` is run in place of the bot's own."""
    async with AsyncExitStack() as ends:
        server = Homeserver(run.folder / "homeserver")
        ends.push_async_callback(server.stop)
        await server.start()
        names = [await server.register(name, PASSWORD) for name in ("roundtable", "sofia", "tom")]
        writer, reader = await _devices(ends, run, server, names[1])
        settings = {
            "matrix_homeserver": server.url,
            "matrix_user": names[0],
            "matrix_password": PASSWORD,
            "admins": ", ".join(f"matrix:{name}" for name in names[1:]),
        }
        bot = BotProcess(run.folder / "bot", settings)
        bot._command = list(module) or bot._command
        ends.push_async_callback(bot.stop)
        await bot.start()
        room = await only_room(writer, CHAT)
        await _until(lambda: room in reader.rooms)
        talk = Talk(server=server, bot=bot, bot_account=names[0], writer=writer, reader=reader, room=room)
        talking = asyncio.create_task(talk.go_on(random.Random(run.seed + 1)))
        talk.talking = talking
        ends.push_async_callback(_end, talking)
        yield talk


async def only_room(person: Person, name: str) -> str:
    """The room of this name, once the person is invited to it; other invitations are accepted on the way."""
    while True:
        await person.join_invited()
        for room, called in person.rooms.items():
            if called == name:
                return room


async def _devices(ends: AsyncExitStack, run: Run, server: Homeserver, account: str) -> list[Person]:
    """Two clients of one person, the second signed with the first one's recovery key."""
    people: list[Person] = []
    for name in ("writer", "reader"):
        key = people[0].recovery_key if people else None
        people.append(await Person.enter(server.url, account, PASSWORD, run.folder / name, recovery_key=key))
        ends.push_async_callback(people[-1].close)
    return people


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _say(person: Person, room: str, words: str) -> None:
    """Say it until the server has it, once."""
    account = person._account
    content: dict[str, Any] = {"msgtype": "m.text", "body": words, "m.mentions": {}}
    where = path("rooms", room, "send", "m.room.encrypted", uuid4().hex)
    while True:
        try:
            await account.wire.call("PUT", where, await account.keys.encrypt(room, content, may_receive=None))
            return
        except Later:
            await asyncio.sleep(0.2)


async def _until(is_so: Callable[[], bool], within: float = ALL_WITHIN) -> None:
    deadline = time.monotonic() + within
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"in vain for {within:.0f} s")
        await asyncio.sleep(0.05)


def keep_the_place_first() -> None:
    """What was said is taken in two seconds after the place behind it was kept."""
    put = intake.Intake.put

    async def put_later(lane: intake.Intake, events: Sequence[Event], token: str) -> None:
        if any(isinstance(event, Heard) for event in events):
            await lane._checkpoint.save(token)
            await asyncio.sleep(2.0)
        await put(lane, events, token)

    intake.Intake.put = put_later  # type: ignore[assignment,method-assign]  # the sabotage


def _control(name: str, run: Callable[[Run], Awaitable[Sequence[Claim]]]) -> Part:
    """Each needs a homeserver of its own, whose start costs more than all that is measured: so in the long run only."""
    return Part(name=name, run=run, needs=("homeserver",), control=True, sizes=(Size.LONG,))


PROOF = Proof(
    target="T4",
    promise="homeserver and bot killed in the middle of an encrypted conversation: nothing lost, nothing twice",
    parts=[
        Part(name="homeserver and bot killed", run=killed, needs=("homeserver",)),
        _control("another transaction's id", with_another_key),
        _control("the place is kept first", with_the_place_first),
    ],
)

if __name__ == "__main__":  # the process of the second control
    keep_the_place_first()
    sys.argv = ["bot", "run"]
    main()
