"""Discord: slash commands, buttons, channels and threads, behind the port of `bot.platform`."""
