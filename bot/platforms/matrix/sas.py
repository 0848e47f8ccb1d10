"""One short authentication string, from our side: the one that is asked, never the one that asks.

    they          we
    start    ->
             <-   accept     with a commitment to our key, so that nobody can choose theirs to fit ours
    key      ->
             <-   key        now both have the same seven emoji, or somebody sits between
    mac      <->  mac        once both people said so: each proves its device's key and its identity's

Nothing here waits or sends; what is out of order, malformed or wrong raises Broken with the code to cancel with.
Source: Matrix spec v1.18, "Short Authentication String (SAS) verification".
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vodozemac import Curve25519PublicKey, EstablishedSas, Sas

from bot.platforms.matrix.signatures import encode

METHOD = "m.sas.v1"
AGREEMENT, HASH, MAC = "curve25519-hkdf-sha256", "sha256", "hkdf-hmac-sha256.v2"
LONGEST = 255
"""Characters of any key, id or code here that is read at all."""
MOST_KEYS = 50
"""Keys that somebody may vouch for at once."""


class Broken(Exception):
    """The exchange is over; `code` is the specification's word for why ("m.key.verification.cancel")."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two: an account and one device of it."""

    user: str
    device: str


class Exchange:
    """One exchange that `theirs` began under a transaction's id. `emoji` are seven numbers once keys were exchanged."""

    def __init__(self, transaction: str, *, ours: Party, theirs: Party) -> None:
        self.emoji: tuple[int, ...] = ()
        self.claims: Mapping[str, Any] | None = None
        """What they say their keys are, once it came; not judged before `judge`."""
        self._transaction = transaction
        self._ours = ours
        self._theirs = theirs
        self._sas = Sas()
        self._key = self._sas.public_key.to_base64()
        self._shared: EstablishedSas | None = None
        self._expected = "start"

    def take(self, step: str, content: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
        """Take a step of theirs in; what to answer it with. Raises Broken, and from then on for every step."""
        expected, self._expected = self._expected, ""
        if step != expected:
            raise Broken("m.unexpected_message")
        match step:
            case "start":
                answer, self._expected = ("accept", self._accept(content)), "key"
                return answer
            case "key":
                answer, self._expected = ("key", self._reveal(content)), "mac"
                return answer
        self.claims = _claims(content)
        return None

    def vouch(self, keys: Mapping[str, str]) -> dict[str, Any]:
        """The content that proves our keys, by their ids. Only after a person said that the emoji agree."""
        about = self._about(self._ours, self._theirs)
        sas = self._agreed()
        return {
            "mac": {name: sas.calculate_mac(key, about + name) for name, key in keys.items()},
            "keys": sas.calculate_mac(",".join(sorted(keys)), about + "KEY_IDS"),
        }

    def judge(self, keys: Mapping[str, str]) -> None:
        """Raises Broken("m.key_mismatch") unless each of these keys, by its id, is what they vouched for."""
        if self.claims is None:
            raise Broken("m.unexpected_message")
        about, claimed = self._about(self._theirs, self._ours), self.claims["mac"]
        self._verify(",".join(sorted(claimed)), about + "KEY_IDS", self.claims["keys"])
        for name, key in keys.items():
            if name not in claimed:
                raise Broken("m.key_mismatch")
            self._verify(key, about + name, claimed[name])

    def _accept(self, start: Mapping[str, Any]) -> dict[str, Any]:
        if _text(start, "method") != METHOD:
            raise Broken("m.unknown_method")
        if _text(start, "from_device") != self._theirs.device:
            raise Broken("m.user_mismatch")
        offers = {
            "key_agreement_protocols": AGREEMENT,
            "hashes": HASH,
            "message_authentication_codes": MAC,
            "short_authentication_string": "emoji",
        }
        for field, wanted in offers.items():
            if not isinstance(start.get(field), list):
                raise Broken("m.invalid_message")
            if wanted not in start[field]:
                raise Broken("m.unknown_method")
        return {
            "method": METHOD,
            "key_agreement_protocol": AGREEMENT,
            "hash": HASH,
            "message_authentication_code": MAC,
            "short_authentication_string": ["emoji"],
            "commitment": encode(hashlib.sha256(self._key.encode() + _canonical(start)).digest()),
        }

    def _reveal(self, content: Mapping[str, Any]) -> dict[str, Any]:
        theirs = _text(content, "key")
        try:
            self._shared = self._sas.diffie_hellman(Curve25519PublicKey.from_base64(theirs))
        except Exception as fault:  # the library has a kind of its own for each way a key can be bad
            raise Broken("m.invalid_message") from fault
        parts = (self._theirs.user, self._theirs.device, theirs, self._ours.user, self._ours.device, self._key)
        info = "|".join(("MATRIX_KEY_VERIFICATION_SAS", *parts, self._transaction))
        self.emoji = tuple(self._shared.bytes(info).emoji_indices)
        return {"key": self._key}

    def _about(self, who: Party, whom: Party) -> str:
        return f"MATRIX_KEY_VERIFICATION_MAC{who.user}{who.device}{whom.user}{whom.device}{self._transaction}"

    def _verify(self, what: str, info: str, mac: str) -> None:
        try:
            self._agreed().verify_mac(what, info, mac)
        except ValueError as fault:
            raise Broken("m.key_mismatch") from fault

    def _agreed(self) -> EstablishedSas:
        if self._shared is None:
            raise Broken("m.unexpected_message")
        return self._shared


def _claims(content: Mapping[str, Any]) -> Mapping[str, Any]:
    claimed = content.get("mac")
    if not isinstance(claimed, Mapping) or not 0 < len(claimed) <= MOST_KEYS:
        raise Broken("m.invalid_message")
    return {"mac": {name: _text(claimed, name) for name in claimed}, "keys": _text(content, "keys")}


def _text(content: Mapping[str, Any], field: str) -> str:
    value = content.get(field)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not value.isascii():
        raise Broken("m.invalid_message")
    return value


def _canonical(content: Mapping[str, Any]) -> bytes:
    """All of it, with nothing left out as for signatures (Matrix spec v1.18, appendices, "Canonical JSON")."""
    try:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    except ValueError as fault:  # half a surrogate pair, which JSON can say and UTF-8 can't
        raise Broken("m.invalid_message") from fault
