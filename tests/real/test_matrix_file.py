"""A table dropped in the encrypted staff room, by a real client on a real homeserver, for the bot as it is run."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from bot.demo.cast import Person
from bot.demo.homeserver import Homeserver
from bot.platforms.matrix.outbound import sealed_file
from tests.files import COMPANIES
from tests.real.test_trouble import PASSWORD, SOON, Operator, free_port

pytestmark = pytest.mark.real


@pytest.fixture
async def operator(tmp_path: Path) -> AsyncIterator[Operator]:
    """With a folder of their own."""
    one = Operator(tmp_path)
    yield one
    await one.ends()


async def drops(person: Person, room: str, data: bytes) -> str:
    """Send a file as clients do in an encrypted room; the event's id."""
    ciphertext, keys = sealed_file(data)
    url = await person._account.wire.upload(ciphertext)
    info = {"mimetype": "text/csv", "size": len(data)}
    return await person.say(
        room, "list.csv", msgtype="m.file", filename="list.csv", info=info, file={"url": url, **keys}
    )


async def test_a_dropped_file_is_rehearsed_confirmed_and_in_the_registry(
    operator: Operator, homeserver: Homeserver, tmp_path: Path
) -> None:
    run = uuid4().hex[:8]
    bot, sofia, tom = [
        await homeserver.register(f"{name}-{run}", PASSWORD) for name in ("roundtable", "sofia", "tom")
    ]  # fmt: skip
    operator.settings = {
        "DATA_DIR": str(tmp_path / "data"), "ADMINS": f"matrix:{sofia}, matrix:{tom}",
        "MATRIX_HOMESERVER": homeserver.url, "MATRIX_USER": bot, "MATRIX_PASSWORD": PASSWORD,
        "HEALTH_PORT": str(free_port()),
    }  # fmt: skip
    person = await Person.enter(homeserver.url, sofia, PASSWORD, tmp_path / "sofia")
    await operator.starts("run")
    try:
        await until_in_both(person)
        rooms = {name: room for room, name in person.rooms.items()}
        staff = rooms["Staff"]
        chat = next(room for name, room in rooms.items() if name != "Staff")
        await person.say(chat, "file list")
        await person.heard(lambda m: "file add" in m.body or "thirty days" in m.body, room=chat, timeout=SOON)

        dropped = await drops(person, staff, COMPANIES)
        [wire] = [one for one in await person.on_the_wire(staff) if one["event_id"] == dropped]
        assert wire["type"] == "m.room.encrypted"
        shown = await person.heard(lambda m: "2 new, 0 changed" in m.body, room=chat, timeout=SOON)
        assert shown.encrypted
        table = await person.heard(lambda m: m.file == "rows.csv", room=chat, timeout=SOON)
        assert (await person.read_file(table.event_id)).decode("utf-8-sig").count('"new"') == 2
        await person.say(chat, "yes")
        await person.heard(lambda m: "is taken in" in m.body, room=chat, timeout=SOON)

        again = len(person.seen)
        await drops(person, staff, COMPANIES)
        await person.heard(lambda m: "in the registry already" in m.body, room=chat, after=again, timeout=SOON)
    finally:
        await person.close()


async def until_in_both(person: Person) -> None:
    """In the staff room and in the private chat, which the bot opens one after the other."""
    while len(person.rooms) < 2:
        await person.join_invited(timeout=SOON)
