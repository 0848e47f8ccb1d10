"""A network is brought back from a backup, and knows no more, and says nothing more, than the one that was lost."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import restoring
from storage import tombstone
from storage.backup import BadBackup, Restored, backup, let_go, restore
from storage.keys import KeyRing
from storage.organisation import Organisation, OrganisationStatus
from storage.outbox import Parcel, ParcelState
from storage.person import Identity, Person, PersonStatus
from storage.room import Authorisation, Room, RoomKind, RoomState
from storage.unit import Storage
from tests.cast import START, Cast, put_together

pytestmark = pytest.mark.long

HOUR = timedelta(hours=1)


@pytest.fixture
async def lost(cast: Cast, tmp_path: Path) -> AsyncIterator[Cast]:
    """A network with a folder of its own for its key and tombstones, and a meeting next week."""
    storage = cast.app.storage
    shutil.copy2(storage.keys.path, tmp_path / "roundtable.key")
    storage.keys = KeyRing.open(tmp_path / "roundtable.key")
    tombstone.watch()
    await cast.sofia.asks('meeting schedule "2027-01-18 14:00" "Batteries" group:LEV')
    await cast.sofia.asks("yes")
    yield cast
    tombstone.unwatch()


class Time:
    """A backup, and what comes back from it."""

    def __init__(self, cast: Cast, folder: Path) -> None:
        self.cast = cast
        self.file = folder / "backup"
        self.url = f"sqlite:///{folder}/restored/roundtable.db"

    async def keep(self) -> None:
        await backup(self.cast.app.storage, self.file, now=self.cast.now)
        self.kept_at = self.cast.now

    async def go_back(self, *, knowing: bool = True) -> tuple[Cast, Restored]:
        """The bot on the restored database, meeting the same platform; not yet begun."""
        keys = self.cast.app.storage.keys
        file = tombstone.beside(keys) if knowing else None
        restored = await restore(self.file, self.url, keys, now=self.cast.now, tombstones=file)
        again = put_together(Storage.open(self.url, keys.path), self.cast.platform)
        again.now = self.cast.now
        again.platform.now = lambda: again.now
        again.members = dict(self.cast.members)
        for member in again.members.values():
            member.cast = again
        again.messages, again.events = self.cast.messages, self.cast.events
        return again, restored


@pytest.fixture
def then(lost: Cast, tmp_path: Path) -> Time:
    return Time(lost, tmp_path)


def texts(cast: Cast) -> list[str]:
    """All that ever arrived, by the platform's own log."""
    return [post.plain for post in cast.platform.log]


async def the_room(cast: Cast, name: str = "LEV") -> Room:
    async with cast.app.storage.unit() as unit:
        found = await unit.scalar(select(Room).where(Room.name == name, Room.kind == RoomKind.GROUP))
        assert found is not None
        return found


async def test_what_the_clock_said_since_the_backup_is_not_said_again(lost: Cast, then: Time) -> None:
    await lost.passes(timedelta(days=6))
    await then.keep()
    await lost.passes(timedelta(hours=6))  # the reminders go out
    assert await lost.heard("LEV", "meeting-reminder")
    again, restored = await then.go_back()
    held = await restoring.catch_up(again.app, restored.taken_at, again.now)
    assert held > 0
    before = texts(again)
    await again.passes(timedelta(seconds=5))
    assert await let_go(again.app.storage, again.now) == 0
    await again.settle()
    assert texts(again) == before
    assert await let_go(again.app.storage, again.now, relived=True) == held
    await again.settle()
    assert len(texts(again)) == len(before) + held  # the operator says that the bot was away: he decides
    await again.app.close()


async def test_without_catching_up_it_would_be_said_again(lost: Cast, then: Time) -> None:
    await then.keep()
    await lost.passes(timedelta(days=6, hours=6))
    again, _ = await then.go_back()
    before = texts(again)
    await again.passes(timedelta(seconds=5))
    assert len(texts(again)) > len(before)
    await again.app.close()


async def test_what_comes_due_after_the_restore_is_said(lost: Cast, then: Time) -> None:
    await then.keep()
    await lost.passes(HOUR)
    again, restored = await then.go_back()
    await restoring.catch_up(again.app, restored.taken_at, again.now)
    await again.passes(timedelta(days=6, hours=5))
    assert await again.heard("LEV", "meeting-reminder")
    await again.app.close()


async def test_what_is_let_go_is_looked_for_and_only_what_is_missing_is_sent(lost: Cast, then: Time) -> None:
    lost.platform.down = True
    await lost.greta.asks("group list")  # answered by a parcel, which waits
    await lost.tom.asks("group list")
    await then.keep()
    lost.platform.down = False
    lost.now += timedelta(minutes=2)
    await lost.settle()  # both arrive, after the backup
    gone = next(post for post in lost.tom.posts if "group-list" in lost.keys(post))
    lost.platform.log.remove(gone)  # one of them never did
    del lost.platform._seen["", gone.key]
    again, restored = await then.go_back()
    assert restored.held == 2
    before = texts(again)
    await again.settle()
    assert texts(again) == before
    assert await let_go(again.app.storage, again.now) == 2
    await again.settle()
    assert sorted(texts(again)) == sorted([*before, gone.plain])
    async with again.app.storage.unit() as unit:
        assert not await unit.scalars(select(Parcel).where(Parcel.state == ParcelState.BLOCKED))
    await again.app.close()


async def test_what_was_ended_since_stays_ended(lost: Cast, then: Time) -> None:
    await then.keep()
    await lost.sofia.asks("room close LEV")
    await lost.sofia.asks("person remove Gus")
    await lost.sofia.asks("yes")
    await lost.sofia.asks('organisation end "City of Oslo"')
    await lost.sofia.asks("yes")
    again, restored = await then.go_back()
    assert restored.complete
    assert restored.narrowed >= 3
    room = await the_room(again)
    assert room.state is RoomState.QUARANTINED
    async with again.app.storage.unit() as unit:
        gus = await unit.scalar(select(Person).where(Person.name == "Gus"))
        oslo = await unit.scalar(select(Organisation).where(Organisation.name == "City of Oslo"))
        words = select(Authorisation).where(Authorisation.void_at.is_(None), Authorisation.room_id == room.id)
        standing = await unit.scalars(words)
        proven = await unit.scalars(select(Identity.external_id).where(Identity.verified_at.is_not(None)))
    assert {lost.gus.account, lost.olga.account}.isdisjoint(proven)
    assert lost.greta.account in proven
    assert gus is not None
    assert (gus.status, gus.roles) == (PersonStatus.LEFT, frozenset())
    assert oslo is not None
    assert oslo.status is OrganisationStatus.ENDED
    assert not standing
    before = texts(again)
    await again.gus.asks("group list")
    assert not again.gus.was_told("group-list")
    assert len(texts(again)) <= len(before) + 1
    await again.app.close()


async def test_who_was_taken_back_since_has_to_prove_themself_after_a_restore_too(lost: Cast, then: Time) -> None:
    await then.keep()
    await lost.sofia.asks("person remove Gus")
    await lost.sofia.asks("yes")
    await lost.sofia.asks("person restore Gus member")
    await lost.sofia.asks('organisation suspend "City of Oslo"')
    await lost.sofia.asks("yes")
    again, _ = await then.go_back()
    async with again.app.storage.unit() as unit:
        gus = await unit.scalar(select(Person).where(Person.name == "Gus"))
        oslo = await unit.scalar(select(Organisation).where(Organisation.name == "City of Oslo"))
        proven = await unit.scalars(select(Identity.external_id).where(Identity.verified_at.is_not(None)))
    assert gus is not None
    assert gus.status is PersonStatus.INVITED
    assert lost.gus.account not in proven
    assert oslo is not None
    assert oslo.status is OrganisationStatus.SUSPENDED
    await again.app.close()


async def test_what_was_given_again_since_is_not_taken_away(lost: Cast, then: Time) -> None:
    await lost.sofia.asks("room close LEV")
    for one in (lost.sofia, lost.tom):
        await one.asks("room authorise LEV green")
        await one.asks("yes")
    assert (await the_room(lost)).state is RoomState.AUTHORISED
    await then.keep()
    again, restored = await then.go_back()
    assert (await the_room(again)).state is RoomState.AUTHORISED
    assert restored.narrowed == 0
    await again.app.close()


async def test_an_account_that_was_unlinked_stays_unlinked(lost: Cast, then: Time) -> None:
    await then.keep()
    async with lost.app.storage.unit() as unit:
        identity = await unit.scalar(select(Identity).where(Identity.external_id == lost.gus.account))
        assert identity is not None
        await unit.session.delete(identity)
    again, _ = await then.go_back()
    async with again.app.storage.unit() as unit:
        found = await unit.scalar(select(Identity).where(Identity.external_id == lost.gus.account))
        assert found is not None
        assert found.verified_at is None
    await again.app.close()


async def test_without_the_tombstones_every_room_has_to_be_authorised_again(lost: Cast, then: Time) -> None:
    await then.keep()
    await lost.sofia.asks("room close LEV")
    again, restored = await then.go_back(knowing=False)
    assert (restored.complete, restored.closed) == (False, 1)
    assert (await the_room(again)).quarantined_for == "room-closed-by-restore"
    await again.sofia.asks("room show LEV")
    assert again.sofia.was_told("room-closed-by-restore")
    await again.app.close()


async def test_tombstones_that_do_not_know_of_the_backup_are_refused(lost: Cast, then: Time, tmp_path: Path) -> None:
    await then.keep()
    file = tombstone.beside(lost.app.storage.keys)
    file.write_text("\n".join(line for line in file.read_text().splitlines() if '"backup"' not in line))
    with pytest.raises(BadBackup, match="doesn't know of this backup"):
        await then.go_back()


async def test_a_tombstone_names_nobody_and_says_nothing(lost: Cast) -> None:
    await lost.sofia.asks("person remove Gus")
    await lost.sofia.asks("yes")
    file = tombstone.beside(lost.app.storage.keys)
    assert file.stat().st_mode & 0o077 == 0
    assert '"left"' in file.read_text()
    for word in ("Gus", lost.gus.account, "Ghent", "LEV"):
        assert word not in file.read_text()


async def test_a_line_that_was_cut_short_is_passed_over(lost: Cast, then: Time) -> None:
    await then.keep()
    await lost.sofia.asks("room close LEV")
    file = tombstone.beside(lost.app.storage.keys)
    with file.open("a") as out:
        out.write('{"table":"room","id":"')
    again, restored = await then.go_back()
    assert restored.narrowed == 1
    await again.app.close()


def test_the_clock_is_led_to_now_in_steps_that_end() -> None:
    short = list(restoring.moments(START, START + HOUR))
    assert short[:2] == [START, START + restoring.STEP]
    assert short[-2:] == [START + HOUR] * 2
    assert len(list(restoring.moments(START, START + timedelta(days=365)))) <= restoring.MOST_STEPS + 3
    assert list(restoring.moments(START, START)) == [START] * 2
