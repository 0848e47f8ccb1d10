"""A table brought on Discord, with its real client: by a form, and only where it may carry what the table tells."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.platform import Never
from bot.platforms.discord.addresses import is_file
from commands.engine.heard import Enclosed
from storage.access import Label
from storage.file import FileContent, RegistryFile
from storage.organisation import Company
from storage.unit import Storage
from tests.discord_cast import DiscordCast, on_discord
from tests.files import COMPANIES

FILE = ("list.csv", COMPANIES)


@pytest_asyncio.fixture
async def cast(storage: Storage, tmp_path: Path, inline: None) -> AsyncIterator[DiscordCast]:
    """The bot on Discord alone, with the ceiling raised."""
    async with on_discord(storage, tmp_path, ceiling=Label.AMBER) as network:
        yield network


async def counts(cast: DiscordCast) -> list[int]:
    """How many companies, files and contents of files there are."""
    async with cast.app.storage.unit() as unit:
        nouns = (Company, RegistryFile, FileContent)
        return [await unit.scalar(select(func.count()).select_from(noun)) or 0 for noun in nouns]


async def worked(cast: DiscordCast) -> None:
    """Let everything that is to be done with files be done, and told."""
    await cast.app.files.settle()
    await cast.settle()


async def test_a_form_brings_a_file_and_a_button_says_yes(cast: DiscordCast) -> None:
    sofia = cast.sofia
    await sofia.slash("file add", file=FILE)
    assert sofia.was_told("file-received"), sofia.text
    await worked(cast)
    assert sofia.was_told("file-shown"), sofia.text
    assert await counts(cast) == [0, 1, 1]
    await sofia.clicks(sofia.told("file-shown"), "yes")
    await worked(cast)
    assert sofia.was_told("file-taken"), sofia.text
    assert await counts(cast) == [2, 1, 0]
    await sofia.slash("file add", file=FILE)
    await worked(cast)
    assert sofia.was_told("file-nothing-new")


@pytest.mark.later
async def test_a_button_throws_it_away(cast: DiscordCast) -> None:
    await cast.sofia.slash("file add", file=FILE)
    await worked(cast)
    await cast.sofia.clicks(cast.sofia.told("file-shown"), "no")
    assert cast.sofia.was_told("file-dropped"), cast.sofia.text
    await worked(cast)
    assert await counts(cast) == [0, 1, 0]


@pytest.mark.later
async def test_a_message_with_a_file_is_nobodys_business(cast: DiscordCast) -> None:
    """The bot has no right to read messages there, and asks for none."""
    chat = await cast.sofia.person.dm()
    await cast.sofia.person.say(chat, "here", files={"list.csv": COMPANIES})
    await cast.quiet()
    await worked(cast)
    assert await counts(cast) == [0, 0, 0]


async def test_where_the_ceiling_is_green_a_file_is_pointed_elsewhere(storage: Storage, tmp_path: Path) -> None:
    async with on_discord(storage, tmp_path) as cast:
        await cast.sofia.slash("file add", file=FILE)
        assert cast.sofia.was_told("pointer-nowhere"), cast.sofia.text
        await worked(cast)
        assert await counts(cast) == [0, 0, 0]


async def test_more_than_is_taken_is_not_read_to_its_end(cast: DiscordCast) -> None:
    cast.fake.world.files[7] = COMPANIES
    here = Enclosed(name="a.csv", size=1, media_type="", handle=f"{cast.fake.url}/attachments/1/7/a.csv")
    assert await cast.platform.fetch(here, most=len(COMPANIES)) == COMPANIES
    with pytest.raises(Never, match="import-too-large"):
        await cast.platform.fetch(here, most=len(COMPANIES) - 1)
    for address in ("https://example.org/a.csv", f"{cast.fake.url}/attachments/1/8/a.csv"):
        with pytest.raises(Never):
            await cast.platform.fetch(Enclosed(name="", size=1, media_type="", handle=address), most=10)


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://cdn.discordapp.com/ephemeral-attachments/1/2/a.csv?ex=1", True),
        ("https://media.discordapp.net/attachments/1/2/a.csv", True),
        ("http://cdn.discordapp.com/a.csv", False),
        ("https://cdn.discordapp.com.evil.example/a.csv", False),
        ("https://evil.example/cdn.discordapp.com/a.csv", False),
        ("file:///etc/passwd", False),
        ("http://127.0.0.1/a.csv", False),
    ],
)
def test_files_lie_on_discords_own_servers(url: str, is_one: bool) -> None:
    assert is_file(url) is is_one
