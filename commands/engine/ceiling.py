"""Answers that mix labels, on a platform that may not carry all of them: what is above its ceiling is left out, and one
line says where the rest can be read. An answer that is above it as a whole becomes a pointer by itself (`Work.answer`).
"""

from dataclasses import replace

from commands.engine.pointer import to_private_chat
from commands.engine.work import Work
from storage.access import Label
from storage.message import Message

_REST = {"pointer": "pointer-rest", "pointer-nowhere": "pointer-rest-nowhere"}


def fits_here(work: Work, label: Label) -> bool:
    """Whether something so labelled may be said on the platform where this is asked."""
    return work.world.may_carry(work.platform, label)


async def rest_elsewhere(work: Work, label: Label) -> Message:
    """One line: there is more, so labelled, and it can be read there. For somebody who may read it, alone."""
    pointer = await to_private_chat(work.unit, work.world, work.person, label)
    return replace(pointer, key=_REST[pointer.key])
