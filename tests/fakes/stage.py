"""A fake Discord with a small bot at work on it, for the tests of the fake: the unmodified discord.py."""

import asyncio
import contextlib
import io
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import discord
import pytest
import pytest_asyncio
from discord import app_commands, ui

from tests.fakes.discord import Channel, FakeDiscord, Person, Role, Server, pointed_at
from tests.fakes.openapi import described


class Vote(ui.DynamicItem[ui.Button[Any]], template=r"vote:(?P<code>\w+)"):
    """A button whose state is in its custom id."""

    def __init__(self, code: str) -> None:
        super().__init__(ui.Button(label="Vote", custom_id=f"vote:{code}"))
        self.code = code

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction, item: ui.Item[Any], match: Any, /) -> "Vote":
        """Make it again, also after a restart."""
        return cls(match["code"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Take the vote."""
        await interaction.response.send_message(f"voted on {self.code}", ephemeral=True)


class Ballot(ui.View):
    """A view with a button, one that is disabled, and a select."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(Vote("A12"))

    @ui.button(label="Acknowledge", custom_id="ack")
    async def acknowledge(self, interaction: discord.Interaction, button: ui.Button[Any]) -> None:
        """Edit the message that it hangs on."""
        await interaction.response.edit_message(content=f"seen by {interaction.user.name}")

    @ui.button(label="Closed", custom_id="closed", disabled=True)
    async def closed(self, interaction: discord.Interaction, button: ui.Button[Any]) -> None:
        """Reached by a forged press only."""
        await interaction.response.send_message("it was closed", ephemeral=True)

    @ui.select(
        custom_id="pick",
        placeholder="Pick",
        options=[discord.SelectOption(label="Red", value="r"), discord.SelectOption(label="Blue", value="b")],
    )
    async def pick(self, interaction: discord.Interaction, select: ui.Select[Any]) -> None:
        """Answer after deferring the update."""
        await interaction.response.defer()
        await interaction.followup.send(f"picked {select.values[0]}", ephemeral=True)


class Form(ui.Modal, title="A lesson"):
    """A form with a text and a select."""

    words = ui.TextInput[Any](label="What happened", custom_id="words", max_length=50)
    kind: ui.Label[Any] = ui.Label(
        text="Kind",
        component=ui.Select(custom_id="kind", options=[discord.SelectOption(label="Good", value="g")]),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was filled in."""
        assert isinstance(self.kind.component, ui.Select)
        await interaction.response.send_message(f"{self.words.value} / {self.kind.component.values[0]}", ephemeral=True)


class French(app_commands.Translator):
    """One word of French."""

    async def translate(self, string: app_commands.locale_str, locale: discord.Locale, context: Any) -> str | None:
        """Translate one name."""
        return "réunion" if locale is discord.Locale.french and string.message == "meeting" else None


class Bot(discord.Client):
    """A bot that uses what ours will use."""

    def __init__(self, **options: Any) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, guild_scheduled_events=True)
        intents.value |= options.pop("more_intents", 0)
        allowed = discord.AllowedMentions.none()
        super().__init__(
            intents=intents, guild_ready_timeout=0.1, max_messages=None, allowed_mentions=allowed, **options
        )
        self.tree = app_commands.CommandTree(self)
        self.seen: list[tuple[str, Any]] = []
        self.readies = 0
        self.fresh = True

    async def setup_hook(self) -> None:
        """Sync once."""
        await self.tree.set_translator(French())
        self.add_view(Ballot())
        self.add_dynamic_items(Vote)
        if self.fresh:
            await self.tree.sync()

    async def on_ready(self) -> None:
        """Count."""
        self.readies += 1

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Remember what happened."""
        self.seen.append((event, args))
        super().dispatch(event, *args, **kwargs)

    def heard(self, event: str) -> list[Any]:
        """The first arguments of every such event."""
        return [args[0] for name, args in self.seen if name == event and args]


def with_commands(bot: Bot) -> Bot:
    """Give it its commands."""
    meeting = app_commands.Group(name="meeting", description="Meetings", guild_only=True)

    @meeting.command(description="Put one in the diary")
    @app_commands.choices(
        kind=[app_commands.Choice(name="Open", value="o"), app_commands.Choice(name="Shut", value="s")]
    )
    async def schedule(
        interaction: discord.Interaction,
        title: str,
        minutes: app_commands.Range[int, 5, 600] = 60,
        kind: str = "o",
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content=f"{title} {minutes} {kind}")

    @meeting.command(description="Show one")
    async def show(interaction: discord.Interaction, code: str) -> None:
        await interaction.response.send_message(f"shown {code}", ephemeral=True)

    @show.autocomplete("code")
    async def codes(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"Meeting {each}", value=each) for each in ("A1", "B2") if current in each]

    @bot.tree.command(description="Ask everybody")
    async def ballot(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("please vote", view=Ballot())

    @bot.tree.command(description="Write a lesson")
    async def lesson(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    @bot.tree.command(description="Never answers")
    async def silent(interaction: discord.Interaction) -> None:
        await asyncio.sleep(0)

    @bot.tree.command(description="Read a file")
    async def read(interaction: discord.Interaction, file: discord.Attachment, who: discord.Member) -> None:
        words = (await file.read()).decode()
        copy = discord.File(io.BytesIO(b"a copy"), "copy.txt")
        await interaction.response.send_message(f"{words} for {who.name}", file=copy, ephemeral=True)

    @bot.tree.command(description="For organisers")
    @app_commands.default_permissions(manage_guild=True)
    async def close(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("closed")

    @bot.tree.context_menu(name="Save as lesson")
    async def save(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"saved: {message.content}", ephemeral=True)

    bot.tree.add_command(meeting)
    return bot


@dataclass(kw_only=True)
class Stage:
    """The fake, the bot, and the cast: Ana owns the server, Ben is an affiliate, Zoe has no role."""

    fake: FakeDiscord
    guild: Server
    ana: Person
    ben: Person
    zoe: Person
    affiliates: Role
    lobby: Channel
    bot: Bot
    running: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def here(self) -> discord.TextChannel:
        """The lobby, as the bot knows it."""
        found = self.bot.get_channel(self.lobby.id)
        assert isinstance(found, discord.TextChannel)
        return found

    @property
    def server(self) -> discord.Guild:
        """The server, as the bot knows it."""
        found = self.bot.get_guild(self.guild.id)
        assert found
        return found

    async def run(self, bot: Bot) -> None:
        """Start a bot and wait until it is ready."""
        self.bot = bot
        task = asyncio.create_task(bot.start(self.fake.token))
        self.running.append(task)
        await until(lambda: bot.is_ready() or task.done())
        if task.done():
            task.result()

    async def close(self) -> None:
        """Stop the bot, then the fake."""
        if not self.bot.is_closed():
            await self.bot.close()
        for task in self.running:
            with contextlib.suppress(Exception):
                await task
        await self.fake.stop()


async def until(true: Callable[[], Any], timeout: float = 60.0) -> None:
    """Wait until something is true. Raises TimeoutError if it never is."""
    async with asyncio.timeout(timeout):
        while not true():
            await asyncio.sleep(0.01)


def staged(*, members: bool = False) -> tuple[FakeDiscord, Stage]:
    """A fake with its cast, not started; the bot has its commands."""
    fake = FakeDiscord(described(), members=members)
    ana, ben, zoe = fake.user("Ana", locale="fr"), fake.user("Ben"), fake.user("Zoe", dms_open=False)
    guild = fake.guild("Network", owner=ana)
    affiliates = guild.role("Affiliates")
    guild.join(ben, roles=[affiliates])
    guild.join(zoe)
    stage = Stage(
        fake=fake,
        guild=guild,
        ana=ana,
        ben=ben,
        zoe=zoe,
        affiliates=affiliates,
        lobby=guild.channel("lobby"),
        bot=with_commands(Bot()),
    )
    return fake, stage


@pytest.fixture
def quiet_library() -> Iterator[None]:
    """discord.py logs what a test provokes; nobody needs to read it."""
    logging.getLogger("discord").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("discord").setLevel(logging.NOTSET)


@pytest_asyncio.fixture
async def stage(quiet_library: None) -> AsyncIterator[Stage]:
    """A fake with a bot that is ready; at the end nobody has done anything wrong."""
    fake, stage = staged()
    await fake.start()
    with pointed_at(fake):
        try:
            await stage.run(stage.bot)
            yield stage
        finally:
            await stage.close()
    assert not fake.own_errors, fake.own_errors
    assert not fake.violations, fake.violations
