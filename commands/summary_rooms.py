"""Where a summary goes when it is released: the rooms that may have it, those that only learn where it can be read, and
those that get nothing; each looked at as it really is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from commands.engine.remedy import cause_of
from commands.engine.work import Work
from storage import directory, linkage
from storage.access import Label
from storage.copies import rooms_with
from storage.message import Message, say
from storage.outbox import Parcel
from storage.room import Room, Unfit
from storage.summary import Summary


@dataclass(kw_only=True)
class Where:
    """Rooms, by what a release comes to there. Those that had theirs before are in none of the lists."""

    label: Label
    receiving: list[Room] = field(default_factory=list)
    pointed: list[Room] = field(default_factory=list)
    refused: list[tuple[Room, Unfit]] = field(default_factory=list)

    @property
    def lines(self) -> tuple[Message, ...]:
        """A line for each room, for whoever releases it and for staff."""
        return (
            *(say("line-summary-room", room=one.name, people=max(one.people - 1, 0)) for one in self.receiving),
            *(
                say("line-summary-pointed", room=one.name, platform=one.platform.capitalize(), label=self.label)
                for one in self.pointed
            ),
            *self.refusals,
        )

    @property
    def refusals(self) -> tuple[Message, ...]:
        """A line for each room that gets nothing, with the cause."""
        return tuple(say("line-summary-refused", room=room.name, cause=cause_of(cause)) for room, cause in self.refused)


async def entitled(work: Work, found: Summary, rooms: Sequence[Room]) -> Where:
    """What a release comes to in each of these rooms.

    Where the platform may not carry it, a room gets a pointer if everybody who reads there is in the audience: it would
    tell others that there is something.
    """
    reach = await directory.reach(work.unit, found.audience, now=work.now)
    accounts = frozenset(work.world.accounts.values())
    having = await rooms_with(work.unit, found.subject) | await _pointed_before(work, found)
    where = Where(label=found.label)
    for room in rooms:
        if room.id in having:
            continue
        is_carried = work.world.may_carry(room.platform, found.label)
        state = work.look_at(room)
        roster = await directory.roster(work.unit, room.platform, state.people)
        label = found.label if is_carried else Label.GREEN
        linked = await linkage.at_facility(work.unit, room.facility_id, now=work.now)
        if cause := room.unfit_for(label, reach, state, roster, accounts=accounts, linked=linked):
            where.refused.append((room, cause))
        elif is_carried:
            where.receiving.append(room)
        else:
            where.pointed.append(room)
    return where


def pointed_once(found: Summary) -> str:
    """The key of a pointer to it: one for each room and version, however often it is released."""
    return f"{found.subject}.pointed.{found.version}"


async def _pointed_before(work: Work, found: Summary) -> set[str]:
    query = select(Parcel.room_id).where(Parcel.once.startswith(f"{pointed_once(found)}@", autoescape=True))
    return set(await work.unit.scalars(query))
