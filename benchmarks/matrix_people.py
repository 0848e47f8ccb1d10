"""People of the instant homeserver: each with one device that its owner signed, who say things in encrypted rooms.

They read nothing: what a bot answers is counted where it arrives.
"""

import json
from collections.abc import Mapping
from typing import Any

import vodozemac

from bot.platforms.matrix.cross_signing import Identity
from bot.platforms.matrix.signatures import canonical, encode

MEGOLM = "m.megolm.v1.aes-sha2"
OLM = "m.olm.v1.curve25519-aes-sha2"
JSON = dict[str, Any]


class Person:
    """Somebody with one device."""

    def __init__(self, account: str) -> None:
        self.account = account
        self.device = "PHONE"
        self._olm = vodozemac.Account()
        self._curve, self._ed = self._olm.curve25519_key.to_base64(), self._olm.ed25519_key.to_base64()
        self._identity = Identity()
        self._sessions: dict[str, vodozemac.GroupSession] = {}

    def published(self) -> tuple[JSON, JSON]:
        """The device's keys, and those of the identity that signed it."""
        keys = {f"curve25519:{self.device}": self._curve, f"ed25519:{self.device}": self._ed}
        device = {
            "user_id": self.account, "device_id": self.device, "algorithms": [OLM, MEGOLM], "keys": keys,
        }  # fmt: skip
        self._sign(device)
        self._identity.sign_device(device, self.account)
        return device, self._identity.public_objects(self.account)

    def one_time_key(self) -> JSON:
        """A signed one for whoever wants to write to the device."""
        self._olm.generate_one_time_keys(1)
        [(name, key)] = self._olm.one_time_keys.items()
        self._olm.mark_keys_as_published()
        signed = {"key": key.to_base64()}
        self._sign(signed)
        return {f"signed_curve25519:{name}": signed}

    def share(self, rooms: list[str], bot: str, device: Mapping[str, Any], one_time_key: str) -> list[JSON]:
        """A new key for each room, told to a bot's device: the messages to it."""
        named = device["device_id"]
        curve, ed = device["keys"][f"curve25519:{named}"], device["keys"][f"ed25519:{named}"]
        session = self._olm.create_outbound_session(
            vodozemac.Curve25519PublicKey.from_base64(curve), vodozemac.Curve25519PublicKey.from_base64(one_time_key)
        )
        told = []
        for room in rooms:
            self._sessions[room] = group = vodozemac.GroupSession()
            key = {
                "algorithm": MEGOLM, "room_id": room, "session_id": group.session_id,
                "session_key": group.session_key.to_base64(),
            }  # fmt: skip
            payload = {
                "type": "m.room_key", "content": key, "sender": self.account, "sender_device": self.device,
                "keys": {"ed25519": self._ed}, "recipient": bot, "recipient_keys": {"ed25519": ed},
            }  # fmt: skip
            kind, body = session.encrypt(json.dumps(payload).encode()).to_parts()
            sealed = {
                "algorithm": OLM,
                "sender_key": self._curve,
                "ciphertext": {curve: {"type": kind, "body": encode(body)}},
            }
            told.append({"type": "m.room.encrypted", "sender": self.account, "content": sealed})
        return told

    def seal(self, room: str, content: Mapping[str, Any]) -> JSON:
        """What is said in a room, as its server gets it."""
        session = self._sessions[room]
        payload = {"type": "m.room.message", "content": content, "room_id": room}
        return {
            "algorithm": MEGOLM, "sender_key": self._curve, "device_id": self.device, "session_id": session.session_id,
            "ciphertext": session.encrypt(json.dumps(payload).encode()).to_base64(),
        }  # fmt: skip

    def _sign(self, thing: JSON) -> None:
        thing.setdefault("signatures", {}).setdefault(self.account, {})[f"ed25519:{self.device}"] = self._olm.sign(
            canonical(thing)
        ).to_base64()
