"""Who besides the bot can let others read: by a room's levels, by the defaults where they say nothing, by birth."""

from typing import Any

import pytest

from bot.platforms.matrix.rooms import POWERS
from storage.room import EVERYBODY
from tests.bot.platforms.matrix.test_observation import BOT, CLEAN, look, state

ALICE, BOB, CAROL = "@alice:other.org", "@bob:example.org:8448", "@carol:example.org"
CLOSED = {"invite": 50, "users": {BOT: 100}}


def seen(levels: Any, *more: Any, creator: str = BOT, version: str = "12", **create: Any) -> frozenset[str]:
    """Who has power in a clean room with these levels: Alice is in it, Bob is invited, Carol has left."""
    birth = {**state("m.room.create", {"room_version": version, "m.federate": False, **create}), "sender": creator}
    levelled = [] if levels is None else [state("m.room.power_levels", levels)]
    return look([*CLEAN, birth, *levelled, *more]).powers


def test_in_a_room_of_ours_nobody_has_power() -> None:
    assert seen(POWERS) == frozenset()
    assert seen({**POWERS, "users": {BOT: 100}}, version="10") == frozenset()


@pytest.mark.parametrize(
    ("levels", "who"),
    [
        (CLOSED, set()),
        ({**CLOSED, "users": {ALICE: 50}}, {ALICE}),
        ({**CLOSED, "users": {ALICE: 49}}, set()),
        ({**CLOSED, "users": {BOB: "100"}}, {BOB}),
        ({**CLOSED, "users": {CAROL: 100}}, set()),
        ({**CLOSED, "users_default": 50}, {EVERYBODY}),
        ({**CLOSED, "invite": 0}, {EVERYBODY}),
        ({"users": {BOT: 100}}, {EVERYBODY}),
        ({**CLOSED, "state_default": 0}, {EVERYBODY}),
        ({**CLOSED, "users": {ALICE: 20}, "kick": 20}, {ALICE}),
        ({**CLOSED, "users": {ALICE: 20}, "ban": 20}, {ALICE}),
        ({**CLOSED, "users": {ALICE: 20}, "events": {"m.room.join_rules": 20}}, {ALICE}),
        ({**CLOSED, "users": {ALICE: 20}, "events": {"m.room.power_levels": 20}}, {ALICE}),
        ({**CLOSED, "users": {ALICE: 20}, "events": {"m.room.topic": 20}}, set()),
        (None, {EVERYBODY}),
    ],
)
def test_whoever_may_invite_remove_or_change_who_reads_has_power(levels: Any, who: set[str]) -> None:
    assert seen(levels) == who


@pytest.mark.parametrize(("version", "who"), [("11", set()), ("12", {ALICE})])
def test_whoever_made_it_keeps_power_from_version_12_on(version: str, who: set[str]) -> None:
    assert seen(CLOSED, creator=ALICE, version=version) == who
    assert seen(CLOSED, version=version, additional_creators=[ALICE]) == who


@pytest.mark.parametrize(
    "levels",
    [
        {"users": [ALICE]},
        {"users": {ALICE: "high"}},
        {"users": {ALICE: None}},
        {"invite": True},
        {"events": 7},
        {"events": {"m.room.join_rules": []}},
        {"kick": 1.5},
    ],
)
def test_levels_that_make_no_sense_close_the_room(levels: Any) -> None:
    assert "m.room.power_levels" in look([*CLEAN, state("m.room.power_levels", {**CLOSED, **levels})]).unreadable


def test_creators_that_make_no_sense_close_the_room() -> None:
    strange = state("m.room.create", {"room_version": "12", "additional_creators": "alice"})
    assert "m.room.power_levels" in look([*CLEAN, strange, state("m.room.power_levels", CLOSED)]).unreadable
