"""What reads as if it named a worker, or were a worker's complaint, is held back until its writer says that it is not:
wherever people write for others, and with no command's own help.

Questions, lessons, tools, expertise and new items of the Affiliate Update ask the same by an option of their own
(`storage/grievance.py:hold_back`).
"""

import hashlib
import json
from typing import Any

from commands.engine.options import Option
from commands.engine.request import Request
from commands.engine.spec import Spec
from storage.access import Action
from storage.grievance import reads_like_one
from storage.message import Message, say

ASKS_ITSELF = "nobody"  # the option of a command that asks for itself
_WORDS = frozenset({"Text", "Title", "str"})  # the kinds of option in which anything can be said
# What others don't read, as help and searches; and summaries: findings of the staff's, judged by two before anybody
# reads them.
_NOT_FOR_OTHERS = frozenset({Action.HELP, Action.READ, Action.DRAFT, Action.APPROVE})
NAMES = frozenset(
    {
        "address", "category", "code", "component", "contract", "country", "link", "model", "month", "name", "number",
        "person", "product", "renamed", "respondent", "subject", "what", "who",
    }
)  # fmt: skip
"""Options whose words name a thing, a person or a place of the register, and say nothing of them."""


def held(request: Request) -> Message | None:
    """What its writer is told in place of the answer, until they have said yes; None for what may go on.

    It is asked before anything is looked up, so that it says nothing of what there is. Whoever said yes to a preview
    has said yes to this before: nothing is shown of what is held.
    """
    if request.confirmed:
        return None
    said: list[Any] = [request.values.get(one.parameter) for one in read_by_others(request.spec)]
    if not reads_like_one(*(one for one in said if isinstance(one, str))):
        return None
    return say("grievance-held").then(say("grievance-confirm"))


def read_by_others(spec: Spec) -> tuple[Option, ...]:
    """The options of a command whose words are held back here: all in which anything can be said, but for names."""
    if spec.may in _NOT_FOR_OTHERS or any(one.name == ASKS_ITSELF for one in spec.options):
        return ()
    return tuple(one for one in spec.options if one.kind in _WORDS and one.name not in NAMES)


def digest(request: Request) -> str:
    """What the yes will hold for: the command and its words, to the letter."""
    said = json.dumps(dict(request.raw), sort_keys=True)
    return hashlib.sha256("\x1f".join(["grievance", request.spec.name, said]).encode()).hexdigest()
