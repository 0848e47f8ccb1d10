"""What a command begins with, looked up in one go: what each lookup finds, and never what has changed since."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage import directory
from storage.access import Role
from storage.base import Base
from storage.dialog import Dialog, DialogKind
from storage.group import Group, Membership
from storage.organisation import Organisation, OrganisationKind, OrganisationStatus
from storage.person import Identity, Person, PersonStatus
from storage.room import Room, RoomKind, RoomState
from storage.unit import Storage, Unit

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


class Town:
    """A person of Ghent in LEV's room, with a private chat; each part can be made otherwise."""

    def __init__(self) -> None:
        self.city = Organisation(name="City of Ghent", kind=OrganisationKind.AFFILIATE, created_at=NOW)
        self.group = Group(code="LEV", name="Low-emission vehicles", created_at=NOW)
        self.person = Person(
            name="An",
            organisation_id=self.city.id,
            roles=frozenset({Role.MEMBER}),
            created_at=NOW,
            status=PersonStatus.ACTIVE,
        )
        self.account = Identity(person_id=self.person.id, platform="memory", external_id="@an", verified_at=NOW)
        self.room = self._room("!lev", RoomKind.GROUP, group_id=self.group.id)
        self.chat = self._room("!an", RoomKind.PRIVATE, person_id=self.person.id, account="@an")
        self.membership = Membership(group_id=self.group.id, organisation_id=self.city.id, joined_at=NOW)
        self.dialog = Dialog(
            kind=DialogKind.CONFIRM, person_id=self.person.id, platform="memory", command="meeting cancel",
            origin_room_id=self.room.id, event_id="e", expires_at=NOW,
        )  # fmt: skip

    def _room(self, external_id: str, kind: RoomKind, *, platform: str = "memory", **values: Any) -> Room:
        return Room(
            platform=platform, external_id=external_id, kind=kind, name=external_id, state=RoomState.AUTHORISED,
            encrypted=False, created_at=NOW, **values,
        )  # fmt: skip

    def crowd(self) -> tuple[tuple[Base, ...], ...]:
        """Others, and what is theirs: like hers in all but one thing each, and there before hers."""
        lyon = Organisation(name="Lyon", kind=OrganisationKind.AFFILIATE, created_at=NOW)
        other = Group(code="ICT", name="Electronics", created_at=NOW)
        luc = Person(
            name="Luc", organisation_id=lyon.id, roles=frozenset({Role.MEMBER}), created_at=NOW,
            status=PersonStatus.ACTIVE,
        )  # fmt: skip
        chat = self._room("!luc", RoomKind.PRIVATE, person_id=luc.id, account="")
        return (
            (lyon, other),
            (luc,),
            (
                Identity(person_id=luc.id, platform="memory", external_id="@luc", verified_at=NOW),
                Identity(person_id=luc.id, platform="discord", external_id="@an", verified_at=NOW),
                self._room("!lev", RoomKind.GROUP, platform="discord", group_id=other.id),
                chat,
                self._room("!an there", RoomKind.PRIVATE, platform="discord", person_id=self.person.id, account=""),
                self._room("!an once", RoomKind.GROUP, person_id=self.person.id, account="@an"),
                Membership(group_id=self.group.id, organisation_id=lyon.id, joined_at=NOW),
                Membership(group_id=other.id, organisation_id=self.city.id, joined_at=NOW),
            ),
            (
                Dialog(
                    kind=DialogKind.CONFIRM, person_id=luc.id, platform="memory", command="meeting cancel",
                    origin_room_id=chat.id, event_id="f", expires_at=NOW,
                ),
            ),
        )  # fmt: skip

    async def settle(self, storage: Storage) -> None:
        """Write it all, in an order that any database takes."""
        nouns: tuple[tuple[Base, ...], ...] = (
            (self.city, self.group), (self.person,), *self.crowd(),
            (self.account, self.room, self.chat, self.membership), (self.dialog,),
        )  # fmt: skip
        async with storage.unit() as unit:
            for several in nouns:
                for noun in several:
                    unit.add(noun)
                await unit.session.flush()


CHANGES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "as it is": {},
    "an account that isn't proven": {"account": {"verified_at": None}},
    "somebody who left": {"person": {"status": PersonStatus.LEFT}},
    "an organisation that ended": {"city": {"status": OrganisationStatus.ENDED}},
    "a chat that was given up": {"chat": {"state": RoomState.RETIRED}},
    "a chat with another account": {"chat": {"account": "@someone"}},
    "a chat from before accounts were kept": {"chat": {"account": ""}},
    "a room of no group": {"room": {"group_id": None}},
    "a membership that ended": {"membership": {"left_at": NOW}},
    "a membership that has yet to begin": {"membership": {"joined_at": NOW + timedelta(seconds=1)}},
    "a question instead of a yes": {"dialog": {"kind": DialogKind.ASK}},
    "another platform's question": {"dialog": {"platform": "discord"}},
}


async def found(unit: Unit, town: Town) -> dict[str, Any]:
    """What the lookups find."""
    room = await directory.room_of(unit, "memory", "!lev")
    person = await directory.person_of(unit, "memory", "@an")
    chat = await directory.private_room(unit, town.person, "memory")
    return {
        "room": room and room.id,
        "person": person and person.id,
        "chat": chat and chat.id,
        "member": await directory.is_member(unit, town.group, town.city.id, now=NOW),
    }


@pytest.mark.parametrize("change", CHANGES)
async def test_looked_up_in_one_go_is_what_each_lookup_finds(storage: Storage, change: str) -> None:
    town = Town()
    for name, values in CHANGES[change].items():
        for field, value in values.items():
            setattr(getattr(town, name), field, value)
    await town.settle(storage)
    async with storage.unit() as unit:
        one_by_one = await found(unit, town)
    async with storage.unit() as unit:
        await directory.look_up(unit, "memory", "!lev", "@an", NOW)
        town.group = await unit.session.get_one(Group, town.group.id)
        is_asked = unit.memo.get((Dialog, "memory", town.person.id))
        at_hand = {
            "room": (Room, "memory", "!lev"),
            "chat": (RoomKind.PRIVATE, "memory", town.person.id),
            "member": (Membership, town.group.id, town.city.id),
        }
        if one_by_one["person"]:
            is_there = {name: key in unit.memo for name, key in at_hand.items()}
            in_a_group = town.room.group_id is not None
            assert is_there == {name: bool(one_by_one[name]) and (in_a_group or name != "member") for name in at_hand}
        assert await found(unit, town) == one_by_one
        waiting = town.dialog.kind is DialogKind.CONFIRM and town.dialog.platform == "memory"
        assert is_asked is (waiting if one_by_one["person"] else None)


async def test_what_changed_since_is_seen(storage: Storage) -> None:
    town = Town()
    await town.settle(storage)
    async with storage.unit() as unit:
        await directory.look_up(unit, "memory", "!lev", "@an", NOW)
        group = await unit.session.get_one(Group, town.group.id)
        assert await directory.is_member(unit, group, town.city.id, now=NOW)
        (await unit.session.get_one(Membership, town.membership.id)).left_at = NOW
        assert not await directory.is_member(unit, group, town.city.id, now=NOW)
        assert await directory.private_room(unit, town.person, "memory")
        (await unit.session.get_one(Room, town.chat.id)).state = RoomState.RETIRED
        assert await directory.private_room(unit, town.person, "memory") is None


async def test_an_account_is_one_of_its_platform(storage: Storage) -> None:
    town = Town()
    await town.settle(storage)
    async with storage.unit() as unit:
        for platform, name in (("memory", "An"), ("discord", "Luc")):
            standing = (await directory.roster(unit, platform, ["@an"]))["@an"]
            assert (await unit.session.get_one(Person, standing.person_id)).name == name
