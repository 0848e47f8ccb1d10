"""Which devices count: every break in the chain, and a second identity."""

import copy
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from nio import KeysQueryResponse
from nio.crypto import Olm

from bot.demo.cast import InMemoryPins
from bot.platform import Later
from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.cross_signing import Identity
from bot.platforms.matrix.machine import Machine
from bot.platforms.matrix.signatures import decode, sign
from bot.platforms.matrix.trust import Trust

ALICE = "@alice:example.org"
Break = Callable[[dict[str, Any]], Any]


def device_keys(machine: Machine, identity: Identity | None) -> dict[str, Any]:
    """A device's public keys, signed by itself and by its owner."""
    device = machine.device_id
    keys = machine.account.identity_keys
    thing: dict[str, Any] = {
        "algorithms": [],
        "device_id": device,
        "user_id": ALICE,
        "keys": {f"curve25519:{device}": keys["curve25519"], f"ed25519:{device}": keys["ed25519"]},
    }
    sign(thing, ALICE, device, lambda raw: decode(machine.account.sign(raw.decode())))
    if identity is not None:
        identity.sign_device(thing, ALICE)
    return thing


def answer_of(machine: Machine, identity: Identity, signer: Identity | None = None) -> dict[str, Any]:
    """An answer to /keys/query."""
    objects = identity.public_objects(ALICE)
    return {
        "device_keys": {ALICE: {machine.device_id: device_keys(machine, signer or identity)}},
        "master_keys": {ALICE: objects["master_key"]},
        "self_signing_keys": {ALICE: objects["self_signing_key"]},
        "failures": {},
    }


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[GuardedClient]:
    """The bot's client."""
    client = GuardedClient("http://127.0.0.1:9", store=tmp_path, pickle_key="key")
    client.restore_login("@roundtable:example.org", "BOT", "token")
    yield client
    await client.release()


@pytest.fixture
async def alice(tmp_path: Path) -> AsyncIterator[Machine]:
    """Alice's device."""
    folder = tmp_path / "alice"
    folder.mkdir()
    other = GuardedClient("http://127.0.0.1:9", store=folder, pickle_key="key")
    other.restore_login(ALICE, "PHONE", "token")
    yield other.olm
    await other.release()


async def is_trusted(client: GuardedClient, trust: Trust, answer: dict[str, Any]) -> bool:
    """Whether Alice's device counts after this answer."""
    response = KeysQueryResponse.from_dict(copy.deepcopy(answer))
    Olm.handle_response(client.olm, response)
    await trust.judge(answer)
    [device] = client.olm.devices_of(ALICE)
    return bool(client.olm.is_device_verified(device))


async def test_a_signed_device_counts_and_its_owner_is_pinned(client: GuardedClient, alice: Machine) -> None:
    pins, identity = InMemoryPins(), Identity()
    trust = Trust(client, pins)
    assert await is_trusted(client, trust, answer_of(alice, identity))
    assert await pins.load() == {ALICE: identity.master}


def _drop_master(answer: dict[str, Any]) -> None:
    del answer["master_keys"]


def _other_usage(answer: dict[str, Any]) -> None:
    answer["self_signing_keys"][ALICE]["usage"] = ["master"]


def _other_owner(answer: dict[str, Any]) -> None:
    answer["master_keys"][ALICE]["user_id"] = "@mallory:example.org"


def _second_key(answer: dict[str, Any]) -> None:
    answer["self_signing_keys"][ALICE]["keys"]["ed25519:x"] = "x"


def _foreign_signer(answer: dict[str, Any]) -> None:
    answer["self_signing_keys"][ALICE] = Identity().public_objects(ALICE)["self_signing_key"]


def _unsigned_device(answer: dict[str, Any]) -> None:
    device = answer["device_keys"][ALICE]["PHONE"]
    device["signatures"][ALICE] = {"ed25519:PHONE": device["signatures"][ALICE]["ed25519:PHONE"]}


def _changed_device(answer: dict[str, Any]) -> None:
    answer["device_keys"][ALICE]["PHONE"]["algorithms"] = ["m.none"]


def _nonsense(answer: dict[str, Any]) -> None:
    answer["self_signing_keys"] = {ALICE: ["nonsense"]}


@pytest.mark.parametrize(
    "damage",
    [
        _drop_master,
        _other_usage,
        _other_owner,
        _second_key,
        _foreign_signer,
        _unsigned_device,
        _changed_device,
        _nonsense,
    ],
)
async def test_a_broken_chain_takes_trust_away(client: GuardedClient, alice: Machine, damage: Break) -> None:
    trust, identity = Trust(client, InMemoryPins()), Identity()
    assert await is_trusted(client, trust, answer_of(alice, identity))
    broken = answer_of(alice, identity)
    damage(broken)
    await trust.judge(broken)
    [device] = client.olm.devices_of(ALICE)
    assert not client.olm.is_device_verified(device)
    assert await is_trusted(client, trust, answer_of(alice, identity))


async def test_another_identity_is_held_told_once_and_approved(client: GuardedClient, alice: Machine) -> None:
    pins, first, second = InMemoryPins(), Identity(), Identity()
    trust = Trust(client, pins)
    assert await is_trusted(client, trust, answer_of(alice, first))
    for _ in range(2):
        assert not await is_trusted(client, trust, answer_of(alice, second))
    assert trust.drain_changed() == [ALICE]
    assert trust.drain_changed() == []
    again = Trust(client, pins)  # after a restart it is still another one than the pinned
    assert not await is_trusted(client, again, answer_of(alice, second))
    await again.approve(ALICE)
    assert ALICE in client.olm.users_for_key_query
    assert await is_trusted(client, again, answer_of(alice, second))
    assert again.held == {}


async def test_without_the_pins_nobody_new_counts_and_it_is_asked_again(client: GuardedClient, alice: Machine) -> None:
    class Away(InMemoryPins):
        async def load(self) -> dict[str, str]:
            raise RuntimeError("database is locked")

    trust = Trust(client, Away())
    with pytest.raises(Later, match="pins"):
        await is_trusted(client, trust, answer_of(alice, Identity()))
    [device] = client.olm.devices_of(ALICE)
    assert not client.olm.is_device_verified(device)
    assert ALICE in client.olm.users_for_key_query
