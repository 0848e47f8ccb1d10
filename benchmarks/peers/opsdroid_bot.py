"""Help, as a skill of opsdroid."""
# mypy: ignore-errors
# Its library is installed in another environment than the one in which types are checked.

import os
from typing import Any

from opsdroid.matchers import match_regex
from opsdroid.skill import Skill


class Helper(Skill):
    """One command."""

    @match_regex("^!help$")
    async def answer(self, message: Any) -> None:
        """Answer it."""
        await message.respond(os.environ["PEER_ANSWER"])
