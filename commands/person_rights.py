"""What people may ask for about themselves, and what is done about those who left: their data, given or erased."""

import json

from commands.engine.pointer import to_private_chat
from commands.engine.work import Work
from storage import person_data
from storage.access import Label
from storage.audience import Audience
from storage.message import Message, say

FILE_NAME = "data.json"  # servers can see it
MEDIA_TYPE = "application/json"


async def export(work: Work) -> Message:
    """One file with everything kept about the asker, into their private chat. Where nothing above TLP:GREEN may pass,
    what is above it is left out, and the answer says where it can be had.
    """
    person = work.person
    rooms = await work.private_rooms(person)
    room = next((one for one in rooms if work.world.may_carry(one.platform, Label.AMBER)), rooms[0])
    is_whole = work.world.may_carry(room.platform, Label.AMBER)
    tables = await person_data.gathered(work.unit, person, restricted=is_whole)
    data = {"person": person.id, "at": work.now.isoformat(), "whole": is_whole, "tables": tables}
    await work.attach(
        room, json.dumps(data, ensure_ascii=False, indent=1).encode(), name=FILE_NAME, media_type=MEDIA_TYPE,
        once=f"export.{person.id}.{work.event_id}", label=Label.AMBER if is_whole else Label.GREEN,
        audience=Audience.person(person.id),
    )  # fmt: skip
    work.about(f"person:{person.id}")
    rows = sum(len(one["rows"]) for one in tables.values())
    said = say("person-exported", rows=rows, tables=len(tables), platform=room.platform.capitalize())
    return said if is_whole else said.then(await to_private_chat(work.unit, work.world, person, Label.AMBER))
