"""What an errand hangs on may be done between two statements: PostgreSQL shows each what was committed until then."""

import pytest
from sqlalchemy import update

from bot import errand as errands
from bot.platform import Later, Never
from storage.access import Label
from storage.outbox import Posting
from storage.room import Room
from storage.unit import Storage, Unit
from tests.parcels import NOON, make_parcel, make_room


@pytest.mark.parametrize("is_opened", [True, False])
async def test_a_room_that_was_opened_meanwhile_is_waited_for(storage: Storage, is_opened: bool) -> None:
    async with storage.unit() as unit:
        room = make_room(None)
        unit.add(room)
        await unit.session.flush()
        if is_opened:
            await unit.run(update(Room.__table__).values(external_id="!opened"))  # type: ignore[arg-type]
        with pytest.raises(Later if is_opened else Never, match="room-not-open"):
            await errands.prepare(unit, make_parcel(room), room, key="k", may_receive=None)


@pytest.mark.parametrize("is_sent", [True, False])
async def test_what_was_sent_meanwhile_is_hung_on(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, is_sent: bool
) -> None:
    found = errands._found
    looks = 0

    async def later(unit: Unit, reference: str) -> Posting | None:
        nonlocal looks
        looks += 1
        return await found(unit, reference) if looks > 1 else None

    monkeypatch.setattr(errands, "_found", later)
    async with storage.unit() as unit:
        room = make_room()
        unit.add(room)
        await unit.session.flush()
        if is_sent:
            unit.add(Posting(parcel_id="p", room_id=room.id, label=Label.GREEN, external_id="$root", posted_at=NOON))
        parcel = make_parcel(room, content={"thread": "p"})
        if is_sent:
            errand = await errands.prepare(unit, parcel, room, key="k", may_receive=None)
            assert errand.target.thread == "$root"
            return
        with pytest.raises(Never, match="posting-missing"):
            await errands.prepare(unit, parcel, room, key="k", may_receive=None)
