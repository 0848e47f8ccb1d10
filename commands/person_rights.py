"""What people may ask for about themselves, and what is done about those who left: their data, given or erased."""

import json

from sqlalchemy import or_, select

from commands.engine.pointer import to_private_chat
from commands.engine.work import Work
from storage import erasure, person_data
from storage.access import Label
from storage.audience import Audience
from storage.message import Message, say
from storage.organisation import Organisation
from storage.outbox import Parcel
from storage.person import Identity, Person, PersonStatus
from storage.refusal import Absent, Refusal

FILE_NAME = "data.json"  # servers can see it
MEDIA_TYPE = "application/json"


async def export(work: Work) -> Message:
    """One file with everything kept about the asker, into their private chat. Where nothing above TLP:GREEN may pass,
    what is above it is left out, and the answer says where it can be had. Raises Refusal for a second one in an hour.
    """
    person, once = work.person, f"export.{work.person.id}.{work.now:%Y-%m-%dT%H}"
    if await work.unit.scalar(select(Parcel.number).where(Parcel.once.startswith(f"{once}@")).limit(1)):
        raise Refusal("person-exported-lately")
    rooms = await work.private_rooms(person)
    room = next((one for one in rooms if work.world.may_carry(one.platform, Label.AMBER)), rooms[0])
    is_whole = work.world.may_carry(room.platform, Label.AMBER)
    tables = await person_data.gathered(work.unit, person, restricted=is_whole)
    data = {"person": person.id, "at": work.now.isoformat(), "whole": is_whole, "tables": tables}
    await work.attach(
        room, json.dumps(data, ensure_ascii=False, indent=1).encode(), name=FILE_NAME, media_type=MEDIA_TYPE,
        once=once, label=Label.AMBER if is_whole else Label.GREEN,
        audience=Audience.person(person.id),
    )  # fmt: skip
    work.about(f"person:{person.id}")
    rows = sum(len(one["rows"]) for one in tables.values())
    said = say("person-exported", rows=rows, tables=len(tables), platform=room.platform.capitalize())
    return said if is_whole else said.then(await to_private_chat(work.unit, work.world, person, Label.AMBER))


async def erase(work: Work, said: str) -> Message:
    """Name and accounts of somebody who left go for good, from the files, too; staff learn that it was done, not whose.

    `said` is a name or, where several who left had it, one of their accounts. Raises Absent or Refusal.
    """
    found = await _left(work, said)
    name, left = found.name, await work.unit.session.get_one(Organisation, found.organisation_id)
    await erasure.erase(work.unit, found, now=work.now)
    work.about(f"person:{found.id}")
    await work.tell_staff(
        say("staff-person-erased", organisation=left.name, by=work.person.name), once=f"erased.{found.id}"
    )
    mentions = await erasure.mentions(work.unit, name)
    lines = [say("line-person-mentioned", table=table, count=count) for table, count in mentions.items()]
    answer = say("person-erased", organisation=left.name)
    return answer.then(say("person-mentioned"), *lines) if lines else answer


async def _left(work: Work, said: str) -> Person:
    accounts = select(Identity.person_id).where(Identity.external_id == said)
    query = select(Person).where(
        or_(Person.name == said, Person.id.in_(accounts)),
        Person.status == PersonStatus.LEFT,
        Person.erased_at.is_(None),
    )
    found = await work.unit.scalars(query)
    if not found:
        there = await work.unit.scalar(select(Person).where(Person.name == said, Person.status != PersonStatus.LEFT))
        raise Refusal("person-not-left", name=there.name) if there else Absent
    if len(found) > 1:
        raise Refusal("person-erase-which", count=len(found))
    return found[0]
