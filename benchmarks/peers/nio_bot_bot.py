"""Help, with nio-bot, which brings that command."""
# mypy: ignore-errors
# Its library is installed in another environment than the one in which types are checked.

import os

import niobot

bot = niobot.NioBot(
    homeserver=os.environ["BARE_HOMESERVER"],
    user_id=os.environ["BARE_USER"],
    store_path=os.environ["BARE_STORE"],
    command_prefix="!",
)
bot.run(password=os.environ["BARE_PASSWORD"])
