"""T7: after an absence with a thousand events in a room, which the server cuts off (`limited`), each valid command is
done once, each stale one is answered once, and nothing is done again, whatever is delivered again.

The real process of the bot on matrix-nio, the homeserver of the tests, an encrypted room; what the bot said is counted
in the server's log, and read by the client of the person who gave the commands.
"""

import asyncio
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.__main__ import main
from bot.demo.cast import Person
from bot.demo.phrases import is_said
from bot.demo.process import BotProcess
from bot.demo.stage import CHAT
from bot.platforms.matrix.sync import SyncLoop
from tests.fakes.homeserver import FakeHomeserver
from tests.proofs.proof import Claim, Part, Proof, Run
from tests.proofs.t04_homeserver import WORD, only_room

GAP = 1000
STALE = timedelta(hours=2)  # older than what is still acted on (an hour)
REPLAYED = 50
ALL_WITHIN = 180.0  # seconds
STILL = 60.0  # seconds without any answer


@dataclass(kw_only=True)
class Absence:
    """What was said while the bot was away, and the place in the stream it had come to before."""

    server: FakeHomeserver
    bot: BotProcess
    sofia: Person
    room: str
    account: str
    valid: list[str] = field(default_factory=list)
    stale: int = 0
    place: str = ""

    async def say(self, chance: random.Random, valid: int, stale: int, noise: int, *, sealed: float = 1.0) -> None:
        """Commands, commands of long ago, and what must do nothing, in any order; `sealed` is the share of the latter
        that is encrypted, as all commands are.
        """
        for kind in chance.sample(["valid", "stale", "noise"], k=valid + stale + noise, counts=[valid, stale, noise]):
            word = f"Maker {len(self.valid) + self.stale:06}"
            if kind == "noise":
                await self._make_noise(f'organisation company "{word}"', chance.choice(NOISE), chance.random() < sealed)
                continue
            if kind == "stale":
                self.stale += 1
                self.server.world.now = lambda: time.time() - STALE.total_seconds()
            else:
                self.valid.append(word)
            await self.sofia.say(self.room, f'organisation company "{word}"')
            self.server.world.now = time.time

    async def _make_noise(self, words: str, fields: dict[str, Any], is_sealed: bool) -> None:
        if is_sealed:
            await self.sofia.say(self.room, words, **fields)
        else:
            room = self.server.world.rooms[self.room]
            self.server.put(room, self.sofia.user_id, "m.room.message", {"body": words} | fields)

    def answers(self) -> Counter[str]:
        """What the bot answered, as it was decrypted: the words of commands, else the phrase."""
        found: Counter[str] = Counter()
        for seen in self.sofia.seen:
            if seen.sender == self.account and seen.room == self.room and seen.decrypted:
                word = WORD.search(seen.body)
                phrase = next((one for one in ("missed-while-away", "help") if is_said(one, seen.body)), "")
                found[word[0] if word else phrase] += 1
        return found

    def is_done(self) -> bool:
        """Whether everything has its answer."""
        found = self.answers()
        return found["missed-while-away"] >= self.stale and all(found[word] for word in self.valid)

    @property
    def posts(self) -> int:
        """What the bot sent to the room, by the server's own log."""
        return sum(one.sender == self.account and one.room == self.room and one.is_new for one in self.server.sent)

    def deliver_again(self) -> None:
        """The bot's own place is lost: everything after the old one comes again; and copies under new ids besides."""
        with closing(sqlite3.connect(self.bot.folder / "data" / "roundtable.db")) as database, database:
            database.execute("UPDATE checkpoint SET token = ?", (self.place,))
        room = self.server.world.rooms[self.room]
        said = [
            event for event in room.events if event["sender"] == self.sofia.user_id and "ciphertext" in event["content"]
        ]
        for event in said[-REPLAYED:]:
            self.server.put(room, event["sender"], event["type"], event["content"])


NOISE: Sequence[dict[str, Any]] = (
    {"msgtype": "m.notice"},
    {"msgtype": "m.emote"},
    {"msgtype": "m.image", "url": "mxc://fake.test/1"},
    {"m.forwarded": {"event_id": "$before"}},
    {"formatted_body": "<p>Good morning!</p>"},
    {"m.relates_to": {"rel_type": "m.replace", "event_id": "$before"}, "m.new_content": {"body": "help"}},
)
"""What a command may look like that is none."""


async def gap(run: Run) -> Sequence[Claim]:
    """The bot comes back to the gap, dies while it fills it, and meets all of it again."""
    chance = random.Random(run.seed)
    valid, stale = run.of(30, 300), run.of(20, 200)
    async with _absence(run) as away:
        await away.say(chance, valid, stale, GAP - valid - stale, sealed=run.of(5, 100) / 100)
        run.step(1, 4)
        for _ in range(run.of(0, 5)):
            before = away.posts
            await away.bot.start()
            await _until(lambda before=before: away.posts > before + chance.randrange(5))  # type: ignore[misc]
            away.bot.kill()
        await away.bot.start()
        await _settled(away)
        run.step(2, 4)
        first, posts = away.answers(), away.posts
        await _asked(away)
        away.bot.kill()
        away.deliver_again()
        run.step(3, 4)
        await away.bot.start()
        await _asked(away)
        again = away.posts - posts - 2
        answered, events = away.answers(), len(away.server.world.rooms[away.room].events)
    done = [answered[word] for word in away.valid]
    pages = sum("/messages" in line for line in away.server.log or ())
    return [
        Claim(what="events in the gap, pages fetched", found=f"{GAP} of {events}, {pages}", goal="at least 10 pages",
              holds=pages >= 10),
        Claim(what="valid commands not done", found=f"{done.count(0)} of {len(done)}", goal="0",
              holds=done.count(0) == 0),
        Claim(what="valid commands done twice", found=str(sum(max(0, n - 1) for n in done)), goal="0",
              holds=max(done) <= 1),
        Claim(what="answers to stale commands", found=str(answered["missed-while-away"]), goal=f"one each: {stale}",
              holds=first["missed-while-away"] == answered["missed-while-away"] == stale),
        Claim(what="posts after everything came again", found=str(again), goal="0", holds=again == 0),
    ]  # fmt: skip


async def without_filling(run: Run) -> Sequence[Claim]:
    """The control: what was cut off is not fetched, as matrix-nio leaves it."""
    async with _absence(run, "tests.proofs.t07_gap") as away:
        await away.say(random.Random(run.seed), 20, 0, 180)
        await away.bot.start()
        await _asked(away)
        found = away.answers()
    lost = sum(not found[word] for word in away.valid)
    return [Claim(what="commands lost", found=f"{lost} of {len(away.valid)}", goal="more than 0", holds=lost > 0)]


@asynccontextmanager
async def _absence(run: Run, *module: str) -> AsyncIterator[Absence]:
    """Everything was up, and the bot was killed. `module` is run in place of the bot's own."""
    async with AsyncExitStack() as ends:
        server = FakeHomeserver()
        server.log = []
        await server.start()
        ends.push_async_callback(server.stop)
        account, sofia, tom = (server.user(name).id for name in ("roundtable", "sofia", "tom"))
        settings = {
            "matrix_homeserver": server.url,
            "matrix_user": account,
            "matrix_password": "any will do",
            "admins": f"matrix:{sofia}, matrix:{tom}",
        }
        person = await Person.enter(server.url, sofia, "any will do", run.folder / "sofia")
        ends.push_async_callback(person.close)
        bot = BotProcess(run.folder / "bot", settings)
        bot._command = list(module) or bot._command
        ends.push_async_callback(bot.stop)
        await bot.start()
        away = Absence(server=server, bot=bot, sofia=person, room=await only_room(person, CHAT), account=account)
        await _asked(away)
        bot.kill()
        away.place = f"s{server.world.place}"
        yield away


async def _asked(away: Absence) -> None:
    """Ask for help, and wait for the answer: what came before is done by then."""
    before = away.answers()["help"]
    await away.sofia.say(away.room, "help")
    await _until(lambda: away.answers()["help"] > before)


async def _settled(away: Absence) -> None:
    """Until everything is answered, or nothing has come for a minute: what is missing then is lost."""
    posts, still = away.posts, time.monotonic()
    while not away.is_done() and time.monotonic() - still < STILL:
        await asyncio.sleep(0.2)
        if away.posts != posts:
            posts, still = away.posts, time.monotonic()


async def _until(is_so: Callable[[], bool], within: float = ALL_WITHIN) -> None:
    deadline = time.monotonic() + within
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"in vain for {within:.0f} s")
        await asyncio.sleep(0.05)


def leave_gaps() -> None:
    """Gaps are left as they are."""

    async def nothing(loop: SyncLoop, room: str, start: str, until: str) -> list[Any]:
        return []

    SyncLoop._gap = nothing  # type: ignore[assignment,method-assign]  # the sabotage


PROOF = Proof(
    target="T7",
    promise="after a gap of 1,000 events each valid command is done once, each stale one answered once, none again",
    parts=[
        Part(name="a gap of 1,000 events", run=gap),
        Part(name="gaps are left", run=without_filling, control=True),
    ],
)

if __name__ == "__main__":  # the process of the control
    leave_gaps()
    sys.argv = ["bot", "run"]
    main()
