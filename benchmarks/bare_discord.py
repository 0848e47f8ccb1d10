"""The least that answers a command as it must be: acknowledge, commit two rows that last, edit the answer."""

import os
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.engine import PRAGMAS

address = os.environ["BARE_DATABASE"].replace("sqlite:", "sqlite+aiosqlite:")
engine = create_async_engine(address, pool_size=1, max_overflow=0)


@event.listens_for(engine.sync_engine, "connect")
def set_up(connection: Any, record: Any) -> None:
    """The product's database settings, so that a commit lasts as ours do."""
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}").close()


class Base(DeclarativeBase): ...


class Deed(Base):
    __tablename__ = "deed"
    number: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[int]
    what: Mapped[str]


@app_commands.command()
async def rsvp(interaction: discord.Interaction[Any], code: str, answer: str) -> None:
    """Say whether you come."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    async with AsyncSession(engine) as session, session.begin():
        session.add_all([Deed(person=interaction.user.id, what=code), Deed(person=interaction.user.id, what=answer)])
    await interaction.edit_original_response(content=f"Noted for {code}: {answer}.")


class Bare(discord.Client):
    """A bot with one command."""

    async def setup_hook(self) -> None:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        tree = app_commands.CommandTree(self)
        tree.add_command(rsvp)
        await tree.sync()


Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = os.environ["BARE_API"], yarl.URL(os.environ["BARE_GATEWAY"])
Bare(intents=discord.Intents(guilds=True), max_messages=None).run(os.environ["BARE_TOKEN"], log_level=40)
