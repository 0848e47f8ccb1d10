"""Help, with simplematrixbotlib."""
# mypy: ignore-errors
# Its library is installed in another environment than the one in which types are checked.

import os
from typing import Any

import simplematrixbotlib

creds = simplematrixbotlib.Creds(os.environ["BARE_HOMESERVER"], os.environ["BARE_USER"], os.environ["BARE_PASSWORD"])
config = simplematrixbotlib.Config()
config.encryption_enabled = False  # the room is a plain one
bot = simplematrixbotlib.Bot(creds, config)


@bot.listener.on_message_event
async def answer(room: Any, message: Any) -> None:
    """Answer a command."""
    match = simplematrixbotlib.MessageMatch(room, message, bot, "!")
    if match.is_not_from_this_bot() and match.prefix() and match.command("help"):
        await bot.api.send_markdown_message(room.room_id, os.environ["PEER_ANSWER"])


bot.run()
