"""What a command replies to: fetched when somebody gives one in a reply, and kept nowhere.

The bot keeps no message of people's. Whoever replies to one with a command points at it, so it is read once more, and
counts only if it provably is its sender's own text.
"""

from dataclasses import replace

import structlog

from bot.platform import Later, Never
from bot.platforms.matrix.ears import Ears
from bot.platforms.matrix.wire import Wire, path
from commands.engine.heard import Heard, Quoted

log = structlog.get_logger()


class Quoting:
    """Adds to a command what it replies to."""

    def __init__(self, wire: Wire, ears: Ears) -> None:
        self._wire = wire
        self._ears = ears

    async def complete(self, heard: Heard) -> Heard:
        """The same, with what it replies to if it is a command and that can be read. A server that doesn't answer costs
        no more than that: whoever asked is asked for the text.
        """
        if heard.reply_to is None or not (heard.mentioned or heard.text.startswith("!")):
            return heard
        try:
            status, source = await self._wire.ask("GET", path("rooms", heard.room, "event", heard.reply_to))
        except (Later, Never) as fault:
            log.warning("matrix.reply_not_to_be_had", room=heard.room, reason=str(fault))
            return heard
        if status != 200 or source.get("event_id") != heard.reply_to:
            return heard
        original = self._ears.original(heard.room, source)
        if original is None or not original.text:
            return heard
        return replace(heard, quoted=Quoted(sender=original.sender, text=original.text))
