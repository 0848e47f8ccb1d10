"""Somebody with another Matrix client, who believes signed devices only, takes part: matrix-js-sdk and the real bot.

The client shares no code with the bot (tests/real/peer/): what both do wrong alike in Matrix would show nowhere else.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo.homeserver import Homeserver
from bot.demo.phrases import is_said
from bot.demo.process import BotProcess
from bot.demo.stage import CHAT, PASSWORD, Player, Stage
from bot.demo.transcript import Transcript
from tests.real.peer.client import Peer, Read, install

pytestmark = pytest.mark.real

GROUP = "TYRE"
CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
QUESTIONS = ("Who audits tyre plants?", "Who counts hours?", "Who pays for audits?", "And who reads them?")
ENCRYPTED = "m.room.encrypted"
UNSIGNED = "UNSIGNED_SENDER_DEVICE"


@pytest.fixture(scope="session")
def library() -> None:
    """The peer's library, installed once."""
    install()


class House:
    """The bot's process, two admins with clients of the cast, and Paula behind the other client."""

    def __init__(self, stage: Stage, paula: Peer) -> None:
        self.stage = stage
        self.paula = paula

    @property
    def vera(self) -> Player:
        """An admin."""
        return self.stage.players["vera"]

    @property
    def wim(self) -> Player:
        """The other."""
        return self.stage.players["wim"]

    async def asks(self, text: str, phrase: str, room: str = CHAT, *, reply_to: str | None = None) -> Read:
        """Paula says something in a room (by name) and reads the answer with this phrase."""
        mark = len(self.paula.told)
        event = await self.paula.say(await self.paula.in_room(room), text, reply_to=reply_to)
        return await self.hears(phrase, room, to=None if room == CHAT else event, after=mark)

    async def hears(self, phrase: str, room: str, *, to: str | None = None, after: int = 0) -> Read:
        """Wait until Paula could read this phrase in a room, if need be in the answer `to` an event."""
        where = await self.paula.in_room(room)

        def fits(one: Read) -> bool:
            return one.room == where and to in (None, one.reply_to) and is_said(phrase, one.body)

        return await self.paula.hears(fits, f"{phrase} in {room}", after=after)

    async def count(self, phrase: str, room: str, words: str = "") -> int:
        """How many posts with this phrase, and these words, Paula could read in a room."""
        where = await self.paula.in_room(room)
        read = [one for one in self.paula.read.values() if one.room == where and one.failure is None]
        return sum(is_said(phrase, one.body) and words in one.body for one in read)

    async def enrol(self) -> None:
        """Paula is let in as everybody is: invited by staff, with a code that she says to the bot."""
        await self.vera.asks(f'group open {GROUP} "Tyres"', "group-opened")
        await self.vera.asks('organisation add affiliate "City of Graz" country:AT', "organisation-added")
        await self.vera.asks(f'group join "City of Graz" group:{GROUP}', "group-joined")
        invited = await self.vera.asks(
            f'person invite {self.paula.user_id} "City of Graz" liaison name:Paula language:en', "person-invited"
        )
        await self.hears("first-contact", CHAT)
        code = CODE.search(invited.body)
        assert code is not None
        await self.asks(code.group(), "code-right")
        await self.paula.in_room(GROUP)
        for admin, answer in ((self.vera, "room-proposed"), (self.wim, "room-authorised")):
            await admin.confirms(f"room authorise {GROUP} amber", answer)

    async def is_shown(self, question: str) -> None:
        """Wait until others could read a question of Paula's."""
        await self.stage.hears(self.vera, GROUP, "question-post", fits=lambda seen: question in seen.body)

    async def posts_on_the_wire(self, room: str) -> list[str]:
        """Every post of the bot's in a room, as the homeserver has them: none is in clear."""
        events = await self.paula.on_the_wire(await self.paula.in_room(room))
        ours = [one for one in events if one["sender"] == self.stage.bot_account and "state_key" not in one]
        assert {one["type"] for one in ours} <= {ENCRYPTED}
        return [one["event_id"] for one in ours]

    async def stranger(self) -> Read:
        """What Paula's client makes of words from a device of Vera's that she never signed."""
        thief = await self.stage.enter("Vera", signed=False, device="thief")
        event = await thief.says(GROUP, "Believe me")
        await self.paula.until(lambda: event in self.paula.read, "the words of the unsigned device")
        return self.paula.read[event]


@pytest.fixture
async def house(library: None, homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[House]:
    """Everybody is there, and nothing has been said yet."""
    bot_account = await homeserver.register("host-of-paula", PASSWORD)
    paula_account = await homeserver.register("paula", PASSWORD)
    admins = [await homeserver.register(name, PASSWORD) for name in ("vera", "wim")]
    settings = {
        "matrix_homeserver": homeserver.url,
        "matrix_user": bot_account,
        "matrix_password": PASSWORD,
        "admins": ", ".join(f"matrix:{account}" for account in admins),
    }
    bot = BotProcess(tmp_path / "bot", settings)
    stage = Stage(
        server=homeserver,
        bot=bot,
        bot_account=bot_account,
        folder=tmp_path,
        transcript=Transcript(screen=Console(quiet=True), is_fast=True),
    )
    async with AsyncExitStack() as ends:
        ends.push_async_callback(bot.stop)
        ends.push_async_callback(stage.close)
        entering = Peer.enter(homeserver.url, paula_account, PASSWORD, bot_account, tmp_path / "peer.log")
        paula, *_ = await asyncio.gather(entering, stage.enter("Vera"), stage.enter("Wim"), bot.start())
        ends.push_async_callback(paula.close)
        yield House(stage, paula)


async def test_a_strict_client_reads_every_post_and_is_obeyed_before_and_after_a_kill(house: House) -> None:
    assert house.paula.signed
    await house.enrol()
    await _takes_part(house)
    await _is_cut_off(house)
    await _goes_on(house)
    await _was_obeyed_once(house)
    await _has_read_everything(house)
    assert (await house.stranger()).failure == UNSIGNED  # so it would have said so of the bot, too


async def _takes_part(house: House) -> None:
    """An announcement with its file, an answer to it, a question to the peers."""
    await house.vera.asks(f'meeting schedule "9 March 2pm" "Tyres and wages" group:{GROUP}', "meeting-scheduled")
    announced = await house.hears("meeting-announced", GROUP)
    await house.paula.say(await house.paula.in_room(GROUP), "yes", reply_to=announced.event_id)
    await house.asks(f"!question ask {QUESTIONS[0]}", "question-asked", GROUP)


async def _is_cut_off(house: House) -> None:
    """kill -9 while one command is under way; two more are said while nobody listens."""
    tyre, chat = await house.paula.in_room(GROUP), await house.paula.in_room(CHAT)
    under_way = await house.paula.say(tyre, f"!question ask {QUESTIONS[1]}")
    house.stage.bot.kill()
    unheard = await house.paula.say(tyre, f"!question ask {QUESTIONS[2]}")
    await house.paula.say(chat, f"action add Paula 15 March Ask the plant group:{GROUP}")
    await house.stage.bot.start()
    await house.hears("question-asked", GROUP, to=under_way)
    await house.hears("question-asked", GROUP, to=unheard)
    await house.hears("action-added", CHAT)


async def _goes_on(house: House) -> None:
    """After the restart: another question, an answer in its thread, and an edit of an older post."""
    await house.asks(f"!question ask {QUESTIONS[3]}", "question-asked", GROUP)
    await house.vera.asks("question answer Q-1 We do.", "answer-given")
    await house.hears("answer-post", GROUP)
    await house.asks("question helpful A-1", "question-settled")
    await house.hears("question-post-answered", GROUP)


async def _was_obeyed_once(house: House) -> None:
    """What Paula asked for stands in the database and in the room, each one time, and others see it."""
    for question in QUESTIONS:
        await house.is_shown(question)
        assert (await house.count("question-post", GROUP, question), question) == (1, question)
    assert await house.count("question-asked", GROUP) == len(QUESTIONS)
    assert await house.count("action-added", CHAT) == 1
    listed = await house.vera.asks("question list", "question-list")
    assert sorted(set(re.findall(r"\bQ-\d+\b", listed.body))) == ["Q-1", "Q-2", "Q-3", "Q-4"]
    shown = await house.vera.asks("meeting show MTG-27-Q1-TYRE", "rsvp-list")
    assert "City of Graz" in shown.body


async def _has_read_everything(house: House) -> None:
    """Each post of the bot's came encrypted, could be read, and bore no warning; staff read the same words."""
    paula = house.paula
    posts = {room: await house.posts_on_the_wire(room) for room in (CHAT, GROUP)}
    assert len(posts[CHAT]) >= 4
    assert len(posts[GROUP]) >= 12
    every = [*posts[CHAT], *posts[GROUP]]
    await paula.until(lambda: paula.read.keys() >= set(every), "every post")
    assert [one for one in paula.told if not one.is_fine] == []  # not even for a moment
    theirs = {one.event_id: one.body for one in house.vera.read(GROUP)}
    assert {post: paula.read[post].body for post in posts[GROUP]} == {post: theirs.get(post) for post in posts[GROUP]}
    said = [one for one in house.vera.person.seen if one.sender == paula.user_id]
    assert [one for one in said if not one.is_genuine] == []
    assert len(said) >= len(QUESTIONS)
    files = [one.content["file"] for one in paula.read.values() if "file" in one.content]
    assert [(await paula.fetch(file)).splitlines()[0] for file in files] == ["BEGIN:VCALENDAR"]
