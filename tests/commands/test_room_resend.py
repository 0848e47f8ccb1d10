"""What was withheld from a room is sent when staff say so, and only what may still be read there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from commands.room_resend import MOST
from storage.group import Group
from storage.meeting import Meeting
from storage.outbox import Kind, Parcel, ParcelState
from tests.cast import Cast
from tests.commands.test_room_audit import says
from tests.commands.test_room_drift import CANARY, arrived, queue
from tests.linkages import id_of

STRANGER = "@stranger:memory"


async def withheld(cast: Cast, count: int = 1, *, ceiling: str = "amber") -> None:
    """So many were withheld from LEV, for somebody was there who should not be; it is mended, and authorised again."""
    room = await cast.room("LEV")
    room.joined.add(STRANGER)
    for _ in range(count):
        await queue(cast, room)
    assert await arrived(cast, room) == []
    room.joined.discard(STRANGER)
    await says([cast.sofia, cast.tom], f"room authorise LEV {ceiling}")


async def blocked(cast: Cast) -> list[Parcel]:
    """What is withheld now."""
    async with cast.app.storage.unit() as unit:
        query = select(Parcel).where(Parcel.state == ParcelState.BLOCKED).order_by(Parcel.number)
        return list(await unit.scalars(query))


async def told_of_withheld(cast: Cast) -> int:
    return len([one for one in await cast.posts("Staff") if "staff-withheld" in cast.keys(one)])


async def test_each_time_that_something_is_withheld_is_told_apart_by_what_the_log_calls_it(buyers: Cast) -> None:
    await withheld(buyers, 3)
    notices = [one.plain for one in await buyers.posts("Staff") if "staff-withheld" in buyers.keys(one)]
    assert len(set(notices)) == len(notices) == 3, "no two of them are one that arrived twice"
    for parcel in await blocked(buyers):
        assert any(f"P-{parcel.id[:8]}.{parcel.epoch}" in one for one in notices)


@pytest.mark.later
async def test_it_is_offered_read_by_who_says_yes_and_sent_once(buyers: Cast) -> None:
    room = await buyers.room("LEV")
    await withheld(buyers, 2)
    told = await buyers.post("Staff", "staff-room-authorised")
    assert '!room resend "LEV"' in told.plain, told.plain
    await buyers.passes(timedelta(hours=1))
    assert await arrived(buyers, room) == [], "never by itself"
    await buyers.sofia.asks("room resend LEV")
    assert buyers.sofia.was_told("confirm-preview")
    assert buyers.sofia.was_told(CANARY), "what leaves is seen first"
    assert await arrived(buyers, room) == [], "it was rehearsed"
    await buyers.sofia.asks("yes")
    assert buyers.sofia.was_told("room-resending")
    assert len(await arrived(buyers, room)) == 2
    await buyers.sofia.asks("room resend LEV")
    assert buyers.sofia.was_told("room-resend-nothing")


@pytest.mark.later
async def test_a_room_that_became_unfit_again_gets_nothing_and_staff_are_told_again(buyers: Cast) -> None:
    room = await buyers.room("LEV")
    await withheld(buyers)
    before = await told_of_withheld(buyers)
    await buyers.sofia.asks("room resend LEV")
    room.joined.add(STRANGER)
    await buyers.sofia.asks("yes")
    assert buyers.sofia.was_told("room-resending")
    assert await arrived(buyers, room) == []
    assert len(await blocked(buyers)) == 1
    assert await told_of_withheld(buyers) == before + 1
    await buyers.sofia.asks("room resend LEV")
    assert buyers.sofia.was_told("room-resend-closed")


@pytest.mark.later
async def test_a_room_that_may_hear_less_by_now_gets_no_more_than_that(buyers: Cast) -> None:
    room = await buyers.room("LEV")
    await withheld(buyers, ceiling="green")
    await buyers.sofia.asks("room resend LEV")
    await buyers.sofia.asks("yes")
    assert await arrived(buyers, room) == []
    assert len(await blocked(buyers)) == 1


@pytest.mark.parametrize(
    "why", ["ran out", "taken back", "emptied", "restored", "summary", "meeting", "an edit", "nothing"]
)
async def test_what_is_over_or_has_its_own_command_stays_where_it_is(buyers: Cast, why: str) -> None:
    await withheld(buyers)
    meeting = Meeting(
        id="over", uid="over", code="MTG-1", group_id=await id_of(buyers, Group, code="LEV"), title="Over",
        starts_at=buyers.now - timedelta(hours=1), zone="UTC", changed_at=buyers.now, created_at=buyers.now,
    )  # fmt: skip
    [one] = await blocked(buyers)
    async with buyers.app.storage.unit() as unit:
        one = await unit.session.get_one(Parcel, one.number)
        match why:
            case "ran out":
                one.expires_at = buyers.now
            case "taken back":
                one.subject = "update:x"
                unit.add(
                    Parcel(
                        once="back", kind=Kind.REDACT, room_id=one.room_id, order_key="back", subject="update:x",
                        created_at=buyers.now, not_before=buyers.now, state=ParcelState.SENT,
                    )
                )  # fmt: skip
            case "emptied":
                one.payload_sealed = None
            case "restored":
                one.cause = "restored"
            case "summary":
                one.subject = "summary:x"
            case "meeting":
                unit.add(meeting)
                one.subject = "meeting:over"
            case "an edit":
                one.kind = Kind.EDIT
    await buyers.sofia.asks("room resend LEV")
    assert buyers.sofia.was_told("room-resend-nothing") is (why != "nothing"), buyers.sofia.text
    assert buyers.sofia.was_told("confirm-preview") is (why == "nothing")


@pytest.mark.later
async def test_so_many_at_once_and_nobody_but_staff(buyers: Cast) -> None:
    await withheld(buyers, MOST + 1)
    await buyers.greta.asks("room resend LEV")
    assert buyers.greta.was_told("absent")
    await buyers.sofia.asks("room resend LEV")
    await buyers.sofia.asks("yes")
    assert "1 more" in buyers.sofia.text
    assert len(await arrived(buyers, await buyers.room("LEV"))) == MOST
