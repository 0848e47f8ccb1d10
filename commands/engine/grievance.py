"""What reads as if it named a worker, or were a worker's complaint, is held back until its writer says that it is not:
wherever people write for others, and with no command's own help.

Questions, lessons, tools and expertise ask the same by an option of their own (`storage/grievance.py:hold_back`).
"""

import hashlib
import json
from typing import Any

from commands.engine.request import Request
from commands.engine.work import Work
from storage.access import Action
from storage.grievance import reads_like_one
from storage.message import Message, say

# Where others read what is written. Summaries are findings of the staff's, judged by two before anybody reads them.
_FOR_OTHERS = frozenset({Action.CONTRIBUTE, Action.RESPOND, Action.ENGAGE, Action.PLAN, Action.PUBLISH})
_PROSE = frozenset({"Text", "Title"})
_ASKS_ITSELF = "nobody"


def held(work: Work, request: Request) -> Message | None:
    """What its writer is told in place of the answer, until they have said yes; None for what may go on.

    It is asked before anything is looked up, so that it says nothing of what there is. Whoever said yes to a preview
    has said yes to this before: nothing is shown of what is held.
    """
    names = {one.name for one in request.spec.options}
    if request.confirmed or request.spec.may not in _FOR_OTHERS or _ASKS_ITSELF in names:
        return None
    said: list[Any] = [request.values.get(one.parameter) for one in request.spec.options if one.kind in _PROSE]
    if not reads_like_one(*(one for one in said if isinstance(one, str))):
        return None
    return say("grievance-held").then(say("grievance-confirm"))


def digest(request: Request) -> str:
    """What the yes will hold for: the command and its words, to the letter."""
    said = json.dumps(dict(request.raw), sort_keys=True)
    return hashlib.sha256("\x1f".join(["grievance", request.spec.name, said]).encode()).hexdigest()
