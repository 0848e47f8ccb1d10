"""The stand-in for Discord says plainly what it is, what it is compared with, and when it can't be had."""

import sys
from pathlib import Path

import aiohttp
import pytest

from bot.demo.standin import StandIn, StandInFault
from bot.platforms.discord import addresses


async def test_the_bot_reaches_it_through_the_wire_alone() -> None:
    standin = await StandIn.start()
    try:
        api = standin.settings["discord_api"]
        assert standin.fake.url not in api
        headers = {"Authorization": f"Bot {standin.settings['discord_token']}"}
        async with aiohttp.ClientSession(headers=headers) as session, session.get(f"{api}/gateway/bot") as answer:
            told = await answer.json()
        assert told["url"] == standin.settings["discord_gateway"]
        assert standin.wire.carried(told["url"])
        for address, own in ((api, addresses.API), (told["url"], addresses.GATEWAY)):
            assert address != own
    finally:
        await standin.stop()


async def test_it_says_so_when_nothing_is_compared_with_discords_description(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISCORD_OPENAPI", str(tmp_path / "nowhere.json"))
    standin = await StandIn.start()
    await standin.stop()
    assert "unchecked" in standin.what
    assert "DISCORD_OPENAPI" in standin.what


async def test_without_the_tests_beside_it_the_reason_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tests.fakes.discord", None)
    with pytest.raises(StandInFault, match="--no-discord"):
        await StandIn.start()
