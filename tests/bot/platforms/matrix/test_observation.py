"""The raw state of a room: what protects must be said, and what cannot be understood is named."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.platforms.matrix.observation import observe
from storage.room import Observation

BOT = "@roundtable:example.org"


def state(kind: str, content: Any, key: str = "") -> dict[str, Any]:
    """One state event."""
    return {"type": kind, "state_key": key, "content": content}


CLEAN = [
    state("m.room.create", {"room_version": "12", "m.federate": False}),
    state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}),
    state("m.room.join_rules", {"join_rule": "invite"}),
    state("m.room.history_visibility", {"history_visibility": "joined"}),
    state("m.room.guest_access", {"guest_access": "forbidden"}),
    state("m.room.member", {"membership": "join"}, BOT),
    state("m.room.member", {"membership": "join"}, "@alice:other.org"),
    state("m.room.member", {"membership": "invite"}, "@bob:example.org:8448"),
    state("m.room.member", {"membership": "leave"}, "@carol:example.org"),
]


def look(events: list[Any]) -> Observation:
    """What is seen."""
    at = datetime(2027, 3, 9, tzinfo=UTC)
    return observe(events, account=BOT, is_bot=lambda user: user.startswith("@_"), at=at)


def test_a_clean_room_is_seen_as_it_is() -> None:
    seen = look(CLEAN)
    assert (seen.present, seen.encrypted, seen.federated, seen.guests_may_join) == (True, True, False, False)
    assert (seen.join_rule, seen.history, seen.upgraded_to) == ("invite", "joined", None)
    assert seen.joined == {BOT, "@alice:other.org"}
    assert seen.invited == {"@bob:example.org:8448"}
    assert seen.servers == {"example.org", "other.org", "example.org:8448"}
    assert seen.bots == frozenset()
    assert seen.unreadable == ()


def test_an_empty_state_protects_nothing() -> None:
    seen = look([])
    assert not seen.present
    assert not seen.encrypted
    assert (seen.join_rule, seen.history) == ("public", "shared")
    assert seen.guests_may_join
    assert seen.federated


@pytest.mark.parametrize(
    "strange",
    [
        state("m.room.join_rules", {"join_rule": 7}),
        state("m.room.history_visibility", {}),
        state("m.room.member", {"membership": "maybe"}, "@x:example.org"),
        state("m.room.power_levels", "high"),
        "an event",
        {"type": "m.room.topic", "content": {}},
    ],
)
def test_what_cannot_be_understood_is_named(strange: Any) -> None:
    assert look([*CLEAN, strange]).unreadable


def test_bridges_and_upgrades_are_seen() -> None:
    ghost = state("m.room.member", {"membership": "join"}, "@_irc_dan:example.org")
    assert look([*CLEAN, ghost]).bots == {"@_irc_dan:example.org"}
    assert look([*CLEAN, state("m.room.tombstone", {"replacement_room": "!new"})]).upgraded_to == "!new"
    assert look([*CLEAN, state("m.room.tombstone", {})]).upgraded_to is not None
