"""The parts of the homeserver of the tests (`tests/fakes/homeserver.py`)."""
