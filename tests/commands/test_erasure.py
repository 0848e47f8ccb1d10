"""Erasing somebody who left: their name is in no file any more, what they did stays, and no backup brings it back."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.platform import RoomPlan
from storage import scrub, tombstone
from storage.access import Role
from storage.audit import AuditEvent, verify
from storage.backup import backup, restore
from storage.keys import KeyRing
from storage.meeting import Rsvp
from storage.organisation import OrganisationKind
from storage.outbox import Kind, Parcel, ParcelState
from storage.person import NEUTRAL, Identity, Person
from storage.room import Authorisation, Room, RoomKind
from storage.room_audit import AuditCause, AuditResult, RoomAudit
from storage.unit import Storage
from tests.cast import Cast, Member
from tests.scenes import NETWORK, Engine

NAME = "Quelvornish"
ACCOUNT = "@quelvornish:memory"


async def gone(cast: Cast) -> Member:
    """Somebody of Ghent with that name, who answered an invitation, asked for their data, and was removed."""
    one = await cast.join(NAME, "City of Ghent", OrganisationKind.AFFILIATE, Role.MEMBER, "en")
    await cast.settle()
    await cast.sofia.asks("person role Quelvornish deputy")
    await cast.sofia.asks('meeting schedule "2027-01-18 14:00" "Batteries" group:LEV')
    await cast.sofia.asks("yes")
    await one.replies(await cast.post("LEV", "meeting-announced"), "yes")
    await one.asks("person export me")
    await cast.sofia.asks(f"person remove {NAME}")
    await cast.sofia.asks("yes")
    return one


@pytest.fixture
async def left(cast: Cast, tmp_path: Path) -> AsyncIterator[Cast]:
    """The network after that, with a folder of its own for its key and tombstones."""
    storage = cast.app.storage
    shutil.copy2(storage.keys.path, tmp_path / "roundtable.key")
    storage.keys = KeyRing.open(tmp_path / "roundtable.key")
    tombstone.watch()
    await gone(cast)
    yield cast
    tombstone.unwatch()


async def erased(cast: Cast, by: str = "sofia") -> None:
    await cast.members[by].asks(f"person erase {NAME}")
    await cast.members[by].asks("yes")


async def rows(storage: Storage) -> str:
    """All that is read in the tables that could tell."""
    async with storage.unit() as one:
        people = await one.scalars(select(Person.name))
        accounts = await one.scalars(select(Identity.external_id))
        chats = await one.scalars(select(Room.account))
        keys = await one.scalars(select(Parcel.once))
        rooms = [f"{room.vouched} {room.quarantined_for}" for room in await one.scalars(select(Room))]
        shown = [str(word) for word in await one.scalars(select(Authorisation.shown))]
        looks = await one.scalars(select(RoomAudit.violations))
        return "\n".join([*people, *accounts, *chats, *keys, *rooms, *shown, *looks])


async def seen_in_a_room(cast: Cast) -> None:
    """Their account was found in a room, where it has power that those who authorised the room were shown."""
    async with cast.app.storage.unit() as unit:
        room = await unit.scalar(select(Room).where(Room.kind == RoomKind.GROUP))
        word = await unit.scalar(select(Authorisation).where(Authorisation.room_id == room.id)) if room else None
        assert room is not None
        assert word is not None
        room.vouched, room.quarantined_for = f"power:{ACCOUNT} power:@luc:memory", f"unfit-stranger {ACCOUNT}"
        word.shown = room.vouched
        unit.add(
            RoomAudit(
                room_id=room.id, at=cast.now, cause=AuditCause.NIGHT, people=3, result=AuditResult.FAILED,
                violations=f"unfit-stranger {ACCOUNT}",
            )
        )  # fmt: skip


async def test_what_tells_who_it_was_goes_and_what_they_did_stays(left: Cast) -> None:
    storage = left.app.storage
    async with storage.unit() as one:
        person = await one.scalar(select(Person).where(Person.name == NAME))
        assert person is not None
        chats = list(await one.scalars(select(Room.id).where(Room.person_id == person.id)))
        said = await one.scalars(select(Rsvp).where(Rsvp.person_id == person.id))
        deeds = await one.scalars(select(AuditEvent.number).where(AuditEvent.actor_id == person.id))
    assert said
    assert deeds
    await seen_in_a_room(left)
    assert (await rows(storage)).lower().count("quelvornish") > 5
    await erased(left)
    assert left.sofia.was_told("person-erased")
    assert await left.heard("Staff", "staff-person-erased")
    assert "quelvornish" not in (await rows(storage)).lower()
    async with storage.unit() as one:
        again = await one.get(Person, person.id)
        assert again is not None
        assert (again.name, again.erased_at) == (NEUTRAL, left.now)
        assert await one.scalars(select(Rsvp.id).where(Rsvp.person_id == person.id))
        assert await one.scalars(select(AuditEvent.number).where(AuditEvent.actor_id == person.id)) == deeds
        held = await one.scalars(select(Parcel).where(Parcel.room_id.in_(chats)))
        assert held
        assert {parcel.payload for parcel in held} == {""}
        assert not {parcel.state for parcel in held} & {ParcelState.DUE, ParcelState.BLOCKED}
        assert await verify(one) is None


@pytest.mark.later
@pytest.mark.parametrize(("by", "told"), [("tom", "person-erased"), ("greta", "absent"), ("stan", "absent")])
async def test_erasing_is_for_admins(left: Cast, by: str, told: str) -> None:
    await left.join("Stan", "Staff", OrganisationKind.STAFF, Role.STAFF, "en")
    await left.settle()
    await erased(left, by)
    assert left.members[by].was_told(told) or by != "tom"
    assert ("quelvornish" in (await rows(left.app.storage)).lower()) is (told == "absent")


@pytest.mark.later
async def test_it_is_rehearsed_and_a_rehearsal_leaves_no_trace(left: Cast) -> None:
    file = tombstone.beside(left.app.storage.keys)
    before = file.read_bytes()
    await left.sofia.asks(f"person erase {NAME}")
    assert left.sofia.was_told("confirm-ask")
    await left.sofia.asks("no")
    assert "quelvornish" in (await rows(left.app.storage)).lower()
    assert file.read_bytes() == before
    await erased(left)
    assert b"erased_at" in file.read_bytes()[len(before) :]


@pytest.mark.later
async def test_only_who_has_left_can_be_erased_and_only_once(left: Cast) -> None:
    await left.sofia.asks("person erase Gus")
    assert left.sofia.was_told("person-not-left")
    await left.sofia.asks("person erase Nemo")
    assert left.sofia.was_told("absent")
    await erased(left)
    for name in (NAME, f'"{NEUTRAL}"'):
        await left.sofia.asks(f"person erase {name}")
        assert left.sofia.was_told("absent")
        await left.sofia.asks(f"person restore {name} member")
        assert left.sofia.was_told("absent")


@pytest.mark.later
async def test_of_two_with_one_name_the_account_tells_which(left: Cast) -> None:
    left.members.pop(NAME.lower())
    async with left.app.storage.unit() as one:
        found = await one.scalar(select(Identity).where(Identity.external_id == ACCOUNT))
        assert found is not None
        found.external_id = "@first:memory"
    await left.join(NAME, "City of Ghent", OrganisationKind.AFFILIATE, Role.MEMBER, "en")
    await left.settle()
    await left.sofia.asks(f"person remove {NAME}")
    await left.sofia.asks("yes")
    await left.sofia.asks(f"person erase {NAME}")
    assert left.sofia.was_told("person-erase-which")
    await left.sofia.asks(f"person erase {ACCOUNT}")
    await left.sofia.asks("yes")
    assert left.sofia.was_told("person-erased")
    async with left.app.storage.unit() as one:
        assert await one.scalar(select(Identity.id).where(Identity.external_id == "@first:memory"))
        assert not await one.scalar(select(Identity.id).where(Identity.external_id == ACCOUNT))


@pytest.mark.later
async def test_an_account_can_be_somebodys_again_in_the_same_chat(left: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Discord, which has one private chat with each account for ever."""
    (former,) = left.chats(ACCOUNT)
    opens = left.platform.open_room

    async def the_same(plan: RoomPlan, *, key: str) -> str:
        return former if plan.direct_with == ACCOUNT else await opens(plan, key=key)

    monkeypatch.setattr(left.platform, "open_room", the_same)
    await erased(left)
    again = await left.join(NAME, "City of Ghent", OrganisationKind.AFFILIATE, Role.MEMBER, "en")
    await left.settle()
    await again.asks("group list")
    assert again.was_told("group-list")


@pytest.mark.later
async def test_who_is_still_being_taken_out_waits(left: Cast) -> None:
    async with left.app.storage.unit() as one:
        parcel = await one.scalar(select(Parcel).where(Parcel.kind == Kind.REMOVE))
        assert parcel is not None
        parcel.state = ParcelState.CLAIMED
    await erased(left)
    assert "quelvornish" in (await rows(left.app.storage)).lower()


@pytest.mark.later
async def test_where_people_wrote_the_name_is_said(left: Cast) -> None:
    await left.gus.says("LEV", f"!action add Gus 15 March Ask {NAME} for the keys")
    await erased(left)
    assert left.sofia.was_told("line-person-mentioned")
    assert "action_item: 1" in left.sofia.text


async def in_files(cast: Cast) -> list[str]:
    """Which of the database's files hold the name, in any case, or the account."""
    file = Path(str(cast.app.storage.engine.url.database))
    files = [file, *(file.with_name(f"{file.name}-{end}") for end in ("wal", "shm", "journal"))]
    return [one.name for one in files if one.exists() and b"quelvornish" in one.read_bytes().lower()]


@pytest.mark.later
@pytest.mark.parametrize("scrubs", [True, False])
async def test_the_bytes_of_the_name_are_in_no_file(
    sqlite: Engine, inline: None, monkeypatch: pytest.MonkeyPatch, scrubs: bool
) -> None:
    async with sqlite.after(NETWORK) as (cast, _):
        await gone(cast)
        assert await in_files(cast)
        if not scrubs:  # the control: without the checkpoint they stay in the log

            async def nothing(engine: object) -> bool:
                return True

            monkeypatch.setattr(scrub, "scrubbed", nothing)
        await erased(cast)
        found = await in_files(cast)
        assert (found == []) is scrubs, found
        assert not found or any(name.endswith("-wal") for name in found)


async def test_the_log_is_emptied_when_nobody_is_in_the_way_any_more(sqlite: Engine) -> None:
    async with sqlite.after(NETWORK) as (cast, _):
        storage = cast.app.storage
        async with storage.unit() as one:
            one.scrub()
            assert not await scrub.scrubbed(storage.engine)  # this very unit is in the way
        assert await scrub.scrubbed(storage.engine)
        log = Path(f"{storage.engine.url.database}-wal")
        assert not log.exists() or log.stat().st_size == 0


@pytest.mark.long
@pytest.mark.parametrize("knowing", [True, False])
async def test_a_restored_backup_is_erased_again(left: Cast, tmp_path: Path, knowing: bool) -> None:
    storage = left.app.storage
    await backup(storage, tmp_path / "backup", now=left.now)
    await erased(left)
    file = tombstone.beside(storage.keys) if knowing else None
    url = f"sqlite:///{tmp_path}/restored/roundtable.db"
    await restore(tmp_path / "backup", url, storage.keys, now=left.now, tombstones=file)
    again = Storage.open(url, storage.keys.path)
    assert ("quelvornish" in (await rows(again)).lower()) is not knowing  # without the tombstones nobody knows
    async with again.unit() as one:
        assert await one.scalar(select(Room.id).where(Room.kind == RoomKind.PRIVATE))
    await again.close()
