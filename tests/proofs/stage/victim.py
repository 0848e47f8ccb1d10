"""The real service, to be killed: settings, wiring, App and health page as `python -m bot run` has them.

Only its platform is far away, and its clock may be set to another day.
"""

import asyncio
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import configure_mappers

from bot import app, clock, errand, logs, service, wiring
from bot.errand import Errand, Receipt
from bot.phrasebook import Phrasebook
from bot.platform import Platform, Rendered
from bot.setting_check import checked
from commands.engine.lexicon import Lexicon
from commands.engine.words import ClosedWords
from commands.registry import desk
from storage import queue
from storage.file import RegistryFile, locked
from storage.unit import Storage, Unit
from tests.proofs.stage.far import FarPlatform
from tests.proofs.stage.fuse import Charge, Fuse


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to be: where its data and its platform are, who is staff, how far its clock is ahead, when to end.

    Without a `socket` its platforms are those of the `settings`. `key_window` is what it believes of the far platform;
    `sabotage` may be "mark-first", "token-first" or "progress-later".
    """

    folder: Path
    database: str
    staff: tuple[str, ...]
    socket: Path | None = None
    ahead: timedelta = timedelta()
    key_window: float = 1200.0
    charge: Charge | None = None
    sabotage: str = ""
    settings: dict[str, Any] = field(default_factory=dict)


FAR = {
    "matrix_homeserver": "http://127.0.0.1:9",
    "matrix_user": FarPlatform.account,
    "matrix_password": "not the password of anybody",
}
"""What says that there is a Matrix account; nobody ever connects to it."""

LEXICON, WORDS = Lexicon.load(), ClosedWords.load()
PHRASES = Phrasebook.load(lexicon=LEXICON)
configure_mappers()


def prepare(order: Order) -> None:
    """Import what this order needs besides, before the fork: once, and not for each life."""
    if "discord_token" in order.settings:
        importlib.import_module("bot.platforms.discord.platform")


def main(order: Order) -> None:
    """Serve until killed."""
    given = {"health_port": 0, **(order.settings if order.socket is None else {**FAR, **order.settings})}
    own = {"data_dir": order.folder, "database_url": order.database, "admins": order.staff}
    settings = checked({**own, "key_file": order.folder / "roundtable.key", **given})
    logs.configure("WARNING", "json", settings.secrets)
    fuse = Fuse(order.charge)
    fuse.install()
    _load_phrases_once()
    clock.now = lambda: datetime.now(UTC) + order.ahead
    if order.charge is not None:
        app.FIRST_TICK = 0.0  # what is said first meets the clock, as what is said later may at any time
    if order.socket is not None:
        token_first = order.sabotage == "token-first"
        far = FarPlatform(order.socket, key_window=order.key_window, mark=fuse.mark, token_first=token_first)
        wiring.platforms = lambda *_, **__: {far.name: far}
    if order.sabotage == "mark-first":
        mark_first()
    if order.sabotage == "progress-later":
        progress_later()
    asyncio.run(service.serve(settings))


def _load_phrases_once() -> None:
    """They are there already, from before the fork; it would take a second each time."""
    Lexicon.load = staticmethod(lambda: LEXICON)  # type: ignore[method-assign, assignment]
    ClosedWords.load = staticmethod(lambda: WORDS)  # type: ignore[method-assign, assignment]
    Phrasebook.load = staticmethod(lambda **_: PHRASES)  # type: ignore[method-assign, assignment]


def mark_first() -> None:
    """The control: what is written down as sent before it is sent is lost when the send fails."""
    carry, opened = errand.carry, list[Storage]()
    init = Storage.__init__

    def kept(storage: Storage, *arguments: Any, **named: Any) -> None:
        init(storage, *arguments, **named)
        opened.append(storage)

    async def marked(one: Errand, platform: Platform, text: Rendered | None) -> Receipt:
        async with opened[0].unit() as unit:
            await queue.sent_all(unit, [(one.parcel, "")], clock.now())
        return await carry(one, platform, text)

    Storage.__init__ = kept  # type: ignore[method-assign, assignment]  # the sabotage
    errand.carry = marked  # type: ignore[assignment]  # the sabotage


def progress_later() -> None:
    """The control: how far a file is is committed with the batch that comes next, and not with its own."""
    advance, bringer = RegistryFile.advance, desk.Desk._bringer
    late: list[tuple[str, int, dict[str, int], datetime]] = []

    def postponed(file: RegistryFile, done: int, tally: Mapping[str, int], *, now: datetime) -> None:
        late.append((file.id, done, dict(tally), now))

    async def caught_up(self: desk.Desk, unit: Unit, task: desk.Task) -> Any:
        while late:
            file_id, done, tally, now = late.pop()
            if file := await locked(unit, file_id):
                advance(file, done, tally, now=now)
        return await bringer(self, unit, task)

    RegistryFile.advance = postponed  # type: ignore[method-assign, assignment]  # the sabotage
    desk.Desk._bringer = caught_up  # type: ignore[method-assign]  # the sabotage
