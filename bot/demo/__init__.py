"""The demo: a homeserver of its own, a cast of real clients, and the story they play."""
