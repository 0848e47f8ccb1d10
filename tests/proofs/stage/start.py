"""`python -m tests.proofs.stage.start FOLDER PORT [careless]`: the service as it is, on a platform in memory."""

import asyncio
import os
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import select

from bot import service
from bot.app import App
from bot.markup import ProseRenderer
from bot.phrasebook import Phrasebook
from bot.platform import Rendered, Target
from bot.settings import Settings
from commands.engine.lexicon import Lexicon
from commands.engine.words import ClosedWords
from storage import queue
from storage.outbox import Parcel
from storage.unit import Storage, Unit
from tests.fakes.memory import MemoryPlatform

NOON = datetime(2027, 3, 9, 12, 0, tzinfo=UTC)
BEGAN = time.monotonic()


def now() -> datetime:
    """Noon, and what has gone by since this process began."""
    return NOON + timedelta(seconds=time.monotonic() - BEGAN)


class Slow(MemoryPlatform):
    """A platform that takes its time, and has every room. No two lives give anything the same id."""

    async def post(self, target: Target, text: Rendered, *, key: str) -> str:
        """It arrives, a moment later."""
        await asyncio.sleep(0.3)
        return key


def assemble(settings: Settings, name: str) -> App:
    """The App, as `bot.wiring` puts it together."""
    lexicon, words = Lexicon.load(), ClosedWords.load()
    return App(
        Storage.open(f"sqlite:///{settings.data_dir}/roundtable.db", settings.data_dir / "roundtable.key"),
        {"memory": Slow(now, first_id=os.getpid() * 1000)},
        policy=settings.policy,
        admins=("memory:@sofia:memory", "memory:@tom:memory"),
        locale="en",
        zone="Europe/Brussels",
        lexicon=lexicon,
        words=words,
        phrasebook=Phrasebook.load(lexicon=lexicon),
        prose=ProseRenderer(),
        now=now,
        name=name,
    )


async def everything(unit: Unit, owner: str, now: datetime) -> int:
    """What a careless start does: it reads all that was ever queued."""
    return len((await unit.run(select(Parcel.__table__))).all())


async def serve(folder: Path, port: int, *, careless: bool) -> None:
    """Until it is told to stop."""
    settings = Settings(data_dir=folder, health_host="127.0.0.1", health_port=port)
    with ExitStack() as patches:
        patches.enter_context(patch.object(service, "assemble", assemble))
        if careless:
            patches.enter_context(patch.object(queue, "recover", everything))
        await service.serve(settings)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), careless=sys.argv[3:] == ["careless"]))
