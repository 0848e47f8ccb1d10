"""Gateway intents: what a session asked to be told."""

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
MESSAGE_CONTENT = 1 << 15
SCHEDULED_EVENTS = 1 << 16

PRIVILEGED = GUILD_MEMBERS | PRESENCES | MESSAGE_CONTENT
"""Those that the portal must have switched on; asking for another one ends in close code 4014."""

APPLICATION_FLAGS = {PRESENCES: 1 << 12, GUILD_MEMBERS: 1 << 14, MESSAGE_CONTENT: 1 << 18}
"""How the application's `flags` show each of them (a verified application)."""
