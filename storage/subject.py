"""What the audit record is about ("kind:id"), as people call it: a code or a name, and the other way round."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from storage.action import ActionItem
from storage.agenda import AgendaPoint
from storage.base import Base
from storage.clearance import Clearance
from storage.corrective import Measure
from storage.disclosure import Disclosure
from storage.engagement import Engagement
from storage.engagement_forming import CommonAsk
from storage.expertise import Expertise, Introduction
from storage.facility import Facility
from storage.file import RegistryFile
from storage.group import Group
from storage.lesson import Lesson
from storage.letter import Inquiry, Letter
from storage.meeting import Meeting
from storage.organisation import Company, Organisation
from storage.person import Person
from storage.programme import Programme
from storage.question import Answer, Question
from storage.room import Room
from storage.summary import Summary
from storage.tool import Tool
from storage.unit import Unit
from storage.update import UpdateItem

CODED: Mapping[str, type[Base]] = {
    "summary": Summary,
    "engagement": Engagement,
    "disclosure": Disclosure,
    "measure": Measure,
    "engagement_question": Inquiry,
    "engagement_letter": Letter,
    "common_ask": CommonAsk,
    "meeting": Meeting,
    "group": Group,
    "programme": Programme,
    "facility": Facility,
    "clearance": Clearance,
    "file": RegistryFile,
    "expertise": Expertise,
    "introduction": Introduction,
}
NUMBERED: Mapping[str, tuple[str, type[Base]]] = {
    "ACT": ("action", ActionItem),
    "AGP": ("point", AgendaPoint),
    "L": ("lesson", Lesson),
    "Q": ("question", Question),
    "A": ("answer", Answer),
    "U": ("update", UpdateItem),
    "T": ("tool", Tool),
}
NAMED: Mapping[str, type[Base]] = {"organisation": Organisation, "company": Company, "person": Person, "room": Room}
_KINDS: Mapping[str, type[Base]] = {**CODED, **dict(NUMBERED.values()), **NAMED}
_NUMBER = re.compile(r"([A-Z]{1,3})-(\d{1,9})")


async def called(unit: Unit, subjects: Iterable[str]) -> Mapping[str, str]:
    """Of each subject that still is and has one, the code or the name. Only those columns are read."""
    wanted: dict[str, dict[str, str]] = {}
    for subject in subjects:
        kind, _, row = subject.partition(":")
        wanted.setdefault(kind, {})[row.partition(".")[0]] = subject
    found: dict[str, str] = {}
    for kind, rows in wanted.items():
        if (noun := _KINDS.get(kind)) is None:
            continue
        columns: Any = noun.__table__.c
        prefix = next((letters for letters, (one, _) in NUMBERED.items() if one == kind), "")
        name = columns.number if prefix else columns.code if kind in CODED else columns.name
        read: Any = await unit.run(select(columns.id, name).where(columns.id.in_(rows)))
        for row, said in read:
            found[rows[row]] = f"{prefix}-{said}" if prefix else said
    return found


async def coded(unit: Unit, code: str) -> str | None:
    """The subject with this code, whatever its kind, or None."""
    if (found := _NUMBER.fullmatch(code)) and found[1] in NUMBERED:
        kind, noun = NUMBERED[found[1]]
        return await _subject(unit, kind, noun, "number", int(found[2]))
    for kind, noun in CODED.items():
        if subject := await _subject(unit, kind, noun, "code", code):
            return subject
    return None


async def _subject(unit: Unit, kind: str, noun: type[Base], column: str, value: str | int) -> str | None:
    columns: Any = noun.__table__.c
    row = (await unit.run(select(columns.id).where(columns[column] == value).limit(1))).scalar()
    return None if row is None else f"{kind}:{row}"
