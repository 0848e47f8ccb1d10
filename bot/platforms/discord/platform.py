"""The port, on Discord: `DiscordPlatform` is one application's bot."""

import asyncio
import base64
import binascii
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from bot.logs import log
from bot.phrasebook import Phrasebook
from bot.platform import (
    Attachment,
    Checkpoint,
    Hear,
    Never,
    Occurrence,
    Rendered,
    RoomPlan,
    Suggest,
    Target,
    no_suggestions,
)
from bot.platforms.discord import addresses, catalogue, doctor
from bot.platforms.discord.calendar import Calendar
from bot.platforms.discord.changes import Changes
from bot.platforms.discord.client import GatewayClient
from bot.platforms.discord.faults import translating
from bot.platforms.discord.forms import Forms
from bot.platforms.discord.intake import PLATFORM, Intake
from bot.platforms.discord.lanes import Lanes
from bot.platforms.discord.outbound import POST_SIZE
from bot.platforms.discord.registration import Registration
from bot.platforms.discord.rest import Rest
from bot.platforms.discord.rooms import Rooms
from bot.platforms.discord.sending import Sending
from bot.platforms.discord.supervisor import Patience, supervise
from bot.platforms.discord.threads import Threads
from commands.engine.heard import Enclosed
from commands.engine.lexicon import CommandPath, Lexicon
from commands.engine.manners import Manners
from commands.engine.spec import Spec
from commands.engine.words import ClosedWords
from storage.access import Label
from storage.room import Observation

KEY_WINDOW = 120.0
"""Seconds. Discord compares nonces with those of "the past few minutes" and doesn't say how many those are."""

FINISH_WITHIN = 3.0  # seconds for what is being handled when the bot is stopped; members see "thinking" till then


class DiscordPlatform:
    """One bot account.

    `guild` is the id of the server on which rooms are opened. `api` and `gateway` are Discord's own addresses, or this
    machine's. `folder` keeps the hash of the commands sent last. Raises ValueError for other addresses, and for what is
    no token.
    """

    name = PLATFORM
    key_window = KEY_WINDOW
    device = ""

    def __init__(
        self,
        *,
        token: str,
        guild: str | None,
        specs: Mapping[CommandPath, Spec],
        lexicon: Lexicon,
        phrasebook: Phrasebook,
        words: ClosedWords,
        clock: Callable[[], datetime],
        folder: Path,
        ceiling: Label = Label.GREEN,
        api: str = addresses.API,
        gateway: str = addresses.GATEWAY,
        patience: Patience | None = None,
    ) -> None:
        self.account = account_of(token)
        self.manners = Manners(
            ceiling=ceiling, encrypts=False, answers_alone=True, calendar=True, threads=True, post_size=POST_SIZE,
            branched=catalogue.branched(specs), options=catalogue.option_names(specs),
        )  # fmt: skip
        self._addresses = (api, gateway)
        addresses.point(api, gateway)
        _keep_quiet()
        self._token = token.strip()
        self._guild = guild
        self._specs = specs
        self._lexicon = lexicon
        self._phrasebook = phrasebook
        self._clock = clock
        self._patience = patience or Patience()
        self._forms = Forms(specs, lexicon, phrasebook, ceiling)
        self._rest = Rest(self._token, self.account)
        self._threads = Threads(self._rest.client, clock)
        self._rooms = Rooms(self._rest.client, guild=guild or "", now=clock, threads=self._threads)
        self._calendar = Calendar(self._rest.client, clock)
        self._sending = Sending(self._rest, self._threads, self.account)
        self._intake: Intake | None = None
        self._registration = Registration(
            self._rest, folder / "commands.json", lambda: catalogue.payload(specs, lexicon, phrasebook, words)
        )

    async def start(self) -> None:
        """Log in by REST. Raises Fatal when the token is refused, Later while Discord can't be reached."""
        addresses.point(*self._addresses)
        await self._rest.enter()
        self._registration.prepare()
        log().info("discord.started", account=self.account)

    async def run(self, hear: Hear, checkpoint: Checkpoint, suggest: Suggest = no_suggestions) -> None:
        """Stay on the gateway and take events in until cancelled.

        Discord keeps no place in its stream for us: what happened while nobody listened is gone, so at each start every
        channel is announced as changed once.
        """
        lanes, changes = Lanes(), Changes(hear, self._clock)
        self._intake = intake = Intake(
            account=self.account,
            specs=self._specs,
            lexicon=self._lexicon,
            phrasebook=self._phrasebook,
            forms=self._forms,
            lanes=lanes,
            hear=hear,
            suggest=suggest,
            now=self._clock,
        )

        def client() -> GatewayClient:
            return GatewayClient(
                intake,
                changes,
                ready=self._registration.ready,
                forget=self._rooms.forget,
                sent=self._sending.remember,
                kinds=self._sending.learn,
            )

        jobs = [
            asyncio.create_task(supervise(client, self._token, self._patience)),
            asyncio.create_task(changes.run()),
            asyncio.create_task(self._registration.run()),
            asyncio.create_task(lanes.failure()),
        ]
        try:
            await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in jobs:
                if job.done():
                    job.result()
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
            await lanes.finish(FINISH_WITHIN)

    async def close(self) -> None:
        """Release the network; safe to call twice."""
        await self._rest.close()

    async def inspect(self, room: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
        """Who can read the room now, by Discord's rules."""
        return await self._rooms.inspect(room, expected)

    def glimpse(self, room: str) -> Observation | None:
        """Nothing: what Discord tells of is too little to vouch for a moment."""
        return None

    async def post(self, target: Target, text: Rendered, *, key: str) -> str:
        """Send a text."""
        return await self._sending.post(target, text, key)

    async def answer(self, target: Target, text: Rendered, *, key: str) -> str:
        """Answer a command or a click to its asker alone. Raises Never("answer-over") after fifteen minutes."""
        if self._intake is not None:
            await self._intake.acknowledged(target.answer_to)
        return await self._sending.answer(target.answer_to, text)

    async def answer_stranger(self, answer_to: str, text: Rendered) -> None:
        """The same, for somebody nobody knows."""
        if self._intake is not None:
            await self._intake.acknowledged(answer_to)
        await self._sending.answer(answer_to, text)

    async def mirror(self, target: Target, occurrence: Occurrence, event: str | None, *, key: str) -> str:
        """Show a meeting among the server's events, or change what is shown."""
        return await self._calendar.mirror(target, occurrence, event, key=key)

    async def edit(self, target: Target, event: str, text: Rendered, *, key: str) -> str:
        """Replace the text of a message of our own; whoever repeats it changes nothing."""
        return await self._sending.edit(target, event, text)

    async def redact(self, target: Target, event: str, *, key: str) -> None:
        """Empty a message of our own and delete it."""
        await self._sending.redact(target, event)

    async def pin(self, target: Target, event: str) -> None:
        """Pin a message of our own; who pins it again changes nothing."""
        await self._sending.pin(event)

    async def send_file(self, target: Target, attachment: Attachment, *, key: str) -> str:
        """Send a file."""
        return await self._sending.send_file(target, attachment, key)

    @translating()
    async def fetch(self, file: Enclosed, *, most: int) -> bytes:
        """What somebody attached to a command; Discord itself vouches for it."""
        return await self._rest.read(file.handle, most=most)

    async def open_room(self, plan: RoomPlan, *, key: str) -> str:
        """Open a category, a channel, a private thread or a private chat, or find the one this key opened."""
        if self._guild is None and plan.direct_with is None and plan.thread_of is None:
            raise Never("no-server")
        return await self._rooms.open_room(plan, key=key)

    async def invite(self, room: str, person: str) -> None:
        """Let somebody see a channel, or add them to a thread."""
        await self._rooms.invite(room, person)

    async def remove(self, room: str, person: str) -> None:
        """Take somebody's sight of a channel away, or take them out of a thread."""
        await self._rooms.remove(room, person)

    async def find(
        self, target: Target, *, key: str, since: datetime, text: Rendered | Attachment | None = None
    ) -> str | None:
        """Look for what was sent with this key; by the gateway's word, or by how it looks."""
        return await self._sending.find(target, text, key=key, since=since)

    async def accept(self, room: str) -> None:
        """Nobody invites a bot to one channel: its server's administrators brought it."""
        await self._rooms.accept(room)

    async def approve_identity(self, person: str) -> None:
        """Discord vouches for its accounts; there is no identity to approve."""

    async def withdraw_from(self, room: str) -> None:
        """Leave a thread, or give up seeing a channel."""
        await self._rooms.withdraw_from(room)

    async def doctor(self) -> Mapping[str, str]:
        """What an operator should know; asks Discord's REST alone, and logs in for that if need be."""
        addresses.point(*self._addresses)
        await self._rest.enter()
        return await doctor.examine(self._rest, self._registration, self._guild)


def account_of(token: str) -> str:
    """The bot's user id, which is the first part of its token. Raises ValueError, without the token, for others."""
    first = token.strip().partition(".")[0]
    try:
        account = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise ValueError("this is no Discord bot token") from None
    if not account.isdecimal():
        raise ValueError("this is no Discord bot token")
    return account


def _keep_quiet() -> None:
    """Below INFO discord.py logs bodies, and addresses with tokens in them."""
    logger = logging.getLogger("discord")
    if logger.getEffectiveLevel() < logging.INFO or logger.level < logging.INFO:
        logger.setLevel(logging.INFO)
