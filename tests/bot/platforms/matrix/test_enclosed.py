"""Tables that people send: which of them are brought to the bot, and that they hold what their sender sent."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.demo.cast import Person
from bot.platform import Never
from bot.platforms.matrix import enclosed
from bot.platforms.matrix.outbound import sealed_file
from commands.engine.heard import Call, Heard
from tests.bot.platforms.matrix.test_inbound import event, hear
from tests.fakes.matrix.stage import Stage

TABLE = b"company,company_kind\nAcer,brand\n"
KEYS = {"key": {"kty": "oct", "alg": "A256CTR", "k": "a", "ext": True}, "iv": "b", "hashes": {"sha256": "c"}, "v": "v2"}
FILE = {"msgtype": "m.file", "body": "list.csv", "info": {"mimetype": "text/csv", "size": 32}}
SEALED = FILE | {"file": KEYS | {"url": "mxc://a/b"}}
ENOUGH = 1024


def brought(content: Mapping[str, Any]) -> Heard | None:
    found = hear(event(dict(content)), encrypted=True, verified=True, replay_key="session:1")
    assert found is None or isinstance(found, Heard)
    return found


def test_a_table_is_a_call_that_brings_it() -> None:
    heard = brought(SEALED)
    assert heard is not None
    assert (heard.call, heard.text, heard.mentioned) == (Call(path=("file", "add")), "", True)
    assert (heard.verified, heard.replay_key) == (True, "session:1")
    assert heard.file is not None
    assert (heard.file.name, heard.file.size, heard.file.media_type) == ("list.csv", 32, "text/csv")
    assert heard.file.handle
    assert "list.csv" not in repr(heard), "a log that shows an event shows no name"
    assert "mxc://" not in repr(heard)


@pytest.mark.parametrize(
    "content",
    [
        SEALED | {"body": "minutes.pdf", "info": {"mimetype": "application/pdf"}},
        SEALED | {"body": "photo.png", "info": {"mimetype": "image/png"}},
        SEALED | {"msgtype": "m.image"},
        SEALED | {"msgtype": "m.text"},
        SEALED | {"body": ""},
        SEALED | {"body": "a" * 300 + ".csv"},
        SEALED | {"body": 7},
        SEALED | {"m.new_content": FILE},
        SEALED | {"m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}},
        SEALED | {"m.forwarded": {"sender": "@bob:x"}},
    ],
)
def test_other_files_are_nobodys_business(content: dict[str, Any]) -> None:
    found = brought(content)
    assert found is None or found.file is None


@pytest.mark.parametrize(
    "content",
    [
        FILE | {"url": "mxc://a/b"},
        FILE | {"file": KEYS},
        FILE | {"file": KEYS | {"url": "https://evil.example/x"}},
        FILE | {"file": KEYS | {"url": "mxc://a/b", "v": "v1"}},
        FILE | {"file": KEYS | {"url": "mxc://a/b", "hashes": {}}},
        FILE | {"file": KEYS | {"url": "mxc://a/b", "hashes": {"sha256": 7}}},
        FILE | {"file": KEYS | {"url": "mxc://a/b", "key": {"kty": "oct", "alg": "none", "k": "a"}}},
        FILE | {"file": KEYS | {"url": "mxc://a/b", "iv": None}},
        FILE | {"file": "mxc://a/b"},
        FILE | {"file": None, "info": {"size": -1}},
        FILE | {"info": {"size": True, "mimetype": ["text/csv"]}},
    ],
)
def test_what_its_event_does_not_vouch_for_cant_be_fetched(content: dict[str, Any]) -> None:
    heard = brought(content)
    assert heard is not None
    assert heard.file is not None
    assert heard.file.handle == ""


async def sent(person: Person, room: str, **instead: Any) -> str:
    """Somebody drops the table in a room; the id of what the server keeps."""
    ciphertext, keys = sealed_file(TABLE)
    url = await person._account.wire.upload(ciphertext)
    content = FILE | {"info": {"mimetype": "text/csv", "size": len(TABLE)}, "file": {"url": url, **keys}} | instead
    await person.say(room, "list.csv", **content)
    return url.rpartition("/")[2]


@pytest.mark.parametrize("cured", [pytest.param(True, id="cured"), pytest.param(False, id="bare")])
async def test_what_a_server_changes_about_it_shows(stage: Stage, monkeypatch: pytest.MonkeyPatch, cured: bool) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = stage.room(bot, alice).id
    media = await sent(alice, room)
    await alice.say(room, "!help")
    await bot.heard("!help")
    [file] = [one.file for one in bot.events if isinstance(one, Heard) and one.file]
    assert await bot.platform.fetch(file, most=ENOUGH) == TABLE
    with pytest.raises(Never, match="import-too-large"):
        await bot.platform.fetch(file, most=len(TABLE) - 1)
    kept = stage.server.world.media
    kept[media] = bytes([kept[media][0] ^ 1]) + kept[media][1:]
    if not cured:
        monkeypatch.setattr(enclosed, "_decrypted", lambda ciphertext, found: ciphertext)
        assert await bot.platform.fetch(file, most=ENOUGH)
        return
    with pytest.raises(Never, match="file-altered"):
        await bot.platform.fetch(file, most=ENOUGH)


async def test_a_file_in_clear_is_not_even_asked_for(stage: Stage) -> None:
    bot, alice = await stage.bot(), await stage.person("alice")
    room = stage.room(bot, alice).id
    await sent(alice, room, file=None, url="mxc://fake.test/0")
    await alice.say(room, "!help")
    await bot.heard("!help")
    [file] = [one.file for one in bot.events if isinstance(one, Heard) and one.file]
    with pytest.raises(Never, match="file-in-clear"):
        await bot.platform.fetch(file, most=ENOUGH)
