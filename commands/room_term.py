"""For how long a room may hear what two people said, and whose words count."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from commands.engine.work import Work
from storage.person import Person
from storage.room import Authorisation, Room


def end_of(work: Work, room: Room, until: date | None) -> datetime:
    """The instant at which a day is over in the room's zone; the policy's term where no day was said."""
    zone = ZoneInfo(room.zone)
    day = until or (work.now + work.policy.authorised).astimezone(zone).date()
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(work.now.tzinfo)


def last_day(room: Room) -> date:
    """The last day on which its authorisation holds. The room has an end."""
    assert room.authorised_until is not None
    return (room.authorised_until - timedelta(microseconds=1)).astimezone(ZoneInfo(room.zone)).date()


async def words_of(work: Work, room: Room) -> list[Authorisation]:
    """The standing words for a room; those of people who left, or are not staff any more, don't count."""
    words = await work.unit.scalars(_standing(room))
    return [one for one in words if (await work.unit.session.get_one(Person, one.person_id)).is_staff]


async def void_words(work: Work, room: Room) -> None:
    """Make every authorisation of a room worthless: it has to be given again, by two."""
    for word in await work.unit.scalars(_standing(room)):
        word.void_at = work.now


def _standing(room: Room) -> Select[Authorisation]:
    return select(Authorisation).where(Authorisation.room_id == room.id, Authorisation.void_at.is_(None))
