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
from tests.discord_server import SOON, Staffed, staffed
from tests.fakes.discord import Channel, Effect, Kind, Lost

pytestmark = pytest.mark.real


@dataclass(kw_only=True)
class Stage(Staffed):
    """The server, and one bot as a process."""

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


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """LEV is open, and its channel authorised."""
    async with staffed() as server:
        server.settings |= {
            "admins": ", ".join(server.staff),
            "discord_ceiling": "AMBER",  # or nobody could draft a summary here
            "zone": "Europe/Brussels",
        }
        stage = Stage(**vars(server), bot=BotProcess(tmp_path / "bot", server.settings))
        try:
            await stage.bot.start()
            await stage.until(lambda: bool(stage.done("bulk_set_application_commands")) and stage.fake.connections == 1)
            await stage.asks(stage.sofia, "group open", code="LEV", name="Low-emission vehicles")
            await stage.until(lambda: any(one.name == "lev" for one in stage.guild.channels.values()))
            for person in (stage.sofia, stage.tom):
                await stage.asks(person, "room authorise", room="LEV", label="GREEN")
            await stage.quiet()
            yield stage
        finally:
            await stage.bot.stop()


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
