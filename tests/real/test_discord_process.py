"""The real process on Discord, killed between an effect and its record: whatever it did, it did once.

Each deed meets Lost(): it happens on the server, the line is cut before the answer, and the process is killed (-9) as
soon as the effect is there. What counts is the server's own log.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from bot.demo.process import BotProcess
from bot.platforms.discord.rooms import NEEDED
from tests.fakes.discord import Channel, Effect, Exchange, FakeDiscord, Kind, Lost, Person, Server
from tests.fakes.openapi import Contract, locate

pytestmark = pytest.mark.real
SOON = 30.0  # seconds
QUIET = 4.0  # seconds without an effect: longer than the courier's first retries


@dataclass
class Stage:
    """A server with its staff and one bot as a process."""

    fake: FakeDiscord
    guild: Server
    sofia: Person
    tom: Person
    bot: BotProcess

    def channel(self, name: str) -> Channel:
        """The text channel of this name."""
        return next(one for one in self.guild.channels.values() if one.name == name and one.type is Kind.TEXT)

    def done(self, op: str) -> list[Effect]:
        """What this operation really did."""
        return [one for one in self.fake.log if one.op == op]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(SOON):
            while not holds():
                await asyncio.sleep(0.005)

    async def quiet(self) -> None:
        """Wait until nothing has happened for a while."""
        while True:
            before = len(self.fake.log)
            await asyncio.sleep(QUIET)
            if len(self.fake.log) == before:
                return

    async def asks(self, person: Person, command: str, place: Channel | None = None, **options: str) -> Exchange:
        """A command to its final answer; what it shows first is confirmed."""
        asked = await person.slash(place or await person.dm(), command, options)
        await asked.settled(SOON)
        assert asked.message is not None, asked.modal
        labels = [one.get("label") for row in asked.message.components for one in row.get("components", ())]
        if "Yes" not in labels:
            return asked
        confirmed = await person.click(asked.message, "Yes")
        return await confirmed.settled(SOON)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """LEV is open, and its channel authorised."""
    path = locate()
    fake = FakeDiscord(Contract.load(path) if path else None)
    await fake.start()
    sofia, tom = fake.user("Sofia"), fake.user("Tom")
    guild = fake.guild("Network", sofia)
    guild.join(tom)
    guild.bot_role.permissions = NEEDED
    settings = {
        "admins": f"discord:{sofia.id}, discord:{tom.id}",
        "discord_token": fake.token,
        "discord_guild": str(guild.id),
        "discord_api": fake.api_url,
        "discord_gateway": fake.gateway_url,
        "discord_ceiling": "AMBER",  # or nobody could draft a summary here
        "zone": "Europe/Brussels",
    }
    stage = Stage(fake=fake, guild=guild, sofia=sofia, tom=tom, bot=BotProcess(tmp_path / "bot", settings))
    try:
        await stage.bot.start()
        await stage.until(lambda: bool(stage.done("bulk_set_application_commands")) and fake.connections == 1)
        await stage.asks(sofia, "group open", code="LEV", name="Low-emission vehicles")
        await stage.until(lambda: any(one.name == "lev" for one in guild.channels.values()))
        for person in (sofia, tom):
            await stage.asks(person, "room authorise", room="LEV", label="GREEN")
        await stage.quiet()
        yield stage
    finally:
        await stage.bot.stop()
        await fake.stop()
    assert fake.violations == []
    assert fake.own_errors == []


async def killed(stage: Stage, operation: str, deed: Callable[[], Awaitable[object]]) -> int:
    """Do it; kill the process once the effect is there; start it again. How often the effect happened in the end."""
    before = len(stage.done(operation))
    stage.fake.fail(operation, Lost())
    asking = asyncio.ensure_future(deed())
    await stage.until(lambda: len(stage.done(operation)) > before)
    stage.bot.kill()
    asking.cancel()  # the asker gives up waiting, too
    with contextlib.suppress(asyncio.CancelledError, TimeoutError):
        await asking
    await stage.bot.start()
    await stage.quiet()
    return len(stage.done(operation)) - before


async def test_killed_between_an_effect_and_its_record_it_happens_once(stage: Stage) -> None:
    lev = stage.channel("lev")

    def said(words: str) -> int:
        return len([one for one in stage.sofia.reads(lev) if words in one.text])

    schedule = partial(
        stage.asks, stage.sofia, "meeting schedule", group="LEV", starts="2027-03-09 14:00", title="Quarterly meeting"
    )
    await killed(stage, "create_message", schedule)
    assert (said("Quarterly meeting"), len(stage.guild.threads), len(stage.guild.events)) == (1, 1, 1)

    await killed(stage, "create_thread_from_message", partial(schedule, starts="2027-04-13 14:00", title="A second"))
    assert (said("A second"), len(stage.guild.threads), len(stage.guild.events)) == (1, 2, 2)

    await killed(stage, "create_guild_scheduled_event", partial(schedule, starts="2027-05-11 14:00", title="A third"))
    assert (said("A third"), len(stage.guild.threads), len(stage.guild.events)) == (1, 3, 3)

    move = partial(stage.asks, stage.sofia, "meeting move", code="MTG-27-Q1-LEV", starts="2027-03-16 14:00")
    await killed(stage, "update_message", move)
    assert said("Quarterly meeting") == 2  # the announcement, edited, and the notice of the change
    assert (len(stage.guild.threads), len(stage.guild.events)) == (3, 3)
    files = [one for thread in stage.guild.threads.values() for one in thread.messages.values() if one.attachments]
    assert len(files) == 4  # one for each meeting, and one for the change

    code = await a_released_summary(stage)
    notice = f"**{code}** (TLP:GREEN)"
    assert said(notice) == 1
    await killed(stage, "delete_message", partial(stage.asks, stage.sofia, "summary withdraw", code=code))
    assert said(notice) == 0


async def a_released_summary(stage: Stage) -> str:
    """One that LEV's channel has heard of; its code."""
    await stage.asks(stage.sofia, "organisation company", name="Volta Cells")
    drafted = await stage.asks(
        stage.sofia, "summary draft", company="Volta Cells", readers="affiliates", heading="Night shifts",
        findings="Twelve hours at night.", label="GREEN",
    )  # fmt: skip
    found = re.search(r"SUM-[A-Z0-9-]+", drafted.text)
    assert found, drafted.text
    await stage.asks(stage.sofia, "summary submit", code=found[0])
    await stage.asks(stage.tom, "summary show", code=found[0])
    await stage.asks(stage.tom, "summary approve", code=found[0])
    await stage.asks(stage.sofia, "summary release", code=found[0])
    await stage.quiet()
    return found[0]
