"""What a look at a room comes to, and the row that it leaves."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.room import Observation, Room, RoomKind, RoomState, Unfit
from storage.room_audit import LETS_READ, AuditCause, AuditResult, RoomCheck, checks, last_of, lets_read, note
from storage.unit import Storage

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
CHECK_OF = {
    "unfit-absent": "presence", "unfit-upgraded": "upgrade", "unfit-unreadable": "settings",
    "unfit-not-encrypted": "encryption", "unfit-history": "history", "unfit-join-rule": "join-rule",
    "unfit-guests": "guests", "unfit-federated": "federation", "unfit-bot": "bots", "unfit-role": "viewers",
    "unfit-role-class": "viewers", "unfit-stranger": "people", "unfit-class": "people", "unfit-power": "power",
    "unfit-power-everybody": "power",
}  # fmt: skip
READ_BY = {"history", "join-rule", "guests", "federation", "bots", "viewers", "people"}


def fault(key: str, who: str = "") -> Unfit:
    return Unfit(key=key, who=who, drift=True)


def a_room(kind: RoomKind = RoomKind.GROUP) -> Room:
    return Room(platform="memory", kind=kind, name="LEV", state=RoomState.AUTHORISED, created_at=NOW)


SEEN = Observation(at=NOW, present=True, joined=frozenset({"a", "b"}), invited=frozenset({"c"}))


@pytest.mark.parametrize("key", CHECK_OF)
def test_each_fault_is_told_under_its_check_and_lets_read_or_not(key: str) -> None:
    table = checks([fault(key, "@x")])
    assert list(table) == list(RoomCheck)
    assert {check.value: list(found) for check, found in table.items() if found} == {CHECK_OF[key]: [fault(key, "@x")]}
    assert lets_read([fault(key)]) is (CHECK_OF[key] in READ_BY)
    assert {check.value for check in LETS_READ} == READ_BY


def test_one_fault_that_lets_read_is_enough_and_none_is_not() -> None:
    assert lets_read([fault("unfit-absent"), fault("unfit-guests")])
    assert not lets_read([fault("unfit-absent"), fault("unfit-power")])
    assert not lets_read([])


async def test_a_look_leaves_what_it_saw_and_is_read_as_it_was_found(storage: Storage) -> None:
    room, other = a_room(), a_room()
    faults = [fault("unfit-stranger", "@x:y\nz"), fault("unfit-absent")]
    async with storage.unit() as unit:
        unit.session.add_all([room, other])
        await unit.session.flush()
        await note(unit, room, SEEN, faults, cause=AuditCause.SEND, now=NOW)
        await note(unit, other, SEEN, [], cause=AuditCause.NIGHT, now=NOW)
    async with storage.unit() as unit:
        found = await last_of(unit, [room, other])
        assert found.keys() == {room.id, other.id}
        failed, passed = found[room.id], found[other.id]
        assert (failed.result, failed.cause, failed.people, failed.at) == (AuditResult.FAILED, AuditCause.SEND, 3, NOW)
        assert failed.faults == (fault("unfit-stranger", "@x:y z"), fault("unfit-absent"))
        assert (passed.result, passed.cause, passed.faults) == (AuditResult.PASSED, AuditCause.NIGHT, ())
        assert (await last_of(unit, [other])).keys() == {other.id}


@pytest.mark.parametrize("kind", RoomKind)
async def test_of_what_nobody_authorises_only_a_fault_is_noted(storage: Storage, kind: RoomKind) -> None:
    room = a_room(kind)
    async with storage.unit() as unit:
        unit.add(room)
        await unit.session.flush()
        await note(unit, room, SEEN, [], cause=AuditCause.NIGHT, now=NOW)
        proved = kind in {RoomKind.STAFF, RoomKind.GROUP, RoomKind.ENGAGEMENT}
        assert bool(await last_of(unit, [room])) is proved
        await note(unit, room, SEEN, [fault("unfit-absent")], cause=AuditCause.NIGHT, now=NOW + timedelta(hours=1))
        assert (await last_of(unit, [room]))[room.id].result is AuditResult.FAILED


@pytest.mark.parametrize("is_worse_first", [True, False])
async def test_the_last_look_is_told_and_of_two_at_one_instant_the_one_that_failed(
    storage: Storage, is_worse_first: bool
) -> None:
    room, other = a_room(), a_room()
    async with storage.unit() as unit:
        unit.session.add_all([room, other])
        await unit.session.flush()
        await note(unit, other, SEEN, [fault("unfit-guests")], cause=AuditCause.EVENT, now=NOW)
        for faults in ([fault("unfit-guests")], []) if is_worse_first else ([], [fault("unfit-guests")]):
            await note(unit, room, SEEN, faults, cause=AuditCause.COMMAND, now=NOW)
        assert (await last_of(unit, [room]))[room.id].result is AuditResult.FAILED
        await note(unit, room, SEEN, [], cause=AuditCause.COMMAND, now=NOW + timedelta(seconds=1))
        found = await last_of(unit, [room, other])
        assert found[room.id].result is AuditResult.PASSED
        assert found[other.id].result is AuditResult.FAILED
