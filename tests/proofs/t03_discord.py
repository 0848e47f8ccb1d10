"""T3 on Discord: the real client, its real lines to a stand-in, killed while that loses answers and refuses.

Reminders are made by the clock of the real service, in channels that were opened and authorised by commands. What
counts is what stands in the stand-in's channels.
"""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from storage.group import Group
from storage.meeting import Meeting
from storage.outbox import Parcel
from storage.room import Room, RoomKind
from storage.unit import Storage
from tests.discord_server import SOON, Staffed, staffed
from tests.fakes.discord import Channel, Kind, Lost, Reset, Status
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.stage.nursery import Child, Nursery
from tests.proofs.stage.victim import Order

CODES = ("LEV", "ICT", "TEX")
REMINDER = re.compile(r"A reminder:\W+(Meeting \d{3})")
FAULTS = (Lost(), Lost(502), Status(502), Status(429), Reset())


@dataclass(kw_only=True)
class Scene(Staffed):
    """The server, and the service."""

    nursery: Nursery
    order: Order

    async def until(self, holds: Callable[[], bool], child: Child) -> None:
        """Wait until something is so. Raises RuntimeError."""
        deadline = time.monotonic() + SOON
        while not holds():
            if child.status is not None or time.monotonic() > deadline:
                raise RuntimeError(f"status {child.status}, not in time: {self.nursery.words()}")
            await asyncio.sleep(0.01)

    def channel(self, code: str) -> Channel | None:
        """The text channel of a group."""
        channels = self.guild.channels.values()
        return next((one for one in channels if one.name == code.lower() and one.type is Kind.TEXT), None)

    def reminders(self, code: str) -> list[str]:
        """The reminders that stand in a group's channel, in order."""
        channel = self.channel(code)
        assert channel is not None
        posts = sorted(self.sofia.reads(channel), key=lambda post: post.id)
        return [found[1] for post in posts if (found := REMINDER.match(post.text))]

    def arrived(self) -> int:
        """How many stand anywhere."""
        return sum(len(self.reminders(code)) for code in CODES)


async def on_discord(run: Run) -> Sequence[Claim]:
    """Three channels, killed again and again."""
    meetings, kills = run.of(4, 60), run.of(3, 40)
    chance = random.Random(run.seed)
    due = meetings * len(CODES)
    async with _scene(run) as scene:
        await _open_rooms(scene)
        await _plant(scene, meetings)
        for life in range(kills):
            for fault in chance.choices(FAULTS, k=2):
                scene.fake.fail("create_message", fault)
            left = max(due - scene.arrived(), 0)
            child = await scene.nursery.start(scene.order)
            enough = scene.arrived() + min(chance.randint(0, 2 * left // (kills - life)), left)
            await scene.until(lambda enough=enough: scene.arrived() >= enough, child)  # type: ignore[misc]
            await asyncio.sleep(chance.random() * (0.05 if left else 1.0))
            await child.kill()
            run.step(life + 1, kills)
        scene.fake.rest.faults.clear()
        child = await scene.nursery.start(scene.order)
        await scene.until(lambda: scene.fake.connections == 1, child)
        await scene.quiet()
        await child.kill()
        return await _claims(scene, due, kills)


@asynccontextmanager
async def _scene(run: Run) -> AsyncIterator[Scene]:
    folder = run.folder / "data"
    folder.mkdir(mode=0o700)
    async with staffed() as server, Nursery(run.folder / "log") as nursery:
        order = Order(
            folder=folder,
            database=f"sqlite:///{folder}/roundtable.db",
            staff=server.staff,
            settings=server.settings | {"zone": _noon_zone()},
        )
        yield Scene(**vars(server), nursery=nursery, order=order)


def _noon_zone() -> str:
    """Where it is noon now: reminders go out by day."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/UTC"  # the sign is the wrong way round there


async def _open_rooms(scene: Scene) -> None:
    """Each group with its channel, authorised by two people."""
    child = await scene.nursery.start(scene.order)
    sofia, tom = scene.sofia, scene.tom
    await scene.until(lambda: bool(scene.fake.calls.get("bulk_set_application_commands")), child)
    await scene.until(lambda: scene.fake.connections == 1, child)
    await scene.quiet()
    for code in CODES:
        await scene.asks(sofia, "group open", code=code, name=f"The group {code}")
        await scene.until(lambda code=code: scene.channel(code) is not None, child)  # type: ignore[misc]
        for person in (sofia, tom):
            await scene.asks(person, "room authorise", room=code, label="GREEN")
    await scene.quiet()
    await child.kill()


async def _plant(scene: Scene, meetings: int) -> None:
    """Meetings of tomorrow, planned long ago: their reminders are due."""
    storage = _storage(scene)
    now = datetime.now(UTC)
    made = now - timedelta(days=20)
    async with storage.unit() as unit:
        await unit.change(update(Group).values(zone=_noon_zone()))
        await unit.change(update(Room).values(zone=_noon_zone()))
        for group in await unit.scalars(select(Group)):
            for number in range(meetings):
                unit.add(
                    Meeting(
                        code=f"MTG-{number:03}-{group.code}", group_id=group.id, title=f"Meeting {number:03}",
                        starts_at=now + timedelta(hours=22, minutes=number % 60), zone=group.zone, changed_at=made,
                        announced_at=made, created_at=made,
                    )
                )  # fmt: skip
    await storage.close()


async def _claims(scene: Scene, due: int, kills: int) -> list[Claim]:
    """By what stands in the channels; of the bot only the order in which it queued them is asked."""
    stand = {code: scene.reminders(code) for code in CODES}
    queued = await _queued(scene)
    lost = due - sum(len(set(titles)) for titles in stand.values())
    doubled = sum(sum(Counter(titles).values()) - len(set(titles)) for titles in stand.values())
    disordered = sum(list(dict.fromkeys(stand[code])) != queued[code] for code in CODES)
    wrong = [*scene.fake.violations, *scene.fake.own_errors]
    return [
        Claim(what="reminders, kills", found=f"{due}, {kills}", goal=f"{due}, {kills}", holds=True),
        Claim(what="lost", found=str(lost), goal="0", holds=lost == 0),
        Claim(what="doubled", found=str(doubled), goal="0", holds=doubled == 0),
        Claim(what="channels out of order", found=str(disordered), goal="0", holds=disordered == 0),
        Claim(what="against Discord's description", found="; ".join(wrong)[:200] or "0", goal="0", holds=not wrong),
    ]


async def _queued(scene: Scene) -> dict[str, list[str]]:
    storage = _storage(scene)
    async with storage.unit() as unit:
        groups = {one.id: one.code for one in await unit.scalars(select(Group))}
        codes = {
            one.id: groups.get(one.group_id or "", "")
            for one in await unit.scalars(select(Room).where(Room.kind == RoomKind.GROUP))
        }
        titles = {f"meeting:{one.id}": one.title for one in await unit.scalars(select(Meeting))}
        query = select(Parcel.room_id, Parcel.subject).where(Parcel.once.contains(".reminder."))
        rows = (await unit.session.execute(query.order_by(Parcel.number))).all()
    await storage.close()
    return {code: [titles[about] for room, about in rows if codes.get(room) == code] for code in CODES}


def _storage(scene: Scene) -> Storage:
    return Storage.open(scene.order.database, scene.order.folder / "roundtable.key")


PROOF = Proof(
    target="T3",
    promise="under kills and a platform's faults each reminder arrives once, in order",
    # The short form of this is tests/real/test_discord_process.py.
    parts=[Part(name="Discord, the real client on a stand-in", run=on_discord, sizes=(Size.LONG,))],
)
