"""Help, as a plugin of maubot."""
# mypy: ignore-errors
# Its library is installed in another environment than the one in which types are checked.

import os
from typing import Any

from maubot import Plugin
from maubot.handlers import command


class Helper(Plugin):
    """One command."""

    @command.new("help")
    async def answer(self, event: Any) -> None:
        """Answer it."""
        await event.reply(os.environ["PEER_ANSWER"])
