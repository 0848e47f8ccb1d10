"""Bad days on Discord, through the front door: restarts, copied buttons, closed chats, long texts. Nothing is lost, and
nothing is half done.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from storage.unit import Storage
from tests.discord_cast import CODE, DiscordCast, found, on_discord
from tests.fakes.discord import Message

pytestmark = pytest.mark.long

MEETING = r"MTG-[\w-]+"


@pytest_asyncio.fixture
async def cast(storage: Storage, tmp_path: Path, inline: None) -> AsyncIterator[DiscordCast]:
    """LEV, with Greta of Ghent in it."""
    async with on_discord(storage, tmp_path) as network:
        sofia, tom = network.sofia, network.tom
        await sofia.slash("group open", code="LEV", name="Low-emission vehicles")
        await sofia.slash("organisation add", kind="affiliate", name="City of Ghent")
        await sofia.slash("group join", organisation="City of Ghent", group="LEV")
        await network.invited(sofia, "Greta", "City of Ghent", "liaison")
        await tom.confirmed("room authorise", room="LEV", label="GREEN")
        yield network


async def planned(cast: DiscordCast) -> tuple[str, Message]:
    """A meeting's code, and its announcement."""
    await cast.sofia.slash("meeting schedule", starts="19 January 2pm", title="Tyres", group="LEV")
    return found(MEETING, cast.sofia.text), await cast.post("LEV", "meeting-announced")


async def test_what_was_shown_before_a_restart_is_confirmed_and_answered_after_it(cast: DiscordCast) -> None:
    code, announced = await planned(cast)
    await cast.sofia.slash("meeting cancel", code=code)
    shown = cast.sofia.answer
    await cast.restarts()
    await cast.greta.clicks(announced, "yes")
    assert cast.greta.was_told("rsvp-noted"), cast.greta.text
    await cast.sofia.clicks(shown, "yes")
    assert cast.sofia.was_told("meeting-cancelled"), cast.sofia.text


async def test_a_button_is_nothing_in_other_hands_nor_a_second_time(cast: DiscordCast) -> None:
    code, announced = await planned(cast)
    await cast.sofia.slash("meeting cancel", code=code)
    shown = cast.sofia.answer
    await cast.greta.forges(announced, shown, "yes")
    assert cast.greta.was_told("button-over"), cast.greta.text
    assert not await cast.heard("LEV", "meeting-cancelled-notice")
    await cast.sofia.clicks(shown, "yes")
    assert await cast.heard("LEV", "meeting-cancelled-notice")
    await cast.sofia.forges(announced, shown, "yes")
    assert cast.sofia.was_told("button-over"), cast.sofia.text
    posts = [one for one in await cast.posts("LEV") if "meeting-cancelled-notice" in cast.keys(one)]
    assert len(posts) == 1


async def test_whoever_takes_no_messages_is_answered_in_the_channel_and_loses_nothing(cast: DiscordCast) -> None:
    lobby = cast.server.channel("lobby")
    otto = cast.somebody("Otto")
    otto.person.dms_open = False
    values = {"account": otto.account, "organisation": "City of Ghent", "role": "member", "name": "Otto"}
    await cast.sofia.slash("person invite", **values)
    await otto.slash("person prove", at=lobby, code=found(CODE, cast.sofia.text))
    assert otto.was_told("code-right"), otto.text
    assert otto.may_see(await cast.channel("LEV"))
    await cast.sofia.slash("action add", group="LEV", owner="Otto", due="2 February")
    await cast.sofia.fills(text="Send the set of questions")
    assert await cast.heard("Staff", "staff-not-delivered")
    assert "set of questions" not in (await cast.post("Staff", "staff-not-delivered")).text
    await otto.slash("my", at="LEV")
    assert "ACT-1" in otto.text
    assert otto.answer.ephemeral


@pytest.mark.parametrize("lines", [60, 110, 140])
async def test_minutes_of_any_length_are_one_post(cast: DiscordCast, lines: int) -> None:
    """As text, as a card, or as a card with a file: Discord takes 2,000 characters, and 4,096."""
    code, _ = await planned(cast)
    await cast.passes(timedelta(days=9))
    text = "\n".join(f"{number}. What they said there." for number in range(100, 100 + lines))
    await cast.sofia.confirmed("meeting minutes", code=code, text=text)
    assert cast.sofia.was_told("meeting-minutes-kept"), cast.sofia.text
    minutes = await cast.post("LEV", "meeting-minutes")
    whole = minutes.text + "".join(one.data.decode() for one in minutes.attachments)
    assert f"{99 + lines}. What they said there." in whole.replace("\\", "")


async def test_an_answer_that_comes_too_late_for_its_place_comes_to_the_private_chat(cast: DiscordCast) -> None:
    channel = await cast.channel("LEV")
    asked = await cast.greta.person.slash(channel, "group show")
    await cast.commits(str(asked.interaction.id))
    await cast.passes(timedelta(minutes=20))
    assert asked.deferred, "Discord takes it for fifteen minutes"
    assert "group-shown" in cast.keys(cast.greta.seen[-1])
    assert cast.greta.seen[-1].place is await cast.greta.person.dm()
