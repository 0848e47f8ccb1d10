"""The rehearsal of a restore: beside the bot that runs, into a folder that is thrown away, without a platform.

A backup that nobody has tried to restore is none. What is looked at: that the file opens with this key, that every
row is there and whole, that nothing of it would leave by itself, and how long it takes.
"""

import shutil
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.checking import Finding
from bot.restoring import restore
from bot.secret import Secret
from bot.settings import Settings
from bot.wiring import open_storage
from storage import audit, tombstone
from storage.backup import Restored, backup
from storage.outbox import Kind, Parcel, ParcelState
from storage.unit import Storage

WITHIN = 60.0  # seconds for a restore of a hundred thousand rows
NO_NEWS = (Kind.REDACT, Kind.REMOVE)  # these take away, and are no news when they happen twice


async def rehearse(settings: Settings, file: Path | None, *, now: datetime) -> list[Finding]:
    """Restore a backup, or one taken now, into a folder of its own. Raises BadBackup, BadKeyFile, StorageTrouble."""
    with tempfile.TemporaryDirectory(prefix="drill-", dir=settings.data_dir) as name:  # 0700, on the same disk
        folder = Path(name)
        findings = []
        if file is None:
            file = folder / "backup"
            findings.append(await _taken(settings, file, now))
        began = time.monotonic()
        elsewhere = _elsewhere(settings, folder)
        restored = await restore(elsewhere, file, now=now, tombstones=_tombstones(elsewhere))
        return [*findings, _in_time(restored, time.monotonic() - began), *await _looked_at(elsewhere, restored)]


def _elsewhere(settings: Settings, folder: Path) -> Settings:
    """The same bot in an empty folder, with a copy of its key and tombstones, and a database there."""
    for one in (settings.key_path, settings.key_path.with_name(tombstone.NAME)):
        if one.exists():
            shutil.copy2(one, folder / one.name)
    database = Secret(f"sqlite:///{folder / 'restored.db'}")
    return replace(settings, data_dir=folder, key_file=folder / settings.key_path.name, database_url=database)


def _tombstones(settings: Settings) -> Path | None:
    file = settings.key_path.with_name(tombstone.NAME)
    return file if file.exists() else None


async def _taken(settings: Settings, file: Path, now: datetime) -> Finding:
    storage = open_storage(settings)
    began = time.monotonic()
    try:
        rows = await backup(storage, file, now=now)
    finally:
        await storage.close()
    sentence = f"{rows} rows in {time.monotonic() - began:.1f} s"
    return Finding(what="backup", holds=True, sentence=sentence)


def _in_time(restored: Restored, seconds: float) -> Finding:
    return Finding(
        what="restore",
        holds=seconds <= WITHIN * max(1, restored.rows / 100_000),
        sentence=f"{restored.rows} rows of {restored.taken_at:%Y-%m-%d %H:%M} UTC in {seconds:.1f} s",
    )


async def _looked_at(settings: Settings, restored: Restored) -> list[Finding]:
    storage = open_storage(settings)
    try:
        await storage.check()
        return [
            Finding(what="database", holds=True, sentence="whole, and opened by this key"),
            await _audit(storage),
            await _held(storage, restored),
            _narrower(restored),
        ]
    finally:
        await storage.close()


async def _audit(storage: Storage) -> Finding:
    async with storage.unit() as unit:
        broken = await audit.verify(unit)
    sentence = "every record follows from the one before" if broken is None else f"broken before record {broken}"
    return Finding(what="audit", holds=broken is None, sentence=sentence)


async def _held(storage: Storage, restored: Restored) -> Finding:
    news = (Parcel.state.in_([ParcelState.DUE, ParcelState.CLAIMED])) & Parcel.kind.not_in(NO_NEWS)
    async with storage.unit() as unit:
        free = await unit.scalar(select(func.count()).select_from(Parcel).where(news)) or 0
    sentence = f"{restored.held} held; {free} would leave by themselves"
    return Finding(what="deliveries", holds=free == 0, sentence=sentence)


def _narrower(restored: Restored) -> Finding:
    if restored.complete:
        sentence = f"the tombstones were read: {restored.narrowed} things stay ended or revoked"
        return Finding(what="since the backup", holds=True, sentence=sentence)
    return Finding(
        what="since the backup",
        holds=False,
        sentence=f"no tombstones: {restored.closed} rooms would have to be authorised again",
        is_advice=True,
    )
