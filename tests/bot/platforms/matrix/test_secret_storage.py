"""Recovery keys, signatures and sealed files: what fits, and what does not."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.platform import Fatal
from bot.platforms.matrix import vault
from bot.platforms.matrix.secret_storage import WrongRecoveryKey, read_recovery_key, recovery_key
from bot.platforms.matrix.signatures import is_signed, public, sign


def test_a_recovery_key_is_read_back_however_it_is_spaced() -> None:
    key = os.urandom(32)
    typed = recovery_key(key)
    assert read_recovery_key(typed) == key
    assert read_recovery_key(f"  {typed.replace(' ', '')}\n") == key


@pytest.mark.parametrize("place", [0, 5, 30])
def test_a_mistyped_recovery_key_is_refused(place: int) -> None:
    typed = list(recovery_key(bytes(range(32))).replace(" ", ""))  # of a random one, 1 in 256 slips has its parity
    typed[place] = "2" if typed[place] != "2" else "3"
    with pytest.raises(WrongRecoveryKey):
        read_recovery_key("".join(typed))


@pytest.mark.parametrize("typed", ["", "0OIl", "E" * 500, "zz"])
def test_what_is_no_recovery_key_is_refused(typed: str) -> None:
    with pytest.raises(WrongRecoveryKey):
        read_recovery_key(typed)


def test_a_signature_covers_everything_but_itself() -> None:
    key = Ed25519PrivateKey.generate()
    thing: dict[str, object] = {"b": 1, "a": "é"}
    sign(thing, "@a:x", public(key), key.sign)
    assert is_signed(thing, "@a:x", public(key))
    assert is_signed(thing | {"unsigned": {"age": 3}}, "@a:x", public(key))
    assert not is_signed(thing | {"b": 2}, "@a:x", public(key))
    assert not is_signed(thing, "@b:x", public(key))
    assert not is_signed(thing, "@a:x", public(Ed25519PrivateKey.generate()))
    assert not is_signed({"signatures": {"@a:x": {f"ed25519:{public(key)}": 7}}}, "@a:x", public(key))


def test_a_sealed_file_is_private_and_opens_with_its_key_alone(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "seeds"
    vault.write_sealed(file, "key", {"seed": "canary"})
    assert vault.read_sealed(file, "key") == {"seed": "canary"}
    assert b"canary" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with pytest.raises(Fatal):
        vault.read_sealed(file, "another key")
    assert vault.read_sealed(tmp_path / "none", "key") is None


def test_a_damaged_session_file_is_told_and_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    file.write_text("{")
    with pytest.raises(Fatal, match=r"session\.json"):
        vault.read_json(file)
    assert file.read_text() == "{"
