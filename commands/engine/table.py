"""A facility's room is kept in step with who is linked: nobody stays who is linked no more, and who is now is asked in.

Asked in are those alone who agreed that the other buyers learn that they buy, and are in no tender: whoever is at the
table is seen by the others. Who is linked without that may be there, and it is for staff to ask them.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import select

from commands.engine.work import Work
from storage import directory, linkage
from storage.person import Person
from storage.room import Observation, Room, RoomState, Unfit


async def put_out_unlinked(work: Work, room: Room, faults: Sequence[Unfit]) -> int:
    """Whoever is found in a facility's room and is of no organisation linked to it; how many."""
    found = [one.who for one in faults if one.key == "unfit-class"] if room.facility_id else []
    for account in found:
        await work.put_out(room, account, once=f"room.{room.id}.unlinked.{work.now:%Y-%m-%dT%H}")
    return len(found)


@asynccontextmanager
async def in_step(work: Work, facility_ids: Iterable[str] | None) -> AsyncIterator[None]:
    """While something changes through which buyers are linked to these facilities, or partners named at them: whoever
    is linked no more is put out of their rooms with it. None for whatever facility it may be, as in a file.
    """
    before = await tables(work, facility_ids, now=work.now)
    yield
    await work.unit.session.flush()
    await put_out_since(work, before)


async def tables(
    work: Work, facility_ids: Iterable[str] | None, *, now: datetime
) -> Sequence[tuple[Room, frozenset[str]]]:
    """The rooms of these facilities, or of all, and the ids of the organisations that may be there on a day."""
    query = select(Room).where(Room.facility_id.is_not(None), Room.state != RoomState.RETIRED)
    if facility_ids is not None:
        query = query.where(Room.facility_id.in_(list(facility_ids)))
    rooms = await work.unit.scalars(query)
    return [(room, await linkage.at_facility(work.unit, room.facility_id, now=now)) for room in rooms]


async def put_out_since(work: Work, before: Sequence[tuple[Room, frozenset[str]]]) -> None:
    """Whoever might be in one of these rooms and may not now."""
    for room, linked in before:
        gone = linked - await linkage.at_facility(work.unit, room.facility_id, now=work.now)
        for person in await directory.people_of(work.unit, gone):
            if not person.is_staff:
                what = work.event_id or work.now.isoformat()
                await work.remove(room, person, once=f"room.{room.id}.unlinked.{person.id}.{what}")


async def guests_of(work: Work, facility_id: str) -> Sequence[Person]:
    """The people of the linked buyers who may be seen by each other, by name."""
    return await directory.people_of(work.unit, await linkage.seen_buyers(work.unit, facility_id, now=work.now))


async def ask_in(work: Work, room: Room, state: Observation, *, once: str) -> int:
    """Whoever should be in a facility's room and neither is there nor invited; how many accounts."""
    if room.facility_id is None or room.state is RoomState.RETIRED:
        return 0
    missing = [
        account.external_id
        for person in await guests_of(work, room.facility_id)
        for account in await directory.accounts_of(work.unit, person, platform=room.platform)
        if account.external_id not in state.people
    ]
    for account_id in missing:
        await work.let_in(room, account_id, once=f"room.{room.id}.linked.{once}")
    return len(missing)
