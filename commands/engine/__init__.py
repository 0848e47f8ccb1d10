"""How a typed function becomes a command, and the one way in for people and for the clock."""
