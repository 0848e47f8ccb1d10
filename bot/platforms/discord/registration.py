"""Sends our commands to Discord when they have changed, and at no other time.

Discord creates 200 commands a day and no more, so a hash of what was sent is kept in a file of the data folder, with
the application it was sent for. `check` asks Discord for what it has.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from discord.http import Route

from bot.logs import log
from bot.platform import Later, Never
from bot.platforms.discord.catalogue_sync import digest, drift
from bot.platforms.discord.faults import translating
from bot.platforms.discord.rest import Rest

AGAIN = 30.0  # seconds until a sending that was not taken is tried again


class Registration:
    """The commands of one application. `file` keeps the hash of those sent last."""

    def __init__(self, rest: Rest, file: Path, payload: Callable[[], Sequence[dict[str, Any]]]) -> None:
        self._rest = rest
        self._file = file
        self._make = payload
        self._payload: Sequence[dict[str, Any]] | None = None
        self._due = asyncio.Event()

    @property
    def payload(self) -> Sequence[dict[str, Any]]:
        """Our commands, as Discord takes them."""
        if self._payload is None:
            self._payload = self._make()
        return self._payload

    def prepare(self) -> None:
        """Make the commands now, which takes a fifth of a second: nobody waits yet."""
        log().debug("discord.commands_made", count=len(self.payload))

    def ready(self) -> None:
        """The bot is connected: see that Discord has the commands."""
        self._due.set()

    async def run(self) -> None:
        """Send them whenever that is due and needed, until cancelled."""
        while True:
            await self._due.wait()
            try:
                await self.sync()
                self._due.clear()
            except Later as wait:
                await asyncio.sleep(wait.delay or AGAIN)
            except Never as refusal:  # a mistake in what we send; members can still write to the bot
                log().error("discord.commands_refused", cause=str(refusal))
                self._due.clear()

    @translating()
    async def sync(self) -> None:
        """Send the commands, if these weren't sent last to this application."""
        mark = {"application": str(self._rest.application), "digest": digest(self.payload)}
        if await asyncio.to_thread(self._kept) == mark:
            return
        await self._rest.client().http.bulk_upsert_global_commands(self._rest.application, list(self.payload))
        await asyncio.to_thread(self._keep, mark)
        log().info("discord.commands_sent", count=len(self.payload))

    @translating()
    async def drift(self) -> tuple[str, ...]:
        """The names of commands that Discord has otherwise, or not at all."""
        route = Route("GET", "/applications/{application_id}/commands", application_id=self._rest.application)
        fetched: Any = await self._rest.client().http.request(route, params={"with_localizations": "true"})
        return drift(self.payload, fetched)

    def _kept(self) -> Any:
        try:
            return json.loads(self._file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def _keep(self, mark: dict[str, str]) -> None:
        """Whole or not at all: a file cut short would only mean that they are sent once more."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(mark), encoding="utf-8")
        fresh.replace(self._file)
