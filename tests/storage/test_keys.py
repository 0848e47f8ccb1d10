"""The key file and what is sealed with it."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from storage.keys import BadKeyFile, KeyRing

CELL = {"table": "summary", "row": "a1", "column": "text_sealed"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "keys.json"


def test_the_file_is_made_at_first_start_for_its_owner_alone(file: Path) -> None:
    KeyRing.open(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_a_second_start_reads_the_same_keys(file: Path) -> None:
    assert KeyRing.open(file).derive("pickle") == KeyRing.open(file).derive("pickle")


def test_starting_many_times_at_once_makes_one_file(file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: KeyRing.open(file), range(40)))
    assert len({ring.derive("x") for ring in rings}) == 1
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604])
def test_a_file_that_others_can_read_is_refused(file: Path, mode: int) -> None:
    KeyRing.open(file)
    file.chmod(mode)
    with pytest.raises(BadKeyFile, match="0600"):
        KeyRing.open(file)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"keys": {}}', '{"current":"a","root":"a","keys":{"a":"AA=="}}', "\0"]
)
def test_what_is_no_key_file_is_refused_in_a_sentence(file: Path, content: str) -> None:
    KeyRing.open(file)
    file.write_text(content)
    with pytest.raises(BadKeyFile, match="isn't a key file"):
        KeyRing.open(file)


def test_a_missing_file_is_not_made_unless_asked_for(file: Path) -> None:
    with pytest.raises(BadKeyFile, match="can't be used"):
        KeyRing.open(file, create=False)
    assert not file.exists()


def test_purposes_get_keys_of_their_own(file: Path) -> None:
    ring = KeyRing.open(file)
    assert len({ring.derive("pickle"), ring.derive("backup"), ring.derive("audit")}) == 3
    assert len(ring.derive("pickle")) == 32


def test_what_is_sealed_opens_in_its_own_cell(file: Path) -> None:
    ring = KeyRing.open(file)
    sealed = ring.seal("réservé", **CELL)
    assert "réservé".encode() not in sealed
    assert ring.unseal(sealed, **CELL) == "réservé"
    assert ring.seal("réservé", **CELL) != sealed


@pytest.mark.parametrize("other", [{"table": "lesson"}, {"row": "a2"}, {"column": "title_sealed"}])
def test_what_is_sealed_opens_in_no_other_cell(file: Path, other: dict[str, str]) -> None:
    ring = KeyRing.open(file)
    with pytest.raises(InvalidTag):
        ring.unseal(ring.seal("text", **CELL), **{**CELL, **other})


@pytest.mark.parametrize("place", [0, 9, 25, -1])
def test_an_altered_text_does_not_open(file: Path, place: int) -> None:
    ring = KeyRing.open(file)
    sealed = bytearray(ring.seal("text", **CELL))
    sealed[place] ^= 1
    with pytest.raises((InvalidTag, BadKeyFile)):
        ring.unseal(bytes(sealed), **CELL)
    with pytest.raises(InvalidTag):
        ring.unseal(b"short", **CELL)


def test_after_a_new_key_old_texts_open_and_derived_secrets_stay(file: Path) -> None:
    ring = KeyRing.open(file)
    old, pickle = ring.seal("old", **CELL), ring.derive("pickle")
    key_id = ring.add_key()
    again = KeyRing.open(file)
    assert again.current == key_id
    assert again.unseal(old, **CELL) == "old"
    assert again.derive("pickle") == pickle
    assert again.seal("new", **CELL)[:8] == key_id.encode() != old[:8]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_text_of_a_key_that_is_gone_says_so(file: Path, tmp_path: Path) -> None:
    sealed = KeyRing.open(tmp_path / "other.json").seal("text", **CELL)
    with pytest.raises(BadKeyFile, match="lacks a key"):
        KeyRing.open(file).unseal(sealed, **CELL)


def test_a_ring_shows_no_key(file: Path) -> None:
    ring = KeyRing.open(file)
    shown = repr(ring) + str(ring)
    for key in json.loads(file.read_text())["keys"].values():
        assert key not in shown
    assert "****" in shown
