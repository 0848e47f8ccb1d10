"""Somebody with another Matrix client, who believes signed devices only, takes part: matrix-js-sdk against the real bot.

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

    async def posts_on_the_wire(self, room: str) -> list[str]:
        """Everything that is content of the bot's in a room, as the homeserver has it; none of it may be in clear."""
        events = await self.paula.on_the_wire(await self.paula.in_room(room))
        ours = [one for one in events if one["sender"] == self.stage.bot_account and "state_key" not in one]
        assert {one["type"] for one in ours} <= {ENCRYPTED, "m.room.redaction"}
        return [one["event_id"] for one in ours if one["type"] == ENCRYPTED and one["content"]]


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
    paula, vera = house.paula, house.vera
    assert paula.signed
    await house.enrol()
    chat, tyre = await paula.in_room(CHAT), await paula.in_room(GROUP)

    await vera.asks(f'meeting schedule "9 March 2pm" "Tyres and wages" group:{GROUP}', "meeting-scheduled")
    announced = await house.hears("meeting-announced", GROUP)
    await paula.say(tyre, "yes", reply_to=announced.event_id)
    await house.asks("!question ask Who audits tyre plants?", "question-asked", GROUP)

    under_way = await paula.say(tyre, "!question ask Who counts hours?")
    house.stage.bot.kill()
    unheard = await paula.say(tyre, "!question ask Who pays for audits?")
    await paula.say(chat, f"action add Paula 15 March Ask the plant group:{GROUP}")
    await house.stage.bot.start()
    await house.hears("question-asked", GROUP, to=under_way)
    await house.hears("question-asked", GROUP, to=unheard)
    await house.hears("action-added", CHAT)
    await house.asks("!question ask And who reads them?", "question-asked", GROUP)

    for question in ("tyre plants", "counts hours", "pays for audits", "reads them"):
        post = await house.stage.hears(vera, GROUP, "question-post", fits=lambda seen, words=question: words in seen.body)
        assert await house.count("question-post", GROUP, question) == 1, post
    assert await house.count("question-asked", GROUP) == 4
    assert await house.count("action-added", CHAT) == 1
    shown = await vera.asks("meeting show MTG-27-Q1-TYRE", "rsvp-list")
    assert is_said("line-rsvp", shown.body)

    for room in (CHAT, GROUP):
        posts = await house.posts_on_the_wire(room)
        unread = {post: paula.read.get(post) for post in posts if post not in paula.read or not paula.read[post].is_fine}
        assert (unread, len(posts) > 5) == ({}, True)
    seen = {one.event_id: one.body for one in vera.read(GROUP)}
    assert {post: paula.read[post].body for post in posts} == {post: seen[post] for post in posts}
    files = [one.content["file"] for one in paula.read.values() if "file" in one.content]
    assert [(await paula.fetch(file)).startswith("BEGIN:VCALENDAR") for file in files] == [True]
