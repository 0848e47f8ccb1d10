"""Bad days on the fake: answers that are lost, connections that end, sessions that are forgotten."""

import asyncio
import contextlib

import aiohttp
import discord
import pytest

from tests.fakes.discord import Lost, Reset, Slow, Status
from tests.fakes.stage import Bot, Stage, quiet_library, stage, until, with_commands

__all__ = ["quiet_library", "stage"]  # fixtures


def words(stage: Stage) -> list[str]:
    return [each.content for each in stage.ben.reads(stage.lobby)]


class TestRest:
    async def test_a_429_is_waited_out(self, stage: Stage) -> None:
        stage.fake.fail("create_message", Status(429), times=2)
        await stage.here.send("hello")
        assert words(stage) == ["hello"]
        assert stage.fake.refused_429 == 2

    async def test_a_429_from_in_front_of_discord_is_not(self, stage: Stage) -> None:
        stage.fake.fail("create_message", Status(429, via=False))
        with pytest.raises(discord.HTTPException):
            await stage.here.send("hello")
        assert words(stage) == []

    async def test_a_503_happens_to_nobody_and_is_raised_at_once(self, stage: Stage) -> None:
        stage.fake.fail("*", Status(503))
        with pytest.raises(discord.DiscordServerError):
            await stage.here.send("hello")
        assert words(stage) == []

    async def test_a_lost_answer_of_502_is_sent_again_and_arrives_once(self, stage: Stage) -> None:
        stage.fake.fail("create_message", Lost(502))
        sent = await stage.here.send("hello")
        assert [each.id for each in stage.ben.reads(stage.lobby)] == [sent.id]
        assert stage.fake.calls["create_message"] == 2

    async def test_an_answer_lost_with_its_connection_happened_all_the_same(self, stage: Stage) -> None:
        stage.fake.fail("create_thread", Lost())
        with pytest.raises((aiohttp.ClientError, OSError)):
            await stage.here.create_thread(name="x", type=discord.ChannelType.private_thread)
        assert [each.name for each in stage.guild.threads.values()] == ["x"]

    async def test_a_reset_happens_to_nobody(self, stage: Stage) -> None:
        stage.fake.fail("create_message", Reset())
        with pytest.raises((aiohttp.ClientError, OSError)):
            await stage.here.send("hello")
        assert words(stage) == []

    async def test_a_slow_answer_comes(self, stage: Stage) -> None:
        stage.fake.fail("create_message", Slow(0.2))
        begun = asyncio.get_running_loop().time()
        await stage.here.send("hello")
        assert asyncio.get_running_loop().time() - begun >= 0.2


class TestGateway:
    async def test_what_was_missed_is_told_after_resume(self, stage: Stage) -> None:
        await stage.fake.drop(4000)
        await stage.ben.say(stage.lobby, f"{stage.fake.bot.mention} are you there")
        await until(lambda: stage.fake.gateway.resumed == 1)
        await until(lambda: stage.bot.heard("message"))
        assert stage.bot.readies == 1

    async def test_a_cut_line_is_resumed(self, stage: Stage) -> None:
        await stage.fake.drop(1006)
        await until(lambda: stage.fake.gateway.resumed == 1)
        assert (await stage.ben.slash(stage.lobby, "meeting show", {"code": "A1"})).text == "shown A1"

    async def test_a_bot_that_is_asked_to_reconnect_does(self, stage: Stage) -> None:
        stage.fake.gateway.ask_to_reconnect()
        await until(lambda: stage.fake.gateway.resumed == 1)

    async def test_what_was_missed_is_lost_with_the_session(self, stage: Stage) -> None:
        # discord.py waits five seconds before it identifies again; a test need not.
        stage.bot.before_identify_hook = no_wait  # type: ignore[method-assign]
        stage.fake.forget_sessions()
        await stage.fake.drop(4000)
        await stage.ben.say(stage.lobby, f"{stage.fake.bot.mention} are you there")
        await until(lambda: stage.bot.readies == 2)
        assert stage.bot.heard("message") == []
        assert stage.fake.gateway.identified == 2

    async def test_an_interaction_that_nobody_hears_is_not_acknowledged(self, stage: Stage) -> None:
        stage.fake.world.patience = 0.2
        await stage.bot.close()
        answer = await stage.ben.slash(stage.lobby, "ballot")
        assert answer.error == "not acknowledged"

    async def test_a_gateway_that_is_down_takes_nobody(self, stage: Stage) -> None:
        await stage.bot.close()
        stage.fake.refuse_connections(True)
        other = with_commands(Bot())
        other.fresh = False
        starting = asyncio.create_task(other.start(stage.fake.token))
        await asyncio.sleep(0.3)
        assert not other.is_ready()
        assert stage.fake.connections == 0
        starting.cancel()
        with contextlib.suppress(BaseException):
            await starting
        await other.close()

    async def test_a_token_that_was_revoked_opens_nothing(self, stage: Stage) -> None:
        await stage.fake.revoke_token()
        (running,) = stage.running
        await until(running.done)
        assert isinstance(running.exception(), discord.ConnectionClosed)
        again = Bot()
        with pytest.raises(discord.LoginFailure):
            await again.start("the old one")
        await again.close()
        assert stage.fake.invalid == 1

    async def test_a_broken_event_ends_the_client(self, stage: Stage) -> None:
        stage.fake.broken_event("CHANNEL_CREATE", {"id": "1", "type": 0, "guild_id": str(stage.guild.id)})
        (running,) = stage.running
        await until(running.done)
        assert isinstance(running.exception(), KeyError)

    async def test_plain_frames_are_taken_as_well(self, stage: Stage) -> None:
        await stage.bot.close()
        stage.fake.gateway.compression = False
        other = with_commands(Bot())
        other.fresh = False
        await stage.run(other)
        assert (await stage.ben.slash(stage.lobby, "meeting show", {"code": "A1"})).text == "shown A1"


async def no_wait(shard_id: int | None, *, initial: bool = False) -> None:
    """In the place of the wait before IDENTIFY."""
