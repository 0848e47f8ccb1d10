"""Whom a summary is about and for, as those see it who write, approve and release it."""

import re

from commands.engine.work import Work
from storage import directory, linkage
from storage.audience import AudienceKind
from storage.facility import Facility
from storage.message import Message, say, word_of
from storage.organisation import Organisation
from storage.person import Person
from storage.refusal import Refusal
from storage.summary import Summary
from storage.unit import Unit

_CODE = re.compile(r"FAC-\w{4}", re.IGNORECASE)


async def located(unit: Unit, said: str) -> tuple[str, str]:
    """A facility's name and id where its code in the registry was said, else the words and no id.

    Raises Refusal for a code that no facility has: only staff write, who may know of all there are.
    """
    if not _CODE.fullmatch(said.strip()):
        return said, ""
    found = await linkage.facility_coded(unit, said.strip().upper())
    if found is None:
        raise Refusal("summary-facility-unknown", facility=said.strip().upper())
    return found.name, found.id


async def readers_lines(work: Work, found: Summary) -> list[Message]:
    """Who it is for, the facility of the registry if there is one, and who reads it through a consortium."""
    named = [await work.unit.session.get_one(Organisation, one) for one in found.named.split()]
    lines = [say("summary-readers", readers=word_of(found.readers), named=tuple(one.name for one in named))]
    if facility := await work.unit.get(Facility, found.facility_id) if found.facility_id else None:
        lines.append(say("summary-facility", facility=facility.code, name=facility.name))
    if found.audience.kind is AudienceKind.LINKED:
        reach = await directory.reach(work.unit, found.audience, now=work.now)
        lines.append(say("summary-linked", count=len(reach.organisations)))
    if found.audience.clients:
        lines.append(say("summary-clients"))
    return lines


async def loosening_lines(work: Work, found: Summary) -> list[Message]:
    """Where it would go further than what was approved last: what that was, and whose consent it takes, with whether
    they gave it.
    """
    if not found.is_loosened or found.settled_label is None or found.settled_readers is None:
        return []
    first = await work.unit.session.get_one(Person, found.originator_id)
    line = say(
        "summary-loosened", label=found.settled_label, readers=word_of(found.settled_readers),
        needed=found.approvers_needed, name=first.name, consented=int(found.is_consented),
    )  # fmt: skip
    return [line]
