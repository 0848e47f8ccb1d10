"""A network with its people, one group, its room and a meeting, written into the product's own database."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select

from storage.access import Label, Role
from storage.audience import Audience
from storage.group import Group, Membership
from storage.meeting import Meeting
from storage.message import Message
from storage.organisation import Organisation, OrganisationKind
from storage.outbox import Kind, Parcel
from storage.person import Identity, Person, PersonStatus
from storage.room import POWER, Room, RoomKind, RoomState
from storage.unit import Storage, Unit

AHEAD = timedelta(days=40)
SETTLED_WITHIN = 300.0  # seconds


class Network:
    """The database of a bot whose data are in this folder; the bot may be running. `rooms` are the group's, by id."""

    def __init__(self, folder: Path, platform: str, *, database: str = "") -> None:
        """`database` is another one than SQLite's in that folder."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._storage = Storage.open(database or f"sqlite:///{folder / 'roundtable.db'}", folder / "roundtable.key")
        self._platform = platform
        self.rooms: list[str] = []
        self._vouched = ""
        self._now = datetime.now(UTC)

    async def found(self, people: Sequence[Sequence[str]], room: str, *, encrypted: bool = False) -> str:
        """People (name, account, private chat or "") of one city in the group LEV, whose room this is.

        Gives the code of its next meeting.
        """
        await self._storage.migrate()
        now = self._now
        city = Organisation(name="City of Ghent", kind=OrganisationKind.AFFILIATE, created_at=now)
        group = Group(code="LEV", name="Low-emission vehicles", created_at=now)
        meeting = Meeting.plan(group, "Quarterly meeting", now + AHEAD, minutes=60, link="", now=now)
        async with self._storage.unit() as unit:
            for noun in (city, group, Membership(group_id=group.id, organisation_id=city.id, joined_at=now)):
                unit.add(noun)
                await unit.session.flush()
            for name, account, chat in people:
                await self._let_in(unit, city, name, account, chat)
            self._vouched = " ".join(f"{POWER}{account}" for _, account, _ in people)  # one of them opened the rooms
            own = self._room(RoomKind.GROUP, "LEV", room, encrypted=encrypted, group_id=group.id, ceiling=Label.GREEN)
            unit.add(own)
            unit.add(meeting)
        self._group, self.rooms = group.id, [own.id]
        return meeting.code

    async def open_rooms(self, channels: Sequence[str], *, encrypted: bool = False) -> Sequence[str]:
        """Further rooms for channels that are there; their ids."""
        rooms = [
            self._room(
                RoomKind.GROUP, f"LEV-{number}", channel, encrypted=encrypted, group_id=self._group,
                ceiling=Label.GREEN,
            )
            for number, channel in enumerate(channels)
        ]  # fmt: skip
        async with self._storage.unit() as unit:
            for room in rooms:
                unit.add(room)
        self.rooms += [room.id for room in rooms]
        return [room.id for room in rooms]

    async def post(self, rooms: Sequence[str], message: Message, word: str, label: Label = Label.CLEAR) -> None:
        """Queue a message that anybody in the network may read for all of these rooms, in one transaction."""
        now = datetime.now(UTC)
        payload = {"message": message.to_json(), "locales": ["en"], "audience": Audience.community().to_data()}
        async with self._storage.unit() as unit:
            for room in rooms:
                parcel = Parcel(
                    once=f"{word}@{room}", kind=Kind.POST, room_id=room, order_key=room, label=label,
                    created_at=now, not_before=now,
                )  # fmt: skip
                parcel.payload = json.dumps(payload)
                unit.add(parcel)

    async def settled(self) -> None:
        """Wait until the bot has looked at all of the rooms, as it does once, half a minute after its start."""
        query = select(func.count()).where(Room.audited_at.is_(None), Room.id.in_(self.rooms))
        async with asyncio.timeout(SETTLED_WITHIN):
            while await self._left(query):  # noqa: ASYNC110  nobody tells another process
                await asyncio.sleep(1)

    async def _left(self, query: Select[int]) -> int | None:
        async with self._storage.unit() as unit:
            return await unit.scalar(query)

    async def close(self) -> None:
        """Let go of the database."""
        await self._storage.close()

    async def _let_in(self, unit: Unit, city: Organisation, name: str, account: str, chat: str) -> None:
        now = self._now
        person = Person(
            name=name, organisation_id=city.id, roles=frozenset({Role.MEMBER}), status=PersonStatus.ACTIVE,
            created_at=now,
        )  # fmt: skip
        unit.add(person)
        await unit.session.flush()
        unit.add(Identity(person_id=person.id, platform=self._platform, external_id=account, verified_at=now))
        if chat:
            unit.add(
                self._room(
                    RoomKind.PRIVATE, "Roundtable", chat, person_id=person.id, account=account, ceiling=Label.RED
                )
            )

    def _room(self, kind: RoomKind, name: str, external_id: str, *, encrypted: bool = False, **more: Any) -> Room:
        return Room(
            platform=self._platform, kind=kind, name=name, external_id=external_id, state=RoomState.AUTHORISED,
            encrypted=encrypted, vouched=self._vouched, created_at=self._now, **more,
        )  # fmt: skip
